package dev.flambeau.autograd;

import dev.flambeau.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds out why a gradient does not reach a tensor, or by which way it does. */
final class GradExplanation {
    private static final int MOST_LEAVES = 5;

    private final Tensor target;
    private final Map<Node, Node> cameFrom = new IdentityHashMap<>();
    private final List<Tensor> leaves = new ArrayList<>();

    private GradExplanation(Tensor target) {
        this.target = target;
    }

    static String of(Tensor output, Tensor target) {
        String what = "the tensor of size " + target.size();
        if (!target.requiresGrad()) {
            return what
                    + " gets no gradient: it does not require one (requiresGrad_() was not called, or it was frozen "
                    + "or detached).";
        }
        Node start = output.gradFn();
        if (start == null) {
            return what + " gets no gradient: the output itself has no history. It was computed under noGrad, from "
                    + "detach(), data() or item(), or from tensors that require no gradient.";
        }
        Node end = target.edge().node();
        return end == null ? what + " has no place in a graph." : new GradExplanation(target).explain(start, end, what);
    }

    private String explain(Node start, Node end, String what) {
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Node> open = new ArrayDeque<>(List.of(start));
        seen.add(start);
        while (!open.isEmpty()) {
            Node node = open.remove();
            if (node == end) {
                return what + " gets a gradient by way of " + way(start, end) + "."
                        + (target.gradUnseen() == null
                                ? " None has arrived yet: backward() has not been called, or "
                                        + "the gradient was taken away since."
                                : "");
            }
            if (node instanceof AccumulateGrad leaf) {
                leaves.add(leaf.variable());
            }
            for (Edge edge : node.next()) {
                Node next = edge.node();
                if (next != null && seen.add(next)) {
                    cameFrom.put(next, node);
                    open.add(next);
                }
            }
        }
        return what
                + " gets no gradient: the output does not depend on it. It was not used, or what was computed of it "
                + "went through noGrad, detach(), data(), item() or a conversion to Java's arrays, or it was replaced by "
                + "another tensor. The output depends on " + leafSizes() + ".";
    }

    private String way(Node start, Node end) {
        List<String> names = new ArrayList<>();
        for (@Nullable Node node = end; node != null; node = node == start ? null : cameFrom.get(node)) {
            names.add(node.name());
        }
        return String.join(" -> ", names.reversed());
    }

    private String leafSizes() {
        if (leaves.isEmpty()) {
            return "no tensor that wants one";
        }
        List<String> sizes = new ArrayList<>();
        for (Tensor leaf : leaves.subList(0, Math.min(MOST_LEAVES, leaves.size()))) {
            sizes.add(leaf.size().toString());
        }
        int more = leaves.size() - sizes.size();
        return "leaves of size " + String.join(", ", sizes) + (more > 0 ? " and " + more + " more" : "");
    }
}
