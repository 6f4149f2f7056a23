package dev.flambeau.autograd;

import dev.flambeau.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A step of the graph that was recorded going forward; it knows how gradients go back through it. */
public abstract class Node {
    private final Edge[] next;
    private final int depth;
    private @Nullable List<Hook> hooks;
    StackTraceElement @Nullable [] forwardTrace; // kept in anomaly mode: where the forward step was

    /** Something to be done with the gradient of one output before the node sees it. */
    record Hook(int output, UnaryOperator<@Nullable Tensor> action) {}

    protected Node(Edge[] next) {
        this.next = next;
        int deepest = 0;
        for (Edge edge : next) {
            if (edge.node() != null) {
                deepest = Math.max(deepest, edge.node().depth);
            }
        }
        this.depth = deepest + 1;
    }

    /** PyTorch's name of the step, such as {@code AddmmBackward0}. */
    public abstract String name();

    /** Where the gradients of the inputs go on, in the inputs' order. */
    public List<Edge> nextFunctions() {
        return List.of(next);
    }

    /** Turns the gradients of the outputs (null: none) into those of the inputs (null: none). */
    protected abstract @Nullable Tensor[] backward(@Nullable Tensor[] grads);

    /** Runs another step's backward, for a node that wraps it. */
    protected static @Nullable Tensor[] run(Node step, @Nullable Tensor[] grads) {
        return step.backward(grads);
    }

    /** Releases another step, for a node that wraps it. */
    protected static void releaseStep(Node step) {
        step.release();
    }

    /** How many outputs the step had. */
    protected int outputs() {
        return 1;
    }

    /** Lets go of what was saved for {@link #backward}. */
    protected void release() {}

    /** The length of the longest way to a leaf: gradients go from the deepest node to the shallower ones. */
    int depth() {
        return depth;
    }

    protected Edge[] next() {
        return next;
    }

    synchronized Hook addHook(int output, UnaryOperator<@Nullable Tensor> action) {
        Hook hook = new Hook(output, action);
        List<Hook> changed = hooks == null ? new ArrayList<>() : new ArrayList<>(hooks);
        changed.add(hook);
        hooks = changed;
        return hook;
    }

    synchronized void removeHook(Hook hook) {
        if (hooks != null) {
            List<Hook> changed = new ArrayList<>(hooks);
            changed.remove(hook);
            hooks = changed;
        }
    }

    @Nullable List<Hook> hooks() {
        return hooks;
    }

    @Override
    public String toString() {
        return "<" + name() + ">";
    }
}
