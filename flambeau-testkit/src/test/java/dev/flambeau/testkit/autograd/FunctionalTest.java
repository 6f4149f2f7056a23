package dev.flambeau.testkit.autograd;

import static dev.flambeau.testkit.autograd.Samples.assertClose;
import static dev.flambeau.testkit.autograd.Samples.assertValues;
import static dev.flambeau.testkit.autograd.Samples.constantOf;
import static dev.flambeau.testkit.autograd.Samples.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.AutogradException;
import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.Autograd;
import dev.flambeau.autograd.Functional;
import dev.flambeau.autograd.Functional.Product;
import dev.flambeau.autograd.Functional.Products;
import dev.flambeau.autograd.GradMode;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Jacobians, Hessians and their products; expected numbers from PyTorch or by hand. */
class FunctionalTest {
    private static final UnaryOperator<Tensor> ROW_SUMS_OF_EXP = x -> x.exp().sum(1);
    private static final UnaryOperator<List<Tensor>> ADDER = in -> List.of(in.get(0).mul(2).add(in.get(1).mul(3)));
    private static final UnaryOperator<Tensor> CUBES = x -> x.pow(3).sum();

    private static Tensor vector(double... values) {
        return Torch.tensor(values, DType.FLOAT64);
    }

    @Test
    void jacobianOfOne() {
        Tensor x = constantOf(2, 2);
        Tensor jacobian = Functional.jacobian(ROW_SUMS_OF_EXP, x);
        double[] e = Samples.values(x.exp());
        assertThat(jacobian.size()).containsExactly(2L, 2L, 2L);
        assertValues(jacobian, e[0], e[1], 0, 0, 0, 0, e[2], e[3]);
        assertThat(jacobian.requiresGrad()).isFalse();
        assertThat(x.requiresGrad()).isFalse();
    }

    @Test
    void jacobianOfSeveral() {
        List<List<Tensor>> jacobians = Functional.jacobian(
                in -> List.of(in.get(0).exp().mul(2).add(in.get(1).mul(3)), in.get(1).sum()),
                List.of(vector(0, 1), vector(5, 6)));
        assertValues(jacobians.get(0).get(0), 2, 0, 0, 2 * Math.E);
        assertValues(jacobians.get(0).get(1), 3, 0, 0, 3);
        assertValues(jacobians.get(1).get(0), 0, 0);
        assertValues(jacobians.get(1).get(1), 1, 1);
    }

    @Test
    void jacobianWithAGraph() {
        Tensor x = leaf(2, 3);
        Tensor jacobian = Functional.jacobian(v -> v.pow(3), x, o -> o.createGraph(true));
        assertValues(jacobian, 12, 0, 0, 27);
        assertValues(Autograd.grad(jacobian.sum(), x).getFirst(), 12, 18);
    }

    @Test
    void derivativesWithoutRecording() {
        try (GradMode _ = Torch.noGrad()) {
            assertValues(Functional.jacobian(v -> v.mul(v), vector(3)), 6);
            assertValues(Functional.vhp(CUBES, vector(2), null).product(), 12);
        }
    }

    @Test
    void hessianOfOne() {
        assertValues(Functional.hessian(CUBES, vector(1, 2)), 6, 0, 0, 12);
        assertThat(Functional.hessian(CUBES, constantOf(2, 3)).size()).containsExactly(2L, 3L, 2L, 3L);
        Tensor x = leaf(2);
        Tensor hessian = Functional.hessian(v -> v.pow(4).sum(), x, o -> o.createGraph(true));
        assertValues(hessian, 48);
        assertValues(Autograd.grad(hessian.sum(), x).getFirst(), 48);
    }

    @Test
    void hessianOfSeveral() {
        List<List<Tensor>> h = Functional.hessian(
                in -> List.of(in.get(0).pow(2).mul(in.get(1)).sum()), List.of(vector(1, 2), vector(3, 4)));
        assertValues(h.get(0).get(0), 6, 0, 0, 8);
        assertValues(h.get(0).get(1), 2, 0, 0, 4);
        assertValues(h.get(1).get(0), 2, 0, 0, 4);
        assertValues(h.get(1).get(1), 0, 0, 0, 0);
    }

    @Test
    void vectorJacobian() {
        Tensor x = constantOf(2, 3);
        Product p = Functional.vjp(ROW_SUMS_OF_EXP, x, vector(1, 10));
        assertClose(p.output(), x.exp().sum(1));
        assertClose(p.product(), x.exp().mul(vector(1, 10).view(2, 1)));
        Products q = Functional.vjp(ADDER, List.of(vector(1, 2), vector(3, 4)), List.of(vector(1, 1)), o -> {});
        assertValues(q.outputs().get(0), 11, 16);
        assertValues(q.products().get(0), 2, 2);
        assertValues(q.products().get(1), 3, 3);
        assertValues(Functional.vjp(CUBES, vector(2), null).product(), 12);
    }

    @Test
    void jacobianVector() {
        Tensor x = constantOf(2, 3);
        Tensor v = constantOf(3, 2).reshape(2, 3);
        Product p = Functional.jvp(ROW_SUMS_OF_EXP, x, v);
        assertClose(p.product(), x.exp().mul(v).sum(1));
        Products q = Functional.jvp(ADDER, List.of(vector(1, 2), vector(3, 4)), List.of(vector(1, 1), vector(1, 2)),
                o -> {});
        assertValues(q.products().get(0), 5, 8);
        Tensor leaf = leaf(2);
        Product graph = Functional.jvp(y -> y.pow(3), leaf, null, o -> o.createGraph(true));
        assertValues(Autograd.grad(graph.product(), leaf).getFirst(), 12);
    }

