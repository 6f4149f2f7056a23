package dev.flambeau.autograd;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link Tensor#backward(java.util.function.Consumer)} can be told. */
public final class BackwardOptions {
    @Nullable List<? extends @Nullable Tensor> gradients;
    private @Nullable Boolean retainGraph;
    boolean createGraph;
    @Nullable List<Tensor> inputs;

    BackwardOptions() {}

    /** The gradients with respect to the tensors; needed where those are no scalars. */
    public BackwardOptions gradients(List<? extends @Nullable Tensor> value) {
        gradients = value;
        return this;
    }

    /** As {@link #gradients(List)}. */
    public BackwardOptions gradient(@Nullable Tensor... values) {
        gradients = Arrays.asList(values);
        return this;
    }

    /** Allows another backward over the same graph; as a rule so if {@link #createGraph}. */
    public BackwardOptions retainGraph(boolean value) {
        retainGraph = value;
        return this;
    }

    /** Records the walk, so that the gradients can be differentiated. */
    public BackwardOptions createGraph(boolean value) {
        createGraph = value;
        return this;
    }

    /** Collects gradients in these tensors alone, leaves or not, instead of in all leaves. */
    public BackwardOptions inputs(List<? extends Tensor> value) {
        if (value.isEmpty()) {
            throw new AutogradException("`inputs` argument to `backward()` cannot be empty.");
        }
        inputs = List.copyOf(value);
        return this;
    }

    /** As {@link #inputs(List)}. */
    public BackwardOptions inputs(Tensor... values) {
        return inputs(Arrays.asList(values));
    }

    boolean retains() {
        return retainGraph == null ? createGraph : retainGraph;
    }
}
