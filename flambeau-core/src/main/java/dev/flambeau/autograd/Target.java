package dev.flambeau.autograd;

import dev.flambeau.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a pass is to get to, if not to all leaves: it visits only the nodes on a way there, and the gradients that arrive are the
 * answer, or are collected in the leaves.
 */
final class Target {
    private final Edge[] inputs;
    private final boolean collect;
    private final @Nullable Tensor[] answers;
    private final Map<Node, List<Integer>> places = new IdentityHashMap<>();
    private final Map<Node, Boolean> leads = new IdentityHashMap<>(); // whether there is a way from the node to a target

    private Target(Tensor[] outputs, Edge[] inputs, boolean collect) {
        this.inputs = inputs;
        this.collect = collect;
        this.answers = new @Nullable Tensor[collect ? 0 : inputs.length];
        int shallowest = Integer.MAX_VALUE;
        for (int i = 0; i < inputs.length; i++) {
            Node node = inputs[i].node();
            if (node != null) {
                places.computeIfAbsent(node, _ -> new ArrayList<>()).add(i);
                shallowest = Math.min(shallowest, node.depth());
            }
        }
        for (Tensor output : outputs) {
            Node node = output.edge().node();
            if (node != null) {
                explore(node, shallowest);
            }
        }
    }

    /** The gradients at {@code inputs} are asked for. */
    static Target capturing(Tensor[] outputs, Edge[] inputs) {
        return new Target(outputs, inputs, false);
    }

    /** The leaves among {@code inputs} collect their gradients. */
    static Target collecting(Tensor[] outputs, Edge[] inputs) {
        return new Target(outputs, inputs, true);
    }

    /** A node on the way, and which of its edges is looked at next. */
    private static final class Step {
        final Node node;
        int edge;
        boolean leads;

        Step(Node node) {
            this.node = node;
        }
    }

    /** Finds out, without recursion, which of the nodes from here on lead to a target; none does below the shallowest one. */
    private void explore(Node root, int shallowest) {
        Deque<Step> way = new ArrayDeque<>();
        way.push(new Step(root));
        while (!way.isEmpty()) {
            Step step = way.getFirst();
            Edge[] next = step.node.next();
            if (leads.containsKey(step.node) || step.node.depth() <= shallowest || step.edge == next.length) {
                way.pop();
                leads.putIfAbsent(step.node, step.leads);
                if (!way.isEmpty()) {
                    way.getFirst().leads |= isOnTheWay(step.node);
                }
                continue;
            }
            Node child = next[step.edge++].node();
            if (child != null) {
                way.push(new Step(child));
            }
        }
    }

    /** Whether gradients are to be sent to this node. */
    boolean isOnTheWay(Node node) {
        return places.containsKey(node) || Boolean.TRUE.equals(leads.get(node));
    }

    /** Whether this node's step is to be taken. */
    boolean runs(Node node) {
        return Boolean.TRUE.equals(leads.get(node))
                || collect && node instanceof AccumulateGrad && places.containsKey(node);
    }

    /** The inputs of a node whose gradients are of use, for {@link Node#backward(Tensor[], long)}. */
    long wanted(Node node) {
        Edge[] next = node.next();
        long wanted = 0;
        for (int i = 0; i < next.length; i++) {
            Node child = next[i].node();
            if (child != null && isOnTheWay(child)) {
                wanted |= 1L << i;
            }
        }
        return wanted;
    }

    /** Notes those of a node's gradients that are asked for, and gives them. */
    List<Tensor> capture(Node node, @Nullable Tensor[] grads) {
        List<Integer> here = collect ? null : places.get(node);
        if (here == null) {
            return List.of();
        }
        List<Tensor> captured = new ArrayList<>();
        for (int place : here) {
            Tensor grad = grads[inputs[place].output()];
            if (grad != null) {
                answers[place] = grad;
                captured.add(grad);
            }
        }
        return captured;
    }

    /** The gradients at the inputs; none if the leaves collected them. */
    @Nullable Tensor[] answers() {
        return answers;
    }
}
