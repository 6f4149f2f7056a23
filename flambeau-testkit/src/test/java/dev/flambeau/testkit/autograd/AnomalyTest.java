package dev.flambeau.testkit.autograd;

import static dev.flambeau.testkit.autograd.Samples.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import dev.flambeau.autograd.AnomalyMode;
import dev.flambeau.autograd.Autograd;
import dev.flambeau.nn.Module;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The search for bad gradients. */
@Isolated
class AnomalyTest {
    private static Tensor bad(Tensor x) {
        return x.sqrt(); // the line that is to be found
    }

    @Test
    void namesTheStepAndTheForwardLine() {
        try (AnomalyMode _ = Autograd.detectAnomaly()) {
            Tensor y = bad(leaf(-1, 0)).mul(0).sum();
            assertThatThrownBy(y::backward).isInstanceOfSatisfying(AutogradException.class, e -> {
                assertThat(e).hasMessageStartingWith("Function 'SqrtBackward0' returned nan values in its 0th output.")
                        .hasMessageContaining("AnomalyTest.bad(AnomalyTest.java:");
                Throwable cause = Objects.requireNonNull(e.getCause());
                assertThat(cause).hasMessage(
                        "Error detected in SqrtBackward0. Traceback of forward call that caused the error");
                assertThat(cause.getStackTrace()[0].getMethodName()).isEqualTo("bad");
                assertThat(cause.getStackTrace()[1].getMethodName()).isEqualTo("namesTheStepAndTheForwardLine");
            });
        }
        assertThat(Autograd.isAnomalyEnabled()).isFalse();
    }

    @Test
    void namesTheLineInsideOfAModule() {
        Module net = new Module() {
            @Override
            protected Tensor forward(Tensor x) {
                return bad(x);
            }
        };
        try (AnomalyMode _ = Autograd.detectAnomaly()) {
            Tensor y = net.call(leaf(-1)).mul(0).sum();
            assertThatThrownBy(y::backward).hasMessageContaining("AnomalyTest.bad(AnomalyTest.java:");
        }
    }

    @Test
    void otherFailuresShowTheForwardCallToo() {
        try (AnomalyMode _ = Autograd.detectAnomaly(false)) {
            Tensor y = leaf(1).exp();
            y.add_(1);
            assertThatThrownBy(y::backward).isInstanceOfSatisfying(AutogradException.class, e -> {
                assertThat(e.getMessage()).contains("has been modified by an inplace operation",
                        "Hint: the backtrace further above shows the operation that failed to compute its gradient. The "
                                + "variable in question was changed in there or anywhere later. Good luck!");
                assertThat(e.getSuppressed()).singleElement().satisfies(s -> assertThat(s.getStackTrace()[0]
                        .getMethodName()).contains("otherFailuresShowTheForwardCallToo"));
            });
        }
    }

    @Test
    void stepsOfBackwardShowTheStepThatMadeThem() {
        try (AnomalyMode _ = Autograd.detectAnomaly()) {
            Tensor x = leaf(0);
            Tensor y = x.mul(x).mul(x).pow(0.5);
            Tensor first;
            try (AnomalyMode _ = Autograd.setDetectAnomaly(true, false)) {
                first = Autograd.grad(y, List.of(x), o -> o.createGraph(true)).getFirst();
            }
            assertThatThrownBy(() -> Objects.requireNonNull(first).backward())
                    .isInstanceOfSatisfying(AutogradException.class, e -> {
                        Throwable cause = Objects.requireNonNull(e.getCause());
                        assertThat(cause.getCause())
                                .hasMessageStartingWith(
                                        "Traceback of forward call that induced the previous calculation, in ");
                    });
        }
    }

    @Test
    void withoutLookingForNan() {
        try (AnomalyMode _ = Autograd.setDetectAnomaly(true, false)) {
            assertThatCode(() -> bad(leaf(-1)).mul(0).sum().backward()).doesNotThrowAnyException();
            assertThat(AnomalyMode.isCheckNanEnabled()).isFalse();
        }
        assertThat(AnomalyMode.isCheckNanEnabled()).isTrue();
    }

    @Test
    void aGraphFromBeforeHasNoTrace() {
        Tensor y = bad(leaf(-1)).mul(0).sum();
        try (AnomalyMode _ = Autograd.detectAnomaly()) {
            assertThatThrownBy(y::backward).hasMessage(
                    "Function 'SqrtBackward0' returned nan values in its 0th output.")
                    .hasStackTraceContaining("No forward pass information available.");
        }
    }
}
