package dev.flambeau.autograd;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link Autograd#grad(List, List, java.util.function.Consumer)} can be told. */
public final class GradOptions {
    @Nullable List<? extends @Nullable Tensor> gradOutputs;
    private @Nullable Boolean retainGraph;
    boolean createGraph;
    private @Nullable Boolean allowUnused;
    boolean materializeGrads;

    GradOptions() {}

    /** The gradients with respect to the outputs; needed where those are no scalars. */
    public GradOptions gradOutputs(List<? extends @Nullable Tensor> value) {
        gradOutputs = value;
        return this;
    }

    /** As {@link #gradOutputs(List)}. */
    public GradOptions gradOutputs(@Nullable Tensor... values) {
        gradOutputs = Arrays.asList(values);
        return this;
    }

    /** Allows another walk over the same graph; as a rule so if {@link #createGraph}. */
    public GradOptions retainGraph(boolean value) {
        retainGraph = value;
        return this;
    }

    /** Records the walk, so that the gradients can be differentiated. */
    public GradOptions createGraph(boolean value) {
        createGraph = value;
        return this;
    }

    /** Gives null for an input that was not used, instead of an exception. */
    public GradOptions allowUnused(boolean value) {
        allowUnused = value;
        return this;
    }

    /** Gives zeros for an input that was not used. */
    public GradOptions materializeGrads(boolean value) {
        materializeGrads = value;
        return this;
    }

    boolean retains() {
        return retainGraph == null ? createGraph : retainGraph;
    }

    boolean allowsUnused() {
        if (materializeGrads && Boolean.FALSE.equals(allowUnused)) {
            throw new AutogradException(
                    "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False.");
        }
        return materializeGrads || Boolean.TRUE.equals(allowUnused);
    }
}
