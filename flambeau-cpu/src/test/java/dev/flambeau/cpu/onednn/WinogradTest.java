package dev.flambeau.cpu.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.flambeau.spi.Dims;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WinogradTest extends ThreadsRestored {
    /**
     * Times the square root of the number of products that are summed, as roundings of numbers of either sign add up, and the sums
     * themselves. Four times what was seen: Winograd adds numbers of either sign before and after the products.
     */
    private static final double TOLERANCE = 1e-6;

    private static double tolerance(long products) {
        return TOLERANCE * Math.sqrt(products);
    }

    private static ConvolutionShape shape(int batch, int in, int out, int height, int width, Dims padBegin,
            Dims padEnd) {
        return new ConvolutionShape(Dims.of(batch, in, height, width), Dims.of(out, in, 3, 3), 1, Dims.of(1, 1),
                Dims.of(1, 1), padBegin, padEnd);
    }

    private static ConvolutionShape square(int batch, int in, int out, int size, int pad) {
        return shape(batch, in, out, size, size, Dims.of(pad, pad), Dims.of(pad, pad));
    }

    static List<ConvolutionShape> shapes() {
        List<ConvolutionShape> shapes = new ArrayList<>();
        for (int pad : new int[] {0, 1, 2}) {
            for (int size : new int[] {3, 4, 5, 8}) {
                shapes.add(square(1, 16, 32, size, pad));
                shapes.add(square(3, 32, 16, size, pad));
            }
        }
        shapes.add(square(1, 16, 16, 1, 1)); // one tile, of which one result counts
        shapes.add(shape(2, 16, 16, 5, 8, Dims.of(0, 2), Dims.of(1, 0)));
        shapes.add(shape(2, 16, 16, 6, 3, Dims.of(2, 0), Dims.of(0, 1)));
        shapes.add(square(2, 48, 160, 7, 1)); // parts of the filters that are not alike
        shapes.add(square(3, 16, 32, 33, 1)); // several blocks of tiles and several passes, the last ones smaller
        return shapes;
    }

    /** Operands in plain memory and in blocks, and Winograd's results in plain memory. */
    private static final class Case {
        private final Arena arena;
        private final ConvolutionShape shape;
        private final WinogradShape tiles;
        private final Layout src;
        private final Layout dst;
        private final Layout plainSrc;
        private final Layout plainDst;
        final Floats x;
        final Floats weights;
        final Floats bias;
        final Floats grad;

        Case(Arena arena, ConvolutionShape shape, int block) {
            this.arena = arena;
            this.shape = shape;
            src = ConvolutionLayouts.blocked(DnnlType.F32, shape.src(), block);
            dst = ConvolutionLayouts.blocked(DnnlType.F32, shape.dst(), block);
            plainSrc = Layout.dense(DnnlType.F32, shape.src());
            plainDst = Layout.dense(DnnlType.F32, shape.dst());
            tiles = Objects.requireNonNull(WinogradShape.of(shape, DnnlType.F32, src, dst));
            x = Floats.random(arena, Sizes.product(shape.src()), 1);
            weights = Floats.random(arena, Sizes.product(shape.weights()), 2);
            bias = Floats.random(arena, shape.weights().get(0), 3);
            grad = Floats.random(arena, Sizes.product(shape.dst()), 4);
        }

        Floats garbage(Dims sizes) {
            return Floats.garbage(arena, Sizes.product(sizes));
        }

        private Floats reordered(Layout from, Layout to, Floats values) {
            Floats copy = garbage(to.dims());
            Reorder.of(from, to).execute(values.address(), copy.address());
            values.assertGuards("before reorder");
            return copy;
        }

        Floats forward(boolean biased, int threads) {
            Winograd winograd = Objects.requireNonNull(Winograd.of(tiles, false, biased, threads));
            Floats out = garbage(shape.dst());
            winograd.execute(reordered(plainSrc, src, x).address(), weights.address(), biased ? bias.address() : 0,
                    out.address());
            return reordered(dst, plainDst, out);
        }

        Floats inputGrad(int threads) {
            Winograd winograd = Objects.requireNonNull(Winograd.of(tiles.turned(), true, false, threads));
            Floats out = garbage(shape.src());
            winograd.execute(reordered(plainDst, dst, grad).address(), weights.address(), 0, out.address());
            return reordered(src, plainSrc, out);
        }

        void weightGrad(Floats weightGrad, long biasGrad, int threads) {
            WinogradWeightGrad winograd = Objects.requireNonNull(WinogradWeightGrad.of(tiles, threads));
            winograd.execute(reordered(plainSrc, src, x).address(), reordered(plainDst, dst, grad).address(),
                    weightGrad.address(), biasGrad);
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void resultsAreThoseOfTheDefinition(ConvolutionShape shape) {
        for (int block : new int[] {16, 8}) {
            for (int threads : new int[] {1, 3}) {
                use(threads);
                try (Arena arena = Arena.ofConfined()) {
                    compare(new Case(arena, shape, block), shape, threads);
                }
            }
        }
    }

    private static void compare(Case c, ConvolutionShape shape, int threads) {
        double[] dst = new double[(int) c.grad.size()];
        double[] diffSrc = new double[(int) c.x.size()];
        double[] diffWeights = new double[(int) c.weights.size()];
        double[] diffBias = new double[(int) c.bias.size()];
        new Naive(shape).each(false, (n, oc, ic, s, w, d) -> {
            dst[d] += (double) c.x.get(s) * c.weights.get(w);
            diffSrc[s] += (double) c.grad.get(d) * c.weights.get(w);
            diffWeights[w] += (double) c.grad.get(d) * c.x.get(s);
        });
        double forward = tolerance(9 * shape.weights().get(1));
        c.forward(false, threads).assertClose(dst, forward, "without bias");
        int plane = (int) Sizes.product(Sizes.tail(shape.dst(), 2));
        double backward = tolerance(shape.src().get(0) * plane);
        for (int i = 0; i < dst.length; i++) {
            int channel = i / plane % diffBias.length;
            dst[i] += c.bias.get(channel);
            diffBias[channel] += c.grad.get(i);
        }
        c.forward(true, threads).assertClose(dst, forward, "with bias");
        c.inputGrad(threads).assertClose(diffSrc, tolerance(9 * shape.weights().get(0)), "gradient of the input");
        Floats weightGrad = c.garbage(shape.weights());
        c.weightGrad(weightGrad, 0, threads);
        weightGrad.assertClose(diffWeights, backward, "gradient of the weights alone");
        Floats biasGrad = c.garbage(shape.bias());
        Floats again = c.garbage(shape.weights());
        c.weightGrad(again, biasGrad.address(), threads);
        again.assertClose(diffWeights, backward, "gradient of the weights");
        biasGrad.assertClose(diffBias, backward, "gradient of the bias");
    }

    @Test
    void resultsAreTheSameFromRunToRunAndForOneAndTwoThreads() {
        ConvolutionShape shape = square(2, 64, 96, 13, 1);
        try (Arena arena = Arena.ofConfined()) {
            Case c = new Case(arena, shape, 16);
            List<Floats> first = all(c, shape, 1);
            for (int threads : new int[] {1, 2, 2}) {
                List<Floats> next = all(c, shape, threads);
                for (int i = 0; i < first.size(); i++) {
                    for (long at = 0; at < first.get(i).size(); at++) {
                        assertEquals(first.get(i).get(at), next.get(i).get(at), "result " + i + " at " + at);
                    }
                }
            }
        }
    }

    private static List<Floats> all(Case c, ConvolutionShape shape, int threads) {
        use(threads);
        Floats weightGrad = c.garbage(shape.weights());
        Floats biasGrad = c.garbage(shape.bias());
        c.weightGrad(weightGrad, biasGrad.address(), threads);
        return List.of(c.forward(true, threads), c.inputGrad(threads), weightGrad, biasGrad);
    }

    @Test
    void otherGeometriesHaveNoTiles() {
        Dims ones = Dims.of(1, 1);
        assertNotNull(tilesOf(square(2, 32, 32, 8, 1), DnnlType.F32));
        assertNull(tilesOf(square(2, 32, 32, 8, 1), DnnlType.BF16));
        assertNull(tilesOf(square(2, 32, 20, 8, 1), DnnlType.F32)); // channels that do not fill their blocks
        assertNull(tilesOf(square(2, 32, 32, 8, 3), DnnlType.F32));
        assertNull(tilesOf(new ConvolutionShape(Dims.of(2, 32, 8, 8), Dims.of(32, 32, 5, 5), 1, ones, ones, ones, ones),
                DnnlType.F32));
        assertNull(
                tilesOf(new ConvolutionShape(Dims.of(2, 32, 8, 8), Dims.of(32, 32, 3, 3), 1, Dims.of(2, 2), ones, ones,
                        ones), DnnlType.F32));
        assertNull(
                tilesOf(new ConvolutionShape(Dims.of(2, 32, 8, 8), Dims.of(32, 32, 3, 3), 1, ones, Dims.of(2, 1), ones,
                        ones), DnnlType.F32));
        assertNull(tilesOf(new ConvolutionShape(Dims.of(2, 32, 8, 8), Dims.of(32, 16, 3, 3), 2, ones, ones, ones, ones),
                DnnlType.F32));
        ConvolutionShape plain = square(2, 32, 32, 8, 1);
        assertNull(WinogradShape.of(plain, DnnlType.F32, Layout.dense(DnnlType.F32, plain.src()),
                Layout.dense(DnnlType.F32, plain.dst())));
    }

    private static WinogradShape tilesOf(ConvolutionShape shape, DnnlType type) {
        return WinogradShape.of(shape, type, ConvolutionLayouts.blocked(type, shape.src(), 16),
                ConvolutionLayouts.blocked(type, shape.dst(), 16));
    }

    @Test
    void largeConvolutionsAreComputedSo() {
        use(2);
        ConvolutionShape shape = square(10, 384, 384, 8, 1);
        ConvolutionForward forward = ConvolutionForward.of(shape, DnnlType.F32, true, false);
        Assumptions.assumeTrue(tilesAreBlocked(forward, shape), "oneDNN computes in other layouts here");
        ConvolutionInputGrad inputGrad = ConvolutionInputGrad.of(shape, DnnlType.F32);
        ConvolutionWeightGrad weightGrad = ConvolutionWeightGrad.of(shape, DnnlType.F32, true);
        assertEquals(Winograd.NAME, forward.implementation());
        assertEquals(Winograd.NAME, inputGrad.implementation());
        assertEquals(Winograd.NAME, weightGrad.implementation());
        try (Arena arena = Arena.ofConfined()) {
            Case c = new Case(arena, shape, 16);
            Layout weights = Layout.dense(DnnlType.F32, shape.weights());
            Floats out = c.garbage(shape.dst());
            forward.execute(c.plainSrc, c.x.address(), weights, c.weights.address(), c.bias.address(), c.plainDst,
                    out.address());
            Floats diffSrc = c.garbage(shape.src());
            inputGrad.execute(c.plainDst, c.grad.address(), weights, c.weights.address(), c.plainSrc,
                    diffSrc.address());
            Floats diffWeights = c.garbage(shape.weights());
            Floats diffBias = c.garbage(shape.bias());
            weightGrad.execute(c.plainSrc, c.x.address(), c.plainDst, c.grad.address(), weights, diffWeights.address(),
                    diffBias.address());
            Random random = new Random(5);
            for (int i = 0; i < 300; i++) {
                assertSample(c, random, out, diffSrc, diffWeights);
            }
        }
    }

    private static boolean tilesAreBlocked(ConvolutionForward forward, ConvolutionShape shape) {
        return WinogradShape.of(shape, DnnlType.F32, forward.src(), forward.dst()) != null;
    }

    /** One element of each result, of images of 8 x 8 and 384 channels in and out, by its definition. */
    private static void assertSample(Case c, Random random, Floats out, Floats diffSrc, Floats diffWeights) {
        int n = random.nextInt(10);
        int k = random.nextInt(384);
        int ch = random.nextInt(384);
        int y = random.nextInt(8);
        int x = random.nextInt(8);
        int r = random.nextInt(3);
        int s = random.nextInt(3);
        double result = c.bias.get(k);
        double source = 0;
        double weight = 0;
        for (int i = 0; i < 384; i++) {
            for (int dy = 0; dy < 3; dy++) {
                for (int dx = 0; dx < 3; dx++) {
                    result += at(c.x, n, i, y + dy - 1, x + dx - 1) * c.weights.get((k * 384L + i) * 9 + dy * 3 + dx);
                    source +=
                            at(c.grad, n, i, y + 1 - dy, x + 1 - dx) * c.weights.get((i * 384L + ch) * 9 + dy * 3 + dx);
                }
            }
        }
        for (int i = 0; i < 640; i++) {
            weight += at(c.grad, i / 64, k, i / 8 % 8, i % 8) * at(c.x, i / 64, ch, i / 8 % 8 + r - 1, i % 8 + s - 1);
        }
        assertEquals(result, at(out, n, k, y, x), tolerance(9 * 384) * (1 + Math.abs(result)));
        assertEquals(source, at(diffSrc, n, ch, y, x), tolerance(9 * 384) * (1 + Math.abs(source)));
        assertEquals(weight, diffWeights.get((k * 384L + ch) * 9 + r * 3 + s), tolerance(640) * (1 + Math.abs(weight)));
    }

    private static double at(Floats images, int n, int channel, int y, int x) {
        return y < 0 || y >= 8 || x < 0 || x >= 8 ? 0 : images.get(((n * 384L + channel) * 8 + y) * 8 + x);
    }

    @Test
    void smallConvolutionsStayWithTheDirectWay() {
        use(2);
        for (ConvolutionShape shape : List.of(square(64, 64, 64, 8, 1), square(1, 384, 384, 8, 1),
                square(64, 16, 32, 14, 0))) {
            assertNotEquals(Winograd.NAME, ConvolutionForward.of(shape, DnnlType.F32, true, false).implementation());
            assertNotEquals(Winograd.NAME, ConvolutionInputGrad.of(shape, DnnlType.F32).implementation());
            assertNotEquals(Winograd.NAME, ConvolutionWeightGrad.of(shape, DnnlType.F32, true).implementation());
        }
    }
}
