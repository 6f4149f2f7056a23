package dev.flambeau.spi;

import dev.flambeau.DType;
import dev.flambeau.ShapeException;
import java.util.Arrays;

/**
 * What a kernel sees of a tensor: storage, offset, sizes, strides and element type. Immutable.
 *
 * <p>An <em>immediate</em> array is a number without memory (a scalar argument): 0-d, its value in {@link #doubleValue}
 * and {@link #longValue}; only {@link Kernels#pointwise} and the source of {@link Kernels#copy} take it.
 */
public final class Array {
    private static final long[] NO_DIMS = {};

    public final Storage storage;
    /** Elements (not bytes) from the storage's start to the first element. */
    public final long offset;
    public final DType dtype;
    /** The sizes; never changed after construction. */
    public final long[] sizes;
    /** Elements between neighbours along each dimension; never changed after construction. */
    public final long[] strides;
    /** Number of elements. */
    public final long numel;
    /** Whether the elements lie one after another in row-major order. */
    public final boolean contiguous;

    public final boolean immediate;
    public final double doubleValue;
    public final long longValue;

    public Array(Storage storage, long offset, DType dtype, long[] sizes, long[] strides) {
        this.storage = storage;
        this.offset = offset;
        this.dtype = dtype;
        this.sizes = sizes;
        this.strides = strides;
        this.numel = numel(sizes);
        this.contiguous = isContiguous(sizes, strides, numel);
        this.immediate = false;
        this.doubleValue = 0;
        this.longValue = 0;
    }

    private Array(DType dtype, double doubleValue, long longValue) {
        this.storage = Storage.NONE;
        this.offset = 0;
        this.dtype = dtype;
        this.sizes = NO_DIMS;
        this.strides = NO_DIMS;
        this.numel = 1;
        this.contiguous = true;
        this.immediate = true;
        this.doubleValue = doubleValue;
        this.longValue = longValue;
    }

    public static Array immediate(DType dtype, double value) {
        return new Array(dtype, value, (long) value);
    }

    public static Array immediate(DType dtype, long value) {
        return new Array(dtype, value, value);
    }

    public int dim() {
        return sizes.length;
    }

    /** The address of the first element. */
    public long address() {
        return storage.address() + offset * dtype.size();
    }

    /** The same storage seen with other sizes, strides and offset; the caller has checked that they stay inside. */
    public Array view(long newOffset, long[] newSizes, long[] newStrides) {
        return new Array(storage, newOffset, dtype, newSizes, newStrides);
    }

    /** The part at position {@code i} of the first dimension. */
    public Array row(long i) {
        return view(offset + i * strides[0], Arrays.copyOfRange(sizes, 1, sizes.length),
                Arrays.copyOfRange(strides, 1, strides.length));
    }

    /** The same elements with a leading shape of {@code target}, stride 0 where a dimension is repeated. */
    public Array broadcastTo(long[] target) {
        if (Arrays.equals(sizes, target)) {
            return this;
        }
        long[] expanded = new long[target.length];
        int shift = target.length - sizes.length;
        for (int i = 0; i < sizes.length; i++) {
            expanded[i + shift] = sizes[i] == 1 ? 0 : strides[i];
        }
        return view(offset, target, expanded);
    }

    /** The element at this row-major position, as a double. */
    public double getDouble(long position) {
        return immediate ? doubleValue : Raw.getDouble(dtype, addressOf(position));
    }

    /** The element at this row-major position, as a long. */
    public long getLong(long position) {
        return immediate ? longValue : Raw.getLong(dtype, addressOf(position));
    }

    public void putDouble(long position, double value) {
        Raw.putDouble(dtype, addressOf(position), value);
    }

    public void putLong(long position, long value) {
        Raw.putLong(dtype, addressOf(position), value);
    }

    /** The address of the element at this row-major position. */
    public long addressOf(long position) {
        if (contiguous) {
            return address() + position * dtype.size();
        }
        long at = offset;
        long rest = position;
        for (int i = sizes.length - 1; i >= 0; i--) {
            at += rest % sizes[i] * strides[i];
            rest /= sizes[i];
        }
        return storage.address() + at * dtype.size();
    }

    /** Whether the elements fill one gapless block of memory, in whatever order. */
    public boolean isDense() {
        if (contiguous || numel <= 1) {
            return true;
        }
        long span = 1;
        for (int i = 0; i < sizes.length; i++) {
            span += (sizes[i] - 1) * strides[i];
        }
        return span == numel && !overlaps();
    }

    /** Whether two positions may share memory (judged by sorted strides: exact for arrays made by views). */
    public boolean overlaps() {
        Integer[] order = new Integer[sizes.length];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        Arrays.sort(order, (a, b) -> Long.compare(strides[a], strides[b]));
        long reach = 0;
        for (int i : order) {
            if (sizes[i] > 1) {
                if (strides[i] <= reach) {
                    return true;
                }
                reach += (sizes[i] - 1) * strides[i];
            }
        }
        return false;
    }

    /** How many elements an array of these sizes has; refused where the number does not fit. */
    public static long numel(long[] sizes) {
        long n = 1;
        try {
            for (long size : sizes) {
                n = Math.multiplyExact(n, size);
            }
        } catch (ArithmeticException e) {
            throw new ShapeException("numel: integer multiplication overflow with sizes=" + Arrays.toString(sizes), e);
        }
        return n;
    }

    /** Row-major strides; a dimension of size 0 counts as 1, as in PyTorch. */
    public static long[] contiguousStrides(long[] sizes) {
        long[] strides = new long[sizes.length];
        long step = 1;
        for (int i = sizes.length - 1; i >= 0; i--) {
            strides[i] = step;
            step *= Math.max(sizes[i], 1);
        }
        return strides;
    }

    private static boolean isContiguous(long[] sizes, long[] strides, long numel) {
        if (numel == 0) {
            return true;
        }
        long step = 1;
        for (int i = sizes.length - 1; i >= 0; i--) {
            if (sizes[i] != 1) {
                if (strides[i] != step) {
                    return false;
                }
                step *= sizes[i];
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return dtype + Arrays.toString(sizes) + (contiguous ? "" : " strides " + Arrays.toString(strides));
    }
}
