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
import dev.flambeau.autograd.Function;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.autograd.Gradcheck;
import dev.flambeau.autograd.Node;
import dev.flambeau.autograd.OnceDifferentiable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Functions with a gradient of their own, as users write them. */
class FunctionTest {
    /** {@code e^x}, which saves its result. */
    private static final class Exp extends Function {
        @Override
        protected Tensor[] forward(Context ctx, Tensor... in) {
            Tensor y = in[0].exp();
            ctx.saveForBackward(y);
            return tensors(y);
        }

        @Override
        protected @Nullable Tensor[] backward(Context ctx, @Nullable Tensor... grads) {
            return tensors(Objects.requireNonNull(grads[0]).mul(ctx.saved(0)));
        }
    }

    /** {@code scale a b} and {@code a + b}, which saves its inputs. */
    private static final class ProductAndSum extends Function {
        private final double scale;

        ProductAndSum(double scale) {
            this.scale = scale;
        }

        @Override
        protected Tensor[] forward(Context ctx, Tensor... in) {
            ctx.saveForBackward(in);
            ctx.put("scale", scale);
            return tensors(in[0].mul(in[1]).mul(scale), in[0].add(in[1]));
        }

        @Override
        protected @Nullable Tensor[] backward(Context ctx, @Nullable Tensor... grads) {
            Tensor product = Objects.requireNonNull(grads[0]).mul(ctx.get("scale", Double.class));
            Tensor sum = Objects.requireNonNull(grads[1]);
            @Nullable Tensor[] in = ctx.savedTensors();
            return new @Nullable Tensor[] {
                ctx.needsInputGrad(0) ? product.mul(Objects.requireNonNull(in[1])).add(sum) : null,
                ctx.needsInputGrad(1) ? product.mul(Objects.requireNonNull(in[0])).add(sum) : null};
        }
    }

    /** Forward and backward from lambdas. */
    private static Function of(java.util.function.Function<Tensor, Tensor> forward,
            java.util.function.Function<Tensor, @Nullable Tensor[]> backward) {
        return new Function() {
            @Override
            protected Tensor[] forward(Context ctx, Tensor... in) {
                return tensors(forward.apply(in[0]));
            }

            @Override
            protected @Nullable Tensor[] backward(Context ctx, @Nullable Tensor... grads) {
                return backward.apply(Objects.requireNonNull(grads[0]));
            }
        };
    }

    @Test
    void savesItsResult() {
        Tensor x = leaf(1, 2);
        Tensor y = new Exp().apply(x);
        assertThat(Objects.requireNonNull(y.gradFn()).name()).isEqualTo("ExpBackward");
        assertThat(y.gradFn().nextFunctions()).hasSize(1);
        y.sum().backward();
        assertValues(x.grad(), Math.exp(1), Math.exp(2));
        assertThatThrownBy(() -> y.sum().backward()).hasMessageContaining("backward through the graph a second time");
    }

    @Test
    void firstAndSecondDerivativesAreRight() {
        assertThat(Gradcheck.gradcheck(x -> new Exp().apply(x), leaf(0.3, -1.2))).isTrue();
        assertThat(Gradcheck.gradgradcheck(x -> new Exp().apply(x), leaf(0.3, -1.2))).isTrue();
        List<Tensor> two = List.of(leaf(0.3, -1.2), leaf(0.7, 2));
        assertThat(Gradcheck.gradcheck(in -> List.of(new ProductAndSum(3).applyAll(in.toArray(Tensor[]::new))), two))
                .isTrue();
        assertThat(
                Gradcheck.gradgradcheck(in -> List.of(new ProductAndSum(3).applyAll(in.toArray(Tensor[]::new))), two))
                .isTrue();
    }

    @Test
    void severalInputsAndOutputs() {
        Tensor a = leaf(1, 2);
        Tensor b = Torch.tensor(new double[] {5, 7}, DType.FLOAT64);
        Tensor[] out = new ProductAndSum(2).applyAll(a, b);
        assertValues(out[0], 10, 28);
        assertValues(out[1], 6, 9);
        out[0].sum().add(out[1].mul(100).sum()).backward();
        assertValues(a.grad(), 110, 114);
        assertThatThrownBy(() -> new ProductAndSum(2).apply(a, b)).hasMessageContaining("applyAll");
    }

