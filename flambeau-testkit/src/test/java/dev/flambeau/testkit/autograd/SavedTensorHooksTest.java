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
import dev.flambeau.autograd.SavedTensorHooks;
import dev.flambeau.nn.Module;
import dev.flambeau.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What the tape saves, kept in a user's way. */
class SavedTensorHooksTest {
    @Test
    void packAndUnpack() {
        List<String> calls = new ArrayList<>();
        Tensor x = leaf(1, 2);
        Tensor y;
        try (SavedTensorHooks _ = SavedTensorHooks.open(t -> {
            calls.add("pack");
            return t.mul(2);
        }, t -> {
            calls.add("unpack");
            return t;
        })) {
            y = x.mul(x);
        }
        y.sum().backward();
        assertThat(calls).containsExactly("pack", "pack", "unpack", "unpack");
        assertValues(x.grad(), 4, 8);
    }

    @Test
    void anyKindOfObject() {
        Parameter w = new Parameter(Torch.ones(3000));
        Module net = new Module() {
            @Override
            protected Tensor forward(Tensor x) {
                return x.mul(w).exp();
            }
        };
        Tensor y;
        try (SavedTensorHooks _ = SavedTensorHooks.open(t -> t.to(DType.BFLOAT16), t -> t.to(DType.FLOAT32))) {
            y = net.call(Torch.ones(3000));
        }
        y.sum().backward();
        assertThat(Objects.requireNonNull(w.grad()).get(5).item()).isBetween(2.70, 2.73);
        Tensor x = leaf(3);
        try (SavedTensorHooks _ = SavedTensorHooks.open(Tensor::toDoubleArray, a -> Torch.tensor(a, DType.FLOAT64))) {
            y = x.square();
        }
        y.sum().backward();
        assertValues(x.grad(), 6);
    }

    @Test
    void secondDerivatives() {
        Tensor x = leaf(2);
        Tensor y;
        try (SavedTensorHooks _ = SavedTensorHooks.open(t -> t, t -> t)) {
            y = x.mul(x).mul(x);
        }
        Tensor g = Autograd.grad(y, List.of(x), o -> o.createGraph(true)).getFirst();
        assertValues(g, 12);
        assertValues(Autograd.grad(Objects.requireNonNull(g), x).getFirst(), 12);
    }

    @Test
    void theInnermostHold() {
        List<String> calls = new ArrayList<>();
        Tensor x = leaf(1);
        try (SavedTensorHooks _ = SavedTensorHooks.open(t -> note(calls, "outer", t), t -> t)) {
            try (SavedTensorHooks _ = SavedTensorHooks.open(t -> note(calls, "inner", t), t -> t)) {
                x.exp();
            }
            x.exp();
        }
        x.exp();
        assertThat(calls).containsExactly("inner", "outer");
    }

    private static Tensor note(List<String> calls, String call, Tensor tensor) {
        calls.add(call);
        return tensor;
    }

    @Test
    void mistakes() {
        Tensor x = leaf(1, 2);
        try (SavedTensorHooks _ = SavedTensorHooks.open(t -> t.add_(1), t -> t)) {
            assertThatThrownBy(() -> x.mul(x)).isInstanceOf(AutogradException.class)
                    .hasMessageStartingWith("A saved tensor pack hook is modifying its input in place.");
        }
    }
}
