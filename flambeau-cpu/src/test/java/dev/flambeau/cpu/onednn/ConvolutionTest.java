package dev.flambeau.cpu.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.flambeau.spi.Dims;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConvolutionTest {
    private static ConvolutionShape square(int batch, int in, int out, int groups, int size, int kernel, int stride,
            int dilation, int padBegin, int padEnd) {
        return new ConvolutionShape(Dims.of(batch, in, size, size), Dims.of(out, in / groups, kernel, kernel), groups,
                Dims.of(stride, stride), Dims.of(dilation, dilation), Dims.of(padBegin, padBegin),
                Dims.of(padEnd, padEnd));
    }

    static List<ConvolutionShape> shapes() {
        List<ConvolutionShape> shapes = new ArrayList<>();
        for (int batch : new int[] {1, 3}) {
            for (int in : new int[] {1, 3, 5, 16}) {
                for (int out : new int[] {1, 3, 5, 16}) {
                    shapes.add(square(batch, in, out, 1, 9, 3, 1, 1, 1, 1));
                }
            }
        }
        shapes.add(square(3, 16, 16, 1, 14, 3, 2, 1, 1, 1));
        shapes.add(square(3, 16, 10, 1, 7, 3, 2, 1, 1, 1));
        shapes.add(square(3, 6, 16, 1, 14, 5, 1, 1, 0, 0));
        shapes.add(square(1, 5, 3, 1, 11, 3, 2, 2, 1, 1));
        shapes.add(square(2, 5, 3, 1, 8, 4, 3, 1, 0, 2));
        shapes.add(square(2, 16, 32, 1, 8, 2, 1, 3, 2, 0));
        shapes.add(square(2, 17, 33, 1, 6, 1, 1, 1, 0, 0));
        shapes.add(square(2, 64, 32, 1, 6, 1, 2, 1, 0, 0));
        shapes.add(square(3, 3, 9, 3, 8, 3, 1, 1, 1, 1));
        shapes.add(square(3, 15, 10, 5, 8, 3, 2, 1, 1, 0));
        shapes.add(square(2, 32, 32, 32, 8, 3, 1, 1, 1, 1));
        shapes.add(square(2, 32, 64, 2, 7, 3, 1, 2, 2, 2));
        shapes.add(square(2, 1, 8, 1, 30, 11, 4, 1, 2, 2));
        // The window is as large as the padded input: one result.
        shapes.add(square(1, 3, 5, 1, 5, 7, 1, 1, 1, 1));
        // One and three spatial dimensions, unlike one another.
        shapes.add(new ConvolutionShape(Dims.of(3, 5, 11), Dims.of(3, 5, 3), 1, Dims.of(2), Dims.of(2), Dims.of(2),
                Dims.of(1)));
        shapes.add(new ConvolutionShape(Dims.of(2, 6, 9), Dims.of(4, 3, 2), 2, Dims.of(1), Dims.of(1), Dims.of(0),
                Dims.of(1)));
        shapes.add(new ConvolutionShape(Dims.of(2, 16, 50), Dims.of(33, 16, 3), 1, Dims.of(2), Dims.of(1), Dims.of(0),
                Dims.of(0)));
        shapes.add(new ConvolutionShape(Dims.of(2, 3, 5, 6, 7), Dims.of(5, 3, 3, 2, 1), 1, Dims.of(1, 2, 1),
                Dims.of(1, 2, 1), Dims.of(1, 0, 2), Dims.of(1, 1, 0)));
        shapes.add(new ConvolutionShape(Dims.of(1, 16, 5, 4, 6), Dims.of(16, 8, 3, 3, 3), 2, Dims.of(1, 1, 2),
                Dims.of(1, 1, 1), Dims.of(1, 1, 1), Dims.of(1, 1, 1)));
        shapes.add(new ConvolutionShape(Dims.of(2, 3, 9, 7), Dims.of(4, 3, 3, 2), 1, Dims.of(2, 1), Dims.of(1, 3),
                Dims.of(0, 2), Dims.of(2, 1)));
        return shapes;
    }

    /** Plain operands of one geometry and what should come out. */
    private static final class Case {
        final Layout srcLayout;
        final Layout weightsLayout;
        final Layout dstLayout;
        final Floats src;
        final Floats weights;
        final Floats bias;
        final Floats diffDst;
        final double[] dst;
        final double[] diffSrc;
        final double[] diffWeights;
        final double[] diffBias;

        Case(Arena arena, ConvolutionShape shape) {
            srcLayout = Layout.dense(DnnlType.F32, shape.src());
            weightsLayout = Layout.dense(DnnlType.F32, shape.groupedWeights());
            dstLayout = Layout.dense(DnnlType.F32, shape.dst());
            src = Floats.random(arena, Sizes.product(shape.src()), 1);
            weights = Floats.random(arena, Sizes.product(shape.weights()), 2);
            bias = Floats.random(arena, shape.weights().get(0), 3);
            diffDst = Floats.random(arena, Sizes.product(shape.dst()), 4);
            dst = new double[(int) diffDst.size()];
            diffSrc = new double[(int) src.size()];
            diffWeights = new double[(int) weights.size()];
            diffBias = new double[(int) bias.size()];
            new Naive(shape).each(false, (n, oc, ic, s, w, d) -> {
                dst[d] += (double) src.get(s) * weights.get(w);
                diffSrc[s] += (double) diffDst.get(d) * weights.get(w);
                diffWeights[w] += (double) diffDst.get(d) * src.get(s);
            });
            int plane = dst.length / (int) (shape.src().get(0) * bias.size());
            for (int i = 0; i < dst.length; i++) {
                diffBias[i / plane % diffBias.length] += diffDst.get(i);
            }
        }

        double[] withBias() {
            double[] sum = dst.clone();
            int plane = dst.length / ((int) srcLayout.dims().get(0) * diffBias.length);
            for (int i = 0; i < sum.length; i++) {
                sum[i] += bias.get(i / plane % diffBias.length);
            }
            return sum;
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void forward(ConvolutionShape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Case c = new Case(arena, shape);
            for (boolean biased : new boolean[] {false, true}) {
                for (boolean relu : new boolean[] {false, true}) {
                    double[] expected = biased ? c.withBias() : c.dst.clone();
                    for (int i = 0; i < expected.length && relu; i++) {
                        expected[i] = Math.max(0, expected[i]);
                    }
                    ConvolutionForward convolution = ConvolutionForward.of(shape, DnnlType.F32, biased, relu);
                    assertFalse(convolution.implementation().contains("ref"), convolution.implementation());
                    Floats out = Floats.garbage(arena, expected.length);
                    convolution.execute(c.srcLayout, c.src.address(), c.weightsLayout, c.weights.address(),
                            biased ? c.bias.address() : 0, c.dstLayout, out.address());
                    out.assertClose(expected, 1e-5, convolution.implementation());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void inputGrad(ConvolutionShape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Case c = new Case(arena, shape);
            ConvolutionInputGrad grad = ConvolutionInputGrad.of(shape, DnnlType.F32);
            assertFalse(grad.implementation().contains("ref"), grad.implementation());
            Floats out = Floats.garbage(arena, c.diffSrc.length);
            grad.execute(c.dstLayout, c.diffDst.address(), c.weightsLayout, c.weights.address(), c.srcLayout,
                    out.address());
            out.assertClose(c.diffSrc, 1e-5, grad.implementation());
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void weightGrad(ConvolutionShape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Case c = new Case(arena, shape);
            for (boolean biased : new boolean[] {false, true}) {
                ConvolutionWeightGrad grad = ConvolutionWeightGrad.of(shape, DnnlType.F32, biased);
                assertFalse(grad.implementation().contains("ref"), grad.implementation());
                Floats out = Floats.garbage(arena, c.diffWeights.length);
                Floats bias = Floats.garbage(arena, c.diffBias.length);
                grad.execute(c.srcLayout, c.src.address(), c.dstLayout, c.diffDst.address(), c.weightsLayout,
                        out.address(), biased ? bias.address() : 0);
                out.assertClose(c.diffWeights, 1e-5, grad.implementation());
                if (biased) {
                    bias.assertClose(c.diffBias, 1e-5, grad.implementation());
                }
            }
        }
    }

    @Test
    void blockedActivationsPassFromOneToTheNext() {
        ConvolutionShape first = square(3, 1, 16, 1, 14, 3, 2, 1, 1, 1);
        ConvolutionShape second = square(3, 16, 10, 1, 7, 3, 2, 1, 1, 1);
        try (Arena arena = Arena.ofConfined()) {
            Case a = new Case(arena, first);
            Case b = new Case(arena, second);
            ConvolutionForward one = ConvolutionForward.of(first, DnnlType.F32, true, false);
            ConvolutionForward two = ConvolutionForward.of(second, DnnlType.F32, true, false);
            Floats middle = Floats.garbage(arena, one.dst().sizeInBytes() / 4);
            Floats end = Floats.garbage(arena, two.dst().sizeInBytes() / 4);
            one.execute(a.srcLayout, a.src.address(), a.weightsLayout, a.weights.address(), a.bias.address(),
                    one.dst(), middle.address());
            Floats weights = Floats.garbage(arena, two.weights().sizeInBytes() / 4);
            Reorder.of(b.weightsLayout, two.weights()).execute(b.weights.address(), weights.address());
            two.execute(one.dst(), middle.address(), two.weights(), weights.address(), b.bias.address(), two.dst(),
                    end.address());
            middle.assertGuards("first");
            end.assertGuards("second");

            // The same by way of plain memory.
            Floats plainMiddle = Floats.garbage(arena, a.dst.length);
            Reorder.of(one.dst(), a.dstLayout).execute(middle.address(), plainMiddle.address());
            plainMiddle.assertClose(a.withBias(), 1e-5, "first");
            for (int i = 0; i < b.src.size(); i++) {
                b.src.set(i, plainMiddle.get(i));
            }
            double[] expected = b.withBias();
            Arrays.fill(expected, 0);
            new Naive(second).each(false,
                    (n, oc, ic, s, w, d) -> expected[d] += (double) b.src.get(s) * b.weights.get(w));
            int plane = expected.length / 30;
            for (int i = 0; i < expected.length; i++) {
                expected[i] += b.bias.get(i / plane % 10);
            }
            Floats plainEnd = Floats.garbage(arena, expected.length);
            Reorder.of(two.dst(), b.dstLayout).execute(end.address(), plainEnd.address());
            plainEnd.assertClose(expected, 1e-5, "second");
            // Ten channels in a block of sixteen, where the processor has such.
            assertEquals(two.dst().isPadded(), end.size() > expected.length);
        }
    }

    @Test
    void refusesWhatHasNoResult() {
        assertThrows(IllegalArgumentException.class, () -> square(1, 1, 1, 1, 3, 4, 1, 1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> square(1, 1, 1, 1, 3, 2, 1, 3, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> square(0, 1, 1, 1, 3, 1, 1, 1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> square(1, 1, 1, 1, 3, 1, 0, 1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> square(1, 1, 1, 1, 3, 1, 1, 0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> square(1, 1, 1, 1, 3, 1, 1, 1, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> square(1, 4, 3, 2, 3, 1, 1, 1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> square(1, 5, 4, 2, 3, 1, 1, 1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new ConvolutionShape(Dims.of(1, 1, 3), Dims.of(1, 1, 3, 3),
                1, Dims.of(1), Dims.of(1), Dims.of(0), Dims.of(0)));
        assertEquals(Dims.of(1, 1, 1, 1), square(1, 1, 1, 1, 3, 4, 1, 1, 0, 1).dst());
    }

    @Test
    void refusesOperandsThatDoNotFit() {
        ConvolutionShape shape = square(1, 3, 5, 1, 9, 3, 1, 1, 1, 1);
        try (Arena arena = Arena.ofConfined()) {
            Case c = new Case(arena, shape);
            long out = new Floats(arena, c.dst.length).address();
            long x = c.src.address();
            long w = c.weights.address();
            ConvolutionForward plain = ConvolutionForward.of(shape, DnnlType.F32, false, false);
            assertThrows(IllegalArgumentException.class,
                    () -> plain.execute(c.srcLayout, 0, c.weightsLayout, w, 0, c.dstLayout, out));
            assertThrows(IllegalArgumentException.class,
                    () -> plain.execute(c.srcLayout, x, c.weightsLayout, w, 0, c.dstLayout, 0));
            assertThrows(IllegalArgumentException.class,
                    () -> plain.execute(c.dstLayout, x, c.weightsLayout, w, 0, c.dstLayout, out));
            assertThrows(IllegalArgumentException.class,
                    () -> plain.execute(c.srcLayout, x, c.weightsLayout, w, c.bias.address(), c.dstLayout, out));
        }
    }
}
