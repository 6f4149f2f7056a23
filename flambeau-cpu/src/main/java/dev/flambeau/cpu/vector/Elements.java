package dev.flambeau.cpu.vector;

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;
import dev.flambeau.spi.Scatter;

/** Moves elements about by their bytes, and adds them up in those types where that is common. */
final class Elements {
    private static final long BULK = 256; // bytes: shorter runs are quicker eight by eight

    private Elements() {}

    /** Copies one element of {@code 1 << shift} bytes. */
    static void move(int shift, long from, long to) {
        switch (shift) {
            case 0 -> Cells.putByte(to, Cells.getByte(from));
            case 1 -> Cells.putShort(to, Cells.getShort(from));
            case 2 -> Cells.putInt(to, Cells.getInt(from));
            default -> Cells.putLong(to, Cells.getLong(from));
        }
    }

    /** Copies a run of bytes. */
    static void move(long from, long to, long bytes) {
        if (bytes >= BULK) {
            Raw.copyBytes(from, to, bytes);
            return;
        }
        long i = 0;
        for (; i + Long.BYTES <= bytes; i += Long.BYTES) {
            Cells.putLong(to + i, Cells.getLong(from + i));
        }
        if (i + Integer.BYTES <= bytes) {
            Cells.putInt(to + i, Cells.getInt(from + i));
            i += Integer.BYTES;
        }
        for (; i < bytes; i++) {
            Cells.putByte(to + i, Cells.getByte(from + i));
        }
    }

    /** Copies a row of so many bytes to {@code count} rows that lie one after another. */
    static void repeatRow(long row, long to, int count, long bytes) {
        long all = count * bytes;
        move(row, to, bytes);
        for (long done = bytes; done < all; done *= 2) {
            move(to, to + done, Math.min(done, all - done));
        }
    }

    /** Copies each of {@code count} elements of so many bytes to so many places that lie one after another. */
    static void repeatEach(long from, long to, int count, int times, int bytes) {
        int shift = Integer.numberOfTrailingZeros(bytes);
        long at = to;
        for (int i = 0; i < count; i++) {
            long element = from + (long) i * bytes;
            for (int j = 0; j < times; j++) {
                move(shift, element, at);
                at += bytes;
            }
        }
    }

    /** Whether {@link #add} knows the type. */
    static boolean canAdd(DType type) {
        return type == DType.FLOAT32 || type == DType.FLOAT64 || type == DType.INT64;
    }

    /** {@code to[i] += from[i]}. */
    static void add(DType type, long from, long to, long count) {
        for (long i = 0; i < count; i++) {
            switch (type) {
                case FLOAT32 -> Cells.putFloat(to + 4 * i, Cells.getFloat(to + 4 * i) + Cells.getFloat(from + 4 * i));
                case FLOAT64 ->
                    Cells.putDouble(to + 8 * i, Cells.getDouble(to + 8 * i) + Cells.getDouble(from + 8 * i));
                default -> Cells.putLong(to + 8 * i, Cells.getLong(to + 8 * i) + Cells.getLong(from + 8 * i));
            }
        }
    }

    /** Whether a scatter of this mode from one array to another can be done by {@link #move} or {@link #add}. */
    static boolean canJoin(Scatter mode, Array to, Array from) {
        return !from.immediate && to.dtype == from.dtype
                && (mode == Scatter.SET || mode == Scatter.ADD && canAdd(to.dtype));
    }

    /** The bytes of an element as a shift. */
    static int shift(DType type) {
        return Integer.numberOfTrailingZeros(type.size());
    }

    /**
     * The address of an index's numbers as contiguous int64 in a block of scratch memory, or where they are; 0 if one of them is
     * not in {@code [begin, end)}.
     */
    static long indices(Form form, int block, Array index, long begin, long end) {
        Array numbers = index;
        if (index.dtype != DType.INT64 || !index.contiguous) {
            numbers = Scratch.array(block, DType.INT64, index.sizes);
            Copies.copy(form, numbers, index);
        }
        long address = numbers.address();
        boolean inside = true;
        for (long i = 0; i < index.numel; i++) {
            long place = Cells.getLong(address + 8 * i);
            inside &= place >= begin && place < end;
        }
        return inside ? address : 0;
    }
}
