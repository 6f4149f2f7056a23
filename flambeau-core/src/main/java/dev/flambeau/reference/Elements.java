package dev.flambeau.reference;

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;

/** Reads and writes single elements with PyTorch's conversions, which at the edges are those of C on x86-64. */
final class Elements {
    private Elements() {}

    static double getDouble(Array array, long address) {
        return array.immediate ? array.doubleValue : Raw.getDouble(array.dtype, address);
    }

    /** The element as a long; floating values are truncated, those without an int64 give {@code Long.MIN_VALUE}. */
    static long getLong(Array array, long address) {
        if (!array.dtype.isFloatingPoint()) {
            return array.immediate ? array.longValue : Raw.getLong(array.dtype, address);
        }
        return Raw.truncate(getDouble(array, address));
    }

    /** The value as the floating type has it. */
    static double round(DType type, double value) {
        return switch (type) {
            case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
            case BFLOAT16 -> Raw.bfloat16ToFloat(Raw.floatToBfloat16((float) value));
            case FLOAT32 -> (float) value;
            default -> value;
        };
    }

    /** How many elements a line along {@code dim} has; a 0-d array is one line of one element. */
    static long length(Array array, int dim) {
        return array.dim() == 0 ? 1 : array.sizes[dim];
    }

    /** Bytes between neighbours of a line along {@code dim}. */
    static long step(Array array, int dim) {
        return array.dim() == 0 ? 0 : array.strides[dim] * array.dtype.size();
    }

    /** Whether numbers of both types are computed as integers. */
    static boolean integral(DType a, DType b) {
        return !a.isFloatingPoint() && !b.isFloatingPoint();
    }

    /** Whether {@code a} comes after {@code b} as a maximum sees it: NaN is above all numbers and equal to itself. */
    static boolean above(double a, double b) {
        return a > b || (Double.isNaN(a) && !Double.isNaN(b));
    }

    /** Whether {@code a} comes before {@code b} as a minimum sees it: NaN is below all numbers and equal to itself. */
    static boolean below(double a, double b) {
        return a < b || (Double.isNaN(a) && !Double.isNaN(b));
    }
}
