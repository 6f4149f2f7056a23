package dev.flambeau.op;

import dev.flambeau.Tensor;
import java.util.stream.IntStream;

/** A tensor's elements as longs in the same order, for what is decided by comparing. NaN comes last and differs from itself. */
final class Keys {
    private static final long NAN = Long.MAX_VALUE;

    private final long[] keys;
    private final boolean floating;

    private Keys(long[] keys, boolean floating) {
        this.keys = keys;
        this.floating = floating;
    }

    static Keys of(Tensor x) {
        if (!x.isFloatingPoint()) {
            return new Keys(x.toLongArray(), false);
        }
        double[] values = x.toDoubleArray();
        long[] keys = new long[values.length];
        for (int i = 0; i < keys.length; i++) {
            long bits = Double.doubleToRawLongBits(values[i] + 0.0); // -0 becomes 0
            keys[i] = Double.isNaN(values[i]) ? NAN : bits < 0 ? bits ^ Long.MAX_VALUE : bits;
        }
        return new Keys(keys, true);
    }

    int count() {
        return keys.length;
    }

    boolean differ(int a, int b) {
        return keys[a] != keys[b] || floating && keys[a] == NAN;
    }

    int compare(int a, int b) {
        return Long.compare(keys[a], keys[b]);
    }

    /** The positions, from {@code start} on, of {@code length} elements in ascending order; equal ones keep theirs. */
    int[] order(int start, int length) {
        return IntStream.range(0, length).boxed().sorted((a, b) -> compare(start + a, start + b))
                .mapToInt(Integer::intValue).toArray();
    }
}
