package dev.flambeau.testkit.autograd;

import static dev.flambeau.testkit.autograd.Samples.assertValues;
import static dev.flambeau.testkit.autograd.Samples.gradient;
import static dev.flambeau.testkit.autograd.Samples.leaf;
import static dev.flambeau.testkit.autograd.Samples.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.AutogradException;
import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.GradMode;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The parts that {@code split}, {@code chunk} and {@code unbind} give must not be changed in place while recording. */
class SeveralViewsTest {
    private static final String REASON =
            " This view is the output of a function that returns multiple views. Such functions do not allow the output "
                    + "views to be modified inplace. You should replace the inplace operation by an out-of-place one.";
    private static final String PLAIN =
            "A view was created in no_grad mode and is being modified inplace with grad mode enabled." + REASON;

    static Stream<Arguments> parts() {
        return Stream.of(
                part("Output 0 of Split", x -> x.split(2).get(0)),
                part("Output 1 of Split", x -> x.split(2).get(1)),
                part("Output 1 of SplitWithSizes", x -> x.split(new long[] {1, 3}, 0).get(1)),
                part("Output 0 of Split", x -> x.chunk(2).get(0)),
                part("Output 3 of Unbind", x -> x.unbind().get(3)),
                part("Output 0 of View", x -> x.split(2).get(1).view(2, 1)),
                part("Output 0 of Select", x -> x.split(2).get(1).get(0)));
    }

    private static Arguments part(String name, UnaryOperator<Tensor> of) {
        return Arguments.of(name, of);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parts")
    void areNotChanged(String name, UnaryOperator<Tensor> part) {
        Tensor base = leaf(1, 2, 3, 4).clone();
        Tensor view = part.apply(base);
        assertThatThrownBy(() -> view.mul_(2)).isExactlyInstanceOf(AutogradException.class)
                .hasMessage(name + " is a view and is being modified inplace." + REASON);
        assertThatThrownBy(() -> view.copy_(Torch.zeros(1))).hasMessageStartingWith(name);
        assertThatThrownBy(() -> view.fill_(1)).hasMessageStartingWith(name);
        assertValues(base, 1, 2, 3, 4);
        Tensor ofLeaf = part.apply(leaf(1, 2, 3, 4));
        assertThatThrownBy(() -> ofLeaf.zero_()).hasMessageStartingWith(name);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("parts")
    void areNotUsedAfterTheirBaseWasChanged(String name, UnaryOperator<Tensor> part) {
        Tensor base = leaf(1, 2, 3, 4).clone();
        Tensor view = part.apply(base);
        base.mul_(2);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> view.sum()).isExactlyInstanceOf(AutogradException.class)
                    .hasMessage(name + " is a view and its base or another view of its base has been modified inplace."
                            + REASON);
        }
        assertThat(view.toString()).startsWith("tensor(").contains("grad_fn=<Invalid>");
    }

    @Test
    void areNotUsedAfterTheyWereChangedUnrecorded() {
        Tensor view = leaf(1, 2, 3, 4).clone().split(2).get(1);
        try (GradMode _ = Torch.noGrad()) {
            view.mul_(2);
        }
        assertThatThrownBy(view::gradFn)
                .hasMessageStartingWith(
                        "Output 1 of Split is a view and its base or another view of its base has been");
    }

    @Test
    void partsOfTensorsWithoutGradientTakeNoneIn() {
        Tensor base = Torch.ones(DType.FLOAT64, 4);
        Tensor part = base.split(2).get(1);
        part.mul_(3);
        assertValues(base, 1, 1, 3, 3);
        assertThatThrownBy(() -> part.mul_(leaf(1, 2))).hasMessage(PLAIN);
        base.requiresGrad_();
        assertThatThrownBy(() -> part.mul_(2)).hasMessage(PLAIN);
        assertValues(base, 1, 1, 3, 3);
    }

    @Test
    void unrecordedTheyAreViewsAsAnyOther() {
        Tensor weights = leaf(1, 2, 3, 4);
        try (GradMode _ = Torch.noGrad()) {
            weights.chunk(2).get(1).zero_();
        }
        assertValues(weights, 1, 2, 0, 0);
        weights.mul(weights).sum().backward();
        assertThat(gradient(weights)).containsExactly(2, 4, 0, 0);
    }

    /** PyTorch's tensor_split is made of slices, and slices may be changed. */
    @Test
    void slicesAreChanged() {
        Tensor x = leaf(0, 1, 2, 3);
        Tensor base = x.clone();
        base.tensorSplit(2, 0).get(1).mul_(3);
        base.mul(base).sum().backward();
        assertThat(values(base)).containsExactly(0, 1, 6, 9);
        assertThat(gradient(x)).containsExactly(0, 2, 36, 54);
    }
}