    @Test
    void productsWithTheHessian() {
        Tensor x = vector(1, 2);
        Tensor v = vector(3, 5);
        UnaryOperator<Tensor> f = y -> y.get(0).pow(2).mul(y.get(1).pow(3)); // H = [[2b^3, 6ab^2], [6ab^2, 6a^2b]]
        Product vhp = Functional.vhp(f, x, v);
        Product hvp = Functional.hvp(f, x, v);
        assertValues(vhp.output(), 8);
        assertValues(vhp.product(), 3 * 16 + 5 * 24, 3 * 24 + 5 * 12);
        assertClose(hvp.product(), vhp.product());
        UnaryOperator<List<Tensor>> g = in -> List.of(in.get(0).pow(2).mul(2).add(in.get(1).pow(2).mul(3)).sum());
        List<Tensor> at = List.of(vector(1, 1), vector(1, 1));
        List<Tensor> directions = List.of(vector(0, 0), vector(1, 1));
        for (Products p : List.of(Functional.vhp(g, at, directions, o -> {}),
                Functional.hvp(g, at, directions, o -> {}))) {
            assertValues(p.products().get(0), 0, 0);
            assertValues(p.products().get(1), 6, 6);
        }
        Tensor leaf = leaf(2);
        Product graph = Functional.hvp(y -> y.pow(4).sum(), leaf, null, o -> o.createGraph(true));
        assertValues(graph.product(), 48);
        assertValues(Autograd.grad(graph.product().sum(), leaf).getFirst(), 48);
    }

    @Test
    void vectorsMustFit() {
        assertThatThrownBy(() -> Functional.vjp(ROW_SUMS_OF_EXP, constantOf(2, 2), null))
                .isInstanceOf(AutogradException.class)
                .hasMessage(
                        "The vector v can only be None if the user-provided function returns a single Tensor with a single "
                                + "element.");
        assertThatThrownBy(() -> Functional.jvp(ROW_SUMS_OF_EXP, constantOf(2, 2), null))
                .hasMessage(
                        "The vector v can only be None if the input to the user-provided function is a single Tensor with a "
                                + "single element.");
        assertThatThrownBy(() -> Functional.vjp(ROW_SUMS_OF_EXP, constantOf(2, 2), vector(1, 2, 3)))
                .hasMessage("v has invalid size: should be torch.Size([2]) but got torch.Size([3]).");
        assertThatThrownBy(() -> Functional.jvp(ADDER, List.of(vector(1), vector(2)), List.of(vector(1)), o -> {}))
                .hasMessage("v is a tuple of invalid length: should be 2 but got 1.");
        assertThatThrownBy(() -> Functional.hessian(x -> x.mul(2), vector(1, 2)))
                .hasMessage("The Tensor returned by the function given to hessian should contain a single element");
        assertThatThrownBy(() -> Functional.vhp(in -> List.of(in.get(0), in.get(0)), List.of(vector(1)), null, o -> {}))
                .hasMessage("The function given to vhp should return a single Tensor");
    }

    @Test
    void strict() {
        UnaryOperator<Tensor> constant = x -> Torch.ones(DType.FLOAT64, 1);
        assertValues(Functional.vjp(constant, vector(1), null).product(), 0);
        assertThatThrownBy(() -> Functional.vjp(constant, vector(1), null, o -> o.strict(true)))
                .isInstanceOf(AutogradException.class)
                .hasMessage(
                        "Output 0 of the user-provided function does not require gradients. The outputs must be computed in a "
                                + "differentiable manner from the input when running in strict mode.");
        UnaryOperator<List<Tensor>> first = in -> List.of(in.get(0).mul(2).sum());
        List<Tensor> two = List.of(vector(1), vector(2));
        assertThatThrownBy(() -> Functional.jacobian(first, two, o -> o.strict(true)))
                .hasMessage(
                        "Output 0 of the user-provided function is independent of input 1. This is not allowed in strict mode.");
        assertThatThrownBy(() -> Functional.vjp(first, two, null, o -> o.strict(true)))
                .hasMessage(
                        "The output of the user-provided function is independent of input 1. This is not allowed in strict mode.");
        assertThatThrownBy(() -> Functional.jvp(first, two, two, o -> o.strict(true)))
                .hasMessage(
                        "The output of the user-provided function is independent of input 1. This is not allowed in strict mode.");
        UnaryOperator<Tensor> linear = x -> x.mul(2).sum();
        assertThatThrownBy(() -> Functional.hessian(linear, vector(1, 2), o -> o.strict(true)))
                .hasMessageStartingWith(
                        "While computing the hessian, found that the jacobian of the user-provided function with "
                                + "respect to input 0 is independent of the input. This is not allowed in strict mode.");
        assertThatThrownBy(() -> Functional.vhp(linear, vector(1, 2), vector(1, 2), o -> o.strict(true)))
                .hasMessageStartingWith("While computing the hessian");
        assertThatThrownBy(() -> Functional.jacobian(linear, leaf(1), o -> o.strict(true).createGraph(true)))
                .hasMessage(
                        "The jacobian of the user-provided function is independent of input 0. This is not allowed in strict "
                                + "mode when create_graph=True.");
    }

    /** An input that the function captured is another thing than the same tensor as its argument. */
    @Test
    void capturedTensorsAreConstants() {
        Tensor x = leaf(3);
        assertValues(Functional.jacobian(v -> v.mul(x), x), 3);
    }
}
