package dev.flambeau;

import dev.flambeau.op.Matrices;

/** Products of matrices and vectors. */
public sealed interface MatrixMethods permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** The matrix product of tensors of any ranks from 1, Python's {@code @}: leading dimensions are batches and broadcast. */
    default Tensor matmul(Tensor other) {
        return Matrices.matmul(self(), other);
    }

    /** {@code [n, k] @ [k, m]}. */
    default Tensor mm(Tensor other) {
        return Matrices.mm(self(), other);
    }

    /** {@code [b, n, k] @ [b, k, m]}. */
    default Tensor bmm(Tensor other) {
        return Matrices.bmm(self(), other);
    }

    /** {@code [n, k] @ [k]}. */
    default Tensor mv(Tensor vector) {
        return Matrices.mv(self(), vector);
    }

    /** The sum of the products of two vectors. */
    default Tensor dot(Tensor other) {
        return Matrices.dot(self(), other);
    }

    /** As {@link #dot}: real numbers are their own conjugates. */
    default Tensor vdot(Tensor other) {
        return Matrices.vdot(self(), other);
    }

    /** Every product of an element of this vector with one of the other. */
    default Tensor outer(Tensor other) {
        return Matrices.outer(self(), other);
    }

    /** As {@link #outer}. */
    default Tensor ger(Tensor other) {
        return Matrices.outer(self(), other);
    }

    /** The products over the last dimensions of both. */
    default Tensor inner(Tensor other) {
        return Matrices.inner(self(), other);
    }

    /** {@code this + a @ b}. */
    default Tensor addmm(Tensor a, Tensor b) {
        return addmm(a, b, 1, 1);
    }

    /** {@code beta this + alpha (a @ b)}; with {@code beta} 0 this tensor's values, even NaN, do not matter. */
    default Tensor addmm(Tensor a, Tensor b, double beta, double alpha) {
        return Matrices.addmm(self(), a, b, Tensor.scalar(beta), Tensor.scalar(alpha));
    }

    /** {@code this + a @ b} for a matrix and a vector. */
    default Tensor addmv(Tensor a, Tensor b) {
        return addmv(a, b, 1, 1);
    }

    default Tensor addmv(Tensor a, Tensor b, double beta, double alpha) {
        return Matrices.addmv(self(), a, b, Tensor.scalar(beta), Tensor.scalar(alpha));
    }

    /** {@code this + a @ b} for batches of matrices. */
    default Tensor baddbmm(Tensor a, Tensor b) {
        return baddbmm(a, b, 1, 1);
    }

    default Tensor baddbmm(Tensor a, Tensor b, double beta, double alpha) {
        return Matrices.baddbmm(self(), a, b, Tensor.scalar(beta), Tensor.scalar(alpha));
    }

    /** {@code this + sum(a[i] @ b[i])}. */
    default Tensor addbmm(Tensor a, Tensor b) {
        return addbmm(a, b, 1, 1);
    }

    default Tensor addbmm(Tensor a, Tensor b, double beta, double alpha) {
        return Matrices.addbmm(self(), a, b, Tensor.scalar(beta), Tensor.scalar(alpha));
    }

    /** {@code this + outer(a, b)}. */
    default Tensor addr(Tensor a, Tensor b) {
        return Matrices.addr(self(), a, b, Tensor.scalar(1L), Tensor.scalar(1L));
    }

    default Tensor addr(Tensor a, Tensor b, double beta, double alpha) {
        return Matrices.addr(self(), a, b, Tensor.scalar(beta), Tensor.scalar(alpha));
    }

    /** This matrix (or batch) times itself, {@code n} times in all; the identity for 0. */
    default Tensor matrixPower(long n) {
        return Matrices.matrixPower(self(), n);
    }
}
