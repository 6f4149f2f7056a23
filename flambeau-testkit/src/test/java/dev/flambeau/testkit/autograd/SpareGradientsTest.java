package dev.flambeau.testkit.autograd;

import static dev.flambeau.testkit.autograd.Samples.assertValues;
import static dev.flambeau.testkit.autograd.Samples.leaf;

import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.Autograd;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A step writes its gradient over the one that has come to it only where nobody else looks at that. */
class SpareGradientsTest {
    private final Tensor x = leaf(1, -2, 3);
    private final Tensor clipped = x.mul(1).relu();

    /** A gradient for {@link #clipped} that is made by the pass. */
    private static Tensor loss(Tensor result) {
        return result.mul(Torch.tensor(new float[] {5, 6, 7})).sum();
    }

    @Test
    void aStepThatNobodyWatches() {
        loss(clipped).backward();
        assertValues(x.grad(), 5, 0, 7);
    }

    @Test
    void anotherWayThatHasTheSameGradient() {
        Tensor other = leaf(1, 1, 1);
        loss(clipped.add(other)).backward();
        assertValues(x.grad(), 5, 0, 7);
        assertValues(other.grad(), 5, 6, 7);
    }

    @Test
    void aHookThatSeesBothSides() {
        List<Tensor> seen = new ArrayList<>();
        Objects.requireNonNull(clipped.gradFn()).registerHook((inputs, outputs) -> {
            seen.add(Objects.requireNonNull(inputs[0]));
            seen.add(Objects.requireNonNull(outputs[0]));
            return null;
        });
        loss(clipped).backward();
        assertValues(seen.get(0), 5, 0, 7);
        assertValues(seen.get(1), 5, 6, 7);
    }

    @Test
    void aHookThatKeepsTheGradient() {
        List<Tensor> seen = new ArrayList<>();
        clipped.registerHook(g -> {
            seen.add(Objects.requireNonNull(g));
            return null;
        });
        loss(clipped).backward();
        assertValues(seen.get(0), 5, 6, 7);
        assertValues(x.grad(), 5, 0, 7);
    }

    @Test
    void aGradientThatIsKeptByItsTensor() {
        clipped.retainGrad();
        loss(clipped).backward();
        assertValues(clipped.grad(), 5, 6, 7);
    }

    @Test
    void aGradientThatWasAskedFor() {
        List<Tensor> grads = Autograd.grad(loss(clipped), clipped, x);
        assertValues(grads.get(0), 5, 6, 7);
        assertValues(grads.get(1), 5, 0, 7);
    }

    @Test
    void aGradientOfTheUsers() {
        Tensor grad = Torch.tensor(new float[] {5, 6, 7});
        clipped.backward(grad);
        assertValues(grad, 5, 6, 7);
        assertValues(x.grad(), 5, 0, 7);
    }

    @Test
    void aGraphThatIsDifferentiatedAgain() {
        Tensor weight = leaf(5, 6, 7);
        Tensor y = x.mul(2).exp();
        Tensor grad = Autograd.grad(List.of(y.mul(weight).sum()), List.of(x), o -> o.createGraph(true)).get(0);
        Objects.requireNonNull(grad).sum().backward();
        assertValues(weight.grad(), 2 * Math.exp(2), 2 * Math.exp(-4), 2 * Math.exp(6));
    }
}
