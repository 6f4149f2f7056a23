package dev.flambeau.autograd;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.memory.MemoryScope;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Storage;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * One walk of the graph from its outputs to the leaves: the deepest node first, so that each has all its gradients when its
 * turn comes. The pass owns the gradients on their way and gives their memory back as soon as they are consumed.
 *
 * <p>Passes of several threads may end in the same leaves, whose gradients they add to one after the other.
 */
final class Backward {
    private static final ThreadLocal<@Nullable Backward> CURRENT = new ThreadLocal<>();

    private final boolean retainGraph;
    private final boolean createGraph;
    private final @Nullable Target target;
    private final Map<Node, @Nullable Tensor[]> pending = new IdentityHashMap<>();
    private final PriorityQueue<Turn> queue = new PriorityQueue<>();
    private final List<Runnable> afterwards = new ArrayList<>();
    private @Nullable MemoryScope scope;
    private @Nullable Backward outer;
    private @Nullable Node visiting;
    private int order;

    /** A node waiting for its turn; among equally deep ones the one that was reached first. */
    private record Turn(Node node, int order) implements Comparable<Turn> {
        @Override
        public int compareTo(Turn other) {
            int byDepth = Integer.compare(other.node.depth(), node.depth());
            return byDepth != 0 ? byDepth : Integer.compare(order, other.order);
        }
    }

    private Backward(boolean retainGraph, boolean createGraph, @Nullable Target target) {
        this.retainGraph = retainGraph;
        this.createGraph = createGraph;
        this.target = target;
    }

    /** Collects the gradients of {@code outputs} in the leaves. */
    static void accumulate(Tensor[] outputs, Tensor[] grads, boolean retainGraph, boolean createGraph) {
        new Backward(retainGraph, createGraph, null).run(outputs, grads);
    }

    /** As {@link #accumulate}, in these leaves alone (and in what keeps its gradient on the way to {@code inputs}). */
    static void accumulate(Tensor[] outputs, Tensor[] grads, Edge[] inputs, boolean retainGraph, boolean createGraph) {
        new Backward(retainGraph, createGraph, Target.collecting(outputs, inputs)).run(outputs, grads);
    }

    /** The gradients at {@code inputs}, null where none arrives; leaves' own {@code .grad} stays as it is. */
    static @Nullable Tensor[] gradients(Tensor[] outputs, Tensor[] grads, Edge[] inputs, boolean retainGraph,
            boolean createGraph) {
        Target target = Target.capturing(outputs, inputs);
        new Backward(retainGraph, createGraph, target).run(outputs, grads);
        return target.answers();
    }

    /** The node whose step this thread is taking backward; null if none. */
    static @Nullable Node currentNode() {
        Backward current = CURRENT.get();
        return current == null ? null : current.visiting;
    }

    /** The pass that this thread is in. */
    static @Nullable Backward current() {
        return CURRENT.get();
    }

    /** Whether the step that this thread is taking may write over a gradient that has come to it: nobody else will look at it. */
    static boolean isSpare(Tensor grad) {
        Backward current = CURRENT.get();
        if (current == null || current.visiting == null || current.createGraph) {
            return false;
        }
        NodeHooks hooks = current.visiting.hooksOrNull();
        return (hooks == null || !hooks.onEnd()) && current.isOurs(grad);
    }

    /** Runs {@code action} when the pass that this thread is in ends, if it is in one. */
    static void atEnd(Runnable action) {
        Backward current = CURRENT.get();
        if (current != null) {
            current.afterwards.add(action);
        }
    }

    private void run(Tensor[] outputs, Tensor[] grads) {
        outer = CURRENT.get();
        scope = MemoryScope.open();
        CURRENT.set(this);
        try (GradMode _ = GradMode.set(createGraph)) {
            for (int i = 0; i < outputs.length; i++) {
                send(outputs[i].edge(), grads[i]);
            }
            for (Turn turn = queue.poll(); turn != null; turn = queue.poll()) {
                visit(turn.node());
            }
        } finally {
            end();
        }
    }

