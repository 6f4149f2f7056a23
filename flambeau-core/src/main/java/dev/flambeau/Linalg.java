package dev.flambeau;

import dev.flambeau.op.Diagonals;
import dev.flambeau.op.Matrices;
import dev.flambeau.op.Norms;
import dev.flambeau.op.Vectors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PyTorch's {@code torch.linalg}: vectors and matrices; leading dimensions are batches. */
public final class Linalg {
    private static final int[] ALL = {};

    private Linalg() {}

    // ---- vectors

    /** The vectors at right angles to those of {@code x} and {@code y} along the last dimension, of size 3. */
    public static Tensor cross(Tensor x, Tensor y) {
        return cross(x, y, -1);
    }

    public static Tensor cross(Tensor x, Tensor y, int dim) {
        return Vectors.cross(x, y, dim);
    }

    /** The sums of the products of the vectors of {@code x} and {@code y} along the last dimension. */
    public static Tensor vecdot(Tensor x, Tensor y) {
        return vecdot(x, y, -1);
    }

    public static Tensor vecdot(Tensor x, Tensor y, int dim) {
        return Vectors.vecdot(x, y, dim);
    }

    /** For each number of {@code x [*, n]} its powers 0 to n - 1 as a row. */
    public static Tensor vander(Tensor x) {
        return vander(x, x.dim() == 0 ? 1 : x.size(-1));
    }

    /** As {@link #vander(Tensor)} with {@code n} powers. */
    public static Tensor vander(Tensor x, long n) {
        return Vectors.vander(x, n);
    }

    // ---- norms

    /** The square root of the sum of all squares. */
    public static Tensor norm(Tensor x) {
        return norm(x, null, null, false, null);
    }

    /**
     * The norm of vectors (one dimension) or matrices (two) of order {@code ord}: a number, {@code "fro"} or {@code "nuc"}; null: the square
     * root of the sum of squares.
     */
    public static Tensor norm(Tensor x, @Nullable Object ord, int @Nullable [] dims, boolean keepdim,
            @Nullable DType dtype) {
        return Norms.linalgNorm(x, ord, dims, keepdim, dtype);
    }

    /** {@code sum(|x|^ord)^(1/ord)} of all elements. */
    public static Tensor vectorNorm(Tensor x, double ord) {
        return vectorNorm(x, ord, ALL, false, null);
    }

    /** {@code sum(|x|^ord)^(1/ord)} over the dimensions (none: all). */
    public static Tensor vectorNorm(Tensor x, double ord, int[] dims, boolean keepdim, @Nullable DType dtype) {
        return Norms.vectorNorm(x, ord, dims, keepdim, dtype);
    }

    /** The square roots of the sums of squares of the matrices {@code x [*, n, m]}. */
    public static Tensor matrixNorm(Tensor x) {
        return matrixNorm(x, "fro", new int[] {-2, -1}, false, null);
    }

    /** The norms of matrices: {@code "fro"}, {@code "nuc"}, or an order of 1, 2 or infinity with either sign. */
    public static Tensor matrixNorm(Tensor x, Object ord, int[] dims, boolean keepdim, @Nullable DType dtype) {
        return Norms.matrixNorm(x, ord, dims, keepdim, dtype);
    }

    // ---- products

    /** The product of several matrices in the order that takes the fewest multiplications; the ends may be vectors. */
    public static Tensor multiDot(List<Tensor> tensors) {
        return Matrices.multiDot(tensors);
    }

    /** The matrix times itself, {@code n} times in all. */
    public static Tensor matrixPower(Tensor x, long n) {
        return Matrices.matrixPower(x, n);
    }

    /** The diagonals of matrices. */
    public static Tensor diagonal(Tensor x) {
        return diagonal(x, 0, -2, -1);
    }

    /** The diagonals {@code offset} places above the main one. */
    public static Tensor diagonal(Tensor x, int offset, int dim1, int dim2) {
        return Diagonals.diagonal(x, offset, dim1, dim2);
    }
}
