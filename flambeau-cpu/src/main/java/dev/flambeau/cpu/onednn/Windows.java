package dev.flambeau.cpu.onednn;

import dev.flambeau.spi.Dims;

/** The arithmetic of windows that slide over spatial dimensions, shared by convolutions and pooling. */
final class Windows {
    private Windows() {
    }

    /**
     * Output sizes along the spatial dimensions.
     *
     * @param input spatial sizes
     * @param kernel sizes of the window
     * @param dilation distances of the window's elements, 1 for neighbours
     */
    static Dims outputs(Dims input, Dims kernel, Dims stride, Dims dilation, Dims padBegin, Dims padEnd) {
        int rank = input.size();
        if (rank < 1 || rank > 3) {
            throw new IllegalArgumentException("There must be 1 to 3 spatial dimensions, but there are " + rank);
        }
        check("kernel", kernel, rank, 1);
        check("stride", stride, rank, 1);
        check("dilation", dilation, rank, 1);
        check("padding", padBegin, rank, 0);
        check("padding", padEnd, rank, 0);
        long[] outputs = new long[rank];
        for (int i = 0; i < rank; i++) {
            long reach = Math.addExact(Math.multiplyExact(kernel.get(i) - 1, dilation.get(i)), 1);
            long padded = Math.addExact(input.get(i), Math.addExact(padBegin.get(i), padEnd.get(i)));
            if (padded < reach) {
                throw new IllegalArgumentException("The result would be empty: a window of " + reach
                        + " does not fit into a padded size of " + padded);
            }
            outputs[i] = (padded - reach) / stride.get(i) + 1;
        }
        return Dims.of(outputs);
    }

    private static void check(String what, Dims dims, int rank, long minimum) {
        if (dims.size() != rank || !Sizes.allAtLeast(dims, minimum)) {
            throw new IllegalArgumentException("The " + what + " needs " + rank + " values of at least " + minimum
                    + ", but is " + dims);
        }
    }

    /** oneDNN counts the gaps: 0 for neighbours. */
    static Dims nativeDilation(Dims dilation) {
        long[] values = dilation.toArray();
        for (int i = 0; i < values.length; i++) {
            values[i]--;
        }
        return Dims.of(values);
    }

    static Dims concat(Dims first, Dims second) {
        long[] values = java.util.Arrays.copyOf(first.toArray(), first.size() + second.size());
        System.arraycopy(second.toArray(), 0, values, first.size(), second.size());
        return Dims.of(values);
    }
}
