package dev.flambeau.spi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.flambeau.DType;
import java.lang.foreign.MemorySegment;

/**
 * Reads and writes single elements at raw addresses, with PyTorch's conversions, which at the edges are those of C on x86-64. Who calls
 * this has checked the range.
 */
@SuppressWarnings("restricted")
public final class Raw {
    /** All of the address space as one segment that is always alive: offsets in it are addresses. */
    public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private Raw() {}

    /** The element as a double; exact for every type but large {@code int64}. */
    public static double getDouble(DType type, long address) {
        return switch (type) {
            case FLOAT32 -> ALL.get(JAVA_FLOAT, address);
            case FLOAT64 -> ALL.get(JAVA_DOUBLE, address);
            case FLOAT16 -> Float.float16ToFloat(ALL.get(JAVA_SHORT, address));
            case BFLOAT16 -> bfloat16ToFloat(ALL.get(JAVA_SHORT, address));
            default -> getLong(type, address);
        };
    }

    /** The element as a long; floating values are truncated, those without an int64 give {@code Long.MIN_VALUE}. */
    public static long getLong(DType type, long address) {
        return switch (type) {
            case BOOL -> ALL.get(JAVA_BYTE, address) != 0 ? 1 : 0;
            case UINT8 -> ALL.get(JAVA_BYTE, address) & 0xff;
            case INT8 -> ALL.get(JAVA_BYTE, address);
            case INT16 -> ALL.get(JAVA_SHORT, address);
            case INT32 -> ALL.get(JAVA_INT, address);
            case INT64 -> ALL.get(JAVA_LONG, address);
            default -> truncate(getDouble(type, address));
        };
    }

    public static void putDouble(DType type, long address, double value) {
        switch (type) {
            case FLOAT32 -> ALL.set(JAVA_FLOAT, address, (float) value);
            case FLOAT64 -> ALL.set(JAVA_DOUBLE, address, value);
            case FLOAT16 -> ALL.set(JAVA_SHORT, address, Float.floatToFloat16((float) value));
            case BFLOAT16 -> ALL.set(JAVA_SHORT, address, floatToBfloat16((float) value));
            case BOOL -> ALL.set(JAVA_BYTE, address, (byte) (value != 0 ? 1 : 0));
            case UINT8, INT64 -> putLong(type, address, truncate(value));
            // the narrow signed types pass through a 32-bit register
            default -> putLong(type, address, truncateToInt(value));
        }
    }

    public static void putLong(DType type, long address, long value) {
        switch (type) {
            case BOOL -> ALL.set(JAVA_BYTE, address, (byte) (value != 0 ? 1 : 0));
            case UINT8, INT8 -> ALL.set(JAVA_BYTE, address, (byte) value);
            case INT16 -> ALL.set(JAVA_SHORT, address, (short) value);
            case INT32 -> ALL.set(JAVA_INT, address, (int) value);
            case INT64 -> ALL.set(JAVA_LONG, address, value);
            // straight to float: by way of a double a large number would be rounded twice
            case FLOAT32 -> ALL.set(JAVA_FLOAT, address, (float) value);
            case FLOAT16 -> ALL.set(JAVA_SHORT, address, Float.floatToFloat16((float) value));
            case BFLOAT16 -> ALL.set(JAVA_SHORT, address, floatToBfloat16((float) value));
            case FLOAT64 -> ALL.set(JAVA_DOUBLE, address, (double) value);
        }
    }

    /** Towards zero; {@code Long.MIN_VALUE} for NaN and for what no int64 holds. */
    public static long truncate(double value) {
        return value >= -0x1p63 && value < 0x1p63 ? (long) value : Long.MIN_VALUE;
    }

    private static int truncateToInt(double value) {
        return value > -0x1p31 - 1 && value < 0x1p31 ? (int) value : Integer.MIN_VALUE;
    }

    /** The value of the 16 bits as the upper half of a float's. */
    public static float bfloat16ToFloat(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** Rounds to the nearest bfloat16, ties to even; NaN stays NaN. */
    public static short floatToBfloat16(float value) {
        if (Float.isNaN(value)) {
            return 0x7fc0;
        }
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }

    public static void copyBytes(long from, long to, long bytes) {
        MemorySegment.copy(ALL, from, ALL, to, bytes);
    }

    /** Makes so many bytes 0. */
    public static void zeroBytes(long at, long bytes) {
        ALL.asSlice(at, bytes).fill((byte) 0);
    }
}
