package dev.flambeau.cpu.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.flambeau.cpu.onednn.Matmul.Bias;
import dev.flambeau.cpu.vector.Form;
import dev.flambeau.spi.Dims;
import java.lang.foreign.Arena;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What threads share is what one thread computes. */
class PartsTest extends ThreadsRestored {
    private static void compare(Arena arena, int threads, int size, Consumer<Floats> compute) {
        Floats expected = Floats.garbage(arena, size);
        use(1);
        compute.accept(expected);
        Floats actual = Floats.garbage(arena, size);
        use(threads);
        compute.accept(actual);
        for (int i = 0; i < size; i++) {
            assertEquals(expected.get(i), actual.get(i), 1e-3 * (1 + Math.abs(expected.get(i))), "element " + i);
        }
        actual.assertGuards("result");
    }

    @ParameterizedTest
    @CsvSource({"64, 784, 256, 2", "250, 300, 60, 3", "33, 700, 517, 3", "4096, 40, 3, 2", "7, 3000, 301, 4"})
    void products(int m, int k, int n, int threads) {
        try (Arena arena = Arena.ofConfined()) {
            Floats a = Floats.random(arena, m * k, 1);
            Floats b = Floats.random(arena, k * n, 2);
            Floats bias = Floats.random(arena, n, 3);
            compare(arena, threads, m * n,
                    out -> Matmul.find(MatmulShape.dense(m, k, n), DnnlType.F32, Bias.NONE, false, false).orElseThrow()
                            .execute(a.address(), b.address(), out.address()));
            compare(arena, threads, m * n,
                    out -> Matmul.find(MatmulShape.dense(m, k, n), DnnlType.F32, Bias.ROW, false, true).orElseThrow()
                            .execute(a.address(), b.address(), bias.address(), out.address()));
            MatmulShape turned = new MatmulShape(Dims.of(m, k), Dims.of(1, m), Dims.of(k, n), Dims.of(n, 1),
                    Dims.of(m, n), Dims.of(n, 1));
            if (Sgemm.HAS_CODE) {
                compare(arena, threads, m * n,
                        out -> Objects.requireNonNull(Sgemm.of(Form.preferred(), turned)).execute(a.address(),
                                b.address(), out.address(), false));
            }
        }
    }

    /** oneDNN has a kernel for the whole batch, but for half of it in the whole's layouts only a frame around plain code. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void gradientsOfFewChannelsHaveAKernel(int threads) {
        use(threads);
        ConvolutionShape shape = new ConvolutionShape(Dims.of(64, 1, 32, 32), Dims.of(6, 1, 5, 5), 1, Dims.of(1, 1),
                Dims.of(1, 1), Dims.of(0, 0), Dims.of(0, 0));
        String implementation = ConvolutionInputGrad.of(shape, DnnlType.F32).implementation();
        assertFalse(implementation.contains("ref"), implementation);
    }

    /** For half of this batch in the whole's layouts oneDNN's first choice takes half as long again as its choice for the whole. */
    @Test
    void convolutionsHaveTheWholesImplementation() {
        ConvolutionShape shape = new ConvolutionShape(Dims.of(64, 6, 14, 14), Dims.of(16, 6, 5, 5), 1, Dims.of(1, 1),
                Dims.of(1, 1), Dims.of(0, 0), Dims.of(0, 0));
        use(1);
        String whole = ConvolutionForward.of(shape, DnnlType.F32, true, false).implementation();
        use(2);
        assertEquals(whole, ConvolutionForward.of(shape, DnnlType.F32, true, false).implementation());
    }

    @Test
    void productsOfABatch() {
        MatmulShape shape = new MatmulShape(Dims.of(5, 60, 70), Dims.of(4200, 70, 1), Dims.of(5, 70, 80),
                Dims.of(0, 80, 1), Dims.of(5, 60, 80), Dims.of(4800, 80, 1));
        try (Arena arena = Arena.ofConfined()) {
            Floats a = Floats.random(arena, 5 * 60 * 70, 1);
            Floats b = Floats.random(arena, 70 * 80, 2);
            compare(arena, 2, 5 * 60 * 80,
                    out -> Matmul.find(shape, DnnlType.F32, Bias.NONE, false, false).orElseThrow()
                            .execute(a.address(), b.address(), out.address()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 16})
    void convolutions(int batch) {
        ConvolutionShape shape =
                new ConvolutionShape(Dims.of(batch, 12, 30, 30), Dims.of(20, 12, 3, 3), 1, Dims.of(1, 1),
                        Dims.of(1, 1), Dims.of(1, 1), Dims.of(1, 1));
        int sources = batch * 12 * 900;
        int results = batch * 20 * 900;
        int weights = 20 * 12 * 9;
        Layout src = Layout.dense(DnnlType.F32, shape.src());
        Layout filter = Layout.dense(DnnlType.F32, shape.weights());
        Layout dst = Layout.dense(DnnlType.F32, shape.dst());
        try (Arena arena = Arena.ofConfined()) {
            Floats x = Floats.random(arena, sources, 1);
            Floats w = Floats.random(arena, weights, 2);
            Floats bias = Floats.random(arena, 20, 3);
            Floats grad = Floats.random(arena, results, 4);
            compare(arena, 3, results, out -> ConvolutionForward.of(shape, DnnlType.F32, true, false)
                    .execute(src, x.address(), filter, w.address(), bias.address(), dst, out.address()));
            compare(arena, 3, sources, out -> ConvolutionInputGrad.of(shape, DnnlType.F32)
                    .execute(dst, grad.address(), filter, w.address(), src, out.address()));
            compare(arena, 3, weights, out -> {
                Floats biasGrad = Floats.garbage(arena, 20);
                ConvolutionWeightGrad.of(shape, DnnlType.F32, true).execute(src, x.address(), dst, grad.address(),
                        filter,
                        out.address(), biasGrad.address());
                double sum = 0;
                for (int n = 0; n < batch; n++) {
                    for (int i = 0; i < 900; i++) {
                        sum += grad.get((long) n * 20 * 900 + i);
                    }
                }
                assertEquals(sum, biasGrad.get(0), 1e-3 * (1 + Math.abs(sum)));
            });
        }
    }

    @Test
    void reorders() {
        Layout plain = Layout.dense(DnnlType.F32, Dims.of(9, 20, 25, 25));
        Layout blocked = Layout.tagged(DnnlType.F32, plain.dims(), Operands.blockedTags(4)[0]);
        int size = 9 * 20 * 625;
        try (Arena arena = Arena.ofConfined()) {
            Floats from = Floats.random(arena, size, 1);
            Floats middle = Floats.garbage(arena, blocked.sizeInBytes() / 4);
            compare(arena, 2, size, out -> {
                Reorder.of(plain, blocked).execute(from.address(), middle.address());
                Reorder.of(blocked, plain).execute(middle.address(), out.address());
            });
            Floats sum = Floats.garbage(arena, size);
            Reorder.of(plain, plain).execute(from.address(), sum.address());
            Lane lane = Lanes.acquire();
            try {
                Reorder.adding(plain, plain).execute(lane, from.address(), sum.address());
            } finally {
                Lanes.release(lane);
            }
            assertEquals(2 * from.get(7), sum.get(7));
        }
    }
}
