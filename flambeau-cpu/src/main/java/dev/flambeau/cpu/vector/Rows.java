package dev.flambeau.cpu.vector;

import dev.flambeau.DType;

/**
 * Rows of numbers on the heap: there the JVM's compiler makes vector code of plain loops, as it does not over native memory. What is
 * multiplied is loaded into them, with whatever steps it has, and what comes out is stored from them.
 */
abstract class Rows {
    /** Numbers in a row. */
    static final int LENGTH = 256;
    /** Shorter runs are quicker one by one than by a copy of all at once. */
    static final int BULK = 32;

    /** A number of rows for this element type. */
    static Rows of(DType type, int count) {
        return switch (type) {
            case FLOAT32 -> new FloatRows(count);
            case FLOAT64 -> new DoubleRows(count);
            default -> throw new IllegalArgumentException("no rows of " + type);
        };
    }

    /** Whether there are rows for this element type. */
    static boolean hold(DType type) {
        return type == DType.FLOAT32 || type == DType.FLOAT64;
    }

    /** {@code row[at + i] = memory[i]}, the elements in memory {@code step} bytes apart. */
    abstract void load(int row, int at, long address, long step, int count);

    /** The same for four rows, {@code rowStep} bytes apart: for those whose neighbours in memory belong to other rows. */
    abstract void loadFour(int row, int at, long address, long rowStep, long step, int count);

    /** {@code row[at + i] = memory[offsets[first + i]]}, offsets in bytes. */
    abstract void gather(int row, int at, long address, long[] offsets, int first, int count);

    /** {@code memory[i] = row[at + i]}. */
    abstract void store(int row, int at, long address, long step, int count);

    /** {@code memory[offsets[first + i]] += row[at + i]}, one after another. */
    abstract void scatterAdd(int row, int at, long address, long[] offsets, int first, int count);

    /** {@code row[i] = 0} for {@code from <= i < to}. */
    abstract void clear(int row, int from, int to);

    /** {@code row[i] += other[i]} for {@code i < n}. */
    abstract void add(int row, int other, int n);

    /**
     * {@code sums r[j] += factors r[k] * rights k[j]}, for four rows r of sums and of factors, and four k from {@code at} on whose rows
     * begin at {@code right}. Each sum takes its products in the order of k.
     */
    abstract void multiply(int sums, int factors, int at, int right, int n);

    /** The same for one row of sums and of factors. */
    abstract void multiplyOne(int sums, int factors, int at, int right, int n);
}
