package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.onednn.NativeCalls.Function;
import java.lang.foreign.MemorySegment;

/** The C library's malloc and free. */
@SuppressWarnings("restricted")
final class NativeMemory {
    /** A cache line, and the width of the widest vector register. */
    static final long ALIGNMENT = 64;

    private static final Function MALLOC = NativeCalls.find("malloc");
    private static final Function FREE = NativeCalls.find("free");

    private NativeMemory() {
    }

    /** At least {@code bytes} bytes, not zeroed; {@link #align} the address for data. */
    static long malloc(long bytes) {
        long address = NativeCalls.value(MALLOC, bytes, 0, 0);
        if (address == 0) {
            throw new DnnlException("Out of native memory: oneDNN needs a scratch buffer of " + bytes + " bytes");
        }
        return address;
    }

    static void free(long address) {
        int ignored = NativeCalls.status(FREE, address);
    }

    /** An address, or a number of bytes, rounded up to the alignment. */
    static long align(long address) {
        return (address + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** A C string of the library's. */
    static String getString(long address) {
        return MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
    }
}
