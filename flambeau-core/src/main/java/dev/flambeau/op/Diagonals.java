package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Devices;
import dev.flambeau.spi.Kernels;

/** Diagonals and triangles of matrices. */
public final class Diagonals {
    private Diagonals() {}

    /** The diagonal of each matrix in two dimensions, {@code offset} above the main one, as a view; it becomes the last dimension. */
    public static Tensor diagonal(Tensor x, int offset, int dim1, int dim2) {
        return Engine.view(diagonalOf("diagonal", x.dim(), offset, dim1, dim2), x);
    }

    private static Diagonal diagonalOf(String name, int rank, int offset, int dim1, int dim2) {
        int a = Torch.wrapDim(dim1, rank);
        int b = Torch.wrapDim(dim2, rank);
        if (a == b) {
            throw new ShapeException(name + "(): diagonal dimensions cannot be identical " + dim1 + ", " + dim2);
        }
        return new Diagonal(offset, a, b);
    }

    /** Matrices with the last dimension as their diagonal and zeros elsewhere, in the dimensions named. */
    public static Tensor diagEmbed(Tensor x, int offset, int dim1, int dim2) {
        return Engine.run(new DiagEmbed(diagonalOf("diag_embed", x.dim() + 1, offset, dim1, dim2)), x);
    }

    /** A vector as the diagonal of a matrix; the diagonal of a matrix as a vector. */
    public static Tensor diag(Tensor x, int diagonal) {
        return switch (x.dim()) {
            case 1 -> diagEmbed(x, diagonal, 0, 1);
            case 2 -> diagonal(x, diagonal, 0, 1).clone();
            default -> throw new ShapeException("diag(): Supports 1D or 2D tensors. Got " + x.dim() + "D");
        };
    }

    /** A matrix with all elements along its diagonal. */
    public static Tensor diagFlat(Tensor x, int offset) {
        return diagEmbed(ViewOps.reshape(x, -1), offset, 0, 1);
    }

    /** The sum of a matrix's diagonal. */
    public static Tensor trace(Tensor x) {
        if (x.dim() != 2) {
            throw new ShapeException("trace: expected a matrix, but got tensor with dim " + x.dim());
        }
        return diagonal(x, 0, 0, 1).sum();
    }

    /** A copy of {@code x} in which {@code source} replaces the diagonal. */
    public static Tensor diagonalScatter(Tensor x, Tensor source, int offset, int dim1, int dim2) {
        return ViewScatter.apply("diagonal_scatter", diagonalOf("diagonal_scatter", x.dim(), offset, dim1, dim2), x,
                source);
    }

    /** A copy of {@code x} in which {@code source} replaces a position of a dimension. */
    public static Tensor selectScatter(Tensor x, Tensor source, int dim, long index) {
        if (x.dim() == 0) {
            throw new dev.flambeau.IndexException("select() cannot be applied to a 0-dim tensor.");
        }
        return ViewScatter.apply("select_scatter", ViewOps.selectOf(Torch.wrapDim(dim, x.dim()), index), x, source);
    }

    /** A copy of {@code x} in which {@code source} replaces a slice. */
    public static Tensor sliceScatter(Tensor x, Tensor source, int dim, long start, long end, long step) {
        if (x.dim() == 0) {
            throw new dev.flambeau.IndexException("slice() cannot be applied to a 0-dim tensor.");
        }
        return ViewScatter.apply("slice_scatter", ViewOps.sliceOf(x.array().sizes, dim, start, end, step), x, source);
    }

    /** A row-major copy of {@code x} in which {@code source} replaces the elements with these strides. */
    public static Tensor asStridedScatter(Tensor x, Tensor source, long[] sizes, long[] strides, long offset) {
        return ViewScatter.apply("as_strided_scatter", AsStrided.of(x.contiguous().array(), sizes, strides, offset), x,
                source);
    }

    /** The lower triangle up to a diagonal, zeros above. */
    public static Tensor tril(Tensor x, long diagonal) {
        return Engine.run(new Triangle(false, diagonal), x);
    }

    /** The upper triangle from a diagonal on, zeros below. */
    public static Tensor triu(Tensor x, long diagonal) {
        return Engine.run(new Triangle(true, diagonal), x);
    }

    public static Tensor trilInPlace(Tensor x, long diagonal) {
        return Engine.runInPlace(new Triangle(false, diagonal), x);
    }

    public static Tensor triuInPlace(Tensor x, long diagonal) {
        return Engine.runInPlace(new Triangle(true, diagonal), x);
    }

