package dev.flambeau.cpu.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.IntConsumer;

/**
 * Runs new vector code on scratch memory, in the background, until the JVM has compiled it. Interpreted, an operation of the
 * Vector API takes a microsecond and an object, a hundred times as long as plain code; nobody should have to wait for that.
 */
final class Warmup {
    /** Elements in each scratch array. */
    static final int ELEMENTS = 1024;

    private static final long PATIENCE_NANOS = 20_000_000_000L;
    private static final LinkedBlockingQueue<Runnable> QUEUE = new LinkedBlockingQueue<>();
    private static final MemorySegment FLOATS = scratch();
    private static final MemorySegment DOUBLES = scratch();
    private static final MemorySegment BOOLS = scratch();
    private static final MemorySegment OUT = scratch();

    static {
        for (int i = 0; i < ELEMENTS; i++) {
            FLOATS.setAtIndex(ValueLayout.JAVA_FLOAT, i, 0.5f);
            DOUBLES.setAtIndex(ValueLayout.JAVA_DOUBLE, i, 0.5);
        }
        Thread thread = new Thread(Warmup::work, "flambeau-warmup");
        thread.setDaemon(true);
        thread.start();
    }

    private Warmup() {}

    /** Does this later, after what was submitted before. */
    static void submit(Runnable task) {
        QUEUE.add(task);
    }

    /** Whether nothing is left to do; for tests and measurements. */
    static boolean isIdle() {
        return QUEUE.isEmpty() && !working;
    }

    private static volatile boolean working;

    private static void work() {
        while (true) {
            try {
                Runnable task = QUEUE.take();
                working = true;
                task.run();
            } catch (InterruptedException | RuntimeException | LinkageError e) {
                System.getLogger("dev.flambeau").log(System.Logger.Level.WARNING, "a vector kernel was given up", e);
            } finally {
                working = false;
            }
        }
    }

    /** Arguments for a loop over arrays with these accesses. */
    static long[] arguments(int[] codes) {
        long[] at = new long[codes.length];
        for (int k = 0; k < at.length; k++) {
            at[k] = codes[k] == Access.VALUE ? Double.doubleToRawLongBits(0.5) : switch (Access.type(codes[k])) {
                case FLOAT32 -> FLOATS.address();
                case FLOAT64 -> DOUBLES.address();
                default -> BOOLS.address();
            };
        }
        if (at.length > 0) {
            at[0] = OUT.address();
        }
        return at;
    }

    /** Runs code for arrays of many lengths until {@code size} elements take no longer than expected; false if they never do. */
    static boolean untilCompiled(IntConsumer code, int lanes, int size, long expectedNanos) {
        long start = System.nanoTime();
        for (int round = 0; System.nanoTime() - start < PATIENCE_NANOS; round++) {
            for (int i = 0; i < 50; i++) {
                // few long ones at first: interpreted they take long; all lengths, so that the compiler sees every way
                code.accept((i & 7) == 0 ? i % lanes + 1 : lanes * (i & 3) + i + lanes);
            }
            long best = Long.MAX_VALUE;
            for (int i = 0; i < 3; i++) {
                long before = System.nanoTime();
                code.accept(size);
                best = Math.min(best, System.nanoTime() - before);
            }
            if (best <= expectedNanos) {
                return true;
            }
            if (round > 200) {
                pause(); // the code has run often enough: wait for the JVM's compiler
            }
        }
        return false;
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static MemorySegment scratch() {
        return Arena.global().allocate(8L * ELEMENTS, 64);
    }
}
