package dev.flambeau.testkit.autograd;

import static dev.flambeau.testkit.autograd.Samples.assertClose;
import static dev.flambeau.testkit.autograd.Samples.assertValues;
import static dev.flambeau.testkit.autograd.Samples.constantOf;
import static dev.flambeau.testkit.autograd.Samples.leaf;
import static dev.flambeau.testkit.autograd.Samples.leafOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.AutogradException;
import dev.flambeau.Memory;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.Autograd;
import dev.flambeau.autograd.Checkpoint;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.nn.Dropout;
import dev.flambeau.nn.Linear;
import dev.flambeau.nn.Module;
import dev.flambeau.nn.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Parts that are computed again in backward. */
class CheckpointTest {
    private static final UnaryOperator<Tensor> BODY = x -> x.sin().exp().mul(x).tanh();

    private static Tensor gradient(UnaryOperator<Tensor> f, Tensor x) {
        return Autograd.grad(f.apply(x).sum(), x).getFirst();
    }

    @Test
    void sameGradients() {
        Tensor x = leafOf(3, 2);
        assertClose(gradient(v -> Checkpoint.checkpoint(BODY, v), x), gradient(BODY, x));
        assertClose(gradient(v -> Checkpoint.checkpoint(BODY, v.mul(2)).mul(3), x),
                gradient(v -> BODY.apply(v.mul(2)).mul(3), x));
    }

    @Test
    void computesTwice() {
        int[] calls = {0};
        Tensor x = leaf(1, 2);
        Tensor y = Checkpoint.checkpoint(v -> {
            calls[0]++;
            return BODY.apply(v);
        }, x);
        assertThat(calls[0]).isEqualTo(1);
        y.sum().backward(true);
        assertThat(calls[0]).isEqualTo(2);
        y.sum().backward();
        assertThat(calls[0]).isEqualTo(3);
        assertClose(x.grad(), gradient(BODY, x).mul(2));
        assertThatThrownBy(() -> y.sum().backward()).isInstanceOf(AutogradException.class)
                .hasMessageContaining("backward through the graph a second time");
    }

    @Test
    void stopsAsSoonAsAllIsThere() {
        List<String> steps = new ArrayList<>();
        UnaryOperator<Tensor> f = v -> {
            Tensor y = v.sin();
            steps.add("sin");
            Tensor z = y.mul(2);
            steps.add("mul");
            return z;
        };
        Checkpoint.checkpoint(f, leaf(1)).backward();
        assertThat(steps).containsExactly("sin", "mul");
        steps.clear();
        Checkpoint.checkpoint(f, leaf(1), o -> o.earlyStop(false)).backward();
        assertThat(steps).containsExactly("sin", "mul", "sin", "mul");
    }

    @Test
    void capturedParametersLearn() {
        Linear layer = new Linear(3, 2);
        Tensor x = constantOf(4, 3).to(dev.flambeau.DType.FLOAT32);
        Checkpoint.checkpoint(v -> layer.call(v).relu(), x).sum().backward();
        Tensor got = Objects.requireNonNull(layer.weight.grad()).clone();
        layer.zeroGrad();
        layer.call(x).relu().sum().backward();
        assertClose(got, layer.weight.grad());
    }

    @Test
    void severalInputsAndOutputs() {
        Tensor a = leaf(1, 2);
        Tensor b = leaf(3, 4);
        List<Tensor> out =
                Checkpoint.checkpoint(in -> List.of(in.get(0).mul(in.get(1)), in.get(0).exp()), List.of(a, b));
        out.get(0).sum().add(out.get(1).sum()).backward();
        assertValues(a.grad(), 3 + Math.E, 4 + Math.exp(2));
        assertValues(b.grad(), 1, 2);
    }

    @Test
    void secondDerivatives() {
        Tensor x = leaf(0.5, -1);
        UnaryOperator<Tensor> twice = v -> {
            Tensor g = Autograd.grad(Checkpoint.checkpoint(BODY, v).sum(), List.of(v), o -> o.createGraph(true))
                    .getFirst();
            return Objects.requireNonNull(g);
        };
        UnaryOperator<Tensor> plain = v -> Objects.requireNonNull(
                Autograd.grad(BODY.apply(v).sum(), List.of(v), o -> o.createGraph(true)).getFirst());
        assertClose(gradient(twice, x), gradient(plain, x));
    }

