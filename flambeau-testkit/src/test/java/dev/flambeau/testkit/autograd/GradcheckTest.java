package dev.flambeau.testkit.autograd;

import static dev.flambeau.testkit.autograd.Samples.leaf;
import static dev.flambeau.testkit.autograd.Samples.leafOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.ArgumentException;
import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.Function;
import dev.flambeau.autograd.Gradcheck;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The checker itself: right gradients pass, wrong ones are found and named. */
class GradcheckTest {
    /** {@code x^2} with a gradient that is wrong by a factor, or adds noise. */
    private static final class Square extends Function {
        private final double factor;
        private double noise;

        Square(double factor) {
            this.factor = factor;
        }

        @Override
        protected Tensor[] forward(Context ctx, Tensor... in) {
            ctx.saveForBackward(in[0]);
            return tensors(in[0].mul(in[0]));
        }

        @Override
        protected @Nullable Tensor[] backward(Context ctx, @Nullable Tensor... grads) {
            return tensors(Objects.requireNonNull(grads[0]).mul(ctx.saved(0)).mul(factor + noise));
        }
    }

    @Test
    void rightGradientsPass() {
        assertThat(Gradcheck.gradcheck(x -> new Square(2).apply(x), leaf(1, 2))).isTrue();
        assertThat(Gradcheck.gradgradcheck(x -> new Square(2).apply(x), leaf(1, 2))).isTrue();
        assertThat(Gradcheck.gradcheck(in -> List.of(in.get(0).matmul(in.get(1)), in.get(0).sum(1)),
                List.of(leafOf(2, 3), leafOf(3, 2)))).isTrue();
        assertThat(Gradcheck.gradcheck(x -> x.t().mul(2), leafOf(2, 3).t())).isTrue();
    }

    @Test
    void wrongOnesAreNamed() {
        assertThatThrownBy(() -> Gradcheck.gradcheck(x -> new Square(3).apply(x), leaf(1, 2)))
                .isInstanceOf(AutogradException.class)
                .hasMessageStartingWith("""
                        Jacobian mismatch for output 0 with respect to input 0,
                        numerical:tensor([[2.0000, 0.0000],
                                [0.0000, 4.0000]], dtype=torch.float64)
                        analytical:tensor([[3., 0.],
                                [0., 6.]], dtype=torch.float64)
                        """)
                .hasMessageContaining("The first wrong entry is the derivative of output[0] with respect to input[0]");
        assertThat(Gradcheck.gradcheck(x -> new Square(3).apply(x), leaf(1), o -> o.raiseException(false))).isFalse();
        assertThatThrownBy(() -> Gradcheck.gradcheck(x -> x.detach().mul(x), leaf(1, 2)))
                .hasMessageContaining("Jacobian mismatch");
    }

    @Test
    void theFastWayFindsThemToo() {
        assertThat(Gradcheck.gradcheck(in -> List.of(in.get(0).matmul(in.get(1)), in.get(0).sum(1)),
                List.of(leafOf(2, 3), leafOf(3, 2)), o -> o.fastMode(true))).isTrue();
        assertThat(Gradcheck.gradgradcheck(x -> x.exp(), leafOf(5), o -> o.fastMode(true))).isTrue();
        assertThatThrownBy(() -> Gradcheck.gradcheck(x -> new Square(3).apply(x), leaf(1, 2), o -> o.fastMode(true)))
                .isInstanceOf(AutogradException.class).hasMessageContaining("Jacobian mismatch")
                .hasMessageContaining("The first wrong entry");
    }

    @Test
    void wrongSecondDerivativesAreFound() {
        assertThatThrownBy(() -> Gradcheck.gradgradcheck(x -> {
            Function f = new Function() {
                @Override
                protected Tensor[] forward(Context ctx, Tensor... in) {
                    ctx.saveForBackward(in[0]);
                    return tensors(in[0].pow(3));
                }

                @Override
                protected @Nullable Tensor[] backward(Context ctx, @Nullable Tensor... grads) {
                    return tensors(Objects.requireNonNull(grads[0]).mul(ctx.saved(0).detach().pow(2)).mul(3));
                }
            };
            return f.apply(x);
        }, leaf(1, 2))).isInstanceOf(AutogradException.class).hasMessageContaining("Jacobian mismatch");
    }

    @Test
    void tolerances() {
        assertThat(Gradcheck.gradcheck(x -> new Square(2.1).apply(x), leaf(1, 2), o -> o.rtol(0.1))).isTrue();
        assertThat(Gradcheck.gradcheck(x -> new Square(2.1).apply(x), leaf(1, 2), o -> o.atol(0.5))).isTrue();
        assertThat(Gradcheck.gradcheck(x -> x.pow(3), leaf(1), o -> o.eps(0.5).raiseException(false))).isFalse();
    }

    @Test
    void noiseIsFound() {
        Square noisy = new Square(2);
        assertThatThrownBy(() -> Gradcheck.gradcheck(x -> {
            Tensor y = noisy.apply(x);
            Objects.requireNonNull(y.gradFn()).registerPrehook(g -> {
                noisy.noise += 1e-7;
                return null;
            });
            return y;
        }, leaf(1))).isInstanceOf(AutogradException.class).hasMessageStartingWith("Backward is not reentrant");
    }

    @Test
    void gradientsThatIgnoreTheirsAreFound() {
        Function f = new Function() {
            @Override
            protected Tensor[] forward(Context ctx, Tensor... in) {
                return tensors(in[0].mul(2));
            }

            @Override
            protected @Nullable Tensor[] backward(Context ctx, @Nullable Tensor... grads) {
                return tensors(Torch.zerosLike(Objects.requireNonNull(grads[0])).add(2));
            }
        };
        assertThatThrownBy(() -> Gradcheck.gradcheck(x -> f.apply(x), leaf(1)))
                .isInstanceOf(AutogradException.class).hasMessage("backward not multiplied by grad_output");
    }

    @Test
    void resultsWithoutGradient() {
        assertThat(Gradcheck.gradcheck(x -> x.argsort(), leaf(1, 2))).isTrue();
        assertThat(Gradcheck.gradcheck(in -> List.of(in.get(0).mul(2), in.get(0).detach().mul(3)), List.of(leaf(1))))
                .isTrue();
        assertThatThrownBy(() -> Gradcheck.gradcheck(x -> x.detach().mul(2), leaf(1, 2)))
                .isInstanceOf(AutogradException.class)
                .hasMessage("Numerical gradient for function expected to be zero");
    }

    @Test
    void inputsAreChecked() {
        assertThatThrownBy(() -> Gradcheck.gradcheck(x -> x.mul(2), Torch.ones(2)))
                .isInstanceOf(ArgumentException.class)
                .hasMessage("gradcheck expects at least one input tensor to require gradient, but none of them have "
                        + "requires_grad=True.");
        assertThatThrownBy(() -> Gradcheck.gradcheck(x -> x.mul(2), leaf(1).expand(3)))
                .isInstanceOf(ArgumentException.class)
                .hasMessageStartingWith("The 0th input has a dimension with stride 0.");
    }
}
