package dev.flambeau.cpu;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;

/** The C library's {@code malloc} and {@code free}, aligned by hand, so that it is the same on every platform. */
@SuppressWarnings("restricted")
final class NativeMemory {
    private static final MethodHandle MALLOC = function("malloc");
    private static final MethodHandle FREE = function("free");

    private NativeMemory() {}

    /** Uninitialized memory at a multiple of {@code alignment}; 0 if there is none. The block's own address lies before it. */
    static long allocate(long bytes, int alignment) {
        try {
            long block = (long) MALLOC.invokeExact(bytes + alignment);
            if (block == 0) {
                return 0;
            }
            long address = (block + alignment) & -(long) alignment;
            dev.flambeau.spi.Raw.ALL.set(JAVA_LONG, address - Long.BYTES, block);
            return address;
        } catch (Throwable e) {
            throw new IllegalStateException("malloc cannot be called", e);
        }
    }

    static void free(long address) {
        try {
            long ignored = (long) FREE.invokeExact(dev.flambeau.spi.Raw.ALL.get(JAVA_LONG, address - Long.BYTES));
        } catch (Throwable e) {
            throw new IllegalStateException("free cannot be called", e);
        }
    }

    /** A function of one long; both get the same type, since each type costs some milliseconds of start-up. */
    private static MethodHandle function(String name) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG));
    }
}
