package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Scatter;
import java.util.Arrays;

/** Elements written or collected along one dimension: {@code out[index[i][j]][j] = source[i][j]} for dimension 0. */
public final class Scatters {
    private static final ScatterOp.Names SCATTER = new ScatterOp.Names("scatter", "ScatterBackward0");
    private static final ScatterOp.Names SCATTER_VALUE = new ScatterOp.Names("scatter", "ScatterBackward1");
    private static final ScatterOp.Names SCATTER_ADD = new ScatterOp.Names("scatter_add", "ScatterAddBackward0");
    private static final ScatterOp.Names SCATTER_REDUCE =
            new ScatterOp.Names("scatter_reduce", "ScatterReduceBackward0");

    private Scatters() {}

    /** A copy of {@code x} with the source's elements at the positions named. */
    public static Tensor scatter(Tensor x, int dim, Tensor index, Tensor source) {
        return Engine.run(op(SCATTER, Scatter.SET, x, dim, false), x, source, Gathers.positions("scatter", index));
    }

    /** A copy of {@code x} with a number at the positions named. */
    public static Tensor scatterValue(Tensor x, int dim, Tensor index, Tensor value) {
        return Engine.run(op(SCATTER_VALUE, Scatter.SET, x, dim, true), x, Copy.to(value, x.dtype()),
                Gathers.positions("scatter", index));
    }

    /** A copy of {@code x} with the source's elements added at the positions named. */
    public static Tensor scatterAdd(Tensor x, int dim, Tensor index, Tensor source) {
        return Engine.run(op(SCATTER_ADD, Scatter.ADD, x, dim, false), x, source, Gathers.positions("scatter", index));
    }

    public static Tensor scatterInPlace(Tensor x, int dim, Tensor index, Tensor source) {
        return Engine.runInPlace(op(SCATTER, Scatter.SET, x, dim, false), x, source,
                Gathers.positions("scatter", index));
    }

    public static Tensor scatterValueInPlace(Tensor x, int dim, Tensor index, Tensor value) {
        return Engine.runInPlace(op(SCATTER_VALUE, Scatter.SET, x, dim, true), x, Copy.to(value, x.dtype()),
                Gathers.positions("scatter", index));
    }

    public static Tensor scatterAddInPlace(Tensor x, int dim, Tensor index, Tensor source) {
        return Engine.runInPlace(op(SCATTER_ADD, Scatter.ADD, x, dim, false), x, source,
                Gathers.positions("scatter", index));
    }

    /** {@code scatter} with {@code reduce}: "add" or "multiply"; a 0-d {@code source} stands for every position. */
    public static Tensor scatter(Tensor x, int dim, Tensor index, Tensor source, String reduce) {
        boolean value = source.array().immediate;
        Tensor places = Gathers.positions("scatter", index);
        Tensor all = value ? ViewOps.expand(Copy.to(source, x.dtype()), places.array().sizes) : source;
        return switch (reduce) {
            case "add" -> Engine.run(op(SCATTER, Scatter.ADD, x, dim, false), x, all, places);
            case "multiply" -> scatterReduce(x, dim, places, all, "prod", true);
            default -> throw new ArgumentException("reduce argument must be either add or multiply.");
        };
    }

