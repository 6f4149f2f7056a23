package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.Warnings;
import dev.flambeau.spi.Array;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Functions of the shape that are made of the {@linkplain ViewOps views}. */
public final class Shapes {
    private Shapes() {}

    /** Dimensions {@code start} to {@code end} (inclusive) as one. */
    public static Tensor flatten(Tensor x, int start, int end) {
        int from = Torch.wrapDim(start, x.dim());
        int to = Torch.wrapDim(end, x.dim());
        if (from > to) {
            throw new ShapeException("flatten() has invalid args: start_dim cannot come after end_dim");
        }
        if (x.dim() == 0) {
            return ViewOps.reshape(x, 1);
        }
        if (from == to) {
            return x;
        }
        long[] sizes = x.array().sizes;
        long[] result = new long[sizes.length - (to - from)];
        System.arraycopy(sizes, 0, result, 0, from);
        result[from] = 1;
        for (int i = from; i <= to; i++) {
            result[from] *= sizes[i];
        }
        System.arraycopy(sizes, to + 1, result, from + 1, sizes.length - to - 1);
        return ViewOps.reshape(x, result);
    }

    /** A dimension split into several, one of which may be -1. */
    public static Tensor unflatten(Tensor x, int dim, long... sizes) {
        int d = Torch.wrapDim(dim, x.dim());
        if (sizes.length == 0) {
            throw new ShapeException("unflatten: sizes must be non-empty");
        }
        if (x.dim() == 0) {
            throw new ShapeException("unflatten: a 0-d tensor has no dimension to split");
        }
        long[] inferred;
        try {
            inferred = ViewOps.inferSizes(sizes, x.size(d));
        } catch (ShapeException e) {
            throw String.valueOf(e.getMessage()).contains("is invalid for input")
                    ? new ShapeException("unflatten: Provided sizes " + Arrays.toString(sizes)
                            + " don't multiply up to the size of dim " + d
                            + " (" + x.size(d) + ") in the input tensor", e)
                    : e;
        }
        long[] old = x.array().sizes;
        long[] result = new long[old.length - 1 + sizes.length];
        System.arraycopy(old, 0, result, 0, d);
        System.arraycopy(inferred, 0, result, d, sizes.length);
        System.arraycopy(old, d + 1, result, d + sizes.length, old.length - d - 1);
        return ViewOps.view(x, result);
    }

    /** Dimensions moved to other places; the others keep their order. */
    public static Tensor movedim(Tensor x, int[] source, int[] destination) {
        if (source.length != destination.length) {
            throw new ShapeException("movedim: Invalid source or destination dims: source (" + Arrays.toString(source)
                    + " dims) should contain the same number of dims as destination (" + Arrays.toString(destination)
                    + " dims)");
        }
        int rank = x.dim();
        int[] from = wrapDistinct(source, rank, "source");
        int[] to = wrapDistinct(destination, rank, "destination");
        if (rank == 0) {
            return ViewOps.permute(x);
        }
        int[] order = new int[rank];
        boolean[] taken = new boolean[rank];
        Arrays.fill(order, -1);
        for (int i = 0; i < from.length; i++) {
            order[to[i]] = from[i];
            taken[from[i]] = true;
        }
        int next = 0;
        for (int i = 0; i < rank; i++) {
            if (order[i] < 0) {
                while (taken[next]) {
                    next++;
                }
                order[i] = next++;
            }
        }
        return ViewOps.permute(x, order);
    }

    private static int[] wrapDistinct(int[] dims, int rank, String what) {
        int[] wrapped = new int[dims.length];
        long seen = 0;
        for (int i = 0; i < dims.length; i++) {
            wrapped[i] = Torch.wrapDim(dims[i], rank);
        }
        for (int d : wrapped) {
            if ((seen & 1L << d) != 0) {
                throw new ShapeException("movedim: repeated dim in `" + what + "` (" + Arrays.toString(dims) + ")");
            }
            seen |= 1L << d;
        }
        return wrapped;
    }

