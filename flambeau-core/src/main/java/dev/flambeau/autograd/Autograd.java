package dev.flambeau.autograd;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code torch.autograd}: gradients of tensors with respect to tensors. */
public final class Autograd {
    private Autograd() {}

    /** Adds the gradients of {@code output} to the leaves it depends on. */
    public static void backward(Tensor output, @Nullable Tensor gradient, boolean retainGraph, boolean createGraph) {
        Tensor[] outputs = {output};
        Backward.accumulate(outputs, Backward.seeds(outputs, new @Nullable Tensor[] {gradient}), retainGraph,
                createGraph);
    }

    /** Adds the gradients of several outputs (a null gradient: a scalar's 1) to the leaves they depend on. */
    public static void backward(List<Tensor> outputs, List<? extends @Nullable Tensor> gradients, boolean retainGraph,
            boolean createGraph) {
        Tensor[] all = outputs.toArray(Tensor[]::new);
        Backward.accumulate(all, Backward.seeds(all, gradients.toArray(new @Nullable Tensor[0])),
                retainGraph || createGraph, createGraph);
    }

    /** The gradients of scalars' sum with respect to {@code inputs}; the leaves' own gradients stay as they are. */
    public static List<Tensor> grad(Tensor output, Tensor... inputs) {
        return grad(List.of(output), List.of(inputs), o -> {}).stream().map(java.util.Objects::requireNonNull).toList();
    }

    /**
     * The gradients of the outputs with respect to {@code inputs}, in their order.
     *
     * @throws AutogradException if an input was not used and {@code allowUnused} is not set
     */
    public static List<@Nullable Tensor> grad(List<Tensor> outputs, List<Tensor> inputs,
            java.util.function.Consumer<GradOptions> options) {
        GradOptions o = new GradOptions();
        options.accept(o);
        Tensor[] all = outputs.toArray(Tensor[]::new);
        @Nullable Tensor[] given = o.gradOutputs == null
                ? new @Nullable Tensor[all.length]
                : o.gradOutputs.toArray(new @Nullable Tensor[0]);
        if (given.length != all.length) {
            throw new AutogradException("got " + all.length + " tensors and " + given.length + " gradients");
        }
        Edge[] edges = new Edge[inputs.size()];
        for (int i = 0; i < edges.length; i++) {
            edges[i] = inputs.get(i).edge();
            if (edges[i].node() == null) {
                throw new AutogradException("One of the differentiated Tensors does not require grad");
            }
        }
        @Nullable Tensor[] result = Backward.gradients(all, Backward.seeds(all, given), edges,
                o.retainGraph || o.createGraph, o.createGraph);
        for (int i = 0; i < result.length; i++) {
            if (result[i] == null && o.materialize) {
                result[i] = dev.flambeau.Torch.zerosLike(inputs.get(i));
            } else if (result[i] == null && !o.allowUnused) {
                throw new AutogradException(
                        "The differentiated Tensor at index " + i + " appears to not have been used in the graph. "
                                + "Set allow_unused=True if this is the desired behavior.");
            }
        }
        return java.util.Arrays.asList(result);
    }

    /** What {@link #grad(List, List, java.util.function.Consumer)} can be told. */
    public static final class GradOptions {
        private @Nullable List<? extends @Nullable Tensor> gradOutputs;
        private boolean retainGraph;
        private boolean createGraph;
        private boolean allowUnused;
        private boolean materialize;

        private GradOptions() {}

        /** The gradients with respect to the outputs; needed where those are no scalars. */
        public GradOptions gradOutputs(List<? extends @Nullable Tensor> value) {
            gradOutputs = value;
            return this;
        }

        /** Allows another walk over the same graph. */
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
            materialize = value;
            allowUnused |= value;
            return this;
        }
    }
}