    private void end() {
        afterwards.forEach(Runnable::run);
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
        if (scope != null) {
            long mark = MemoryScope.newMark();
            if (target != null) {
                for (Tensor answer : target.answers()) {
                    if (answer != null) {
                        Storage storage = answer.storage();
                        storage.gradientHolds--;
                        storage.mark = mark;
                    }
                }
            }
            scope.close(mark);
        }
    }

    private void visit(Node node) {
        @Nullable Tensor[] grads = pending.remove(node);
        if (grads == null) {
            return;
        }
        visiting = node;
        NodeHooks hooks = node.hooksOrNull();
        if (hooks != null && hooks.onTensors()) {
            @Nullable Tensor[] seen = grads.clone();
            byUser(() -> hooks.runOnTensors(seen), grads);
            grads = exchange(grads, seen);
        }
        if (target != null) {
            for (Tensor captured : target.capture(node, grads)) {
                hold(captured);
            }
            if (!target.runs(node)) {
                drop(grads);
                visiting = null;
                return;
            }
        }
        if (hooks != null && hooks.onStart()) {
            @Nullable Tensor[] before = grads;
            grads = exchange(grads, byUser(() -> hooks.runBefore(before), grads));
        }
        if (node instanceof AccumulateGrad leaf) {
            collect(leaf, grads[0]);
            finish(hooks, new @Nullable Tensor[0], grads);
            drop(grads);
        } else {
            step(node, hooks, grads);
        }
        visiting = null;
    }

    private void step(Node node, @Nullable NodeHooks hooks, @Nullable Tensor[] grads) {
        int position = scope == null ? 0 : scope.position();
        @Nullable Tensor[] results = AnomalyMode.isEnabled() ? watched(node, grads) : taken(node, grads);
        Edge[] next = node.next();
        if (hooks != null && hooks.onEnd()) {
            if (scope != null) {
                scope.keepSince(position); // the gradients, which the hooks may put aside
            }
            results = finish(hooks,
                    results.length == next.length ? results : java.util.Arrays.copyOf(results, next.length),
                    grads);
        }
        for (int i = 0; i < next.length; i++) {
            Tensor result = i < results.length ? results[i] : null;
            if (result != null && next[i].node() != null) {
                send(next[i], result);
            }
        }
        drop(grads);
        if (scope != null) {
            scope.sweep(position);
        }
    }

    /** Takes a node's step and lets go of what it has saved; two threads must not be at this at once. */
    private @Nullable Tensor[] taken(Node node, @Nullable Tensor[] grads) {
        long wanted = target == null ? Node.ALL : target.wanted(node);
        if (node.isUsers()) {
            return takenAlone(node, grads, wanted); // a user's code may wait for another thread
        }
        synchronized (node) {
            return takenAlone(node, grads, wanted);
        }
    }

    private @Nullable Tensor[] takenAlone(Node node, @Nullable Tensor[] grads, long wanted) {
        @Nullable Tensor[] results = node.backward(grads, wanted);
        if (retainGraph) {
            node.forget();
        } else {
            node.release();
        }
        return results;
    }

    private @Nullable Tensor[] watched(Node node, @Nullable Tensor[] grads) {
        @Nullable Tensor[] results;
        try {
            results = taken(node, grads);
        } catch (RuntimeException e) {
            e.addSuppressed(ForwardCall.cause(node));
            throw e;
        }
        AnomalyMode.check(node, results);
        return results;
    }

    private @Nullable Tensor[] finish(@Nullable NodeHooks hooks, @Nullable Tensor[] results, @Nullable Tensor[] grads) {
        return hooks == null || !hooks.onEnd() ? results : byUser(() -> hooks.runAfter(results, grads), grads);
    }

    /** Runs a user's code, who may put aside the gradients he sees and whatever he makes. */
    private <T> T byUser(java.util.function.Supplier<T> action, @Nullable Tensor[] seen) {
        for (Tensor grad : seen) {
            if (grad != null) {
                MemoryScope.keep(grad.storage());
            }
        }
        if (scope == null) {
            return action.get();
        }
        int position = scope.position();
        try {
            return action.get();
        } finally {
            scope.keepSince(position);
        }
    }

    private void byUser(Runnable action, @Nullable Tensor[] seen) {
        byUser(() -> {
            action.run();
            return this;
        }, seen);
    }