    /** All dimensions in reverse order. */
    public static Tensor reverse(Tensor x) {
        if (x.dim() != 2 && x.dim() != 0) {
            Warnings.once(
                    "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated and it will throw an "
                            + "error in a future release. Consider `x.mT` to transpose batches of matrices or `x.permute(…)` to reverse the "
                            + "dimensions of a tensor.");
        }
        int[] order = new int[x.dim()];
        for (int i = 0; i < order.length; i++) {
            order[i] = order.length - 1 - i;
        }
        return ViewOps.permute(x, order);
    }

    /** The last two dimensions swapped; {@code name} is for the message. */
    public static Tensor matrixTranspose(Tensor x, String name) {
        if (x.dim() == 0) {
            return x;
        }
        if (x.dim() == 1) {
            throw new ShapeException(
                    name + " is only supported on matrices or batches of matrices. Got " + x.dim() + "-D tensor.");
        }
        return ViewOps.transpose(x, -2, -1);
    }

    /** The transpose of a matrix (real numbers are their own conjugates). */
    public static Tensor conjugateTranspose(Tensor x) {
        if (x.dim() != 2 && x.dim() != 0) {
            throw new ShapeException(
                    "tensor.H is only supported on matrices (2-D tensors). Got " + x.dim() + "-D tensor."
                            + (x.dim() > 2 ? " For batches of matrices, consider using tensor.mH" : ""));
        }
        return x.dim() == 0 ? x : ViewOps.transpose(x, 0, 1);
    }

    public static Tensor atLeast1d(Tensor x) {
        return x.dim() == 0 ? ViewOps.reshape(x, 1) : x;
    }

    public static Tensor atLeast2d(Tensor x) {
        return switch (x.dim()) {
            case 0 -> ViewOps.reshape(x, 1, 1);
            case 1 -> ViewOps.unsqueeze(x, 0);
            default -> x;
        };
    }

    public static Tensor atLeast3d(Tensor x) {
        return switch (x.dim()) {
            case 0 -> ViewOps.reshape(x, 1, 1, 1);
            case 1 -> ViewOps.unsqueeze(ViewOps.unsqueeze(x, 0), -1);
            case 2 -> ViewOps.unsqueeze(x, -1);
            default -> x;
        };
    }

    /** The shape to which all shapes broadcast. */
    public static long[] broadcastShapes(long[]... shapes) {
        long[] result = {};
        for (int k = 0; k < shapes.length; k++) {
            long[] shape = shapes[k];
            int dims = Math.max(result.length, shape.length);
            long[] joined = new long[dims];
            for (int i = 0; i < dims; i++) {
                long a = i < dims - result.length ? 1 : result[i - dims + result.length];
                long b = i < dims - shape.length ? 1 : shape[i - dims + shape.length];
                if (b < 0) {
                    throw new ShapeException(
                            "Attempting to broadcast a dimension with negative length! Got " + Arrays.toString(shape));
                }
                if (a != b && a != 1 && b != 1) {
                    throw new ShapeException("Attempting to broadcast a dimension of length " + b + " at " + (i - dims)
                            + "! Mismatching argument at index " + k + " had " + Arrays.toString(shape)
                            + "; but expected shape should be broadcastable to " + Arrays.toString(result));
                }
                joined[i] = a == 1 ? b : a;
            }
            result = joined;
        }
        return result;
    }

    /** All tensors expanded to their common shape. */
    public static List<Tensor> broadcastTensors(List<Tensor> tensors) {
        if (tensors.isEmpty()) {
            return List.of();
        }
        long[] shape = tensors.getFirst().array().sizes;
        for (Tensor each : tensors) {
            shape = Engine.broadcast("broadcast_tensors", shape, each.array().sizes);
        }
        long[] common = shape;
        return tensors.stream().map(each -> ViewOps.expand(each, common)).toList();
    }

    /** The type to which arrays are promoted when joined: those with dimensions outrank the 0-d ones. */
    static DType commonType(Array[] arrays) {
        DType dims = null;
        DType zero = null;
        for (Array array : arrays) {
            if (array.dim() > 0) {
                dims = dims == null ? array.dtype : DType.promote(dims, array.dtype);
            } else {
                zero = zero == null ? array.dtype : DType.promote(zero, array.dtype);
            }
        }
        if (dims == null || zero == null) {
            return Objects.requireNonNull(dims == null ? zero : dims);
        }
        return zero.category().ordinal() > dims.category().ordinal() ? zero : dims;
    }
}
