package dev.flambeau.testkit.autograd;

import static dev.flambeau.testkit.autograd.Samples.assertValues;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.AutogradException;
import dev.flambeau.DType;
import dev.flambeau.FlambeauException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.Autograd;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.nn.Linear;
import dev.flambeau.optim.SGD;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** What newcomers stumble on, in PyTorch's words. */
class AutogradErrorsTest {
    private static Tensor x() {
        return Torch.ones(2).requiresGrad_();
    }

    @Test
    void onlyScalarsHaveAnImplicitGradient() {
        assertThatThrownBy(() -> x().mul(2).backward()).isInstanceOf(AutogradException.class)
                .hasMessageContaining("grad can be implicitly created only for scalar outputs");
    }

    @Test
    void whatHasNoGraph() {
        assertThatThrownBy(() -> Torch.ones(1).backward()).isInstanceOf(AutogradException.class)
                .hasMessage("element 0 of tensors does not require grad and does not have a grad_fn");
        assertThatThrownBy(() -> Autograd.backward(List.of(x().sum(), Torch.ones(1)), Arrays.asList(null, null), false,
                false)).hasMessage("element 1 of tensors does not require grad and does not have a grad_fn");
    }

    @Test
    void aGradientOfAnotherShape() {
        assertThatThrownBy(() -> x().mul(2).backward(Torch.ones(3))).isInstanceOf(AutogradException.class)
                .hasMessage(
                        "Mismatch in shape: grad_output[0] has a shape of torch.Size([3]) and output[0] has a shape of "
                                + "torch.Size([2]).");
    }

    @Test
    void leavesAreNotChangedInPlace() {
        Tensor x = x();
        assertThatThrownBy(() -> x.add_(1)).isInstanceOf(AutogradException.class)
                .hasMessage("a leaf Variable that requires grad is being used in an in-place operation.");
        assertThatThrownBy(() -> x.view(2, 1).add_(1))
                .hasMessage("a view of a leaf Variable that requires grad is being used in an in-place operation.");
        assertValues(x, 1, 1);
        try (GradMode _ = Torch.noGrad()) {
            x.add_(1);
        }
        assertValues(x, 2, 2);
    }

    private static final String MODIFIED =
            "one of the variables needed for gradient computation has been modified by an inplace operation: ";
    private static final String HINT =
            " Hint: enable anomaly detection to find the operation that failed to compute its gradient, with "
                    + "torch.autograd.set_detect_anomaly(True, check_nan=False).";

    @Test
    void savedResultsMustNotChange() {
        Tensor y = x().exp();
        y.add_(1);
        assertThatThrownBy(() -> y.sum().backward()).isInstanceOf(AutogradException.class)
                .hasMessageStartingWith(
                        MODIFIED + "[torch.FloatTensor [2]], which is output 0 of Exp, is at version 1; "
                                + "expected version 0 instead." + HINT);
    }

    @Test
    void savedLeavesMustNotChange() {
        Tensor w = x();
        Tensor y = x().mul(w);
        try (GradMode _ = Torch.noGrad()) {
            w.add_(1);
        }
        assertThatThrownBy(() -> y.sum().backward()).hasMessageStartingWith(
                MODIFIED + "[torch.FloatTensor [2]] is at version 1; expected version 0 instead." + HINT);
    }

    @Test
    void anOptimizersStepBetweenForwardAndASecondBackward() {
        Linear layer = new Linear(2, 2);
        SGD sgd = new SGD(layer.parameters(), 0.1);
        Tensor loss = layer.call(layer.call(x())).sum();
        loss.backward(true);
        sgd.step();
        assertThatThrownBy(() -> loss.backward()).hasMessageStartingWith(MODIFIED);
    }

    @Test
    void changesThroughDetachAreSeenThroughDataNot() {
        Tensor w = x();
        Tensor y = x().mul(w);
        w.data().add_(1);
        y.sum().backward(true);
        w.detach().add_(1);
        assertThatThrownBy(() -> y.sum().backward()).hasMessageStartingWith(MODIFIED);
    }

    @Test
    void onlyFloatingPointRequiresGradients() {
        assertThatThrownBy(() -> Torch.ones(DType.INT64, 2).requiresGrad_()).isInstanceOf(AutogradException.class)
                .hasMessageContaining("only Tensors of floating point dtype can require gradients");
    }

    @Test
    void onlyLeavesCanStopRequiring() {
        assertThatThrownBy(() -> x().mul(2).requiresGrad_(false)).isInstanceOf(AutogradException.class)
                .hasMessage(
                        "you can only change requires_grad flags of leaf variables. If you want to use a computed variable "
                                + "in a subgraph that doesn't require differentiation use var_no_grad = var.detach().");
    }

    @Test
    void gradientsThatAreSetMustFit() {
        assertThatThrownBy(() -> x().setGrad(Torch.ones(3))).isInstanceOf(FlambeauException.class)
                .hasMessage(
                        "attempting to assign a gradient of size '[3]' to a tensor of size '[2]'. Please ensure that the "
                                + "gradient and the tensor are the same size");
        assertThatThrownBy(() -> x().setGrad(Torch.ones(DType.FLOAT64, 2))).isInstanceOf(FlambeauException.class);
    }

    @Test
    void viewsAreNotDetachedInPlace() {
        assertThatThrownBy(() -> x().view(2, 1).detach_()).isInstanceOf(AutogradException.class)
                .hasMessageContaining("Can't detach views in-place. Use detach() instead.");
    }

    @Test
    void aTensorThatIsNoLeafKeepsNoGradientAndSaysSo() {
        Tensor y = x().mul(2);
        y.sum().backward();
        List<String> said = warnings(() -> assertThat(y.grad()).isNull());
        assertThat(said).singleElement().asString().startsWith(
                "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
                        + "populated during autograd.backward(). If you indeed want the .grad field to be populated for a "
                        + "non-leaf Tensor, use .retainGrad() on the non-leaf Tensor.");
        Tensor kept = x().mul(2).retainGrad();
        kept.sum().backward();
        assertThat(warnings(() -> assertValues(kept.grad(), 1, 1))).isEmpty();
    }

    /** What is said while {@code call} runs, also if it was said before. */
    private static List<String> warnings(Runnable call) {
        List<String> said = new CopyOnWriteArrayList<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord message) {
                said.add(message.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("dev.flambeau");
        logger.addHandler(listener);
        Torch.setWarnAlways(true);
        try {
            call.run();
        } finally {
            Torch.setWarnAlways(false);
            logger.removeHandler(listener);
        }
        return said;
    }
}
