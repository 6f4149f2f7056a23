package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.vector.Parallel;
import dev.flambeau.cpu.vector.Parallel;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * How many OpenMP threads a primitive runs on. OpenMP keeps the number for each calling thread, so it is set before
 * each call (a few nanoseconds); work too small to share is never forked.
 */
final class Threads {
    /**
     * Below this many microseconds on one thread a fork costs more than it saves. Measured on two cores: 1x400x120
     * takes 3.5 µs alone and 6.1 shared, 64x784x10 16 and 10.
     */
    private static final double WORTH_SHARING_MICROS = 8;

    /** What one core does in a microsecond, roughly: operations of a convolution or matmul, bytes that are in a cache. */
    private static final double FLOPS_PER_MICRO = 60_000;
    private static final double BYTES_PER_MICRO = 50_000;

    private static final @Nullable MethodHandle SET_THREADS;
    private static volatile int maximum;

    static {
        SymbolLookup runtime = NativeLibrary.load().openMp();
        int threads = Parallel.threads();
        if (runtime.find("omp_get_max_threads").isPresent()) {
            // OpenMP knows OMP_NUM_THREADS, Java knows the limits of a container and -Dflambeau.threads.
            threads = Math.min(threads, NativeCalls.status(NativeCalls.find(runtime, "omp_get_max_threads")));
        }
        maximum = Math.max(1, threads);
        SET_THREADS = runtime.find("omp_set_num_threads").isEmpty()
                ? null
                : NativeCalls.bindShort(NativeCalls.find(runtime, "omp_set_num_threads"));
    }

    private Threads() {
    }

    static int maximum() {
        return maximum;
    }

    static void setMaximum(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("The number of threads must be positive, but is " + threads);
        }
        maximum = threads;
    }

    /** The threads for work of this size. */
    static int forWork(double flops, double bytes) {
        double micros = flops / FLOPS_PER_MICRO + bytes / BYTES_PER_MICRO;
        return micros < WORTH_SHARING_MICROS ? 1 : Math.min(maximum, Parallel.threads());
    }

    /** Makes the next parallel regions of the calling thread {@code threads} wide. */
    static void use(int threads) {
        MethodHandle set = SET_THREADS;
        if (set == null) {
            return;
        }
        try {
            // The function returns nothing; the handle has the one shape that short functions share.
            int ignored = (int) set.invokeExact((long) threads, 0L);
        } catch (Throwable e) {
            throw NativeCalls.rethrow(e);
        }
    }
}