    /**
     * Joins the source's elements that go to one place by {@code reduce}: sum, prod, mean, amax or amin; with the element of
     * {@code x} there, if {@code includeSelf}.
     */
    public static Tensor scatterReduce(Tensor x, int dim, Tensor index, Tensor source, String reduce,
            boolean includeSelf) {
        Tensor places = Gathers.positions("scatter", index);
        Scatter mode = switch (reduce) {
            case "sum", "mean" -> Scatter.ADD;
            case "prod" -> Scatter.MULTIPLY;
            case "amax" -> Scatter.MAX;
            case "amin" -> Scatter.MIN;
            default -> throw new ArgumentException(
                    "reduce argument must be either sum, prod, mean, amax or amin, got " + reduce);
        };
        if (reduce.equals("mean") && x.dtype() == DType.BOOL) {
            throw new DTypeException("\"scatter_gather_tensor_cpu_reduce_mean\" not implemented for 'Bool'");
        }
        ScatterOp op = op(SCATTER_REDUCE, mode, x, dim, false);
        op.infer(new Array[] {x.array(), source.array(), places.array()}); // before anything else is computed
        Tensor start = includeSelf ? x : scatterValue(x, dim, places, neutral(mode, x.dtype()));
        Tensor joined = Engine.run(op, start, source, places);
        if (!reduce.equals("mean")) {
            return joined;
        }
        Tensor ones = filled(x.dtype(), 1, places.array().sizes);
        Tensor counts = scatterAddInPlace(filled(x.dtype(), includeSelf ? 1 : 0, x.array().sizes), dim, places, ones);
        Tensor divisor = Pointwise.WHERE.apply(Pointwise.EQ.apply(counts, Tensor.scalar(0)), Tensor.scalar(1), counts);
        return x.isFloatingPoint()
                ? Pointwise.DIV.apply(joined, divisor)
                : ScatterOp.FLOOR_DIVIDE.apply(joined, divisor);
    }

    /** As {@link #scatterReduce}, in place. */
    public static Tensor scatterReduceInPlace(Tensor x, int dim, Tensor index, Tensor source, String reduce,
            boolean includeSelf) {
        return Copy.assign(x, scatterReduce(x, dim, index, source, reduce, includeSelf));
    }

    private static ScatterOp op(ScatterOp.Names names, Scatter mode, Tensor x, int dim, boolean value) {
        return new ScatterOp(names, mode, Torch.wrapDim(dim, x.dim()), value);
    }

    private static Tensor filled(DType dtype, long value, long[] sizes) {
        return Copy.assign(Engine.zeros(new Spec(dtype, sizes)), Tensor.scalar(value));
    }

