package dev.flambeau.testkit.autograd;

import static dev.flambeau.testkit.autograd.Samples.assertValues;
import static dev.flambeau.testkit.autograd.Samples.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.nn.Parameter;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What is recorded when. */
class GradModesTest {
    @Test
    void modesNestAndEnd() {
        Tensor x = leaf(1);
        try (GradMode _ = Torch.noGrad()) {
            assertThat(x.mul(2).requiresGrad()).isFalse();
            try (GradMode _ = Torch.enableGrad()) {
                assertThat(x.mul(2).requiresGrad()).isTrue();
            }
            assertThat(Torch.isGradEnabled()).isFalse();
        }
        assertThat(x.mul(2).requiresGrad()).isTrue();
    }

    @Test
    void aModeEndsWithAnException() {
        assertThatThrownBy(() -> {
            try (GradMode _ = Torch.inferenceMode()) {
                throw new IllegalStateException("on purpose");
            }
        }).isInstanceOf(IllegalStateException.class);
        assertThat(Torch.isGradEnabled()).isTrue();
        assertThat(Torch.isInferenceModeEnabled()).isFalse();
    }

    @Test
    void setGradEnabledIsASwitchOrABlock() {
        GradMode before = Torch.setGradEnabled(false);
        assertThat(Torch.isGradEnabled()).isFalse();
        before.close();
        assertThat(Torch.isGradEnabled()).isTrue();
        try (GradMode _ = Torch.setGradEnabled(false)) {
            assertThat(leaf(1).mul(2).requiresGrad()).isFalse();
        }
    }

    @Test
    void eachThreadHasItsMode() {
        try (GradMode _ = Torch.noGrad()) {
            assertThat(CompletableFuture.supplyAsync(Torch::isGradEnabled).join()).isTrue();
        }
    }

    @Test
    void inferenceTensors() {
        Tensor x = leaf(1, 2);
        Tensor made;
        try (GradMode _ = Torch.inferenceMode()) {
            assertThat(Torch.isInferenceModeEnabled()).isTrue();
            assertThat(Torch.isGradEnabled()).isFalse();
            made = x.mul(2);
            assertThat(made.requiresGrad()).isFalse();
            assertThat(made.isInference()).isTrue();
            assertThat(x.view(2, 1).isInference()).isFalse();
            assertThat(x.detach().isInference()).isFalse();
            assertThat(Torch.ones(2).requiresGrad_().requiresGrad()).isTrue();
            made.add_(1);
            try (GradMode _ = Torch.enableGrad()) {
                assertThat(x.mul(2).requiresGrad()).isFalse();
            }
            try (GradMode _ = Torch.inferenceMode(false)) {
                assertThat(x.mul(2).requiresGrad()).isTrue();
                assertThat(x.mul(2).isInference()).isFalse();
            }
        }
        Tensor sum = x.add(made);
        assertThat(sum.isInference()).isFalse();
        sum.sum().backward();
        assertValues(x.grad(), 1, 1);
        assertThat(made.view(2, 1).isInference()).isTrue();
        assertThat(made.clone().isInference()).isFalse();
    }

    @Test
    void whatInferenceTensorsCannot() {
        Tensor made;
        Tensor small;
        try (GradMode _ = Torch.inferenceMode()) {
            made = Torch.ones(2);
            small = Torch.ones(2).view(2, 1);
        }
        Tensor x = Torch.ones(2).requiresGrad_();
        assertThatThrownBy(() -> x.mul(made)).isInstanceOf(AutogradException.class)
                .hasMessage(
                        "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode "
                                + "in computation tracked by autograd. To work around this, you can make a clone to get a normal tensor "
                                + "and use it in autograd, or use `torch.no_grad()` instead of `torch.inference_mode()`.");
        assertThatThrownBy(() -> made.add_(1)).isInstanceOf(AutogradException.class)
                .hasMessage(
                        "Inplace update to inference tensor outside InferenceMode is not allowed.You can make a clone to get "
                                + "a normal tensor before doing inplace update.See https://github.com/pytorch/rfcs/pull/17 for more "
                                + "details.");
        assertThatThrownBy(() -> small.add_(1)).hasMessageStartingWith("Inplace update to inference tensor");
        try (GradMode _ = Torch.noGrad()) {
            assertThatThrownBy(() -> made.add_(1)).hasMessageStartingWith("Inplace update to inference tensor");
        }
        assertValues(made, 1, 1);
        assertThatThrownBy(() -> made.requiresGrad_())
                .hasMessage("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.");
        assertThatThrownBy(() -> new Parameter(made))
                .hasMessage("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.");
        assertThatThrownBy(() -> made.version()).hasMessage("Inference tensors do not track version counter.");
    }

    @Test
    void viewsOfAnotherModeAreNotChangedInThisOne() {
        Tensor x = Torch.ones(2).requiresGrad_().clone();
        Tensor view;
        try (GradMode _ = Torch.noGrad()) {
            view = x.view(2, 1);
        }
        assertThatThrownBy(() -> view.mul_(2)).isInstanceOf(AutogradException.class)
                .hasMessage(
                        "A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that "
                                + "this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both "
                                + "the view and the inplace either both inside the no_grad block (if you don't want the inplace to be "
                                + "tracked) or both outside (if you want the inplace to be tracked).");
        try (GradMode _ = Torch.inferenceMode()) {
            Tensor other = x.view(2, 1);
            try (GradMode _ = Torch.inferenceMode(false)) {
                assertThatThrownBy(() -> other.mul_(2)).hasMessage(
                        "A view was created in inference mode and is being modified inplace in normal mode. Given that this use "
                                + "case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both "
                                + "the view and the inplace either both inside the inference_mode block (if you don't want the "
                                + "inplace to be tracked) or both outside (if you want the inplace to be tracked).");
            }
        }
        assertValues(x, 1, 1);
        Tensor plain = Torch.ones(2);
        Tensor plainView;
        try (GradMode _ = Torch.noGrad()) {
            plainView = plain.view(2, 1);
        }
        plainView.mul_(2);
        assertValues(plain, 2, 2);
        Tensor weight = Torch.ones(2, 1).requiresGrad_();
        assertThatThrownBy(() -> plainView.mul_(weight)).hasMessageStartingWith("A view was created in no_grad mode");
    }
}
