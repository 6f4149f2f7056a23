package dev.flambeau.autograd;

import dev.flambeau.ArgumentException;
import dev.flambeau.Tensor;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Less memory for more time: what backward needs of a part of the program is not kept but computed again when backward gets there,
 * {@code torch.utils.checkpoint} (without reentrance).
 *
 * <pre>{@code Tensor y = Checkpoint.checkpoint(block::call, x);}</pre>
 *
 * <p>The function is run once more in backward, on the same inputs and with the same random numbers, and must do the same again.
 * Parts may nest. As with a module's call, memory that the function does not return or keep is given back when it ends.
 */
public final class Checkpoint {
    private Checkpoint() {}

    /** {@code function(input)}. */
    public static Tensor checkpoint(UnaryOperator<Tensor> function, Tensor input) {
        return checkpoint(function, input, o -> {});
    }

    /** {@code function(input)}. */
    public static Tensor checkpoint(UnaryOperator<Tensor> function, Tensor input,
            Consumer<CheckpointOptions> options) {
        UnaryOperator<List<Tensor>> many = inputs -> List.of(function.apply(inputs.getFirst()));
        return checkpoint(many, List.of(input), options).getFirst();
    }

    /** {@code function(inputs)}, of several tensors. */
    public static List<Tensor> checkpoint(UnaryOperator<List<Tensor>> function, List<Tensor> inputs) {
        return checkpoint(function, inputs, o -> {});
    }

    /** {@code function(inputs)}, of several tensors. */
    public static List<Tensor> checkpoint(UnaryOperator<List<Tensor>> function, List<Tensor> inputs,
            Consumer<CheckpointOptions> options) {
        CheckpointOptions o = new CheckpointOptions();
        options.accept(o);
        if (!GradMode.isEnabled()) {
            return function.apply(inputs);
        }
        return new Recomputation(function, List.copyOf(inputs), o).forward();
    }

    /**
     * The functions one after another, cut into {@code segments} parts, each but the last one checkpointed: of {@code n} layers in
     * {@code sqrt(n)} segments some {@code 2 sqrt(n)} activations are in memory at a time.
     */
    public static Tensor checkpointSequential(List<? extends UnaryOperator<Tensor>> functions, int segments,
            Tensor input) {
        if (segments < 1 || segments > functions.size()) {
            throw new ArgumentException("checkpoint_sequential: " + functions.size() + " functions cannot be cut into "
                    + segments + " segments");
        }
        int length = functions.size() / segments;
        Tensor x = input;
        for (int start = 0; start < length * (segments - 1); start += length) {
            x = checkpoint(chain(functions.subList(start, start + length)), x);
        }
        return chain(functions.subList(length * (segments - 1), functions.size())).apply(x);
    }

    private static UnaryOperator<Tensor> chain(List<? extends UnaryOperator<Tensor>> functions) {
        return input -> {
            Tensor x = input;
            for (UnaryOperator<Tensor> function : functions) {
                x = function.apply(x);
            }
            return x;
        };
    }
}
