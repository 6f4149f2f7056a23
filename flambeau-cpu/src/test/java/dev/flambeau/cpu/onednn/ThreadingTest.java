package dev.flambeau.cpu.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flambeau.cpu.onednn.Matmul.Bias;
import dev.flambeau.spi.Dims;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ThreadingTest extends ThreadsRestored {
    /** Multiplies matrices of ones times {@code factor}, over and over, in memory of its own. */
    private static Callable<Void> work(int factor, int rounds, boolean convolve) {
        return () -> {
            try (Arena arena = Arena.ofConfined()) {
                Floats x = new Floats(arena, 2 * 16 * 12 * 12);
                Floats w = new Floats(arena, 48 * 50);
                Floats out = new Floats(arena, 2 * 16 * 10 * 10);
                fill(x, factor);
                fill(w, 1);
                for (int round = 0; round < rounds; round++) {
                    fill(out, -1);
                    if (convolve) {
                        convolve(x, w, out);
                    } else {
                        Matmul.find(MatmulShape.dense(40, 48, 50), DnnlType.F32, Bias.NONE, false, false).orElseThrow()
                                .execute(x.address(), w.address(), out.address());
                    }
                    float expected = factor * (convolve ? 16 * 9 : 48);
                    long count = convolve ? out.size() : 40 * 50;
                    for (long i = 0; i < count; i++) {
                        assertEquals(expected, out.get(i));
                    }
                    out.assertGuards("out");
                }
                return null;
            }
        };
    }

    private static void convolve(Floats x, Floats w, Floats out) {
        ConvolutionShape shape = new ConvolutionShape(Dims.of(2, 16, 12, 12), Dims.of(16, 16, 3, 3), 1, Dims.of(1, 1),
                Dims.of(1, 1), Dims.of(0, 0), Dims.of(0, 0));
        ConvolutionForward.of(shape, DnnlType.F32, false, false).execute(Layout.dense(DnnlType.F32, shape.src()),
                x.address(), Layout.dense(DnnlType.F32, shape.weights()), w.address(), 0,
                Layout.dense(DnnlType.F32, shape.dst()), out.address());
    }

    private static void fill(Floats floats, float value) {
        for (long i = 0; i < floats.size(); i++) {
            floats.set(i, value);
        }
    }

    private static void runAll(ExecutorService executor, List<Callable<Void>> tasks) throws Exception {
        try (executor) {
            for (Future<Void> done : executor.invokeAll(tasks)) {
                done.get();
            }
        }
    }

    @Test
    void twoThreadsShareAPrimitive() throws Exception {
        runAll(Executors.newFixedThreadPool(2), List.of(work(1, 300, false), work(2, 300, false)));
        runAll(Executors.newFixedThreadPool(2), List.of(work(1, 200, true), work(2, 200, true)));
    }

    @Test
    void manyVirtualThreadsNeedFewLanes() throws Exception {
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            tasks.add(work(i, 3, i % 2 == 0));
        }
        runAll(Executors.newVirtualThreadPerTaskExecutor(), tasks);
    }

    @Test
    void machineCodeMayGoWhileItRuns() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        Thread releaser = new Thread(() -> {
            while (!done.get()) {
                PrimitiveCache.clearAll();
                Thread.onSpinWait();
            }
        });
        releaser.start();
        try {
            runAll(Executors.newFixedThreadPool(2), List.of(work(3, 100, false), work(4, 100, true)));
        } finally {
            done.set(true);
            releaser.join();
        }
    }

    @Test
    void aPrimitiveThatWasReleasedIsMadeAgain() {
        Matmul matmul = Matmul.find(MatmulShape.dense(1, 2, 1), DnnlType.F32, Bias.NONE, false, false).orElseThrow();
        try (Arena arena = Arena.ofConfined()) {
            Floats a = Floats.random(arena, 2, 1);
            Floats out = Floats.garbage(arena, 1);
            for (int i = 0; i < 3; i++) {
                PrimitiveCache.clearAll();
                a.set(0, i);
                a.set(1, 0);
                matmul.execute(a.address(), a.address(), out.address());
                assertEquals(i * i, out.get(0));
            }
        }
    }

    @Test
    void theNumberOfThreadsCanBeChanged() throws Exception {
        for (int threads : new int[] {1, 2, 3}) {
            use(threads);
            work(5, 2, true).call();
            work(5, 2, false).call();
            assertEquals(threads, Threads.forWork(1e8, 1e6));
        }
    }

    @Test
    void smallWorkIsNotShared() {
        assertEquals(1, Threads.forWork(10_000, 1000));
    }

    @Test
    void idleLanesGiveTheirScratchMemoryBack() throws Exception {
        work(1, 1, true).call();
        assertTrue(OneDnn.scratchBytes() > 0);
        OneDnn.trim();
        assertEquals(0, OneDnn.scratchBytes());
        work(1, 1, true).call();
    }

    @Test
    void theCacheDropsWhatWasNotUsedForLong() {
        List<String> released = new ArrayList<>();
        PrimitiveCache<Integer, String> cache = new PrimitiveCache<>(16, key -> "v" + key, released::add);
        for (int i = 0; i < 16; i++) {
            assertEquals("v" + i, cache.get(i));
        }
        assertEquals("v0", cache.get(0));
        assertEquals(List.of(), released);
        assertEquals("v16", cache.get(16));
        assertEquals(List.of("v1", "v2"), released);
        assertEquals(15, cache.size());
    }
}
