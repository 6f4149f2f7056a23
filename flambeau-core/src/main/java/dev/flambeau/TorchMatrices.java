package dev.flambeau;

import dev.flambeau.op.Einsum;
import dev.flambeau.op.Matrices;
import dev.flambeau.op.Vectors;
import java.util.List;

/** Products of matrices and vectors, as functions. A part of {@link Torch}. */
abstract class TorchMatrices {
    TorchMatrices() {}

    /** The matrix product of tensors of any ranks from 1. */
    public static Tensor matmul(Tensor x, Tensor y) {
        return Matrices.matmul(x, y);
    }

    /** {@code [n, k] @ [k, m]}. */
    public static Tensor mm(Tensor x, Tensor y) {
        return Matrices.mm(x, y);
    }

    /** {@code [b, n, k] @ [b, k, m]}. */
    public static Tensor bmm(Tensor x, Tensor y) {
        return Matrices.bmm(x, y);
    }

    /** {@code [n, k] @ [k]}. */
    public static Tensor mv(Tensor x, Tensor vector) {
        return Matrices.mv(x, vector);
    }

    /** The sum of the products of two vectors. */
    public static Tensor dot(Tensor x, Tensor y) {
        return Matrices.dot(x, y);
    }

    public static Tensor vdot(Tensor x, Tensor y) {
        return Matrices.vdot(x, y);
    }

    /** Every product of an element of one vector with one of the other. */
    public static Tensor outer(Tensor x, Tensor y) {
        return Matrices.outer(x, y);
    }

    /** The products over the last dimensions of both. */
    public static Tensor inner(Tensor x, Tensor y) {
        return Matrices.inner(x, y);
    }

    /** {@code x + a @ b}. */
    public static Tensor addmm(Tensor x, Tensor a, Tensor b) {
        return x.addmm(a, b);
    }

    /** {@code beta x + alpha (a @ b)}. */
    public static Tensor addmm(Tensor x, Tensor a, Tensor b, double beta, double alpha) {
        return x.addmm(a, b, beta, alpha);
    }

    public static Tensor addmv(Tensor x, Tensor a, Tensor b) {
        return x.addmv(a, b);
    }

    public static Tensor baddbmm(Tensor x, Tensor a, Tensor b) {
        return x.baddbmm(a, b);
    }

    public static Tensor baddbmm(Tensor x, Tensor a, Tensor b, double beta, double alpha) {
        return x.baddbmm(a, b, beta, alpha);
    }

    public static Tensor addbmm(Tensor x, Tensor a, Tensor b) {
        return x.addbmm(a, b);
    }

    public static Tensor addr(Tensor x, Tensor a, Tensor b) {
        return x.addr(a, b);
    }

    /** The sum of products that an equation names: {@code einsum("bij,bjk->bik", x, y)}. */
    public static Tensor einsum(String equation, Tensor... operands) {
        return Einsum.einsum(equation, List.of(operands));
    }

    /** The products summed over the last {@code count} dimensions of {@code x} and the first ones of {@code y}. */
    public static Tensor tensordot(Tensor x, Tensor y, int count) {
        return Einsum.tensordot(x, y, count);
    }

    /** The products summed over pairs of dimensions. */
    public static Tensor tensordot(Tensor x, Tensor y, int[] xDims, int[] yDims) {
        return Einsum.tensordot(x, y, xDims, yDims);
    }

    /** The product of matrices in the order that takes the fewest multiplications; the first and the last may be vectors. */
    public static Tensor chainMatmul(Tensor... matrices) {
        return Matrices.multiDot(List.of(matrices));
    }

    /** Every element of {@code x} times all of {@code y}: the Kronecker product. */
    public static Tensor kron(Tensor x, Tensor y) {
        return Matrices.kron(x, y);
    }

    /** The vectors at right angles to those of {@code x} and {@code y} along a dimension of size 3. */
    public static Tensor cross(Tensor x, Tensor y, int dim) {
        return Vectors.cross(x, y, dim);
    }

    /** As {@link #cross(Tensor, Tensor, int)} along the first dimension of size 3; {@link Linalg#cross} takes the last one. */
    public static Tensor cross(Tensor x, Tensor y) {
        return Vectors.cross(x, y);
    }

    /** A row of powers for each number of a vector, the {@code n - 1}-th first, as NumPy has it. */
    public static Tensor vander(Tensor x, long n, boolean increasing) {
        Tensor powers = Vectors.vander(x, n);
        return increasing ? powers : powers.flip(-1);
    }
}
