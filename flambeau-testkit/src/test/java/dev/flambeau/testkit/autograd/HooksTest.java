package dev.flambeau.testkit.autograd;

import static dev.flambeau.testkit.autograd.Samples.assertValues;
import static dev.flambeau.testkit.autograd.Samples.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.AutogradException;
import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.Autograd;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.autograd.Hooks;
import dev.flambeau.autograd.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Hooks on tensors, on leaves after accumulation, on nodes; and gradients that are kept. */
class HooksTest {
    @Test
    void aHookSeesTheGradientAndMayChangeIt() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(3);
        List<Tensor> seen = new ArrayList<>();
        y.registerHook(g -> {
            seen.add(Objects.requireNonNull(g));
            return g.mul(10);
        });
        y.mul(y).sum().backward();
        assertValues(seen.get(0), 6, 12);
        assertValues(x.grad(), 180, 360);
    }

    @Test
    void hooksRunInOrderUntilTheyAreRemoved() {
        Tensor x = leaf(1);
        List<String> calls = new ArrayList<>();
        Hooks.Handle first = x.registerHook(g -> {
            calls.add("a");
            return Objects.requireNonNull(g).add(1);
        });
        x.registerHook(g -> {
            calls.add("b");
            return Objects.requireNonNull(g).mul(2);
        });
        x.mul(1).backward();
        assertValues(x.grad(), 4);
        first.remove();
        first.remove();
        x.mul(1).backward();
        assertValues(x.grad(), 6);
        assertThat(calls).containsExactly("a", "b", "b");
    }

    @Test
    void theSameHookTwiceIsRemovedOnce() {
        Tensor x = leaf(1);
        int[] count = {0};
        java.util.function.UnaryOperator<@Nullable Tensor> hook = g -> {
            count[0]++;
            return null;
        };
        x.registerHook(hook);
        x.registerHook(hook).remove();
        x.mul(1).backward();
        assertThat(count[0]).isEqualTo(1);
    }

    @Test
    void hooksSeeTheWholeSum() {
        Tensor x = leaf(1);
        List<Double> seen = new ArrayList<>();
        x.registerHook(g -> {
            seen.add(Objects.requireNonNull(g).item());
            return null;
        });
        x.mul(2).add(x.mul(3)).backward();
        assertThat(seen).containsExactly(5.0);
    }

    @Test
    void hooksChangeCapturedGradients() {
        Tensor x = leaf(1);
        x.registerHook(g -> Objects.requireNonNull(g).mul(7));
        assertValues(Autograd.grad(x.mul(2), x).getFirst(), 14);
    }

    @Test
    void hooksOfGradientsWithAGraph() {
        Tensor x = leaf(3);
        x.registerHook(g -> Objects.requireNonNull(g).mul(g));
        Tensor g = Autograd.grad(x.mul(x), List.of(x), o -> o.createGraph(true)).getFirst();
        assertValues(g, 36); // (2x)^2
        assertThat(Objects.requireNonNull(g).requiresGrad()).isTrue();
    }

    @Test
    void hooksMayNotChangeSizeOrType() {
        Tensor x = leaf(1, 2);
        Hooks.Handle handle = x.registerHook(g -> Objects.requireNonNull(g).get(0));
        assertThatThrownBy(() -> x.mul(1).sum().backward()).isInstanceOf(AutogradException.class)
                .hasMessageContaining("has changed the size of value");
        handle.remove();
        x.registerHook(g -> Objects.requireNonNull(g).to(DType.FLOAT32));
        assertThatThrownBy(() -> x.mul(1).sum().backward()).hasMessageContaining(
                "has changed the type of value (was torch.DoubleTensor got torch.FloatTensor)");
    }

    @Test
    void whereHooksCannotBe() {
        assertThatThrownBy(() -> Torch.ones(2).registerHook(g -> g)).isInstanceOf(AutogradException.class)
                .hasMessage("cannot register a hook on a tensor that doesn't require gradient");
        assertThatThrownBy(() -> Torch.ones(2).registerPostAccumulateGradHook(t -> {}))
                .hasMessage("cannot register a hook on a tensor that doesn't require gradient");
        assertThatThrownBy(() -> leaf(1).mul(1).registerPostAccumulateGradHook(t -> {}))
                .hasMessage("post accumulate grad hooks cannot be registered on non-leaf tensors");
        assertThatThrownBy(() -> Torch.ones(2).retainGrad())
                .hasMessage("can't retain_grad on Tensor that has requires_grad=False");
    }

    @Test
    void afterAccumulation() {
        Tensor x = leaf(1, 2);
        List<double[]> seen = new ArrayList<>();
        Hooks.Handle handle = x.registerPostAccumulateGradHook(leaf -> {
            seen.add(Samples.values(leaf.grad()));
            leaf.setGrad(null);
        });
        x.mul(2).sum().backward();
        x.mul(2).sum().backward();
        assertThat(seen).hasSize(2).allSatisfy(g -> assertThat(g).containsExactly(2, 2));
        assertThat(x.grad()).isNull();
        handle.remove();
        x.mul(2).sum().backward();
        assertThat(seen).hasSize(2);
        assertValues(x.grad(), 2, 2);
    }

    @Test
    void retainedGradientsComeAfterAllHooks() {
        Tensor x = leaf(1, 1);
        Tensor y = x.mul(2);
        y.registerHook(g -> Objects.requireNonNull(g).mul(2));
        y.retainGrad();
        y.retainGrad();
        y.registerHook(g -> Objects.requireNonNull(g).mul(10));
        y.sum().backward(true);
        assertValues(y.grad(), 20, 20);
        assertValues(x.grad(), 40, 40);
        y.sum().backward();
        assertValues(y.grad(), 40, 40);
        assertThat(y.retainsGrad()).isTrue();
    }

    /** Hooks belong to the value there was, the kept gradient to the value there is. */
    @Test
    void retainedGradientsFollowAChangeInPlace() {
        Tensor x = leaf(1, 1);
        Tensor y = x.mul(2);
        List<double[]> seen = new ArrayList<>();
        y.registerHook(g -> {
            seen.add(Samples.values(g));
            return null;
        });
        y.retainGrad();
        y.mul_(5);
        y.registerHook(g -> {
            seen.add(Samples.values(g));
            return null;
        });
        y.sum().backward();
        assertThat(seen.get(0)).containsExactly(1, 1);
        assertThat(seen.get(1)).containsExactly(5, 5);
        assertValues(y.grad(), 1, 1);
        assertValues(x.grad(), 10, 10);
    }

    @Test
    void aRetainedGradientIsOnesOwn() {
        Tensor x = leaf(1, 1);
        Tensor y = x.clone();
        Tensor z = y.clone();
        y.retainGrad();
        z.retainGrad();
        z.sum().backward();
        Objects.requireNonNull(z.grad()).mul_(100);
        assertValues(y.grad(), 1, 1);
        assertValues(x.grad(), 1, 1);
    }

    @Test
    void nodes() {
        Tensor x = leaf(1, 1);
        Tensor y = x.mul(leaf(2, 2));
        Node node = Objects.requireNonNull(y.gradFn());
        List<double[]> seen = new ArrayList<>();
        Hooks.Handle after = node.registerHook((in, out) -> {
            seen.add(Samples.values(in[0]));
            seen.add(Samples.values(out[0]));
            return new @Nullable Tensor[] {Objects.requireNonNull(in[0]).mul(3), in[1]};
        });
        Hooks.Handle before =
                node.registerPrehook(out -> new @Nullable Tensor[] {Objects.requireNonNull(out[0]).mul(7)});
        y.sum().backward(true);
        assertThat(seen.get(0)).containsExactly(14, 14);
        assertThat(seen.get(1)).containsExactly(7, 7);
        assertValues(x.grad(), 42, 42);
        after.remove();
        before.remove();
        y.sum().backward();
        assertValues(x.grad(), 44, 44);
    }

    @Test
    void nodeHooksGiveAsManyAsTheyGot() {
        Tensor y = leaf(1).mul(leaf(2));
        Objects.requireNonNull(y.gradFn()).registerHook((in, out) -> new @Nullable Tensor[] {in[0]});
        assertThatThrownBy(() -> y.backward()).isInstanceOf(AutogradException.class)
                .hasMessageContaining("has returned an incorrect number of values (got 1, but expected 2)");
    }

    @Test
    void theAccumulatingNodeToo() {
        Tensor x = leaf(1, 1);
        Node end = Objects.requireNonNull(Objects.requireNonNull(x.mul(2).gradFn()).nextFunctions().get(0).node());
        assertThat(end.name()).endsWith("AccumulateGrad");
        List<Integer> counts = new ArrayList<>();
        end.registerPrehook(out -> new @Nullable Tensor[] {Objects.requireNonNull(out[0]).mul(10)});
        end.registerHook((in, out) -> {
            counts.add(in.length);
            counts.add(out.length);
            assertValues(out[0], 20, 20);
            return null;
        });
        x.mul(2).sum().backward();
        assertThat(counts).containsExactly(0, 1);
        assertValues(x.grad(), 20, 20);
    }

    /** A hook that runs backward itself, on another graph and on the same leaf. */
    @Test
    void backwardInsideOfAHook() {
        Tensor x = leaf(1);
        Tensor w = leaf(5);
        Tensor y = x.mul(2);
        y.registerHook(g -> {
            try (GradMode _ = Torch.enableGrad()) { // hooks are not recorded, as backward is not
                w.mul(Objects.requireNonNull(g)).backward();
                x.mul(100).backward();
            }
            return null;
        });
        y.mul(3).backward();
        assertValues(w.grad(), 3);
        assertValues(x.grad(), 106);
    }

    @Test
    void whatHooksPutAsideStays() {
        Tensor x = Torch.ones(5000).requiresGrad_();
        List<Tensor> kept = new ArrayList<>();
        Tensor y = x.mul(2);
        y.registerHook(g -> {
            kept.add(Objects.requireNonNull(g));
            kept.add(g.mul(3));
            return null;
        });
        Tensor z = y.mul(2);
        Objects.requireNonNull(z.gradFn()).registerHook((in, out) -> {
            kept.add(Objects.requireNonNull(in[0]));
            kept.add(Objects.requireNonNull(out[0]).add(1));
            return null;
        });
        x.registerPostAccumulateGradHook(leaf -> kept.add(Objects.requireNonNull(leaf.grad()).mul(2)));
        z.sum().backward();
        assertThat(kept.stream().map(t -> t.sum().item() / 5000)).containsExactly(2.0, 2.0, 2.0, 6.0, 8.0);
    }
}
