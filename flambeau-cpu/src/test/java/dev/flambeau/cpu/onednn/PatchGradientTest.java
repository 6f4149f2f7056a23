package dev.flambeau.cpu.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.flambeau.cpu.vector.PatchSums;
import dev.flambeau.spi.Dims;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The gradient of an input of few channels as a product and sums. */
class PatchGradientTest extends ThreadsRestored {
    private static final String NAME = "patches";

    @BeforeAll
    static void needsVectorsOf16() {
        assumeTrue(Engine.hasAvx512() && PatchSums.areAvailable());
    }

    private static ConvolutionShape shape(int batch, int channels, int filters, Dims size, Dims kernel, int stride,
            Dims padding) {
        return new ConvolutionShape(Dims.of(batch, channels, size.get(0), size.get(1)),
                Dims.of(filters, channels, kernel.get(0), kernel.get(1)), 1, Dims.of(stride, stride), Dims.of(1, 1),
                padding, padding);
    }

    static List<ConvolutionShape> shapes() {
        return List.of(shape(1, 6, 16, Dims.of(14, 14), Dims.of(5, 5), 1, Dims.of(0, 0)),
                shape(64, 6, 16, Dims.of(14, 14), Dims.of(5, 5), 1, Dims.of(0, 0)),
                shape(13, 5, 40, Dims.of(9, 17), Dims.of(3, 3), 1, Dims.of(1, 0)), // the last block is smaller
                shape(7, 6, 30, Dims.of(12, 11), Dims.of(5, 7), 1, Dims.of(4, 5)),
                shape(2, 6, 70, Dims.of(5, 6), Dims.of(5, 5), 1, Dims.of(0, 0)), // a row of positions
                shape(3, 5, 64, Dims.of(6, 5), Dims.of(2, 3), 1, Dims.of(0, 0)));
    }

    private static float[] gradient(Arena arena, ConvolutionShape shape, Floats grad) {
        Floats weights = Floats.random(arena, Sizes.product(shape.weights()), 2);
        Floats out = Floats.garbage(arena, Sizes.product(shape.src()));
        ConvolutionInputGrad gradient = ConvolutionInputGrad.of(shape, DnnlType.F32);
        assertEquals(NAME, gradient.implementation());
        gradient.execute(Layout.dense(DnnlType.F32, shape.dst()), grad.address(),
                Layout.dense(DnnlType.F32, shape.weights()), weights.address(), Layout.dense(DnnlType.F32, shape.src()),
                out.address());
        return out.toArray();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void isTheGradientForAnyNumberOfThreads(ConvolutionShape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Floats weights = Floats.random(arena, Sizes.product(shape.weights()), 2);
            Floats grad = Floats.random(arena, Sizes.product(shape.dst()), 1);
            double[] expected = new double[(int) Sizes.product(shape.src())];
            new Naive(shape).each(false,
                    (n, oc, ic, s, w, d) -> expected[s] += (double) grad.get(d) * weights.get(w));
            use(1);
            float[] alone = gradient(arena, shape, grad);
            for (int i = 0; i < expected.length; i++) {
                assertEquals(expected[i], alone[i], 1e-5 * (1 + Math.abs(expected[i])));
            }
            use(2);
            assertArrayEquals(alone, gradient(arena, shape, grad));
        }
    }

    @Test
    void whatIsNotFiniteStaysWhereTheKernelLies() {
        ConvolutionShape shape = shapes().get(0);
        try (Arena arena = Arena.ofConfined()) {
            Floats grad = Floats.random(arena, Sizes.product(shape.dst()), 1);
            grad.set(3 * 10 + 4, Float.POSITIVE_INFINITY); // row 3, column 4 of the first filter
            float[] out = gradient(arena, shape, grad);
            for (int i = 0; i < out.length; i++) {
                int y = i / 14 % 14;
                int x = i % 14;
                boolean isReached = y >= 3 && y < 8 && x >= 4 && x < 9;
                assertEquals(isReached, !Float.isFinite(out[i]), "row " + y + ", column " + x);
            }
        }
    }

    @Test
    void sumsAreAddedUpRowsFirst() {
        for (PatchSums sums : List.of(new PatchSums(6, 14, 14, 0, 0, 10, 10, 5, 5),
                new PatchSums(5, 9, 17, 1, 0, 9, 15, 3, 3), new PatchSums(6, 12, 11, 4, 5, 16, 15, 5, 7),
                new PatchSums(1, 4, 5, 0, 1, 3, 7, 2, 1))) {
            try (Arena arena = Arena.ofConfined()) {
                Floats patches = Floats.random(arena, 3L * sums.positions() * sums.patch(), 1);
                long size = 3L * sums.height() * sums.width() * PatchSums.LANES;
                Floats images = Floats.garbage(arena, size);
                sums.run(patches.address(), 3, images.address());
                float[] expected = new float[(int) size];
                for (int n = 0; n < 3; n++) {
                    addAll(sums, patches, n, expected);
                }
                assertArrayEquals(expected, images.toArray());
            }
        }
    }

    /** Pixel by pixel: for each column of patches that reach it the sum of their rows, then these sums one after the other. */
    private static void addAll(PatchSums sums, Floats patches, int n, float[] images) {
        int pixels = sums.height() * sums.width();
        for (int i = 0; i < pixels * sums.channels(); i++) {
            int y = i / sums.channels() / sums.width() + sums.padTop();
            int x = i / sums.channels() % sums.width() + sums.padLeft();
            float sum = 0;
            for (int column = Math.max(0, x - sums.kernelWidth() + 1); column <= Math.min(x,
                    sums.columns() - 1); column++) {
                float rows = 0;
                for (int k = 0; k < sums.kernelHeight(); k++) {
                    if (y - k >= 0 && y - k < sums.rows()) {
                        long patch = n * (long) sums.positions() + (y - k) * sums.columns() + column;
                        rows += patches.get(patch * sums.patch() + k * sums.pitch()
                                + (x - column) * sums.channels() + i % sums.channels());
                    }
                }
                sum += rows;
            }
            images[(n * pixels + i / sums.channels()) * PatchSums.LANES + i % sums.channels()] = sum;
        }
    }

    @Test
    void leavesOtherConvolutionsToOthers() {
        Dims five = Dims.of(5, 5);
        Dims none = Dims.of(0, 0);
        for (ConvolutionShape shape : List.of(shape(4, 8, 16, Dims.of(14, 14), five, 1, none),
                shape(4, 3, 16, Dims.of(14, 14), five, 1, none), shape(4, 6, 16, Dims.of(15, 15), five, 2, none),
                shape(4, 6, 16, Dims.of(14, 14), Dims.of(3, 3), 1, none), // few numbers in a row of a patch
                shape(4, 6, 16, Dims.of(90, 90), five, 1, none))) { // patches that no cache holds
            assertNotEquals(NAME, ConvolutionInputGrad.of(shape, DnnlType.F32).implementation());
        }
    }
}