    /** What changes nothing when joined. */
    private static Tensor neutral(Scatter mode, DType type) {
        if (mode == Scatter.ADD || mode == Scatter.SET) {
            return Tensor.scalar(0);
        }
        if (mode == Scatter.MULTIPLY) {
            return Tensor.scalar(1);
        }
        boolean lowest = mode == Scatter.MAX;
        return switch (type) {
            case BOOL -> Tensor.scalar(lowest ? 0 : 1);
            case UINT8 -> Tensor.scalar(lowest ? 0 : 255);
            case INT8, INT16, INT32, INT64 -> {
                long highest = Long.MAX_VALUE >> (64 - 8 * type.size());
                yield Tensor.scalar(lowest ? -highest - 1 : highest);
            }
            default -> Tensor.scalar(lowest ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
        };
    }

    /** Adds (alpha times) the source's slices to those that a vector names. */
    public static Tensor indexAdd(Tensor x, int dim, Tensor index, Tensor source, Tensor alpha) {
        int d = Torch.wrapDim(dim, x.dim());
        Tensor places =
                vector("index_add_()", "Expected dtype int32/int64 for index but got: ", x, d, index, source, true);
        Tensor scaled =
                alpha.array().doubleValue == 1 ? source : Copy.to(Pointwise.MUL.apply(source, alpha), x.dtype());
        return reshaped(x,
                Engine.run(new Positions.Put("index_add", new int[] {d}, true), rows(x), rows(scaled), places));
    }

    /** Replaces the slices that a vector names by the source's. */
    public static Tensor indexCopy(Tensor x, int dim, Tensor index, Tensor source) {
        int d = Torch.wrapDim(dim, x.dim());
        Tensor places = checkIndexCopy(x, d, index, source);
        return reshaped(x,
                Engine.run(new Positions.Put("index_copy", new int[] {d}, false), rows(x), rows(source), places));
    }

    /** Fills the slices that a vector names with a number. */
    public static Tensor indexFill(Tensor x, int dim, Tensor index, Tensor value) {
        int d = Torch.wrapDim(dim, x.dim());
        Tensor places = checkIndexFill(x, d, index, value);
        String name = value.array().immediate ? "index_fill" : "index_fill_tensor";
        return reshaped(x,
                Engine.run(new Positions.Put(name, new int[] {d}, false), rows(x), Copy.to(value, x.dtype()), places));
    }

    public static Tensor indexAddInPlace(Tensor x, int dim, Tensor index, Tensor source, Tensor alpha) {
        int d = Torch.wrapDim(dim, x.dim());
        Tensor places =
                vector("index_add_()", "Expected dtype int32/int64 for index but got: ", x, d, index, source, true);
        Tensor scaled =
                alpha.array().doubleValue == 1 ? source : Copy.to(Pointwise.MUL.apply(source, alpha), x.dtype());
        Engine.runInPlace(new Positions.Put("index_add", new int[] {d}, true), rows(x), rows(scaled), places);
        return x;
    }

    public static Tensor indexCopyInPlace(Tensor x, int dim, Tensor index, Tensor source) {
        int d = Torch.wrapDim(dim, x.dim());
        Tensor places = checkIndexCopy(x, d, index, source);
        Engine.runInPlace(new Positions.Put("index_copy", new int[] {d}, false), rows(x), rows(source), places);
        return x;
    }

    public static Tensor indexFillInPlace(Tensor x, int dim, Tensor index, Tensor value) {
        int d = Torch.wrapDim(dim, x.dim());
        Tensor places = checkIndexFill(x, d, index, value);
        Engine.runInPlace(new Positions.Put("index_fill", new int[] {d}, false), rows(x), Copy.to(value, x.dtype()),
                places);
        return x;
    }

    /** As {@link #scatterReduce} for whole slices: prod, mean, amax or amin. */
    public static Tensor indexReduce(Tensor x, int dim, Tensor index, Tensor source, String reduce,
            boolean includeSelf) {
        if (!Arrays.asList("prod", "mean", "amax", "amin").contains(reduce)) {
            throw new ArgumentException(
                    "index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got " + reduce + ".");
        }
        int d = Torch.wrapDim(dim, x.dim());
        if (reduce.equals("mean") && x.dtype() == DType.BOOL) {
            throw new DTypeException("\"div_floor_cpu\" not implemented for 'Bool'");
        }
        Tensor places =
                vector("index_reduce_()", "Expected dtype int32/int64 for index but got: ", x, d, index, source, true);
        Tensor rows = rows(source);
        long[] along = new long[rows.dim()];
        Arrays.fill(along, 1);
        along[d] = places.numel();
        Tensor everywhere = ViewOps.expand(ViewOps.view(places, along), rows.array().sizes);
        return reshaped(x, scatterReduce(rows(x), d, everywhere, rows, reduce, includeSelf));
    }

    public static Tensor indexReduceInPlace(Tensor x, int dim, Tensor index, Tensor source, String reduce,
            boolean includeSelf) {
        return Copy.assign(x, indexReduce(x, dim, index, source, reduce, includeSelf));
    }

    private static Tensor rows(Tensor x) {
        return x.dim() == 0 ? ViewOps.view(x, 1) : x;
    }

    private static Tensor reshaped(Tensor x, Tensor result) {
        return x.dim() == 0 ? ViewOps.view(result) : result;
    }

    /** Checks what {@code index_add} and {@code index_reduce} ask for, and gives the index as an int64 vector. */
    private static Tensor vector(String op, String expected, Tensor x, int d, Tensor index, Tensor source,
            boolean sameDims) {
        if (index.dtype() != DType.INT64 && index.dtype() != DType.INT32) {
            throw new DTypeException(op + ": " + expected + index.dtype().scalarName());
        }
        if (index.dim() > 1) {
            throw new dev.flambeau.IndexException(
                    op + ": Index is supposed to be a vector, but got dim: " + index.dim() + " with type: "
                            + index.dtype().scalarName() + " and size: " + Arrays.toString(index.array().sizes));
        }
        if (x.dtype() != source.dtype()) {
            throw new DTypeException(
                    op + ": self (" + x.dtype().scalarName() + ") and source (" + source.dtype().scalarName()
                            + ") must have the same scalar type");
        }
        if (sameDims && x.dim() != source.dim() && !(x.dim() == 0 || source.dim() == 0)
                || x.dim() == 0 && source.dim() > 0) {
            throw sourceShape(x, source);
        }
        long length = source.dim() == 0 ? 1 : source.size(d);
        if (index.numel() != length) {
            throw new ShapeException(
                    op + ": Number of indices (" + index.numel() + ") should be equal to source.size(dim): (" + length
                            + "), for dim: " + d);
        }
        for (int i = 0; i < source.dim(); i++) {
            if (i != d && (x.dim() != source.dim() || x.size(i) != source.size(i))) {
                throw sourceShape(x, source);
            }
        }
        Tensor places = Copy.to(Shapes.atLeast1d(index), DType.INT64);
        String name = op.startsWith("index_reduce") ? "index_reduce" : "index_add";
        Positions.checkRange(name, places.array(), 0, x.dim() == 0 ? 1 : x.size(d), d);
        return places;
    }

    private static ShapeException sourceShape(Tensor x, Tensor source) {
        return new ShapeException(
                "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape = "
                        + Arrays.toString(x.array().sizes) + " source.shape = "
                        + Arrays.toString(source.array().sizes));
    }

    private static Tensor checkIndexCopy(Tensor x, int d, Tensor index, Tensor source) {
        if (index.dim() > 1) {
            throw new dev.flambeau.IndexException(
                    "index_copy_(): Index should have dimension 1 or 0 (got " + index.dim() + ")");
        }
        if (source.dim() == 0 && index.numel() != 1) {
            throw new dev.flambeau.IndexException(
                    "index_copy_(): When source is scalar, index should have one element (got "
                            + index.numel() + ")");
        }
        if (source.dim() != x.dim() && source.dim() != 0 && x.dim() != 0) {
            throw new dev.flambeau.IndexException(
                    "index_copy_(): When source and destination are not scalars, their dimensionality must "
                            + "match. Source dimensionality (" + source.dim() + "), destination dimensionality ("
                            + x.dim() + ")");
        }
        if (index.dtype() != DType.INT64) {
            throw new DTypeException(
                    "index_copy_(): Expected a long tensor for index, but got " + index.dtype().scalarName());
        }
        if (x.dtype() != source.dtype()) {
            throw new DTypeException("index_copy_(): self and source expected to have the same dtype, but got (self) "
                    + x.dtype().scalarName() + " and (source) " + source.dtype().scalarName());
        }
        long[] slice = without(x, d);
        long[] sourceSlice = without(source, d);
        if (!Arrays.equals(slice, sourceSlice)) {
            throw new ShapeException(
                    "index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: "
                            + Arrays.toString(slice) + " at dimension " + d + " and source slice shape: "
                            + Arrays.toString(sourceSlice)
                            + " at dimension " + (source.dim() == 0 ? 0 : d) + ".");
        }
        long length = source.dim() == 0 ? 1 : source.size(d);
        if (index.numel() != length) {
            throw new dev.flambeau.IndexException("index_copy_(): Number of indices (" + index.numel()
                    + ") should be equal to source.size(dim) (" + length + ")");
        }
        Tensor places = Shapes.atLeast1d(index);
        Positions.checkRange("index_copy", places.array(), 0, x.dim() == 0 ? 1 : x.size(d), d);
        return places;
    }

    private static long[] without(Tensor x, int d) {
        long[] sizes = x.array().sizes;
        long[] rest = new long[Math.max(sizes.length - 1, 0)];
        for (int i = 0, at = 0; i < sizes.length; i++) {
            if (i != d) {
                rest[at++] = sizes[i];
            }
        }
        return rest;
    }

    private static Tensor checkIndexFill(Tensor x, int d, Tensor index, Tensor value) {
        if (value.dim() != 0) {
            throw new ShapeException(
                    "index_fill_ only supports a 0-dimensional value tensor, but got tensor with " + value.dim()
                            + " dimension(s).");
        }
        if (index.dtype() != DType.INT64) {
            throw new DTypeException("index_fill_(): Expected dtype int64 for index.");
        }
        if (index.dim() > 1) {
            throw new ShapeException("Index has to be a vector/scalar");
        }
        long size = x.dim() == 0 ? 1 : x.size(d);
        Positions.checkRange("index_fill", index.array(), -size, size, d);
        // each place once: the value's gradient is the sum over places
        return Host.vector(Arrays.stream(Host.longs(index)).map(i -> i < 0 ? i + size : i).distinct().toArray());
    }
}
