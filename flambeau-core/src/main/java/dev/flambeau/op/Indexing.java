package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.Index;
import dev.flambeau.IndexException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.spi.Array;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's {@code x[…]} and {@code x[…] = value}, indices by tensors and masks. */
public final class Indexing {
    private Indexing() {}

    /** {@code x[indices]}: views as long as no tensor is among the indices, else a copy. */
    public static Tensor get(Tensor x, @Nullable Object... indices) {
        Place place = place(x, indices);
        return place.byTensors() ? index(place.view, place.tensors) : place.view;
    }

    /** {@code x[indices] = value}, in place. */
    public static Tensor set(Tensor x, Tensor value, @Nullable Object... indices) {
        Place place = place(x, indices);
        Tensor source = withoutLeadingOnes(value);
        if (place.byTensors()) {
            Tensor typed = value.array().immediate ? Copy.to(value, x.dtype()) : source;
            indexPutInPlace(place.view, place.tensors, typed, false);
        } else {
            Copy.assign(place.view, source);
        }
        return x;
    }

    /** What the indices that are no tensors leave over, and the tensors' places in it. */
    private record Place(Tensor view, List<@Nullable Tensor> tensors) {
        boolean byTensors() {
            return !tensors.isEmpty(); // what is recorded ends with a tensor
        }
    }

    private static Place place(Tensor x, @Nullable Object[] given) {
        @Nullable Object[] indices = new @Nullable Object[given.length];
        int consumed = 0;
        for (int k = 0; k < given.length; k++) {
            Object index = given[k] == null ? Index.Special.NEW_AXIS : plain(given[k]);
            indices[k] = index;
            if (index instanceof Tensor t) {
                consumed += isMask(t) ? t.dim() : 1;
            } else if (index instanceof Long || index instanceof Index.Slice) {
                consumed++;
            }
        }
        Tensor view = x;
        int dim = 0; // in the view
        int original = 0; // in x, for messages
        List<@Nullable Tensor> tensors = new ArrayList<>();
        for (Object each : indices) {
            if (each instanceof Index.Special special) {
                if (special == Index.Special.NEW_AXIS) {
                    view = ViewOps.unsqueeze(view, dim++);
                } else {
                    dim += Math.max(x.dim() - consumed, 0);
                    original += Math.max(x.dim() - consumed, 0);
                }
                continue;
            }
            if (each instanceof Boolean || each instanceof Tensor t && isMask(t) && t.dim() == 0) {
                boolean all = each instanceof Boolean b ? b : Host.longs((Tensor) each)[0] != 0;
                view = ViewOps.unsqueeze(view, dim);
                record(tensors, dim++, all ? Host.vector(0) : Host.vector());
                continue;
            }
            if (consumed > x.dim()) {
                throw x.dim() == 0
                        ? new IndexException(
                                "invalid index of a 0-dim tensor. Use `tensor.item()` to convert a 0-dim tensor to a number")
                        : new IndexException(
                                "too many indices for tensor of dimension " + x.dim() + " (got " + consumed + ")");
            }
            switch (each) {
                case Long i -> view = select(view, dim, original++, i);
                case Index.Slice s -> {
                    view = ViewOps.slice(view, dim++, s.start(), s.end(), s.step());
                    original++;
                }
                case Tensor t when t.dim() == 0 && !isMask(t) && !t.isFloatingPoint() ->
                    view = select(view, dim, original++, Host.longs(t)[0]);
                case Tensor t -> {
                    record(tensors, dim, t);
                    int covers = isMask(t) ? t.dim() : 1;
                    dim += covers;
                    original += covers;
                }
                case null, default -> throw new IllegalStateException();
            }
        }
        return new Place(view, tensors);
    }

    /** Tensors stand at the dimensions of the view that they index; masks cover several. */
    private static void record(List<@Nullable Tensor> tensors, int dim, Tensor index) {
        int covered = 0;
        for (Tensor t : tensors) {
            covered += t == null || !isMask(t) ? 1 : t.dim();
        }
        for (; covered < dim; covered++) {
            tensors.add(null);
        }
        tensors.add(index);
    }

    private static Tensor select(Tensor view, int dim, int original, long i) {
        long size = view.size(dim);
        if (i < -size || i >= size) {
            throw new IndexException(
                    "index " + i + " is out of bounds for dimension " + original + " with size " + size);
        }
        return ViewOps.select(view, dim, i);
    }

