package dev.flambeau.autograd;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What users hang on tensors to see their gradients. */
public final class Hooks {
    private Hooks() {}

    /** A registered hook, to be removed again. */
    @FunctionalInterface
    public interface Handle {
        void remove();
    }

    /** As {@link Tensor#registerHook}. */
    public static Handle onGradient(Tensor tensor, UnaryOperator<@Nullable Tensor> action) {
        Edge edge = place(tensor);
        return node(edge).hooks().onOutput(edge.output(), action);
    }

    /** As {@link Tensor#registerPostAccumulateGradHook}. */
    public static Handle afterAccumulation(Tensor tensor, Consumer<Tensor> action) {
        if (!(node(place(tensor)) instanceof AccumulateGrad accumulator)) {
            throw new AutogradException("post accumulate grad hooks cannot be registered on non-leaf tensors");
        }
        return accumulator.addPostHook(action);
    }

    /** As {@link Tensor#retainGrad}. */
    public static void retainGrad(Tensor tensor) {
        if (!tensor.requiresGrad()) {
            throw new AutogradException("can't retain_grad on Tensor that has requires_grad=False");
        }
        Edge edge = place(tensor);
        AutogradMeta meta = tensor.requireAutograd();
        if (tensor.isLeaf() || meta.retainsGrad) {
            return;
        }
        meta.retainsGrad = true;
        node(edge).hooks().retain(edge.output(), meta);
    }

    private static Edge place(Tensor tensor) {
        if (!tensor.requiresGrad()) {
            throw new AutogradException("cannot register a hook on a tensor that doesn't require gradient");
        }
        return tensor.edge();
    }

    private static Node node(Edge edge) {
        Node node = edge.node();
        if (node == null) {
            throw new AutogradException("cannot register a hook on a tensor that has no place in a graph");
        }
        return node;
    }
}
