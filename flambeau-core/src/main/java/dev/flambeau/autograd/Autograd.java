package dev.flambeau.autograd;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * {@code torch.autograd}: gradients of tensors with respect to tensors.
 *
 * <p>Several threads may run backward at the same time, also into the same leaves: each adds its gradients whole. Graphs that
 * share steps are shared at their users' risk, as in PyTorch: the pass that ends first lets go of what both need, unless it
 * retains the graph.
 */
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

    /** Adds the gradients of several outputs to the leaves they depend on, or to the inputs that the options name. */
    public static void backward(List<Tensor> outputs, Consumer<BackwardOptions> options) {
        BackwardOptions o = new BackwardOptions();
        options.accept(o);
        Tensor[] all = outputs.toArray(Tensor[]::new);
        Tensor[] seeds = Backward.seeds(all, given(o.gradients, all.length));
        if (o.inputs == null) {
            Backward.accumulate(all, seeds, o.retains(), o.createGraph);
            return;
        }
        Edge[] edges = edges(o.inputs);
        for (Tensor input : o.inputs) {
            input.retainGrad();
        }
        Backward.accumulate(all, seeds, edges, o.retains(), o.createGraph);
    }

    /** The gradients of a scalar with respect to {@code inputs}; the leaves' own gradients stay as they are. */
    public static List<Tensor> grad(Tensor output, Tensor... inputs) {
        return grad(List.of(output), List.of(inputs), o -> {}).stream().map(Objects::requireNonNull).toList();
    }

    /** As {@link #grad(List, List, Consumer)} of one output. */
    public static List<@Nullable Tensor> grad(Tensor output, List<? extends Tensor> inputs,
            Consumer<GradOptions> options) {
        return grad(List.of(output), inputs, options);
    }

    /**
     * The gradients of the outputs' sum with respect to {@code inputs}, in their order.
     *
     * @throws AutogradException if an input was not used and {@code allowUnused} is not set
     */
    public static List<@Nullable Tensor> grad(List<? extends Tensor> outputs, List<? extends Tensor> inputs,
            Consumer<GradOptions> options) {
        GradOptions o = new GradOptions();
        options.accept(o);
        boolean allowUnused = o.allowsUnused();
        Tensor[] all = outputs.toArray(Tensor[]::new);
        Tensor[] seeds = Backward.seeds(all, given(o.gradOutputs, all.length));
        @Nullable Tensor[] result =
                Backward.gradients(all, seeds, edges(inputs), o.retains(), o.createGraph);
        for (int i = 0; i < result.length; i++) {
            if (result[i] == null && o.materializeGrads) {
                result[i] = Torch.zerosLike(inputs.get(i));
            } else if (result[i] == null && !allowUnused) {
                throw new AutogradException(
                        "The differentiated Tensor at index " + i + " appears to not have been used in the graph. "
                                + "Set allow_unused=True if this is the desired behavior.");
            }
        }
        return Arrays.asList(result);
    }

    /**
     * Says by which way a gradient goes from {@code output} to {@code target}, or why none does: for parameters whose {@code grad()} stays null.
     *
     * {@snippet :
     * System.out.println(Autograd.explainGrad(loss, net.getParameter("fc1.weight")));
     * }
     */
    public static String explainGrad(Tensor output, Tensor target) {
        return GradExplanation.of(output, target);
    }

    private static @Nullable Tensor[] given(@Nullable List<? extends @Nullable Tensor> gradients, int count) {
        return gradients == null ? new @Nullable Tensor[count] : gradients.toArray(new @Nullable Tensor[0]);
    }

    private static Edge[] edges(List<? extends Tensor> inputs) {
        Edge[] edges = new Edge[inputs.size()];
        for (int i = 0; i < edges.length; i++) {
            Tensor input = inputs.get(i);
            if (!input.requiresGrad()) {
                throw new AutogradException("One of the differentiated Tensors does not require grad");
            }
            edges[i] = input.edge();
        }
        return edges;
    }

    // ---- looking for mistakes

    /** Until the result is closed each step remembers where it was made, and a gradient with NaN is an exception. */
    public static AnomalyMode detectAnomaly() {
        return detectAnomaly(true);
    }

    /** As {@link #detectAnomaly()}; {@code checkNan} says whether gradients are searched for NaN. */
    public static AnomalyMode detectAnomaly(boolean checkNan) {
        return AnomalyMode.open(true, checkNan);
    }

    /** Switches the search for bad gradients on or off. */
    public static AnomalyMode setDetectAnomaly(boolean mode) {
        return setDetectAnomaly(mode, true);
    }

    /** As {@link #setDetectAnomaly(boolean)}; {@code checkNan} says whether gradients are searched for NaN. */
    public static AnomalyMode setDetectAnomaly(boolean mode, boolean checkNan) {
        return AnomalyMode.open(mode, checkNan);
    }

    /** Whether the search for bad gradients is on. */
    public static boolean isAnomalyEnabled() {
        return AnomalyMode.isEnabled();
    }
}
