package dev.flambeau.cpu.onednn;

import java.util.Arrays;

/**
 * What one thread at a time computes with: a stream, scratch buffers that only grow, and, in each {@link Primitive},
 * the memory objects of this lane. Memory objects are not thread-safe, so a lane belongs to one call at a time.
 */
final class Lane {
    /** The slots of {@link #scratch}: the primitive's own scratchpad, and one buffer for each operand to convert. */
    static final int SCRATCHPAD = 0;
    static final int FIRST_OPERAND = 1;
    private static final int SLOTS = 6;

    private final int id;
    private final long stream;
    private final long[] blocks = new long[SLOTS];
    private final long[] sizes = new long[SLOTS];

    Lane(int id) {
        this.id = id;
        this.stream = Engine.newStream();
    }

    int id() {
        return id;
    }

    long stream() {
        return stream;
    }

    /** An aligned buffer of at least {@code bytes} bytes, valid until the slot's next use on this lane. */
    long scratch(int slot, long bytes) {
        if (sizes[slot] < bytes) {
            release(slot);
            blocks[slot] = NativeMemory.malloc(Math.addExact(bytes, NativeMemory.ALIGNMENT));
            sizes[slot] = bytes;
        }
        return NativeMemory.align(blocks[slot]);
    }

    private void release(int slot) {
        if (blocks[slot] != 0) {
            long block = blocks[slot];
            blocks[slot] = 0;
            sizes[slot] = 0;
            NativeMemory.free(block);
        }
    }

    /** Gives all scratch buffers back. */
    void trim() {
        for (int slot = 0; slot < SLOTS; slot++) {
            release(slot);
        }
    }

    long scratchBytes() {
        return Arrays.stream(sizes).sum();
    }
}
