package dev.flambeau.autograd;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import dev.flambeau.memory.MemoryScope;
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
 */
final class Backward {
    private final boolean retainGraph;
    private final boolean createGraph;
    private final @Nullable MemoryScope scope;
    private final Map<Node, @Nullable Tensor[]> pending = new IdentityHashMap<>();
    private final PriorityQueue<Turn> queue = new PriorityQueue<>();
    private final Map<Node, Capture> captures = new IdentityHashMap<>();
    private final boolean capturing;
    private int order;

    /** A node waiting for its turn; among equally deep ones the one that was reached first. */
    private record Turn(Node node, int order) implements Comparable<Turn> {
        @Override
        public int compareTo(Turn other) {
            int byDepth = Integer.compare(other.node.depth(), node.depth());
            return byDepth != 0 ? byDepth : Integer.compare(order, other.order);
        }
    }

    /** A node's gradients that are asked for: which output's goes to which place of the answer. */
    private record Capture(List<int[]> places) {}

    private Backward(boolean retainGraph, boolean createGraph, boolean capturing) {
        this.retainGraph = retainGraph;
        this.createGraph = createGraph;
        this.capturing = capturing;
        this.scope = createGraph ? null : MemoryScope.open();
    }

    /** Collects the gradients of {@code outputs} in the leaves. */
    static void accumulate(Tensor[] outputs, Tensor[] grads, boolean retainGraph, boolean createGraph) {
        new Backward(retainGraph, createGraph, false).run(outputs, grads, new Edge[0]);
    }

    /** The gradients at {@code inputs}, null where none arrives; leaves' own {@code .grad} stays as it is. */
    static @Nullable Tensor[] gradients(Tensor[] outputs, Tensor[] grads, Edge[] inputs, boolean retainGraph,
            boolean createGraph) {
        return new Backward(retainGraph, createGraph, true).run(outputs, grads, inputs);
    }

    private @Nullable Tensor[] run(Tensor[] outputs, Tensor[] grads, Edge[] inputs) {
        @Nullable Tensor[] answers = new @Nullable Tensor[inputs.length];
        try (GradMode _ = GradMode.set(createGraph)) {
            for (int i = 0; i < inputs.length; i++) {
                Node node = inputs[i].node();
                if (node != null) {
                    captures.computeIfAbsent(node, _ -> new Capture(new ArrayList<>())).places()
                            .add(new int[] {inputs[i].output(), i});
                }
            }
            for (int i = 0; i < outputs.length; i++) {
                send(outputs[i].edge(), grads[i]);
            }
            for (Turn turn = queue.poll(); turn != null; turn = queue.poll()) {
                visit(turn.node(), answers);
            }
        } finally {
            if (scope != null) {
                long mark = MemoryScope.newMark();
                for (Tensor answer : answers) {
                    if (answer != null) {
                        answer.array().storage.mark = mark;
                    }
                }
                scope.close(mark);
            }
        }
        return answers;
    }

    private void visit(Node node, @Nullable Tensor[] answers) {
        @Nullable Tensor[] grads = pending.remove(node);
        if (grads == null) {
            return;
        }
        List<Node.Hook> hooks = node.hooks();
        if (hooks != null) {
            for (Node.Hook hook : hooks) {
                Tensor before = grads[hook.output()];
                if (before != null) {
                    keep(before);
                    Tensor after = hook.action().apply(before);
                    if (after != null && after != before) {
                        replace(grads, hook.output(), after);
                    }
                }
            }
        }
        Capture capture = captures.get(node);
        if (capture != null) {
            for (int[] place : capture.places()) {
                Tensor grad = grads[place[0]];
                if (grad != null) {
                    keep(grad);
                    answers[place[1]] = grad;
                }
            }
        }
        if (node instanceof AccumulateGrad leaf) {
            if (!capturing) {
                collect(leaf, grads[0]);
            }
            drop(grads);
            return;
        }
        int position = scope == null ? 0 : scope.position();
        @Nullable Tensor[] results = node.backward(grads);
        Edge[] next = node.next();
        for (int i = 0; i < next.length; i++) {
            Tensor result = i < results.length ? results[i] : null;
            if (result != null && next[i].node() != null) {
                send(next[i], result);
            }
        }
        if (!retainGraph) {
            node.release();
        }
        drop(grads);
        if (scope != null) {
            scope.sweep(position);
        }
    }

    /** Adds a gradient to what waits at an edge's end. */
    private void send(Edge edge, Tensor grad) {
        Node node = edge.node();
        if (node == null) {
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

    private void replace(@Nullable Tensor[] grads, int slot, Tensor after) {
        Tensor before = grads[slot];
        hold(after);
        grads[slot] = after;
        if (before != null) {
            letGo(before);
        }
    }

    private void collect(AccumulateGrad node, @Nullable Tensor grad) {
        if (grad == null) {
            return;
        }
        Tensor leaf = node.variable();
        AutogradMeta meta = leaf.requireAutograd();
        Tensor old = meta.grad;
        if (old == null) {
            boolean sole = scope != null && grad.array().storage.gradientHolds == 1 && grad.isContiguous()
                    && grad.base() == null
                    && !grad.requiresGrad() && !grad.array().storage.kept
                    && grad.array().numel * grad.dtype().size() == grad.array().storage.bytes();
            Tensor own = sole ? grad : createGraph ? grad.clone() : grad.detach().clone();
            MemoryScope.keep(own.array().storage);
            meta.grad = own;
            meta.gradSeen = false;
        } else if (createGraph) {
            meta.grad = old.add(grad);
        } else {
            old.add_(grad);
        }
        node.runPostHooks();
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
            grad.array().storage.gradientHolds++;
        }
    }

    private void letGo(Tensor grad) {
        if (scope == null) {
            return;
        }
        Storage storage = grad.array().storage;
        if (--storage.gradientHolds == 0) {
            scope.giveBack(storage);
        }
    }

    private static void keep(Tensor grad) {
        MemoryScope.keep(grad.array().storage);
    }

    /** Checks and completes the gradients of the outputs that a walk starts from. */
    static Tensor[] seeds(Tensor[] outputs, @Nullable Tensor[] grads) {
        Tensor[] seeds = new Tensor[outputs.length];
        for (int i = 0; i < outputs.length; i++) {
            Tensor output = outputs[i];
            if (!output.requiresGrad()) {
                throw new AutogradException(
                        "element " + i + " of tensors does not require grad and does not have a grad_fn");
            }
            Tensor grad = grads[i];
            if (grad == null) {
                if (output.numel() != 1) {
                    throw new AutogradException(
                            "grad can be implicitly created only for scalar outputs (this one has shape "
                                    + output.size() + ")");
                }
                seeds[i] = dev.flambeau.Torch.onesLike(output);
            } else {
                if (!grad.size().equals(output.size())) {
                    throw new AutogradException(
                            "Mismatch in shape: grad_output[" + i + "] has a shape of " + grad.size() + " and output["
                                    + i + "] has a shape of " + output.size() + ".");
                }
                seeds[i] = grad;
            }
        }
        return seeds;
    }
}
