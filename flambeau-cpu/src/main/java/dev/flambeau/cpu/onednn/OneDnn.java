package dev.flambeau.cpu.onednn;

import dev.flambeau.spi.Dims;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** Whether oneDNN is there, which one, and what holds for all of its primitives. */
public final class OneDnn {
    private OneDnn() {
    }

    /** Whether the native library was found and loaded; ask this before any other class of the package. */
    public static boolean isAvailable() {
        return NativeLibrary.isLoaded();
    }

    /** Has everything ready that the first call of a kernel would otherwise wait for; only where the library is available. */
    static void prepare() {
        Dims ones = Dims.of(1, 1);
        ConvolutionShape shape = new ConvolutionShape(Dims.of(1, 16, 4, 4), Dims.of(16, 16, 1, 1), 1, ones, ones,
                Dims.of(0, 0), Dims.of(0, 0));
        ConvolutionForward ignored = ConvolutionForward.of(shape, DnnlType.F32, true, false);
    }

    /** Why the library is not available, and what to do about it. */
    public static Optional<String> failure() {
        return NativeLibrary.failure();
    }

    /** The library's version, such as {@code 3.11.0}. */
    @SuppressWarnings("restricted")
    public static String version() {
        // dnnl_version_t begins with three ints.
        long address = NativeCalls.value(Dnnl.VERSION, 0, 0, 0);
        int[] numbers = MemorySegment.ofAddress(address).reinterpret(12).toArray(ValueLayout.JAVA_INT);
        return numbers[0] + "." + numbers[1] + "." + numbers[2];
    }

    /** To be called when the number of threads has changed: what was made for another number is made anew. */
    public static void threadsChanged() {
        PrimitiveCache.clearAll();
        Plans.clearAll();
    }

    /** Gives back the scratch memory of idle threads; it comes back with the next call that needs it. */
    public static void trim() {
        Lanes.trim();
    }

    /** The scratch memory that idle threads hold. */
    public static long scratchBytes() {
        return Lanes.scratchBytes();
    }
}
