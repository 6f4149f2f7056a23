package dev.flambeau.cpu.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.flambeau.cpu.vector.Form;
import dev.flambeau.cpu.vector.PlaneConvolution;
import dev.flambeau.spi.Dims;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Java's convolutions of one channel beside oneDNN's: the same bits, so it does not matter when one takes over from the other. */
class PlaneConvolutionTest {
    private static final ConvolutionShape USUAL = shape(2, 6, Dims.of(32, 32), Dims.of(5, 5), Dims.of(0, 0));

    @BeforeAll
    static void needsVectorsOf16() {
        assumeTrue(Form.MACHINE.available() == Form.MACHINE);
    }

    private static ConvolutionShape shape(int batch, int channels, Dims size, Dims kernel, Dims padding) {
        return new ConvolutionShape(Dims.of(batch, 1, size.get(0), size.get(1)),
                Dims.of(channels, 1, kernel.get(0), kernel.get(1)), 1, Dims.of(1, 1), Dims.of(1, 1), padding, padding);
    }

    static List<ConvolutionShape> shapes() {
        List<ConvolutionShape> shapes = new ArrayList<>();
        for (int channels = 1; channels <= 8; channels++) {
            shapes.add(shape(3, channels, Dims.of(32, 32), Dims.of(5, 5), Dims.of(0, 0)));
            shapes.add(shape(2, channels, Dims.of(28, 28), Dims.of(5, 5), Dims.of(2, 2)));
            shapes.add(shape(1, channels, Dims.of(22, 23), Dims.of(7, 8), Dims.of(0, 0)));
        }
        for (int kernel = 5; kernel <= 8; kernel++) {
            for (int size = 25; size < 60; size += 7) {
                shapes.add(shape(2, 6, Dims.of(size, size + 1), Dims.of(kernel, 13 - kernel), Dims.of(1, 3)));
            }
        }
        shapes.add(shape(1, 5, Dims.of(20, 20), Dims.of(5, 5), Dims.of(0, 0))); // 16 columns
        shapes.add(shape(5, 6, Dims.of(24, 100), Dims.of(5, 6), Dims.of(0, 3)));
        shapes.add(shape(1, 3, Dims.of(256, 256), Dims.of(5, 5), Dims.of(2, 2)));
        shapes.add(shape(2, 8, Dims.of(224, 224), Dims.of(7, 7), Dims.of(3, 3)));
        return shapes;
    }

    /** Operands of a geometry, in memory of an arena. */
    private static final class Case {
        final Arena arena;
        final ConvolutionShape shape;
        final Floats src;
        final Floats weights;
        final Floats bias;
        final Layout srcLayout;
        final Layout weightsLayout;

        Case(Arena arena, ConvolutionShape shape) {
            this.arena = arena;
            this.shape = shape;
            src = Floats.random(arena, Sizes.product(shape.src()), 1);
            weights = Floats.random(arena, Sizes.product(shape.weights()), 2);
            bias = Floats.random(arena, shape.weights().get(0), 3);
            srcLayout = Layout.dense(DnnlType.F32, shape.src());
            weightsLayout = Layout.dense(DnnlType.F32, shape.weights());
        }

        /** The result in blocks, padding included, by code of our own or by oneDNN. */
        float[] forward(boolean biased, boolean own) {
            ConvolutionForward convolution = ConvolutionForward.of(shape, DnnlType.F32, biased, false);
            Floats dst = Floats.garbage(arena, convolution.dst().sizeInBytes() / Float.BYTES);
            PlaneConvolution.Kernel kernel = own ? Objects.requireNonNull(convolution.own(Form.MACHINE)) : null;
            convolution.execute(kernel, srcLayout, src.address(), weightsLayout, weights.address(),
                    biased ? bias.address() : 0, convolution.dst(), dst.address());
            return dst.toArray();
        }

        /** The gradients of the weights, then of the bias. */
        float[] weightGrad(Floats grad, Layout gradLayout, boolean biased, boolean own) {
            ConvolutionWeightGrad gradient = ConvolutionWeightGrad.of(shape, DnnlType.F32, biased);
            Floats diffWeights = Floats.garbage(arena, weights.size());
            Floats diffBias = Floats.garbage(arena, bias.size());
            PlaneConvolution.Kernel kernel = own ? Objects.requireNonNull(gradient.own(Form.MACHINE)) : null;
            gradient.execute(kernel, srcLayout, src.address(), gradLayout, grad.address(), weightsLayout,
                    diffWeights.address(), biased ? diffBias.address() : 0);
            float[] all = Arrays.copyOf(diffWeights.toArray(), (int) (diffWeights.size() + diffBias.size()));
            if (biased) {
                System.arraycopy(diffBias.toArray(), 0, all, (int) diffWeights.size(), (int) diffBias.size());
            }
            return all;
        }

        Floats grad() {
            return Floats.random(arena, Sizes.product(shape.dst()), 4);
        }

        Layout gradLayout() {
            return Layout.dense(DnnlType.F32, shape.dst());
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void haveTheBitsOfOneDnn(ConvolutionShape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Case c = new Case(arena, shape);
            for (boolean biased : new boolean[] {false, true}) {
                assertArrayEquals(c.forward(biased, false), c.forward(biased, true));
                assertArrayEquals(c.weightGrad(c.grad(), c.gradLayout(), biased, false),
                        c.weightGrad(c.grad(), c.gradLayout(), biased, true));
            }
        }
    }

    @Test
    void leavePaddingAloneWhereNumbersAreNotFinite() {
        ConvolutionShape shape = shape(2, 6, Dims.of(28, 28), Dims.of(5, 5), Dims.of(2, 2));
        try (Arena arena = Arena.ofConfined()) {
            Case c = new Case(arena, shape);
            Floats grad = c.grad();
            grad.set(0, Float.POSITIVE_INFINITY); // in a corner, where most of the kernel lies on padding
            c.weights.set(0, Float.NEGATIVE_INFINITY);
            assertArrayEquals(c.forward(true, false), c.forward(true, true));
            float[] expected = c.weightGrad(grad, c.gradLayout(), true, false);
            assertEquals(10, count(expected, Float::isInfinite)); // nine of 25, and the bias
            assertEquals(0, count(expected, Float::isNaN));
            assertArrayEquals(expected, c.weightGrad(grad, c.gradLayout(), true, true));
        }
    }

    private interface FloatTest {
        boolean of(float value);
    }

    private static int count(float[] values, FloatTest test) {
        int count = 0;
        for (float value : values) {
            count += test.of(value) ? 1 : 0;
        }
        return count;
    }

    @Test
    void leaveOtherConvolutionsToOthers() {
        assertNotNull(USUAL.planes(DnnlType.F32));
        assertNull(USUAL.planes(DnnlType.BF16));
        assertNull(shape(2, 9, Dims.of(32, 32), Dims.of(5, 5), Dims.of(0, 0)).planes(DnnlType.F32));
        assertNull(shape(2, 6, Dims.of(32, 32), Dims.of(3, 5), Dims.of(0, 0)).planes(DnnlType.F32));
        assertNull(shape(2, 6, Dims.of(19, 32), Dims.of(5, 5), Dims.of(0, 0)).planes(DnnlType.F32));
        assertNull(new ConvolutionShape(Dims.of(2, 1, 40, 40), Dims.of(6, 1, 5, 5), 1, Dims.of(2, 2), Dims.of(1, 1),
                Dims.of(0, 0), Dims.of(0, 0)).planes(DnnlType.F32));
        assertTrue(ConvolutionForward.of(USUAL, DnnlType.F32, true, false).own(Form.PLAIN) == null);
    }
}
