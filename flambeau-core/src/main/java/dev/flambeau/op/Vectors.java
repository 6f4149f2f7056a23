package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.Warnings;
import java.util.List;

/** Products of vectors that lie along a dimension, and the matrix of a vector's powers. */
public final class Vectors {
    private Vectors() {}

    /** {@code torch.cross}: as {@link #cross(Tensor, Tensor, int)} along the first dimension of size 3. */
    public static Tensor cross(Tensor x, Tensor y) {
        for (int dim = 0; dim < x.dim(); dim++) {
            if (x.size(dim) == 3) {
                Warnings.once(
                        "Using torch.cross without specifying the dim arg is deprecated: it takes the first dimension of "
                                + "size 3, linalg.cross the last one.");
                return cross(x, y, dim);
            }
        }
        throw new ShapeException("no dimension of size 3 in input");
    }

    /** The vectors at right angles to those of {@code x} and {@code y}, whose other dimensions broadcast. */
    public static Tensor cross(Tensor x, Tensor y, int dim) {
        if (x.dim() != y.dim()) {
            throw new ShapeException("linalg.cross: inputs must have the same number of dimensions.");
        }
        int d = Torch.wrapDim(dim, x.dim());
        if (x.dim() == 0 || x.size(d) != 3 || y.size(d) != 3) {
            throw new ShapeException("linalg.cross: inputs dimension " + dim + " must have length 3. Got "
                    + (x.dim() == 0 ? "scalars" : x.size(d) + " and " + y.size(d)));
        }
        if (x.dtype() != y.dtype()) {
            throw new DTypeException("linalg.cross: expected scalar type " + x.dtype().scalarName() + " but found "
                    + y.dtype().scalarName());
        }
        if (x.dtype() == DType.BOOL) {
            throw new DTypeException("\"cross\" not implemented for 'Bool'");
        }
        Engine.broadcast("linalg.cross", x.array(), y.array());
        return Engine.compose(new Cross(d), x, y);
    }

    /** {@code x[1] y[2] - x[2] y[1], x[2] y[0] - x[0] y[2], x[0] y[1] - x[1] y[0]} */
    private record Cross(int dim) implements Composite {
        @Override
        public String name() {
            return "linalg_cross";
        }

        @Override
        public Tensor compose(Tensor[] in) {
            Tensor ahead = Pointwise.MUL.apply(turned(in[0], 2), turned(in[1], 1));
            return Pointwise.SUB.apply(ahead, Pointwise.MUL.apply(turned(in[0], 1), turned(in[1], 2)));
        }

        private Tensor turned(Tensor x, long by) {
            return Reordering.roll(x, new long[] {by}, dim);
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.ofInput(1, (g, y) -> Engine.compose(this, y, g)),
                    Grad.ofInput(0, (g, x) -> Engine.compose(this, g, x)));
        }
    }

    /** The sums of the products of the vectors of {@code x} and {@code y}, whose other dimensions broadcast. */
    public static Tensor vecdot(Tensor x, Tensor y, int dim) {
        if (!x.isFloatingPoint()) {
            throw new DTypeException("linalg.vecdot: Expected a floating point or complex tensor as input. Got "
                    + x.dtype().scalarName());
        }
        if (x.dtype() != y.dtype()) {
            throw new DTypeException("linalg.vecdot: Expected x and y to have the same dtype, but found x of type "
                    + x.dtype().scalarName() + " and y of type " + y.dtype().scalarName() + " instead");
        }
        return x.dim() == 1 && y.dim() == 1
                ? Matrices.vdot(x, y)
                : Reductions.sum(Pointwise.MUL.apply(x, y), new int[] {dim}, false);
    }

    /** For each number its powers 0 to {@code n - 1} as a row: {@code [*, k]} becomes {@code [*, k, n]}. */
    public static Tensor vander(Tensor x, long n) {
        if (x.dtype() == DType.BOOL) {
            throw new DTypeException(
                    "linalg.vander supports floating point, complex, and integer tensors, but got Bool");
        }
        if (n <= 1) {
            throw new ArgumentException("N must be greater than 1.");
        }
        Tensor column = ViewOps.unsqueeze(ViewOps.reshape(x, x.dim() == 0 ? new long[] {1} : x.array().sizes), -1);
        long[] sizes = column.array().sizes.clone();
        Tensor ones = Creation.full(x.isFloatingPoint() ? x.dtype() : DType.INT64, 1L, sizes);
        sizes[sizes.length - 1] = n - 1;
        return Joining.cat(List.of(ones, Scans.cumprod(ViewOps.expand(column, sizes), -1, null)), -1);
    }
}
