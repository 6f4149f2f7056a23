package dev.flambeau.cpu.vector;

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory that a kernel needs while it runs: a few blocks for each thread, which grow and are used again. */
final class Scratch {
    // 0 to 3: for a piece of the work, on whatever thread; 4 to 7: whole arrays, on the thread that called; 8: addresses
    private static final int BLOCKS = 9;
    private static final ThreadLocal<Scratch> OWN = ThreadLocal.withInitial(Scratch::new);

    private final MemorySegment[] blocks = new MemorySegment[BLOCKS];
    private final long[] addresses = new long[BLOCKS];
    private final long[] bytes = new long[BLOCKS];

    private Scratch() {}

    /** The address of this thread's block of that number, of at least so many bytes; what it held may be gone. */
    static long get(int block, long size) {
        Scratch own = OWN.get();
        if (own.bytes[block] < size) {
            own.grow(block, size);
        }
        return own.addresses[block];
    }

    /** A contiguous array of these sizes in a block. */
    static Array array(int block, DType type, long[] sizes) {
        long bytes = Array.numel(sizes) * type.size();
        return new Array(new Storage(null, get(block, bytes), bytes, null), 0, type, sizes,
                Array.contiguousStrides(sizes));
    }

    /** The array itself if it is contiguous, else a copy in a block. */
    static Array contiguous(Form form, int block, Array array) {
        if (array.contiguous) {
            return array;
        }
        Array copy = array(block, array.dtype, array.sizes);
        Copies.copy(form, copy, array);
        return copy;
    }

    private void grow(int block, long size) {
        long rounded = Math.max(1 << 14, size + (size >> 3));
        blocks[block] = Arena.ofAuto().allocate(rounded, 64); // lives as long as the thread
        addresses[block] = blocks[block].address();
        bytes[block] = rounded;
    }
}
