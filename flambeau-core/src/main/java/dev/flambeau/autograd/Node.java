package dev.flambeau.autograd;

import dev.flambeau.Tensor;
import dev.flambeau.autograd.Hooks.Handle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step of the graph that was recorded going forward; it knows how gradients go back through it. */
public abstract class Node {
    /** In a mask of gradients that are wanted: all of them. */
    protected static final long ALL = -1L;

    private final Edge[] next;
    private final int depth;
    private final @Nullable ForwardCall forward; // in anomaly mode: where the forward step was
    private volatile @Nullable NodeHooks hooks;

    /** Done with the gradients of a node's outputs before its step; what it gives (null: nothing) replaces them. */
    @FunctionalInterface
    public interface Prehook {
        @Nullable Tensor @Nullable [] apply(@Nullable Tensor[] gradOutputs);
    }

    /** Done after a node's step, with the gradients of its inputs and outputs; what it gives (null: nothing) replaces the former. */
    @FunctionalInterface
    public interface Hook {
        @Nullable Tensor @Nullable [] apply(@Nullable Tensor[] gradInputs, @Nullable Tensor[] gradOutputs);
    }

    protected Node(Edge[] next) {
        this.next = next;
        int deepest = 0;
        for (Edge edge : next) {
            if (edge.node() != null) {
                deepest = Math.max(deepest, edge.node().depth);
            }
        }
        this.depth = deepest + 1;
        this.forward = AnomalyMode.isEnabled() ? ForwardCall.here() : null;
    }

    /** PyTorch's name of the step, such as {@code AddmmBackward0}. */
    public abstract String name();

    /** The name in messages: {@code Addmm} for {@code AddmmBackward0}. */
    final String shortName() {
        return name().replaceFirst("Backward\\d*$", "");
    }

    /** Where the gradients of the inputs go on, in the inputs' order. */
    public List<Edge> nextFunctions() {
        return List.of(next);
    }

    /** Calls {@code hook} with the gradients of the outputs each time before this step is taken. */
    public Handle registerPrehook(Prehook hook) {
        return hooks().onStart(hook);
    }

    /** Calls {@code hook} with the gradients of the inputs and of the outputs each time after this step was taken. */
    public Handle registerHook(Hook hook) {
        return hooks().onEnd(hook);
    }

    /** Turns the gradients of the outputs (null: none) into those of the inputs (null: none). */
    protected abstract @Nullable Tensor[] backward(@Nullable Tensor[] grads);

    /**
     * As {@link #backward(Tensor[])}, where only those inputs' gradients are asked for whose bit (number modulo 64) is set
     * in {@code wanted}: the others need not be computed.
     */
    protected @Nullable Tensor[] backward(@Nullable Tensor[] grads, long wanted) {
        return backward(grads);
    }

    /** Whether the step that this thread is taking may write over a gradient that has come to it: nobody else will look at it. */
    protected static boolean isSpare(Tensor grad) {
        return Backward.isSpare(grad);
    }

    /** Runs another step's backward, for a node that wraps it. */
    protected static @Nullable Tensor[] runStep(Node step, @Nullable Tensor[] grads, long wanted) {
        return step.backward(grads, wanted);
    }

    /** Releases another step, for a node that wraps it. */
    protected static void releaseStep(Node step) {
        step.release();
    }

    /** As {@link #forget}, for a node that wraps another step. */
    protected static void forgetStep(Node step) {
        step.forget();
    }

    /** Whether {@link #backward} is a user's code. */
    boolean isUsers() {
        return false;
    }

    /** How many outputs the step had. */
    protected int outputs() {
        return 1;
    }

    /** Lets go of what was saved for {@link #backward}. */
    protected void release() {}

    /** After a pass that keeps the graph: lets go of what can be computed again. */
    protected void forget() {}

    /** The length of the longest way to a leaf: gradients go from the deepest node to the shallower ones. */
    int depth() {
        return depth;
    }

    protected Edge[] next() {
        return next;
    }

    /** What is hung on this node, made if there is nothing. */
    NodeHooks hooks() {
        NodeHooks found = hooks;
        if (found == null) {
            synchronized (this) {
                found = hooks;
                if (found == null) {
                    found = new NodeHooks();
                    hooks = found;
                }
            }
        }
        return found;
    }

    @Nullable NodeHooks hooksOrNull() {
        return hooks;
    }

    @Nullable ForwardCall forward() {
        return forward;
    }

    @Override
    public String toString() {
        return "<" + name() + ">";
    }
}
