package dev.flambeau.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;

/**
 * Single elements at raw addresses and their conversions, as generated code calls them: small enough to be always inlined. The
 * conversions are those of PyTorch, which at the edges are those of C on x86-64.
 */
final class Cells {
    private Cells() {}

    static float getFloat(long address) {
        return Raw.ALL.get(JAVA_FLOAT_UNALIGNED, address); // unaligned: without the check of the alignment
    }

    static double getDouble(long address) {
        return Raw.ALL.get(JAVA_DOUBLE_UNALIGNED, address);
    }

    static float getHalf(long address) {
        return Float.float16ToFloat(Raw.ALL.get(JAVA_SHORT_UNALIGNED, address));
    }

    static float getBfloat(long address) {
        return Raw.bfloat16ToFloat(Raw.ALL.get(JAVA_SHORT_UNALIGNED, address));
    }

    static int getBool(long address) {
        return Raw.ALL.get(JAVA_BYTE, address) != 0 ? 1 : 0;
    }

    static int getUnsignedByte(long address) {
        return Raw.ALL.get(JAVA_BYTE, address) & 0xff;
    }

    static int getByte(long address) {
        return Raw.ALL.get(JAVA_BYTE, address);
    }

    static int getShort(long address) {
        return Raw.ALL.get(JAVA_SHORT_UNALIGNED, address);
    }

    static int getInt(long address) {
        return Raw.ALL.get(JAVA_INT_UNALIGNED, address);
    }

    static long getLong(long address) {
        return Raw.ALL.get(JAVA_LONG_UNALIGNED, address);
    }

    static void putFloat(long address, float value) {
        Raw.ALL.set(JAVA_FLOAT_UNALIGNED, address, value);
    }

    static void putDouble(long address, double value) {
        Raw.ALL.set(JAVA_DOUBLE_UNALIGNED, address, value);
    }

    static void putHalf(long address, float value) {
        Raw.ALL.set(JAVA_SHORT_UNALIGNED, address, Float.floatToFloat16(value));
    }

    static void putBfloat(long address, float value) {
        Raw.ALL.set(JAVA_SHORT_UNALIGNED, address, Raw.floatToBfloat16(value));
    }

    static void putByte(long address, int value) {
        Raw.ALL.set(JAVA_BYTE, address, (byte) value);
    }

    static void putShort(long address, int value) {
        Raw.ALL.set(JAVA_SHORT_UNALIGNED, address, (short) value);
    }

    static void putInt(long address, int value) {
        Raw.ALL.set(JAVA_INT_UNALIGNED, address, value);
    }

    static void putLong(long address, long value) {
        Raw.ALL.set(JAVA_LONG_UNALIGNED, address, value);
    }

    /** To a long as x86-64 does it: what has no long gives the smallest one. */
    static long truncate(double value) {
        return value >= -0x1p63 && value < 0x1p63 ? (long) value : Long.MIN_VALUE;
    }

    /** To an int as x86-64 does it; the narrow signed types pass through one. */
    static int truncateToInt(double value) {
        return value > -0x1p31 - 1 && value < 0x1p31 ? (int) value : Integer.MIN_VALUE;
    }

    /** The value of an immediate array, as a loop takes it: a double's bits, or the long itself in an integer kernel. */
    static long immediate(Array array, boolean inLongs) {
        if (!inLongs) {
            return Double.doubleToRawLongBits(array.doubleValue);
        }
        return array.dtype.isFloatingPoint() ? truncate(array.doubleValue) : array.longValue;
    }

    /** The element at an address, as a loop takes an immediate value. */
    static long load(DType type, long address, boolean inLongs) {
        if (!inLongs) {
            return Double.doubleToRawLongBits(Raw.getDouble(type, address));
        }
        return type.isFloatingPoint() ? truncate(Raw.getDouble(type, address)) : Raw.getLong(type, address);
    }
}
