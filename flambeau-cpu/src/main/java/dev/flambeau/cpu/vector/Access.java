package dev.flambeau.cpu.vector;

import dev.flambeau.DType;

/**
 * How a loop reaches an array: its element type, and whether it lies densely, moves by a step, is a row of accumulators, or one
 * immediate value.
 * Five bits each, so that a loop's key fits into two longs.
 */
final class Access {
    /** Bits of a code. */
    static final int BITS = 5;
    /** Elements of a row of accumulators. */
    static final int ROW = 256;
    /** An input that is the same value for all elements. */
    static final int VALUE = 31;

    private static final DType[] TYPES = DType.values();
    private static final int STEP = TYPES.length;

    private Access() {}

    static int dense(DType type) {
        return type.ordinal();
    }

    static int strided(DType type) {
        return type.ordinal() + STEP;
    }

    /**
     * The first {@link #ROW} elements, densely, again and again as the loop goes on through the other arrays. For an output that is
     * no input: the sums that {@link LaneSum} writes.
     */
    static int row(DType type) {
        return type.ordinal() + 2 * STEP;
    }

    static boolean isDense(int code) {
        return code < STEP;
    }

    static boolean isStrided(int code) {
        return code >= STEP && code < 2 * STEP;
    }

    static boolean isRow(int code) {
        return code >= 2 * STEP && code != VALUE;
    }

    /** The element type; not for {@link #VALUE}. */
    static DType type(int code) {
        return TYPES[code % STEP];
    }
}