    /** An index as a Long, Boolean, Index or Tensor. */
    private static Object plain(Object index) {
        return switch (index) {
            case Long i -> i;
            case Integer i -> (long) i;
            case Short i -> (long) i;
            case Byte i -> (long) i;
            case Boolean b -> b;
            case Index i -> i;
            case Tensor t -> t;
            case long[] positions -> Host.vector(positions);
            case int[] positions -> Host.vector(Arrays.stream(positions).asLongStream().toArray());
            case boolean[] mask -> {
                long[] values = new long[mask.length];
                for (int i = 0; i < values.length; i++) {
                    values[i] = mask[i] ? 1 : 0;
                }
                yield Copy.to(Host.vector(values), DType.BOOL);
            }
            default -> throw new IndexException(
                    "only integers, slices (Index.slice), ellipsis, newAxis, tensors, boolean and integer arrays "
                            + "are valid indices (got " + index.getClass().getSimpleName() + ")");
        };
    }

    private static boolean isMask(Tensor t) {
        return t.dtype() == DType.BOOL || t.dtype() == DType.UINT8;
    }

    /** Leading dimensions of size 1 do not count in an assignment. */
    private static Tensor withoutLeadingOnes(Tensor value) {
        long[] sizes = value.array().sizes;
        int ones = 0;
        while (ones < sizes.length && sizes[ones] == 1) {
            ones++;
        }
        return ones == 0 ? value : ViewOps.reshape(value, Arrays.copyOfRange(sizes, ones, sizes.length));
    }

    /** The elements at the positions that the tensors (null: all positions of a dimension) name together. */
    public static Tensor index(Tensor x, List<? extends @Nullable Tensor> indices) {
        ByPositions p = positions("index", x, indices);
        return Engine.run(new Positions.Index("index", p.dims), with(p.indices, x));
    }

    /** A copy of {@code x} in which {@code values}, broadcast, replace (or are added to) the elements at these positions. */
    public static Tensor indexPut(Tensor x, List<? extends @Nullable Tensor> indices, Tensor values,
            boolean accumulate) {
        checkPutType(x, values);
        ByPositions p = positions("index_put_", x, indices);
        return Engine.run(new Positions.Put("index_put", p.dims, accumulate), with(p.indices, x, values));
    }

    /** As {@link #indexPut}, in place. */
    public static Tensor indexPutInPlace(Tensor x, List<? extends @Nullable Tensor> indices, Tensor values,
            boolean accumulate) {
        checkPutType(x, values);
        ByPositions p = positions("index_put_", x, indices);
        return Engine.runInPlace(new Positions.Put("index_put", p.dims, accumulate), x, with(p.indices, values));
    }

    private static void checkPutType(Tensor x, Tensor values) {
        if (x.dtype() != values.dtype()) {
            throw new DTypeException(
                    "Index put requires the source and destination dtypes match, got " + x.dtype().scalarName()
                            + " for the destination and " + values.dtype().scalarName() + " for the source.");
        }
    }

    /** Integer tensors and the dimensions they stand for. */
    private record ByPositions(int[] dims, Tensor[] indices) {}

    private static ByPositions positions(String op, Tensor x, List<? extends @Nullable Tensor> indices) {
        List<Tensor> found = new ArrayList<>();
        List<Integer> dims = new ArrayList<>();
        int dim = 0;
        for (int k = 0; k < indices.size(); k++) {
            Tensor index = indices.get(k);
            if (index == null) {
                dim++;
            } else if (isMask(index)) {
                int rank = Math.max(index.dim(), 1);
                for (int i = 0; i < index.dim(); i++) {
                    if (dim + i >= x.dim()) {
                        throw tooMany(x, dim + index.dim());
                    }
                    if (index.size(i) != x.size(dim + i)) {
                        throw new IndexException(
                                "The shape of the mask " + Arrays.toString(index.array().sizes) + " at index " + i
                                        + " does not match the shape of the indexed tensor "
                                        + Arrays.toString(x.array().sizes) + " at index "
                                        + (dim + i));
                    }
                }
                for (Tensor column : nonzeroColumns(index)) {
                    found.add(column);
                    dims.add(dim++);
                }
                dim += rank - Math.max(index.dim(), 1);
            } else if (index.dtype() == DType.INT64 || index.dtype() == DType.INT32) {
                found.add(Copy.to(index, DType.INT64));
                dims.add(dim++);
            } else {
                throw new IndexException("tensors used as indices must be long, int, byte or bool tensors");
            }
        }
        if (dim > x.dim()) {
            throw tooMany(x, dim);
        }
        if (found.isEmpty()) {
            throw new IndexException(op + ": at least one index must be a tensor");
        }
        int[] indexed = new int[dims.size()];
        Arrays.setAll(indexed, dims::get);
        return new ByPositions(indexed, found.toArray(Tensor[]::new));
    }

