package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.vector.Parallel;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * How many threads share a piece of work. They are {@link Parallel}'s: oneDNN itself computes on the calling thread alone
 * ({@link Parts}). OpenMP's own team beside them needs a core that it does not get; with both on two cores a step of 0.1 ms took 2.5.
 */
final class Threads {
    /** What a part has to take; idle workers are awake still. With 8 instead of 12 lenet-64 and mnist-cnn-64 take 1.04 times as long. */
    private static final double PART_MICROS = 12;

    /** What one core does in a microsecond, roughly: operations of a convolution or matmul, bytes that are in a cache. */
    private static final double FLOPS_PER_MICRO = 100_000;
    private static final double BYTES_PER_MICRO = 20_000;

    /** Only where OpenMP had been loaded before we could ask for one thread: the number belongs to each calling thread. */
    private static final @Nullable MethodHandle SET_THREADS;

    static {
        SymbolLookup runtime = NativeLibrary.load().openMp();
        boolean isAlone = runtime.find("omp_get_max_threads").isEmpty()
                || NativeCalls.status(NativeCalls.find(runtime, "omp_get_max_threads")) == 1;
        SET_THREADS = isAlone || runtime.find("omp_set_num_threads").isEmpty()
                ? null
                : NativeCalls.bindShort(NativeCalls.find(runtime, "omp_set_num_threads"));
    }

    private Threads() {
    }

    /** The threads for work of this size. */
    static int forWork(double flops, double bytes) {
        double micros = flops / FLOPS_PER_MICRO + bytes / BYTES_PER_MICRO;
        return (int) Math.clamp(micros / PART_MICROS, 1, Parallel.threads());
    }

    /** Has threads compute ranges of parts, of equal sizes as far as possible: {@link Parallel} alone would not take care of that. */
    static void share(int parts, int threads, Parallel.Body body) {
        int shares = Math.min(parts, threads);
        Parallel.run(shares, 1, (begin, end) -> body.run(begin * parts / shares, end * parts / shares));
    }

    /** Makes OpenMP compute on the calling thread alone. */
    static void useThisOne() {
        MethodHandle set = SET_THREADS;
        if (set == null) {
            return;
        }
        try {
            // The function returns nothing; the handle has the one shape that short functions share.
            int ignored = (int) set.invokeExact(1L, 0L);
        } catch (Throwable e) {
            throw NativeCalls.rethrow(e);
        }
    }
}
