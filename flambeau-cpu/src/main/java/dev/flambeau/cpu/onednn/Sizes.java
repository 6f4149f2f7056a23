package dev.flambeau.cpu.onednn;

import dev.flambeau.spi.Dims;

/** Arithmetic on sizes and strides. */
final class Sizes {
    private Sizes() {
    }

    /** The product of all values; an ArithmeticException where it leaves a long. */
    static long product(Dims dims) {
        long product = 1;
        for (int i = 0; i < dims.size(); i++) {
            product = Math.multiplyExact(product, dims.get(i));
        }
        return product;
    }

    /** The strides, in elements, of a dense row-major tensor of positive sizes. */
    static Dims rowMajorStrides(Dims dims) {
        long[] strides = new long[dims.size()];
        long stride = 1;
        for (int i = strides.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride = Math.multiplyExact(stride, dims.get(i));
        }
        return Dims.of(strides);
    }

    static boolean allAtLeast(Dims dims, long minimum) {
        for (int i = 0; i < dims.size(); i++) {
            if (dims.get(i) < minimum) {
                return false;
            }
        }
        return true;
    }

    /** {@code dims} with another value at {@code i}. */
    static Dims with(Dims dims, int i, long value) {
        long[] values = dims.toArray();
        values[i] = value;
        return Dims.of(values);
    }

    /** {@code dims} without the first {@code count}. */
    static Dims tail(Dims dims, int count) {
        long[] values = dims.toArray();
        return Dims.of(java.util.Arrays.copyOfRange(values, count, values.length));
    }
}
