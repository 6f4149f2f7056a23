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
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code autograd.grad} and {@code autograd.backward} with all that they can be told. */
class GradTest {
    @Test
    void gradLeavesTheLeavesAlone() {
        Tensor x = leaf(1, 2);
        Tensor w = leaf(3, 4);
        List<Tensor> grads = Autograd.grad(x.mul(w).sum(), x, w);
        assertValues(grads.get(0), 3, 4);
        assertValues(grads.get(1), 1, 2);
        assertThat(x.grad()).isNull();
        assertThat(grads.get(0).requiresGrad()).isFalse();
    }

    @Test
    void theSameInputTwiceAndTheOutputItself() {
        Tensor x = leaf(1, 2);
        Tensor y = x.sum();
        List<Tensor> grads = Autograd.grad(y, x, x, y);
        assertValues(grads.get(0), 1, 1);
        assertValues(grads.get(1), 1, 1);
        assertValues(grads.get(2), 1);
    }

    @Test
    void severalOutputsAddUp() {
        Tensor x = leaf(1, 2);
        List<@Nullable Tensor> grads = Autograd.grad(List.of(x.mul(2), x.mul(x).sum()), List.of(x),
                o -> o.gradOutputs(Arrays.asList(Torch.tensor(new double[] {1, 10}, DType.FLOAT64), null)));
        assertValues(grads.get(0), 4, 24);
    }

    @Test
    void whatWasNotUsed() {
        Tensor x = leaf(1, 2);
        Tensor w = leaf(5, 6);
        List<Tensor> both = List.of(x, w);
        assertThatThrownBy(() -> Autograd.grad(x.sum(), x, w)).isInstanceOf(AutogradException.class)
                .hasMessage("The differentiated Tensor at index 1 appears to not have been used in the graph. Set "
                        + "allow_unused=True if this is the desired behavior.");
        assertThat(Autograd.grad(x.sum(), both, o -> o.allowUnused(true)).get(1)).isNull();
        assertValues(Autograd.grad(x.sum(), both, o -> o.materializeGrads(true)).get(1), 0, 0);
        assertThatThrownBy(() -> Autograd.grad(x.sum(), both, o -> o.materializeGrads(true).allowUnused(false)))
                .hasMessage("Expected allow_unused to be True or not passed when materialize_grads=True, but got: "
                        + "allow_unused=False.");
        assertThatThrownBy(() -> Autograd.grad(x.sum(), x, w.detach()))
                .hasMessage("One of the differentiated Tensors does not require grad");
    }

    @Test
    void gradientsTakeTheOutputsType() {
        Tensor x = leaf(1, 2);
        List<@Nullable Tensor> grads =
                Autograd.grad(x.mul(2), List.of(x), o -> o.gradOutputs(Torch.tensor(new float[] {1, 3})));
        assertValues(grads.get(0), 2, 6);
    }

    @Test
    void thirdDerivatives() {
        Tensor x = leaf(2);
        Tensor y = x.pow(4);
        Tensor first = Autograd.grad(y, List.of(x), o -> o.createGraph(true)).getFirst();
        Tensor second = Autograd.grad(java.util.Objects.requireNonNull(first), List.of(x), o -> o.createGraph(true))
                .getFirst();
        Tensor third = Autograd.grad(java.util.Objects.requireNonNull(second), x).getFirst();
        assertValues(first, 32);
        assertValues(second, 48);
        assertValues(third, 48);
    }

    @Test
    void aGradientPenaltyReachesTheWeights() {
        Tensor x = leaf(1, 2);
        Tensor w = leaf(3, 4);
        Tensor g = Autograd.grad(x.mul(x).mul(w).sum(), List.of(x), o -> o.createGraph(true)).getFirst();
        java.util.Objects.requireNonNull(g).square().sum().backward(); // sum of (2 x w)^2: its derivative by w is 8 x^2 w
        assertValues(w.grad(), 24, 128);
        assertValues(x.grad(), 72, 256);
    }

    @Test
    void backwardTwiceNeedsTheGraph() {
        Tensor x = leaf(1, 2);
        Tensor y = x.mul(x).sum();
        y.backward(true);
        y.backward();
        assertValues(x.grad(), 4, 8);
        assertThatThrownBy(() -> y.backward()).isInstanceOf(AutogradException.class)
                .hasMessage(
                        "Trying to backward through the graph a second time (or directly access saved tensors after "
                                + "they have already been freed). Saved intermediate values of the graph are freed when you call "
                                + ".backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the "
                                + "graph a second time or if you need to access saved tensors after calling backward.");
    }

    /** What does not lead to an input is neither computed nor let go of. */
    @Test
    void gradGoesNoFurtherThanItsInputs() {
        Tensor x = leaf(1, 2);
        Tensor h = x.exp();
        Tensor y = h.mul(h).sum();
        int[] called = {0};
        x.registerHook(g -> {
            called[0]++;
            return null;
        });
        assertValues(Autograd.grad(y, h).getFirst(), 2 * Math.exp(1), 2 * Math.exp(2));
        assertThat(called[0]).isZero();
        h.sum().backward(); // exp's result is still there
        assertValues(x.grad(), Math.exp(1), Math.exp(2));
        assertThat(called[0]).isEqualTo(1);
    }

    @Test
    void backwardIntoNamedInputs() {
        Tensor x = leaf(1, 2);
        Tensor w = leaf(3, 4);
        Tensor unused = leaf(5, 6);
        Tensor y = x.mul(w);
        y.sum().backward(o -> o.inputs(w, y, unused));
        assertThat(x.grad()).isNull();
        assertThat(unused.grad()).isNull();
        assertValues(w.grad(), 1, 2);
        assertValues(y.grad(), 1, 1);
        assertThatThrownBy(() -> y.sum().backward(o -> o.inputs()))
                .hasMessage("`inputs` argument to `backward()` cannot be empty.");
    }

    @Test
    void backwardOfSeveral() {
        Tensor x = leaf(1, 2);
        Autograd.backward(List.of(x.sum(), x.mul(3)),
                o -> o.gradients(Arrays.asList(null, Torch.ones(DType.FLOAT64, 2))));
        assertValues(x.grad(), 4, 4);
    }

    @Test
    void createGraphMakesGradientsDifferentiable() {
        Tensor x = leaf(1, 2);
        x.pow(3).sum().backward(null, false, true);
        Tensor first = java.util.Objects.requireNonNull(x.grad());
        assertValues(first, 3, 12);
        assertValues(Autograd.grad(first.sum(), x).getFirst(), 6, 12);
    }

    /** A gradient that is somebody else's tensor is copied, not taken. */
    @Test
    void theGivenGradientStaysTheGivers() {
        Tensor x = leaf(1, 2);
        Tensor seed = Torch.ones(DType.FLOAT64, 2);
        x.clone().backward(seed);
        x.clone().backward(seed);
        assertValues(seed, 1, 1);
        assertValues(x.grad(), 2, 2);
    }

    @Test
    void viewsAndChangesInPlace() {
        Tensor x = leaf(1, 2, 3, 4);
        Tensor y = x.mul(1);
        y.view(2, 2).get(0).mul_(10);
        y.mul(y).sum().backward();
        assertValues(x.grad(), 200, 400, 6, 8);
    }
}