    /** Rows and columns ({@code [2, count]}) of the elements of a lower or upper triangle, row by row. */
    public static Tensor triangleIndices(boolean upper, long rows, long columns, long offset, DType dtype) {
        String name = upper ? "triu_indices" : "tril_indices";
        if (rows < 0) {
            throw new ArgumentException("row must be non-negative, got" + rows);
        }
        if (columns < 0) {
            throw new ArgumentException("col must be non-negative, got" + columns);
        }
        if (dtype.isFloatingPoint() || dtype == DType.BOOL) {
            throw new DTypeException("\"" + name + "\" not implemented for '" + dtype.scalarName() + "'");
        }
        long count = 0;
        for (long i = 0; i < rows; i++) {
            count += upper ? columns - Math.clamp(i + offset, 0, columns) : Math.clamp(i + offset + 1, 0, columns);
        }
        Array out = Engine.empty(Devices.cpu(), dtype, 2, count);
        long at = 0;
        for (long i = 0; i < rows; i++) {
            long from = upper ? Math.clamp(i + offset, 0, columns) : 0;
            long to = upper ? columns : Math.clamp(i + offset + 1, 0, columns);
            for (long j = from; j < to; j++, at++) {
                out.putLong(at, i);
                out.putLong(count + at, j);
            }
        }
        return Tensor.wrap(out);
    }

    private record Diagonal(int offset, int dim1, int dim2) implements ViewOp {
        @Override
        public String name() {
            return "diagonal";
        }

        @Override
        public Array view(Array in) {
            long length = offset >= 0
                    ? Math.min(in.sizes[dim1], in.sizes[dim2] - offset)
                    : Math.min(in.sizes[dim1] + offset, in.sizes[dim2]);
            int rank = in.dim();
            long[] sizes = new long[rank - 1];
            long[] strides = new long[rank - 1];
            int at = 0;
            for (int i = 0; i < rank; i++) {
                if (i != dim1 && i != dim2) {
                    sizes[at] = in.sizes[i];
                    strides[at++] = in.strides[i];
                }
            }
            sizes[at] = Math.max(length, 0);
            strides[at] = in.strides[dim1] + in.strides[dim2];
            long begin = length <= 0 ? 0 : offset >= 0 ? offset * in.strides[dim2] : -offset * in.strides[dim1];
            return in.view(in.offset + begin, sizes, strides);
        }
    }

    private record DiagEmbed(Diagonal diagonal) implements Op {
        @Override
        public String name() {
            return "diag_embed";
        }

        @Override
        public Spec[] infer(Array[] in) {
            int rank = in[0].dim() + 1;
            long side = in[0].sizes[rank - 2] + Math.abs(diagonal.offset);
            long[] sizes = new long[rank];
            int at = 0;
            for (int i = 0; i < rank; i++) {
                sizes[i] = i == diagonal.dim1 || i == diagonal.dim2 ? side : in[0].sizes[at++];
            }
            return new Spec[] {new Spec(in[0].dtype, sizes)};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            kernels.copy(out[0], Array.immediate(out[0].dtype, 0));
            kernels.copy(diagonal.view(out[0]), in[0]);
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.of(g -> Engine.view(diagonal, g)));
        }
    }

    /** Zeros what is above (below) a diagonal. */
    private record Triangle(boolean upper, long diagonal) implements Op {
        @Override
        public String name() {
            return upper ? "triu" : "tril";
        }

        @Override
        public boolean updates() {
            return true;
        }

        @Override
        public Spec[] infer(Array[] in) {
            if (in[0].dim() < 2) {
                throw new ShapeException(name() + ": input tensor must have at least 2 dimensions");
            }
            return new Spec[] {Spec.like(in[0])};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            Array zero = Array.immediate(out[0].dtype, 0);
            int rank = out[0].dim();
            long rows = out[0].sizes[rank - 2];
            long columns = out[0].sizes[rank - 1];
            for (long i = 0; i < rows; i++) {
                long from = upper ? 0 : Math.clamp(i + diagonal + 1, 0, columns);
                long to = upper ? Math.clamp(i + diagonal, 0, columns) : columns;
                if (from < to) {
                    Array row = ViewOps.selectOf(rank - 2, i).view(out[0]);
                    kernels.copy(ViewOps.part(rank - 2, from, to - from).view(row), zero);
                }
            }
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.of(g -> Engine.run(this, g)));
        }
    }
}
