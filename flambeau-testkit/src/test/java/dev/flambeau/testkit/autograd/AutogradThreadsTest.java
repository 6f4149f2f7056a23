package dev.flambeau.testkit.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.Autograd;
import dev.flambeau.autograd.Checkpoint;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.nn.Conv2d;
import dev.flambeau.nn.Flatten;
import dev.flambeau.nn.Linear;
import dev.flambeau.nn.MaxPool2d;
import dev.flambeau.nn.Module;
import dev.flambeau.nn.Parameter;
import dev.flambeau.nn.ReLU;
import dev.flambeau.nn.Sequential;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads at once, platform and virtual ones. */
class AutogradThreadsTest {
    private static final int THREADS = 8;
    private static final int ROUNDS = 25;

    private interface Work {
        void run(int thread) throws Exception;
    }

    /** Runs the work on many threads at the same time and waits for all of them. */
    private static void onThreads(boolean virtual, int threads, Work work) throws InterruptedException {
        try (ExecutorService pool =
                virtual ? Executors.newVirtualThreadPerTaskExecutor() : Executors.newFixedThreadPool(threads)) {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int number = t;
                all.add(pool.submit(() -> {
                    work.run(number);
                    return null;
                }));
            }
            for (Future<?> each : all) {
                try {
                    each.get();
                } catch (ExecutionException e) {
                    throw new AssertionError(e.getCause());
                }
            }
        }
    }

    private static Module network() {
        Torch.manualSeed(4);
        Module net = new Sequential(new Conv2d(1, 4, 3), new ReLU(), new MaxPool2d(2), new Flatten(),
                new Linear(4 * 5 * 5, 10));
        return net.eval();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void inferenceGivesWhatOneThreadGives(boolean virtual) throws InterruptedException {
        Module net = network();
        List<Tensor> inputs = new ArrayList<>();
        List<float[]> expected = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            Tensor x = Torch.randn(i + 1, 1, 12, 12);
            inputs.add(x);
            expected.add(net.call(x).detach().toFloatArray());
        }
        List<float[]> wrong = Collections.synchronizedList(new ArrayList<>());
        onThreads(virtual, THREADS, thread -> {
            for (int k = 0; k < ROUNDS; k++) {
                int which = (thread + k) % THREADS;
                try (GradMode _ = k % 2 == 0 ? Torch.noGrad() : Torch.inferenceMode()) {
                    float[] got = net.call(inputs.get(which)).toFloatArray();
                    if (!java.util.Arrays.equals(got, expected.get(which))) {
                        wrong.add(got);
                    }
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void gradientsOfSharedParametersAddUp(boolean virtual) throws InterruptedException {
        Parameter w = new Parameter(Torch.ones(1000));
        onThreads(virtual, THREADS, thread -> {
            for (int k = 0; k < ROUNDS; k++) {
                w.mul(Torch.ones(1000)).mul(2).sum().backward();
            }
        });
        assertThat(Objects.requireNonNull(w.grad()).toFloatArray()).containsOnly(2f * THREADS * ROUNDS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void modulesTrainTogether(boolean virtual) throws InterruptedException {
        Module net = network();
        Tensor x = Torch.ones(2, 1, 12, 12);
        net.call(x).sum().backward();
        List<double[]> once = net.parameters().stream().map(Samples::gradient).toList();
        net.zeroGrad();
        onThreads(virtual, THREADS, thread -> {
            for (int k = 0; k < 5; k++) {
                net.call(x).sum().backward();
            }
        });
        for (int i = 0; i < once.size(); i++) {
            double[] sum = Samples.gradient(net.parameters().get(i));
            for (int e = 0; e < sum.length; e++) {
                double expected = once.get(i)[e] * THREADS * 5;
                assertThat(sum[e]).isCloseTo(expected,
                        org.assertj.core.data.Offset.offset(1e-3 + Math.abs(expected) * 1e-4));
            }
        }
    }

    /** One graph, many walks; also where each has to compute a part again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneRetainedGraph(boolean virtual) throws InterruptedException {
        Tensor x = Samples.leafOf(500);
        Tensor y = Checkpoint.checkpoint(v -> v.sin().exp().mul(v), x.mul(2)).tanh();
        Tensor expected = Autograd.grad(y.sum(), List.of(x), o -> o.retainGraph(true)).getFirst();
        double[] values = Samples.values(expected);
        List<double[]> wrong = Collections.synchronizedList(new ArrayList<>());
        onThreads(virtual, THREADS, thread -> {
            for (int k = 0; k < ROUNDS; k++) {
                double[] got = Samples.values(
                        Autograd.grad(y.sum(), List.of(x), o -> o.retainGraph(true)).getFirst());
                if (!java.util.Arrays.equals(got, values)) {
                    wrong.add(got);
                }
            }
        });
        assertThat(wrong).isEmpty();
    }

    @Test
    void thousandsOfThreadsLeaveNothingBehind() throws InterruptedException {
        Module net = network();
        Tensor x = Torch.ones(1, 1, 12, 12);
        float[] expected = net.call(x).detach().toFloatArray();
        onThreads(true, 100, thread -> assertThat(net.call(x).detach().toFloatArray()).isEqualTo(expected));
        dev.flambeau.Memory.trim();
        long before = dev.flambeau.Memory.usedBytes();
        for (int i = 0; i < 20; i++) {
            onThreads(true, 100, thread -> assertThat(net.call(x).detach().toFloatArray()).isEqualTo(expected));
        }
        for (int i = 0; i < 20 && dev.flambeau.Memory.usedBytes() > before; i++) {
            dev.flambeau.Memory.trim();
        }
        assertThat(dev.flambeau.Memory.usedBytes()).isLessThanOrEqualTo(before + (64 << 10));
    }
}
