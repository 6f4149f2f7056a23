package dev.flambeau.spi;

import java.util.Arrays;

/** A short immutable list of longs, equal by value: strides, paddings, kernel sizes. */
public final class Dims {
    private final long[] values;

    private Dims(long[] values) {
        this.values = values;
    }

    public static Dims of(long... values) {
        return new Dims(values.clone());
    }

    /** {@code count} times the same value. */
    public static Dims repeat(long value, int count) {
        long[] values = new long[count];
        Arrays.fill(values, value);
        return new Dims(values);
    }

    public long get(int i) {
        return values[i];
    }

    public int size() {
        return values.length;
    }

    public long[] toArray() {
        return values.clone();
    }

    public boolean allEqual(long value) {
        return Arrays.stream(values).allMatch(v -> v == value);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Dims other && Arrays.equals(values, other.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** As Python prints a tuple: {@code (3, 3)}, {@code (3,)}. */
    @Override
    public String toString() {
        String inner = Arrays.toString(values);
        return "(" + inner.substring(1, inner.length() - 1) + (values.length == 1 ? ",)" : ")");
    }
}