    @Test
    void missingGradientsAreZeros() {
        Tensor a = leaf(1, 2);
        new ProductAndSum(2).applyAll(a, leaf(5, 7))[0].sum().backward();
        assertValues(a.grad(), 10, 14);
    }

    @Test
    void orNullIfItWantsThemSo() {
        boolean[] wasNull = new boolean[2];
        Function f = new Function() {
            @Override
            protected Tensor[] forward(Context ctx, Tensor... in) {
                ctx.setMaterializeGrads(false);
                return tensors(in[0].mul(1), in[0].mul(2));
            }

            @Override
            protected @Nullable Tensor[] backward(Context ctx, @Nullable Tensor... grads) {
                wasNull[0] = grads[0] == null;
                wasNull[1] = grads[1] == null;
                return new @Nullable Tensor[] {grads[0]};
            }
        };
        Tensor x = leaf(1);
        f.applyAll(x)[0].backward();
        assertThat(wasNull).containsExactly(false, true);
    }

    @Test
    void resultsWithoutGradient() {
        Function f = new Function() {
            @Override
            protected Tensor[] forward(Context ctx, Tensor... in) {
                Tensor twice = in[0].mul(2);
                ctx.markNonDifferentiable(twice);
                return tensors(in[0].mul(1), twice, in[0].argsort());
            }

            @Override
            protected @Nullable Tensor[] backward(Context ctx, @Nullable Tensor... grads) {
                assertValues(grads[1], 0, 0);
                assertThat(Objects.requireNonNull(grads[2]).dtype()).isEqualTo(DType.INT64);
                return tensors(Objects.requireNonNull(grads[0]));
            }
        };
        Tensor x = leaf(3, 1);
        Tensor[] out = f.applyAll(x);
        assertThat(out[0].requiresGrad()).isTrue();
        assertThat(out[1].requiresGrad()).isFalse();
        assertThat(out[2].requiresGrad()).isFalse();
        out[0].sum().backward();
        assertValues(x.grad(), 1, 1);
    }

    /** Doubles its input where it lies. */
    private static final class Double_ extends Function {
        private final boolean mark;

        Double_(boolean mark) {
            this.mark = mark;
        }

        @Override
        protected Tensor[] forward(Context ctx, Tensor... in) {
            if (mark) {
                ctx.markDirty(in[0]);
            }
            in[0].mul_(2);
            return tensors(in[0]);
        }

        @Override
        protected @Nullable Tensor[] backward(Context ctx, @Nullable Tensor... grads) {
            return tensors(Objects.requireNonNull(grads[0]).mul(2));
        }
    }

    @Test
    void inPlace() {
        Tensor x = leaf(1, 2);
        Tensor y = x.clone();
        Tensor z = new Double_(true).apply(y);
        assertThat(z).isSameAs(y);
        assertThat(Objects.requireNonNull(y.gradFn()).name()).isEqualTo("Double_Backward");
        assertThat(y.version()).isPositive();
        y.mul(y).sum().backward();
        assertValues(x.grad(), 8, 16);
    }

    @Test
    void inPlaceOnAView() {
        Tensor x = leaf(1, 2, 3, 4);
        Tensor y = x.mul(1);
        Tensor row = y.view(2, 2).get(1);
        assertThat(new Double_(true).apply(row)).isSameAs(row);
        assertValues(y, 1, 2, 6, 8);
        assertThat(Objects.requireNonNull(y.gradFn()).name()).isEqualTo("CopySlices");
        y.mul(y).sum().backward();
        assertValues(x.grad(), 2, 4, 24, 32);
    }

    @Test
    void aLeafIsNotChangedInPlace() {
        Tensor x = leaf(1, 2);
        assertThatThrownBy(() -> new Double_(true).apply(x))
                .hasMessage("a leaf Variable that requires grad has been used in an in-place operation.");
        assertValues(x, 1, 2);
    }

    @Test
    void whatIsMarkedDirtyMustBeReturned() {
        Function f = new Function() {
            @Override
            protected Tensor[] forward(Context ctx, Tensor... in) {
                ctx.markDirty(in[0]);
                return tensors(in[0].mul_(2).clone());
            }
        };
        assertThatThrownBy(() -> f.apply(leaf(1).clone()))
                .hasMessage(
                        "Some elements marked as dirty during the forward method were not returned as output. The inputs "
                                + "that are modified inplace must all be outputs of the Function.");
    }

