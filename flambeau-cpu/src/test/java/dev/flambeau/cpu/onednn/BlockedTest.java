package dev.flambeau.cpu.onednn;

import static dev.flambeau.expr.Expr.in;
import static dev.flambeau.expr.Expr.of;
import static dev.flambeau.expr.Expr.select;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.flambeau.DType;
import dev.flambeau.Memory;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.op.Engine;
import dev.flambeau.reference.ReferenceKernels;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Convolution;
import dev.flambeau.spi.Devices;
import dev.flambeau.spi.Dims;
import dev.flambeau.spi.Kernels;
import dev.flambeau.spi.Pooling;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Results that stay in oneDNN's layouts mean what plain ones mean, whoever reads them. */
class BlockedTest {
    private static final Kernels REFERENCE = new ReferenceKernels();
    private static final PointwiseKernel RELU = kernel(1, select(in(0).le(of(0)), of(0), in(0)));
    private static final PointwiseKernel EXP = kernel(1, in(0).exp());
    private static final PointwiseKernel SUM = kernel(2, in(0).add(in(1)));
    private static final Convolution SAME =
            new Convolution(Dims.of(1, 1), Dims.of(1, 1), Dims.of(1, 1), 1);

    private final OneDnnKernels kernels = new OneDnnKernels();
    private final Random random = new Random(1);
    private final Memory.Scope scope = Memory.scope();

    private static PointwiseKernel kernel(int inputs, Expr expr) {
        return new PointwiseKernel("test", List.of(expr), inputs, Expr.Kind.FLOAT);
    }

    @AfterEach
    void close() {
        scope.close();
    }

    private static Array empty(long... sizes) {
        return Engine.empty(Devices.cpu(), DType.FLOAT32, sizes);
    }

    private Array random(long... sizes) {
        Array array = empty(sizes);
        for (long i = 0; i < array.numel; i++) {
            array.putDouble(i, random.nextInt(17) - 8);
        }
        return array;
    }

    private static void assertSame(Array expected, Array actual) {
        for (long i = 0; i < expected.numel; i++) {
            double e = expected.getDouble(i);
            assertEquals(e, actual.getDouble(i), Double.isFinite(e) ? 1e-5 * Math.abs(e) : 0, "at " + i);
        }
    }

    /** A convolution's result in both worlds: what stays in a layout, and what is plain. */
    private record Pair(Array ours, Array plain) {
    }