    private static IndexException tooMany(Tensor x, int got) {
        return new IndexException("too many indices for tensor of dimension " + x.dim() + " (got " + got + ")");
    }

    /** Inputs of an operation: the first ones, then the indices. */
    static Tensor[] with(Tensor[] indices, Tensor... first) {
        Tensor[] all = Arrays.copyOf(first, first.length + indices.length);
        System.arraycopy(indices, 0, all, first.length, indices.length);
        return all;
    }

    /** The coordinates of all elements that are not 0, a row each. */
    public static Tensor nonzero(Tensor x) {
        Tensor real = x.array().immediate ? x.clone() : x;
        Array array = real.array();
        var context = array.storage.context();
        long count = array.numel == 0 ? 0 : context.kernels().countNonzero(array);
        Array out = Engine.empty(context, DType.INT64, count, array.dim());
        if (out.numel > 0) {
            context.kernels().nonzero(out, array);
        }
        Reference.reachabilityFence(real);
        return Tensor.wrap(out);
    }

    /** The coordinates of the elements that are not 0, a vector for each dimension. */
    public static List<Tensor> nonzeroColumns(Tensor x) {
        return Splits.unbind(nonzero(Shapes.atLeast1d(x)), 1);
    }

    /** The elements where the mask, broadcast, is true, as a vector. */
    public static Tensor maskedSelect(Tensor x, Tensor mask) {
        if (mask.dtype() != DType.BOOL) {
            throw new DTypeException("masked_select: expected BoolTensor for mask");
        }
        long[] shape = Engine.broadcast("masked_select", x.array().sizes, mask.array().sizes);
        Tensor source = Shapes.atLeast1d(ViewOps.expand(x, shape));
        Tensor where = Shapes.atLeast1d(ViewOps.expand(mask, shape));
        ByPositions p = positions("masked_select", source, List.of(where));
        return Engine.run(new Positions.Index("masked_select", p.dims), with(p.indices, source));
    }

    /** A copy of {@code x} whose elements where the mask is true are those of {@code source}, one after another. */
    public static Tensor maskedScatter(Tensor x, Tensor mask, Tensor source) {
        checkMaskedScatter(x, mask, source);
        long[] shape = Engine.broadcast("masked_scatter", x.array().sizes, mask.array().sizes);
        Tensor target = ViewOps.expand(x, shape);
        if (shape.length == 0) {
            return ViewOps.view(maskedScatter(ViewOps.view(target, 1), ViewOps.view(mask, 1), source));
        }
        ByPositions p = positions("masked_scatter", target, List.of(ViewOps.expand(mask, shape)));
        return Engine.run(new Positions.Put("masked_scatter", p.dims, false),
                with(p.indices, target, firsts(source, p)));
    }

    /** As {@link #maskedScatter}, in place. */
    public static Tensor maskedScatterInPlace(Tensor x, Tensor mask, Tensor source) {
        checkMaskedScatter(x, mask, source);
        Tensor where = ViewOps.expand(mask, x.array().sizes);
        Tensor target = x.dim() == 0 ? ViewOps.view(x, 1) : x;
        ByPositions p = positions("masked_scatter", target, List.of(Shapes.atLeast1d(where)));
        Engine.runInPlace(new Positions.Put("masked_scatter", p.dims, false), target,
                with(p.indices, firsts(source, p)));
        return x;
    }