    @Test
    void anInputReturnedAsItIsIsAView() {
        Tensor x = leaf(1, 2);
        Tensor y = of(in -> in, g -> new @Nullable Tensor[] {g.mul(3)}).apply(x);
        assertThat(y).isNotSameAs(x);
        y.sum().backward();
        assertValues(x.grad(), 3, 3);
        assertThat(x.isLeaf()).isTrue();
    }

    /** Reshapes. */
    private static final class Flat extends Function {
        @Override
        protected Tensor[] forward(Context ctx, Tensor... in) {
            ctx.put("sizes", in[0].size());
            return tensors(in[0].view(-1));
        }

        @Override
        protected @Nullable Tensor[] backward(Context ctx, @Nullable Tensor... grads) {
            return tensors(Objects.requireNonNull(grads[0])
                    .view(ctx.get("sizes", dev.flambeau.Size.class).toLongs()).mul(3));
        }
    }

    @Test
    void viewsOfInputsMustNotBeChangedInPlace() {
        Tensor x = Samples.leafOf(2, 2);
        Tensor y = new Flat().apply(x);
        y.sum().backward();
        assertValues(x.grad(), 3, 3, 3, 3);
        Tensor z = x.clone();
        Tensor flat = new Flat().apply(z);
        assertThatThrownBy(() -> flat.mul_(2)).isInstanceOf(AutogradException.class)
                .hasMessageStartingWith(
                        "Output 0 of Flat is a view and is being modified inplace. This view was created "
                                + "inside a custom Function (or because an input was returned as-is)");
        z.mul_(2);
        assertThatThrownBy(() -> flat.gradFn()).isInstanceOf(AutogradException.class)
                .hasMessageStartingWith(
                        "Output 0 of Flat is a view and its base or another view of its base has been modified inplace.");
    }

    /** A result that is a view of something computed inside may be changed, and keeps its way back. */
    @Test
    void viewsOfWhatWasComputedInsideAreFree() {
        Tensor x = Samples.leafOf(2, 2);
        Tensor y = of(in -> in.mul(2).view(-1), g -> new @Nullable Tensor[] {g.view(2, 2).mul(2)}).apply(x);
        y.mul_(5).sum().backward();
        assertValues(x.grad(), 10, 10, 10, 10);
    }

    @Test
    void nothingIsRecordedWithoutNeed() {
        assertThat(new Exp().apply(Torch.ones(2)).requiresGrad()).isFalse();
        try (GradMode _ = Torch.noGrad()) {
            assertThat(new Exp().apply(leaf(1)).gradFn()).isNull();
        }
    }

    @Test
    void forwardIsNotRecorded() {
        boolean[] enabled = {true, true};
        Function f = of(in -> {
            enabled[0] = Torch.isGradEnabled();
            return in.mul(1);
        }, g -> {
            enabled[1] = Torch.isGradEnabled();
            return new @Nullable Tensor[] {g};
        });
        Tensor x = leaf(1);
        f.apply(x).backward();
        assertThat(enabled).containsExactly(false, false);
        Autograd.grad(f.apply(x), List.of(x), o -> o.createGraph(true));
        assertThat(enabled).containsExactly(false, true);
    }

    @Test
    void gradientsAreChecked() {
        Tensor x = leaf(1, 2, 3);
        Function few = of(in -> in.mul(1), g -> new @Nullable Tensor[] {});
        assertThatThrownBy(() -> few.apply(x).sum().backward()).isInstanceOf(AutogradException.class)
                .hasMessageEndingWith("Backward returned an incorrect number of gradients (expected 1, got 0)");
        Function many = of(in -> in.mul(1), g -> new @Nullable Tensor[] {g, g});
        assertThatThrownBy(() -> many.apply(x).sum().backward())
                .hasMessageEndingWith("returned an incorrect number of gradients (expected 1, got 2)");
        Function scalar = of(in -> in.mul(1), g -> new @Nullable Tensor[] {g.sum()});
        assertThatThrownBy(() -> scalar.apply(x).sum().backward())
                .hasMessageEndingWith(
                        "Backward returned an invalid gradient at index 0 - got [] but expected shape compatible with [3]");
        Function trailing = of(in -> in.mul(1), g -> new @Nullable Tensor[] {g, null});
        trailing.apply(x).sum().backward();
        assertValues(x.grad(), 1, 1, 1);
        Function expanded = of(in -> in.mul(1), g -> new @Nullable Tensor[] {g.expand(4, 3).to(DType.FLOAT32)});
        Tensor y = leaf(1, 2, 3);
        expanded.apply(y).sum().backward();
        assertValues(y.grad(), 4, 4, 4);
        assertThat(Objects.requireNonNull(y.grad()).dtype()).isEqualTo(DType.FLOAT64);
    }