    @Test
    void theSameRandomNumbers() {
        Dropout dropout = new Dropout(0.5);
        Tensor x = leafOf(50);
        Torch.manualSeed(3);
        Tensor y = Checkpoint.checkpoint(v -> dropout.call(v.exp()).mul(v), x);
        double next = Torch.rand(1).item();
        Torch.manualSeed(3);
        Tensor expected = gradient(v -> dropout.call(v.exp()).mul(v), x);
        assertThat(Torch.rand(1).item()).isEqualTo(next);
        Torch.manualSeed(9);
        double after = Torch.rand(1).item();
        Torch.manualSeed(9);
        y.sum().backward();
        assertThat(Torch.rand(1).item()).isEqualTo(after); // backward has left the stream as it was
        assertClose(x.grad(), expected);
    }

    @Test
    void otherRandomNumbersIfOneWants() {
        Torch.manualSeed(3);
        Tensor x = Torch.ones(200).requiresGrad_();
        Tensor y = Checkpoint.checkpoint(v -> v.mul(Torch.rand(200)), x, o -> o.preserveRngState(false));
        y.sum().backward();
        assertThat(y.detach().equal(Objects.requireNonNull(x.grad()))).isFalse();
    }

    @Test
    void nested() {
        Tensor x = leafOf(4);
        int[] inner = {0};
        int[] outer = {0};
        UnaryOperator<Tensor> nested = v -> Checkpoint.checkpoint(u -> {
            outer[0]++;
            Tensor h = u.cos();
            Tensor k = Checkpoint.checkpoint(w -> {
                inner[0]++;
                return BODY.apply(w.mul(2));
            }, h);
            return k.exp().mul(h);
        }, v);
        UnaryOperator<Tensor> plain = v -> {
            Tensor h = v.cos();
            return BODY.apply(h.mul(2)).exp().mul(h);
        };
        assertClose(gradient(nested, x), gradient(plain, x));
        assertThat(outer[0]).isEqualTo(2);
        assertThat(inner[0]).isBetween(2, 3);
        UnaryOperator<Tensor> three = v -> Checkpoint.checkpoint(nested, v.mul(3));
        assertClose(gradient(three, x), gradient(v -> plain.apply(v.mul(3)), x));
    }

    @Test
    void withoutRecordingItIsAPlainCall() {
        try (GradMode _ = Torch.noGrad()) {
            assertClose(Checkpoint.checkpoint(BODY, leaf(1)), BODY.apply(leaf(1)));
        }
    }

    @Test
    void backwardInside() {
        Tensor x = leaf(0.5, 2);
        UnaryOperator<Tensor> f = v -> {
            Tensor y = v.sin();
            Tensor g = Autograd.grad(y.mul(y).sum(), List.of(y), o -> o.retainGraph(true)).getFirst();
            return y.mul(Objects.requireNonNull(g)).exp();
        };
        assertClose(gradient(v -> Checkpoint.checkpoint(f, v), x), gradient(f, x));
    }

    @Test
    void changedInputsAreFound() {
        Tensor x = leaf(1, 2).mul(1);
        Tensor y = Checkpoint.checkpoint(BODY, x);
        x.add_(1);
        assertThatThrownBy(() -> y.sum().backward()).isInstanceOf(AutogradException.class)
                .hasMessageContaining("has been modified by an inplace operation");
    }

    private static Tensor changing(UnaryOperator<Tensor> first, UnaryOperator<Tensor> second, boolean earlyStop) {
        int[] calls = {0};
        return Checkpoint.checkpoint(v -> calls[0]++ == 0 ? first.apply(v) : second.apply(v), leaf(1, 2),
                o -> o.earlyStop(earlyStop)).sum();
    }

    @Test
    void otherComputationsAreFound() {
        Tensor fewer = changing(v -> v.sin().exp(), Tensor::sin, true);
        assertThatThrownBy(fewer::backward).isInstanceOf(AutogradException.class)
                .hasMessage(
                        "torch.utils.checkpoint: A different number of tensors was saved during the original forward and "
                                + "recomputation.\nNumber of tensors saved during forward: 2\nNumber of tensors saved during "
                                + "recomputation: 1.");
        Tensor more = changing(Tensor::sin, v -> v.sin().exp(), false);
        assertThatThrownBy(more::backward).isInstanceOf(AutogradException.class)
                .hasMessageStartingWith(
                        "torch.utils.checkpoint: trying to save more tensors during recomputation than during "
                                + "the original forward pass.");
        Tensor smaller = changing(v -> v.sin().sum(), v -> v.get(0).sin().sum(), true);
        assertThatThrownBy(smaller::backward).isInstanceOf(AutogradException.class)
                .hasMessageStartingWith(
                        "torch.utils.checkpoint: Recomputed values for the following tensors have different "
                                + "metadata than during the forward pass.\ntensor at position 0:");
    }

