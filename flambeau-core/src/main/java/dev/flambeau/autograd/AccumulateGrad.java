package dev.flambeau.autograd;

import dev.flambeau.Tensor;
import dev.flambeau.autograd.Hooks.Handle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The end of a graph's way: adds the gradient that arrives to its leaf's. */
final class AccumulateGrad extends Node {
    private static final @Nullable Tensor[] NOTHING = {};

    final Tensor leaf;
    private final Edge edge = new Edge(this, 0);
    private volatile List<PostHook> postHooks = List.of();

    /** A hook's place in the list: the same one may be hung on twice. */
    private record PostHook(Consumer<Tensor> action) {}

    AccumulateGrad(Tensor leaf) {
        super(new Edge[0]);
        this.leaf = leaf;
    }

    Edge asEdge() {
        return edge;
    }

    @Override
    public String name() {
        return "torch::autograd::AccumulateGrad";
    }

    /** The leaf whose gradient is collected here. */
    public Tensor variable() {
        return leaf;
    }

    /** Nothing goes on from here: the pass itself adds to the leaf's gradient. */
    @Override
    protected @Nullable Tensor[] backward(@Nullable Tensor[] grads) {
        return NOTHING;
    }

    synchronized Handle addPostHook(Consumer<Tensor> action) {
        PostHook hook = new PostHook(action);
        List<PostHook> changed = new ArrayList<>(postHooks);
        changed.add(hook);
        postHooks = List.copyOf(changed);
        return () -> removePostHook(hook);
    }

    private synchronized void removePostHook(PostHook hook) {
        postHooks = postHooks.stream().filter(each -> each != hook).toList();
    }

    boolean hasPostHooks() {
        return !postHooks.isEmpty();
    }

    void runPostHooks() {
        for (PostHook hook : postHooks) {
            hook.action().accept(leaf);
        }
    }
}
