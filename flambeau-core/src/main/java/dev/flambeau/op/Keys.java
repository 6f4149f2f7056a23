package dev.flambeau.op;

import dev.flambeau.Tensor;
import java.util.Arrays;

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

    /** For each element whether it is one of the others, which NaN never is. */
    boolean[] among(Keys others) {
        long[] known = others.keys.clone();
        Arrays.sort(known);
        boolean[] found = new boolean[keys.length];
        for (int i = 0; i < keys.length; i++) {
            found[i] = Arrays.binarySearch(known, keys[i]) >= 0 && !(floating && keys[i] == NAN);
        }
        return found;
    }

    int compare(int a, int b) {
        return Long.compare(keys[a], keys[b]);
    }

    /** The elements of a line, to be put in order; the other way round where {@code descending}. */
    Selection line(int start, int length, boolean descending) {
        long[] line = Arrays.copyOfRange(keys, start, start + length);
        for (int i = 0; i < length && descending; i++) {
            line[i] = ~line[i];
        }
        return Selection.of(line);
    }

    /**
     * Places of {@code count} elements of each line of {@code x} along a dimension, found by {@code rule}, as an int64 tensor like {@code x}
     * but of size {@code count} there.
     */
    static Tensor choose(Tensor x, int dim, int count, boolean descending, Rule rule) {
        Tensor lines = x.dim() <= 1 ? x.detach() : Shapes.movedim(x.detach(), new int[] {dim}, new int[] {-1});
        Keys keys = of(lines);
        int length = x.dim() == 0 ? 1 : Math.toIntExact(x.size(dim));
        int number = length == 0 ? 0 : keys.count() / length;
        long[] places = new long[number * count];
        for (int line = 0; line < number; line++) {
            rule.choose(keys, line * length, keys.line(line * length, length, descending), places, line * count);
        }
        long[] sizes = lines.array().sizes.clone();
        if (sizes.length > 0) {
            sizes[sizes.length - 1] = count;
        }
        Tensor index = Host.tensor(places, sizes);
        return x.dim() <= 1 ? index : Shapes.movedim(index, new int[] {-1}, new int[] {dim}).contiguous();
    }

    /** What is chosen of a line that begins at {@code start}: its places go to {@code places} from {@code at} on. */
    @FunctionalInterface
    interface Rule {
        void choose(Keys keys, int start, Selection line, long[] places, int at);
    }
}