    @Test
    void exceptionsInside() {
        assertThatThrownBy(() -> Checkpoint.checkpoint(v -> {
            throw new IllegalStateException("mine");
        }, leaf(1))).hasMessage("mine");
        Tensor y = changing(Tensor::sin, v -> {
            throw new IllegalStateException("later");
        }, true);
        assertThatThrownBy(y::backward).hasMessage("later");
        assertClose(gradient(v -> Checkpoint.checkpoint(BODY, v), leaf(1)), gradient(BODY, leaf(1)));
    }

    @Test
    void aSequenceInSegments() {
        List<UnaryOperator<Tensor>> steps = List.of(BODY, Tensor::exp, BODY, Tensor::sin, BODY);
        UnaryOperator<Tensor> plain = v -> BODY.apply(BODY.apply(BODY.apply(v).exp()).sin());
        Tensor x = leaf(0.1, 0.7);
        for (int segments = 1; segments <= 5; segments++) {
            int n = segments;
            assertClose(gradient(v -> Checkpoint.checkpointSequential(steps, n, v), x), gradient(plain, x));
        }
        assertThatThrownBy(() -> Checkpoint.checkpointSequential(steps, 6, x))
                .isInstanceOf(dev.flambeau.ArgumentException.class);
    }

    /** A network whose blocks are checkpointed, or not. */
    private static final class Deep extends Module {
        final Sequential[] blocks = new Sequential[8];
        final boolean checkpointed;
        @Nullable Tensor lastSeen;
        long used;

        Deep(boolean checkpointed) {
            this.checkpointed = checkpointed;
            for (int i = 0; i < blocks.length; i++) {
                blocks[i] = new Sequential(new Linear(64, 64), new Tanh(), new Linear(64, 64), new Tanh(),
                        new Linear(64, 64), new Tanh(), new Linear(64, 64), new Tanh());
            }
        }

        @Override
        protected Tensor forward(Tensor x) {
            long before = Memory.usedBytes();
            Tensor y = x;
            for (Sequential block : blocks) {
                y = checkpointed ? Checkpoint.checkpoint(block::call, y) : block.call(y);
            }
            lastSeen = y;
            used = Memory.usedBytes() - before;
            return y;
        }
    }

    private static final class Tanh extends Module {
        @Nullable Tensor seen;

        @Override
        protected Tensor forward(Tensor x) {
            seen = x.tanh(); // a field of a module that was called keeps what it holds
            return seen.mul(1);
        }
    }

    @Test
    void insideOfAModule() {
        Torch.manualSeed(1);
        Deep plain = new Deep(false);
        Deep saving = new Deep(true);
        saving.loadStateDict(plain.stateDict());
        Tensor x = Torch.randn(512, 64);
        plain.call(x).sum().backward();
        saving.call(x).sum().backward();
        for (int i = 0; i < plain.parameters().size(); i++) {
            assertClose(saving.parameters().get(i).grad(), plain.parameters().get(i).grad());
        }
        for (Sequential block : saving.blocks) {
            Tanh last = (Tanh) block.get(7);
            assertThat(Objects.requireNonNull(last.seen).sum().item()).isNotNaN();
        }
        assertThat(Objects.requireNonNull(saving.lastSeen).sum().item())
                .isEqualTo(Objects.requireNonNull(plain.lastSeen).sum().item());
        assertThat(saving.used).isLessThan(plain.used / 2);
    }

    /** In a loop of training steps memory comes back, and less of it is used at a time. */
    @Test
    void savesMemoryAndGivesItBack() {
        Torch.manualSeed(1);
        List<Linear> layers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            layers.add(new Linear(32, 32));
        }
        List<UnaryOperator<Tensor>> steps = new ArrayList<>();
        layers.forEach(layer -> steps.add(x -> layer.call(x).tanh()));
        Tensor x = Torch.randn(1024, 32);
        long one = 1024 * 32 * 4;
        long[] inUse = new long[2];
        for (int way = 0; way < 2; way++) {
            Memory.trim();
            long before = Memory.usedBytes();
            Tensor y = Checkpoint.checkpointSequential(steps, way == 0 ? 1 : 8, x);
            Memory.trim();
            inUse[way] = Memory.usedBytes() - before;
            y.sum().backward();
        }
        assertThat(inUse[0]).isGreaterThanOrEqualTo(39 * one);
        assertThat(inUse[1]).isLessThan(20 * one);
        Memory.trim();
        long settled = Memory.usedBytes();
        for (int i = 0; i < 20; i++) {
            Checkpoint.checkpointSequential(steps, 8, x).sum().backward();
        }
        Memory.trim();
        assertThat(Memory.usedBytes()).isLessThanOrEqualTo(settled + one);
    }
}
