package dev.flambeau.cpu.vector;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.flambeau.spi.Raw;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Short arrays on the heap that plain loops over floats write to, as generated code calls them: C2 computes on several elements at a
 * time where it sees that no result is an operand of another, which it does not see in native memory. Without the Vector API a step of
 * Adam on 200,000 parameters takes half the time for it.
 */
final class Blocks {
    /** Elements of a block; a dozen of them fit into the first cache. */
    static final int SIZE = 1024;
    /** Fewer elements are not worth a copy. */
    static final int FEW = 48;

    /** Blocks of either type. */
    static final int COUNT = 2 * Loops.MAX_ARRAYS;

    private static final ThreadLocal<float[][]> FLOATS = ThreadLocal.withInitial(() -> new float[COUNT][SIZE]);

    private static final ThreadLocal<int[][]> INTS = ThreadLocal.withInitial(() -> new int[COUNT][SIZE]);

    private static final ThreadLocal<byte[]> BYTES = ThreadLocal.withInitial(() -> new byte[SIZE]);

    private Blocks() {}

    /** This thread's blocks. */
    static float[][] floats() {
        return FLOATS.get();
    }

    /** This thread's blocks for the bits of floats. */
    static int[][] ints() {
        return INTS.get();
    }

    /** So many floats at an address, as C2 reads several at a time: not so through a memory segment. */
    static FloatBuffer buffer(long address, int count) {
        return Raw.ALL.asSlice(address, (long) Float.BYTES * count).asByteBuffer().order(ByteOrder.nativeOrder())
                .asFloatBuffer();
    }

    /** Copies so many elements from an address into a block. */
    static void load(float[] block, long address, int count) {
        MemorySegment.copy(Raw.ALL, JAVA_FLOAT_UNALIGNED, address, block, 0, count);
    }

    /**
     * Writes so many unsigned bytes at an address into a block, as numbers. C2 turns several signed bytes at a time into floats, but no unsigned
     * ones: so 128 is taken away from each byte, and added to each float.
     */
    static void widen(float[] block, long address, int count) {
        byte[] bytes = BYTES.get();
        MemorySegment.copy(Raw.ALL, JAVA_BYTE, address, bytes, 0, count);
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (bytes[i] ^ 0x80);
        }
        for (int i = 0; i < count; i++) {
            block[i] = (float) bytes[i] + 128;
        }
    }

    /** Copies floats' bits to a block of ints. */
    static void convert(float[] floats, int[] bits, int count) {
        MemorySegment.copy(MemorySegment.ofArray(floats), JAVA_INT_UNALIGNED, 0, bits, 0, count);
    }

    /** Copies bits to a block of the floats that have them. */
    static void convert(int[] bits, float[] floats, int count) {
        MemorySegment.copy(MemorySegment.ofArray(bits), JAVA_FLOAT_UNALIGNED, 0, floats, 0, count);
    }

    /** Copies the first elements of a block to an address. */
    static void store(float[] block, long address, int count) {
        MemorySegment.copy(block, 0, Raw.ALL, JAVA_FLOAT_UNALIGNED, address, count);
    }

    static void store(int[] block, long address, int count) {
        MemorySegment.copy(block, 0, Raw.ALL, JAVA_INT_UNALIGNED, address, count);
    }
}
