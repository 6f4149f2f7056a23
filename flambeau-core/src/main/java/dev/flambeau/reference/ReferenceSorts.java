package dev.flambeau.reference;

import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;

/** A stable merge sort of positions by keys, longs that are ordered as the elements are. */
final class ReferenceSorts {
    private ReferenceSorts() {}

    static void sort(Array values, Array positions, Array x, int dim, boolean descending) {
        int length = Math.toIntExact(Elements.length(x, dim));
        long xStep = Elements.step(x, dim);
        long valueStep = Elements.step(values, dim);
        long positionStep = Elements.step(positions, dim);
        boolean floating = x.dtype.isFloatingPoint();
        double[] doubles = new double[length];
        long[] longs = new long[length];
        long[] keys = new long[length];
        int[] order = new int[length];
        int[] spare = new int[length];
        for (Positions p = Positions.lines(dim, x, values, positions); p.valid(); p.next()) {
            for (int i = 0; i < length; i++) {
                long from = p.at(0) + i * xStep;
                if (floating) {
                    doubles[i] = Elements.getDouble(x, from);
                } else {
                    longs[i] = Elements.getLong(x, from);
                }
                long key = floating ? key(doubles[i]) : longs[i];
                keys[i] = descending ? ~key : key; // the complement turns the order round and keeps ties in place
                order[i] = i;
            }
            mergeSort(order, spare, keys, 0, length);
            for (int i = 0; i < length; i++) {
                long to = p.at(1) + i * valueStep;
                if (floating) {
                    Raw.putDouble(values.dtype, to, doubles[order[i]]);
                } else {
                    Raw.putLong(values.dtype, to, longs[order[i]]);
                }
                Raw.putLong(positions.dtype, p.at(2) + i * positionStep, order[i]);
            }
        }
    }

    /** A long in the order of the doubles: both zeros equal, NaN above infinity. */
    private static long key(double value) {
        if (Double.isNaN(value)) {
            return Long.MAX_VALUE;
        }
        long bits = Double.doubleToRawLongBits(value == 0 ? 0 : value);
        return bits < 0 ? bits ^ Long.MAX_VALUE : bits;
    }

    private static void mergeSort(int[] order, int[] spare, long[] keys, int from, int to) {
        if (to - from < 2) {
            return;
        }
        int middle = (from + to) >>> 1;
        mergeSort(order, spare, keys, from, middle);
        mergeSort(order, spare, keys, middle, to);
        System.arraycopy(order, from, spare, from, to - from);
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takeLeft = right == to || (left < middle && keys[spare[left]] <= keys[spare[right]]);
            order[i] = takeLeft ? spare[left++] : spare[right++];
        }
    }
}
