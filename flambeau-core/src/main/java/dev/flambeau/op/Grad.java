package dev.flambeau.op;

import dev.flambeau.Tensor;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The gradient with respect to one input: a formula of tensor operations, and what the tape must keep for it, as bit masks
 * of inputs and outputs. The engine sums the result over broadcast dimensions and converts it to the input's type.
 */
public record Grad(long inputs, long outputs, Formula formula) {
    /** No gradient: an index, a condition, a number. */
    public static final Grad NONE = new Grad(0, 0, s -> null);

    /** A formula over what was saved; null stands for zero. */
    @FunctionalInterface
    public interface Formula {
        @Nullable Tensor apply(Saved saved);
    }

    /** From the output's gradient alone. */
    public static Grad of(UnaryOperator<Tensor> formula) {
        return new Grad(0, 0, s -> formula.apply(s.g()));
    }

    /** From the output's gradient and sizes or types of the inputs; keeps nothing. */
    public static Grad ofSpecs(Formula formula) {
        return new Grad(0, 0, formula);
    }

    /** From the output's gradient and the (first) output. */
    public static Grad ofOutput(BinaryOperator<Tensor> formula) {
        return new Grad(0, 1, s -> formula.apply(s.g(), s.out(0)));
    }

    /** From the output's gradient and input {@code i}. */
    public static Grad ofInput(int i, BinaryOperator<Tensor> formula) {
        return new Grad(1L << i, 0, s -> formula.apply(s.g(), s.in(i)));
    }

    /** From the output's gradient and several inputs, named by {@code saved.in(i)}. */
    public static Grad ofInputs(Formula formula, int... inputs) {
        return new Grad(mask(inputs), 0, formula);
    }

    static long mask(int... bits) {
        long mask = 0;
        for (int bit : bits) {
            mask |= 1L << bit;
        }
        return mask;
    }
}