    @Test
    void nullIsNoResult() {
        assertThatThrownBy(() -> of(in -> {
            throw new AutogradException("not reached with null");
        }, g -> null).apply(leaf(1))).hasMessage("not reached with null");
        Function nothing = of(in -> in.mul(1), g -> null);
        assertThatThrownBy(() -> nothing.apply(leaf(1)).backward()).isInstanceOf(AutogradException.class)
                .hasMessageEndingWith("returned an incorrect number of gradients (expected 1, got 0)");
    }

    @Test
    void withoutBackward() {
        Function f = new Function() {
            @Override
            protected Tensor[] forward(Context ctx, Tensor... in) {
                return tensors(in[0].mul(2));
            }
        };
        assertThatThrownBy(() -> f.apply(leaf(1)).backward()).isInstanceOf(AutogradException.class)
                .hasMessage(
                        "You must implement either the backward or vjp method for your custom autograd.Function to use "
                                + "it with backward mode AD.");
    }

    /** Squares, with a backward that cannot be differentiated. */
    private static final class SquareOnce extends Function {
        @Override
        protected Tensor[] forward(Context ctx, Tensor... in) {
            ctx.saveForBackward(in[0]);
            return tensors(in[0].mul(in[0]));
        }

        @Override
        @OnceDifferentiable
        protected @Nullable Tensor[] backward(Context ctx, @Nullable Tensor... grads) {
            assertThat(Torch.isGradEnabled()).isFalse();
            return tensors(Objects.requireNonNull(grads[0]).mul(ctx.saved(0)).mul(2));
        }
    }

    @Test
    void onceDifferentiable() {
        Tensor x = leaf(1, 2);
        new SquareOnce().apply(x).sum().backward();
        assertValues(x.grad(), 2, 4);
        Tensor g = Autograd.grad(new SquareOnce().apply(x).sum(), List.of(x), o -> o.createGraph(true)).getFirst();
        assertValues(g, 2, 4);
        assertThatThrownBy(() -> Objects.requireNonNull(g).sum().backward()).isInstanceOf(AutogradException.class)
                .hasMessage("trying to differentiate twice a function that was marked with @once_differentiable");
    }

    @Test
    void whatWasSavedMustNotChange() {
        Function square = new Function() {
            @Override
            protected Tensor[] forward(Context ctx, Tensor... in) {
                ctx.saveForBackward(in[0]);
                return tensors(in[0].mul(in[0]));
            }

            @Override
            protected @Nullable Tensor[] backward(Context ctx, @Nullable Tensor... grads) {
                return tensors(Objects.requireNonNull(grads[0]).mul(ctx.saved(0)).mul(2));
            }
        };
        Tensor y = leaf(1, 2).exp();
        Tensor z = square.apply(y);
        y.add_(1);
        assertThatThrownBy(() -> z.sum().backward()).hasMessageStartingWith(
                "one of the variables needed for gradient computation has been modified by an inplace operation: "
                        + "[torch.DoubleTensor [2]], which is output 0 of Exp, is at version 1; expected version 0 instead.");
    }

    @Test
    void itsOwnExceptionsComeThrough() {
        Function f = of(in -> in.mul(1), g -> {
            throw new IllegalStateException("mine");
        });
        assertThatThrownBy(() -> f.apply(leaf(1)).backward()).isInstanceOf(IllegalStateException.class)
                .hasMessage("mine");
    }

    @Test
    void savedTensorsAreForBackward() {
        Function f = new Function() {
            @Override
            protected Tensor[] forward(Context ctx, Tensor... in) {
                ctx.saveForBackward(in[0]);
                return tensors(ctx.saved(0));
            }
        };
        assertThatThrownBy(() -> f.apply(leaf(1))).isInstanceOf(AutogradException.class)
                .hasMessageContaining("they can be read in backward only");
    }

    @Test
    void nodesPrintTheirNames() {
        Node node = Objects.requireNonNull(new Exp().apply(leaf(1)).gradFn());
        assertThat(node).hasToString("<ExpBackward>");
    }
}
