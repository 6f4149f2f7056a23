package dev.flambeau.autograd;

import dev.flambeau.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The end of a graph's way: adds the gradient that arrives to its leaf's. */
final class AccumulateGrad extends Node {
    final Tensor leaf;
    private final Edge edge = new Edge(this, 0);
    private @Nullable List<Consumer<Tensor>> postHooks;

    AccumulateGrad(Tensor leaf) {
        super(new Edge[0]);
        this.leaf = leaf;
    }

    Edge asEdge() {
        return edge;
    }

    @Override
    public String name() {
        return "AccumulateGrad";
    }

    /** The leaf whose gradient is collected here. */
    public Tensor variable() {
        return leaf;
    }

    @Override
    protected @Nullable Tensor[] backward(@Nullable Tensor[] grads) {
        throw new IllegalStateException("the backward pass accumulates by itself");
    }

    synchronized void addPostHook(Consumer<Tensor> hook) {
        List<Consumer<Tensor>> changed = postHooks == null ? new ArrayList<>() : new ArrayList<>(postHooks);
        changed.add(hook);
        postHooks = changed;
    }

    synchronized void removePostHook(Consumer<Tensor> hook) {
        if (postHooks != null) {
            List<Consumer<Tensor>> changed = new ArrayList<>(postHooks);
            changed.remove(hook);
            postHooks = changed;
        }
    }

    void runPostHooks() {
        List<Consumer<Tensor>> hooks = postHooks;
        if (hooks != null) {
            for (Consumer<Tensor> hook : hooks) {
                hook.accept(leaf);
            }
        }
    }
}