    private Pair convolved(long channels, long outputs) {
        Array x = random(2, channels, 9, 8);
        Array weight = random(outputs, channels, 3, 3);
        Pair result = new Pair(empty(2, outputs, 9, 8), empty(2, outputs, 9, 8));
        kernels.convolution(SAME, result.ours, x, weight, null);
        REFERENCE.convolution(SAME, result.plain, x, weight, null);
        return result;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 8, 10, 16, 20, 32})
    void stayInTheirLayoutUntilSomebodyReads(int outputs) {
        Pair result = convolved(16, outputs);
        Layout plain = Layout.dense(DnnlType.F32, Dims.of(2, outputs, 9, 8));
        Blocked form = Blocked.of(result.ours);
        if (form == null) {
            // Only where oneDNN's own choice is the plain layout.
            ConvolutionShape shape = new ConvolutionShape(Dims.of(2, 16, 9, 8), Dims.of(outputs, 16, 3, 3), 1,
                    Dims.of(1, 1), Dims.of(1, 1), Dims.of(1, 1), Dims.of(1, 1));
            assertEquals(plain, ConvolutionForward.of(shape, DnnlType.F32, false, false).dst());
        }
        assertSame(result.plain, result.ours);
        assertNull(Blocked.of(result.ours));
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 10, 16, 20})
    void pointwiseWorkGoesOverTheMemoryAsAWhole(int outputs) {
        Pair result = convolved(16, outputs);
        boolean isBlocked = Blocked.of(result.ours) != null;
        Pair positive = new Pair(empty(result.ours.sizes), empty(result.ours.sizes));
        kernels.pointwise(RELU, new Array[] {positive.ours}, new Array[] {result.ours});
        REFERENCE.pointwise(RELU, new Array[] {positive.plain}, new Array[] {result.plain});
        assertEquals(isBlocked, Blocked.of(positive.ours) != null);
        Pair sum = new Pair(empty(result.ours.sizes), empty(result.ours.sizes));
        kernels.pointwise(SUM, new Array[] {sum.ours}, new Array[] {positive.ours, result.ours});
        REFERENCE.pointwise(SUM, new Array[] {sum.plain}, new Array[] {positive.plain, result.plain});
        assertEquals(isBlocked, Blocked.of(sum.ours) != null);
        kernels.pointwise(RELU, new Array[] {sum.ours}, new Array[] {sum.ours});
        REFERENCE.pointwise(RELU, new Array[] {sum.plain}, new Array[] {sum.plain});
        assertEquals(isBlocked, Blocked.of(sum.ours) != null);
        assertSame(result.plain, result.ours);
        assertSame(positive.plain, positive.ours);
        assertSame(sum.plain, sum.ours);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 10, 16})
    void whatIsWrittenOverStaysInItsLayout(int outputs) {
        Pair first = convolved(16, outputs);
        Pair second = convolved(1, outputs);
        Blocked form = Blocked.of(second.ours);
        Layout layout = form == null ? null : form.layout();
        kernels.pointwise(SUM, new Array[] {second.ours}, new Array[] {first.ours, second.ours});
        REFERENCE.pointwise(SUM, new Array[] {second.plain}, new Array[] {first.plain, second.plain});
        form = Blocked.of(second.ours);
        assertEquals(layout, form == null ? null : form.layout());
        assertSame(first.plain, first.ours);
        assertSame(second.plain, second.ours);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 16, 20})
    void paddingStaysZero(int outputs) {
        Pair first = convolved(1, outputs);
        Pair powers = new Pair(empty(first.ours.sizes), empty(first.ours.sizes));
        Array[] scaled = {kernelInput(first.ours), kernelInput(first.plain)};
        kernels.pointwise(EXP, new Array[] {powers.ours}, new Array[] {scaled[0]});
        REFERENCE.pointwise(EXP, new Array[] {powers.plain}, new Array[] {scaled[1]});
        Array weight = random(3, outputs, 3, 3);
        Pair result = new Pair(empty(2, 3, 9, 8), empty(2, 3, 9, 8));
        kernels.convolution(SAME, result.ours, powers.ours, weight, null);
        REFERENCE.convolution(SAME, result.plain, powers.plain, weight, null);
        for (long i = 0; i < result.plain.numel; i++) {
            double e = result.plain.getDouble(i);
            assertEquals(e, result.ours.getDouble(i), 1e-3 * (1 + Math.abs(e)));
        }
    }

    /** A hundredth of the values, so that their exponentials are no larger than a few. */
    private Array kernelInput(Array of) {
        PointwiseKernel scale = kernel(2, in(0).mul(in(1)));
        Array result = empty(of.sizes);
        Kernels computing = Blocked.of(of) == null ? REFERENCE : kernels;
        computing.pointwise(scale, new Array[] {result}, new Array[] {of, Array.immediate(DType.FLOAT32, 0.01)});
        return result;
    }

    @Test
    void plainAndRepeatedInputsJoinIn() {
        Pair result = convolved(16, 32);
        Array plain = random(2, 32, 9, 8);
        Array number = random(1);
        Array channels = random(1, 32, 1, 1);
        for (Array other : List.of(plain, number, channels, result.plain)) {
            Array broadcast = other.broadcastTo(result.plain.sizes);
            Pair sum = new Pair(empty(result.ours.sizes), empty(result.ours.sizes));
            kernels.pointwise(SUM, new Array[] {sum.ours}, new Array[] {broadcast, result.ours});
            REFERENCE.pointwise(SUM, new Array[] {sum.plain}, new Array[] {broadcast, result.plain});
            assertSame(sum.plain, sum.ours);
        }
        assertSame(result.plain, result.ours);
    }

    @Test
    void aViewIsReadPlainly() {
        Pair result = convolved(16, 32);
        Array ours = result.ours.view(3, new long[] {5, 7}, new long[] {100, 2});
        Array plain = result.plain.view(3, new long[] {5, 7}, new long[] {100, 2});
        Pair sum = new Pair(empty(5, 7), empty(5, 7));
        kernels.pointwise(SUM, new Array[] {sum.ours}, new Array[] {ours, ours});
        REFERENCE.pointwise(SUM, new Array[] {sum.plain}, new Array[] {plain, plain});
        assertSame(sum.plain, sum.ours);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 10, 16, 20})
    void poolsAndGradients(int channels) {
        Pair x = convolved(16, channels);
        for (Pooling.Kind kind : Pooling.Kind.values()) {
            for (boolean counts : new boolean[] {false, true}) {
                Pooling p = new Pooling(kind, Dims.of(3, 2), Dims.of(2, 2), Dims.of(1, 1), Dims.of(1, 1), counts, 0);
                boolean isMax = kind == Pooling.Kind.MAX;
                Pair out = new Pair(empty(2, channels, 5, 5), empty(2, channels, 5, 5));
                @Nullable Array ourPositions = isMax ? positions(out.ours) : null;
                @Nullable Array plainPositions = isMax ? positions(out.plain) : null;
                kernels.pool(p, out.ours, ourPositions, x.ours);
                REFERENCE.pool(p, out.plain, plainPositions, x.plain);
                Array grad = random(2, channels, 5, 5);
                Pair before = new Pair(empty(x.plain.sizes), empty(x.plain.sizes));
                kernels.poolGrad(p, before.ours, grad, ourPositions);
                REFERENCE.poolGrad(p, before.plain, grad, plainPositions);
                assertSame(before.plain, before.ours);
                assertSame(out.plain, out.ours);
                if (ourPositions != null && plainPositions != null) {
                    assertSame(plainPositions, ourPositions);
                    // Once more, from positions that are plain now.
                    Array again = empty(x.plain.sizes);
                    kernels.poolGrad(p, again, grad, ourPositions);
                    assertSame(before.plain, again);
                }
            }
        }
    }

    private static Array positions(Array like) {
        return Engine.empty(Devices.cpu(), DType.INT64, like.sizes);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY})
    void aMaximumOverWhatIsNoNumber(double odd) {
        Array x = random(2, 16, 6, 6);
        for (int i = 0; i < 12; i++) {
            x.putDouble(100 + i, odd);
        }
        Pooling p = new Pooling(Pooling.Kind.MAX, Dims.of(2, 2), Dims.of(2, 2), Dims.of(0, 0), Dims.of(1, 1), false, 0);
        Pair out = new Pair(empty(2, 16, 3, 3), empty(2, 16, 3, 3));
        Pair places = new Pair(positions(out.ours), positions(out.plain));
        kernels.pool(p, out.ours, places.ours, x);
        REFERENCE.pool(p, out.plain, places.plain, x);
        assertSame(out.plain, out.ours);
        assertSame(places.plain, places.ours);
    }

    @Test
    void allMemoryComesBack() {
        long before = Memory.usedBytes();
        try (Memory.Scope inner = Memory.scope()) {
            assertNotNull(inner);
            Pair x = convolved(16, 20);
            Array positive = empty(x.ours.sizes);
            kernels.pointwise(RELU, new Array[] {positive}, new Array[] {x.ours});
            Array out = empty(2, 20, 4, 4);
            Array places = positions(out);
            Pooling p = new Pooling(Pooling.Kind.MAX, Dims.of(2, 2), Dims.of(2, 2), Dims.of(0, 0), Dims.of(1, 1), false,
                    0);
            kernels.pool(p, out, places, positive);
            assertEquals(out.getDouble(0), positive.getDouble(places.getLong(0)));
        }
        assertEquals(before, Memory.usedBytes());
    }

    @Test
    void memoryThatOutlivesItsScopeComesBackWithACollection() {
        Memory.trim();
        long before = Memory.usedBytes();
        keepAndForget();
        Memory.trim();
        assertEquals(before, Memory.usedBytes());
    }

    private void keepAndForget() {
        Pair x;
        try (Memory.Scope inner = Memory.scope()) {
            x = convolved(16, 20);
            inner.keep(dev.flambeau.Tensor.wrap(x.ours));
            inner.keep(dev.flambeau.Tensor.wrap(x.plain));
        }
        assertSame(x.plain, x.ours);
    }

    @Test
    void manyThreadsReadAtOnce() throws Exception {
        Array weight = random(16, 20, 3, 3);
        for (int round = 0; round < 20; round++) {
            Pair x;
            try (Memory.Scope inner = Memory.scope()) {
                x = convolved(16, 20);
                inner.keep(dev.flambeau.Tensor.wrap(x.ours));
                inner.keep(dev.flambeau.Tensor.wrap(x.plain));
            }
            Array expected = empty(2, 16, 9, 8);
            REFERENCE.convolution(SAME, expected, x.plain, weight, null);
            List<Callable<Array>> tasks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                boolean convolves = i % 2 == 0;
                tasks.add(() -> read(x.ours, weight, convolves));
            }
            try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
                List<Future<Array>> done = executor.invokeAll(tasks);
                for (int i = 0; i < done.size(); i++) {
                    assertSame(i % 2 == 0 ? expected : x.plain, done.get(i).get());
                }
            }
        }
    }

    private Array read(Array x, Array weight, boolean convolves) {
        Array result = empty(convolves ? new long[] {2, 16, 9, 8} : x.sizes);
        if (convolves) {
            kernels.convolution(SAME, result, x, weight, null);
        } else {
            kernels.copy(result, x);
        }
        return result;
    }
}
