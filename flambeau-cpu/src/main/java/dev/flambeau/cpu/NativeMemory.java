package dev.flambeau.cpu;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The C library's {@code malloc} and {@code free}, aligned by hand, so that it is the same on every platform. Blocks of some megabytes
 * begin at a large page, and Linux is asked to use large pages for them: a kernel that walks over them waits for a page's place, or for
 * a new page, 512 times less often.
 */
@SuppressWarnings("restricted")
final class NativeMemory {
    private static final MethodHandle MALLOC = function("malloc");
    private static final MethodHandle FREE = function("free");
    private static final long LARGE_PAGE = 2L << 20;
    private static final int LARGE_PAGES = 14; // MADV_HUGEPAGE
    private static final @Nullable MethodHandle ADVISE =
            System.getProperty("os.name", "").startsWith("Linux") ? find("madvise") : null;

    private NativeMemory() {}

    /** Uninitialized memory at a multiple of {@code alignment}; 0 if there is none. The block's own address lies before it. */
    static long allocate(long bytes, int alignment) {
        if (ADVISE == null || bytes < LARGE_PAGE) {
            return aligned(bytes, alignment);
        }
        long address = aligned(bytes, LARGE_PAGE);
        if (address != 0) {
            try {
                // a refusal changes nothing but the speed
                long ignored = (long) ADVISE.invokeExact(address, bytes & -LARGE_PAGE, (long) LARGE_PAGES);
            } catch (Throwable e) {
                throw new IllegalStateException("madvise cannot be called", e);
            }
        }
        return address;
    }

    private static long aligned(long bytes, long alignment) {
        try {
            long block = (long) MALLOC.invokeExact(bytes + alignment, 0L, 0L);
            if (block == 0) {
                return 0;
            }
            long address = (block + alignment) & -alignment;
            dev.flambeau.spi.Raw.ALL.set(JAVA_LONG, address - Long.BYTES, block);
            return address;
        } catch (Throwable e) {
            throw new IllegalStateException("malloc cannot be called", e);
        }
    }

    static void free(long address) {
        try {
            long ignored =
                    (long) FREE.invokeExact(dev.flambeau.spi.Raw.ALL.get(JAVA_LONG, address - Long.BYTES), 0L, 0L);
        } catch (Throwable e) {
            throw new IllegalStateException("free cannot be called", e);
        }
    }

    /**
     * A function of up to three numbers; all get the same type, since each type costs some milliseconds of start-up. On all platforms that
     * there is a JVM for, a C function does not mind arguments that it does not take.
     */
    private static @Nullable MethodHandle find(String name) {
        Linker linker = Linker.nativeLinker();
        return linker.defaultLookup()
                .find(name)
                .map(function -> linker.downcallHandle(
                        function, FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG)))
                .orElse(null);
    }

    private static MethodHandle function(String name) {
        return Objects.requireNonNull(find(name), name);
    }
}