    /** Adds a gradient to what waits at an edge's end. */
    private void send(Edge edge, Tensor grad) {
        Node node = edge.node();
        if (node == null || target != null && !target.isOnTheWay(node)) {
            return;
        }
        @Nullable Tensor[] slots = pending.get(node);
        if (slots == null) {
            slots = new @Nullable Tensor[node.outputs()];
            pending.put(node, slots);
            queue.add(new Turn(node, order++));
        }
        Tensor waiting = slots[edge.output()];
        if (waiting == null) {
            hold(grad);
            slots[edge.output()] = grad;
        } else {
            Tensor sum = waiting.add(grad);
            hold(sum);
            slots[edge.output()] = sum;
            letGo(waiting);
        }
    }

    private @Nullable Tensor[] exchange(@Nullable Tensor[] before, @Nullable Tensor[] after) {
        for (Tensor grad : after) {
            if (grad != null) {
                hold(grad);
            }
        }
        drop(before);
        return after;
    }

    /** Adds to a leaf's gradient; other threads may be about to add to the same one. */
    private void collect(AccumulateGrad node, @Nullable Tensor grad) {
        if (grad == null) {
            return;
        }
        synchronized (node) {
            AutogradMeta meta = node.variable().requireAutograd();
            Tensor old = meta.grad;
            meta.gradStale |= old != null && old.version() == meta.steppedVersion;
            if (old == null) {
                Tensor own = isOurs(grad) ? grad : createGraph ? grad.clone() : grad.detach().clone();
                MemoryScope.keep(own.storage());
                meta.grad = own;
                meta.gradSeen = false;
                meta.steppedVersion = -1;
                meta.gradStale = false;
            } else if (createGraph) {
                Tensor sum = old.add(grad);
                MemoryScope.keep(sum.storage());
                meta.grad = sum;
            } else {
                old.add_(grad);
            }
            if (node.hasPostHooks()) {
                byUser(node::runPostHooks, new @Nullable Tensor[0]);
            }
        }
    }

    /** Whether a gradient fills a storage of this pass that nothing else refers to: it needs no copy. */
    private boolean isOurs(Tensor grad) {
        Array array = grad.array();
        Storage storage = array.storage;
        return scope != null && storage.isOwnedBy(scope) && storage.gradientHolds == 1 && !storage.kept
                && !storage.isHeldByTape() && array.contiguous && grad.base() == null && !grad.requiresGrad()
                && array.numel * array.dtype.size() == storage.bytes();
    }

    private void drop(@Nullable Tensor[] grads) {
        for (Tensor grad : grads) {
            if (grad != null) {
                letGo(grad);
            }
        }
    }

    private void hold(Tensor grad) {
        if (scope != null) {
            grad.storage().gradientHolds++;
        }
    }

    private void letGo(Tensor grad) {
        if (scope == null) {
            return;
        }
        Storage storage = grad.storage();
        if (--storage.gradientHolds == 0) {
            scope.giveBack(storage);
        }
    }

    /** Checks and completes the gradients of the outputs that a walk starts from. */
    static Tensor[] seeds(Tensor[] outputs, @Nullable Tensor[] grads) {
        if (grads.length != outputs.length) {
            throw new AutogradException("got " + outputs.length + " tensors and " + grads.length + " gradients");
        }
        Tensor[] seeds = new Tensor[outputs.length];
        for (int i = 0; i < outputs.length; i++) {
            Tensor output = outputs[i];
            Tensor grad = grads[i];
            if (grad != null && !grad.size().equals(output.size())) {
                throw new AutogradException(
                        "Mismatch in shape: grad_output[" + i + "] has a shape of " + grad.size() + " and output[" + i
                                + "] has a shape of " + output.size() + ".");
            }
            if (grad == null && output.requiresGrad() && output.numel() != 1) {
                throw new AutogradException(
                        "grad can be implicitly created only for scalar outputs (this one has shape " + output.size()
                                + ")");
            }
            if (!output.requiresGrad()) {
                throw new AutogradException(
                        "element " + i + " of tensors does not require grad and does not have a grad_fn");
            }
            seeds[i] = grad == null ? Torch.onesLike(output) : grad.to(output.dtype());
        }
        return seeds;
    }
}
