package dev.flambeau.testkit.autograd;

import static dev.flambeau.testkit.autograd.Samples.assertValues;
import static dev.flambeau.testkit.autograd.Samples.leaf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flambeau.Memory;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.Autograd;
import dev.flambeau.nn.Module;
import dev.flambeau.nn.Parameter;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Graphs far deeper than any stack. */
class DeepGraphTest {
    private static final int DEPTH = 100_000;

    private static Tensor chain(Tensor x) {
        Tensor y = x;
        for (int i = 0; i < DEPTH; i++) {
            y = y.mul(1.0).add(0.0);
        }
        return y;
    }

    private static void inASmallStack(Runnable action) throws InterruptedException {
        Throwable[] thrown = new Throwable[1];
        Thread thread = new Thread(null, () -> {
            try {
                action.run();
            } catch (Throwable e) {
                thrown[0] = e;
            }
        }, "small stack", 256 << 10);
        thread.start();
        thread.join();
        assertThat(thrown[0]).isNull();
    }

    @Test
    void backward() throws InterruptedException {
        Tensor x = leaf(1, 2);
        inASmallStack(() -> chain(x).sum().backward());
        assertValues(x.grad(), 1, 1);
    }

    @Test
    void gradWithRespectToTheMiddle() throws InterruptedException {
        Tensor x = leaf(3);
        inASmallStack(() -> {
            Tensor middle = chain(x);
            Tensor end = chain(middle.square());
            assertValues(Autograd.grad(end, middle).getFirst(), 6);
            Tensor first = Autograd.grad(chain(x.pow(3)), List.of(x), o -> o.createGraph(true)).getFirst();
            assertValues(Autograd.grad(Objects.requireNonNull(first), x).getFirst(), 18);
        });
    }

    /** Memory returns at once where the graph is walked, and with the collector where it is dropped. */
    @Test
    void memoryReturns() throws InterruptedException {
        Parameter w = new Parameter(Torch.ones(100));
        Module net = new Module() {
            @Override
            protected Tensor forward(Tensor x) {
                Tensor y = x;
                for (int i = 0; i < 20_000; i++) {
                    y = y.mul(w);
                }
                return y.sum();
            }
        };
        Memory.trim();
        long before = Memory.usedBytes();
        inASmallStack(() -> net.call(Torch.ones(100)).backward());
        assertThat(Memory.usedBytes()).isLessThan(before + (1 << 20));
        inASmallStack(() -> net.call(Torch.ones(100)));
        for (int i = 0; i < 20 && Memory.usedBytes() > before + (64 << 10); i++) {
            Memory.trim();
        }
        assertThat(Memory.usedBytes()).isLessThan(before + (64 << 10));
    }
}