    private static void checkMaskedScatter(Tensor x, Tensor mask, Tensor source) {
        if (mask.dtype() != DType.BOOL) {
            throw new DTypeException("masked_scatter_ only supports boolean masks, but got mask with dtype "
                    + mask.dtype().scalarName());
        }
        if (x.dtype() != source.dtype()) {
            throw new DTypeException(
                    "masked_scatter: expected self and source to have same dtypes but got " + x.dtype().scalarName()
                            + " and " + source.dtype().scalarName());
        }
    }

    /** As many of the source's elements as there are positions. */
    private static Tensor firsts(Tensor source, ByPositions p) {
        long count = p.indices[0].numel();
        if (source.numel() < count) {
            throw new ShapeException(
                    "masked_scatter: Number of elements of source < number of ones in mask (" + source.numel() + " < "
                            + count + ")");
        }
        return ViewOps.narrow(ViewOps.reshape(source, -1), 0, 0, count);
    }

    /** The elements at these positions of the flat tensor, in the shape of {@code index}. */
    public static Tensor take(Tensor x, Tensor index) {
        checkLong("take()", index);
        if (x.numel() == 0 && index.numel() > 0) {
            throw new IndexException("take(): tried to take from an empty tensor");
        }
        return Engine.run(new Positions.Index("take", 0), ViewOps.reshape(x, -1), index);
    }

    /** A copy of {@code x} whose elements at these positions of the flat tensor are replaced by (or increased by) the source's. */
    public static Tensor put(Tensor x, Tensor index, Tensor source, boolean accumulate) {
        checkPut(x, index, source);
        Tensor flat = Engine.run(new Positions.Put("put", new int[] {0}, accumulate), ViewOps.reshape(x, -1),
                ViewOps.reshape(source, index.array().sizes), index);
        return ViewOps.view(flat, x.array().sizes);
    }

    /** As {@link #put}, in place. */
    public static Tensor putInPlace(Tensor x, Tensor index, Tensor source, boolean accumulate) {
        checkPut(x, index, source);
        if (!x.isContiguous()) {
            return Copy.assign(x, put(x, index, source, accumulate));
        }
        Engine.runInPlace(new Positions.Put("put", new int[] {0}, accumulate), ViewOps.view(x, -1),
                ViewOps.reshape(source, index.array().sizes), index);
        return x;
    }

    private static void checkPut(Tensor x, Tensor index, Tensor source) {
        checkLong("put_()", index);
        if (x.dtype() != source.dtype()) {
            throw new DTypeException("put_(): self and source expected to have the same dtype, but got self.dtype = "
                    + x.dtype().scalarName() + " and source.dtype = " + source.dtype().scalarName());
        }
        if (index.numel() != source.numel()) {
            throw new IndexException(
                    "put_(): Expected source and index to have the same number of elements, but got source.numel() = "
                            + source.numel() + ", index.numel() = " + index.numel());
        }
        if (x.numel() == 0 && index.numel() > 0) {
            throw new IndexException("put_(): tried to put elements into an empty tensor");
        }
    }

    private static void checkLong(String op, Tensor index) {
        if (index.dtype() != DType.INT64) {
            throw new DTypeException(op + ": Expected a long tensor for index, but got " + index.dtype().scalarName());
        }
    }

    /** The coordinates of positions of a flat tensor of this shape, a tensor for each dimension. */
    public static List<Tensor> unravelIndex(Tensor indices, long... shape) {
        if (indices.isFloatingPoint() || indices.dtype() == DType.BOOL) {
            throw new DTypeException("expected 'indices' to be integer dtype, but got " + indices.dtype());
        }
        for (long size : shape) {
            if (size < 0) {
                throw new ShapeException("'shape' cannot have negative values, but got " + Arrays.toString(shape));
            }
        }
        long[] rest = Host.longs(indices);
        Tensor[] result = new Tensor[shape.length];
        for (int d = shape.length - 1; d >= 0; d--) {
            long[] own = new long[rest.length];
            for (int i = 0; i < own.length; i++) {
                own[i] = shape[d] == 0 ? 0 : Math.floorMod(rest[i], shape[d]);
                rest[i] = shape[d] == 0 ? 0 : Math.floorDiv(rest[i], shape[d]);
            }
            result[d] = Copy.to(Host.tensor(own, indices.array().sizes), indices.dtype());
        }
        return List.of(result);
    }

    /** Wraps a dimension that an index replaces. */
    static int wrap(int dim, Tensor x) {
        return Torch.wrapDim(dim, x.dim());
    }
}
