package dev.flambeau.cpu.vector;

import dev.flambeau.cpu.vector.Graph.Node;
import dev.flambeau.cpu.vector.Graph.Op;
import dev.flambeau.cpu.vector.Graph.Type;
import dev.flambeau.expr.Expr.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A graph of floats cut into stages, each one a loop that C2 vectorizes: arithmetic on floats and choices, comparisons and bits on ints
 * take turns, since C2 does not turn a float into its bits, nor compares floats, several at a time. What a stage makes for a later one is
 * a value in a block of memory; from floats to bits and back is a copy of the block.
 */
final class Stages {
    private static final Set<Op> FREE = EnumSet.of(Op.INPUT, Op.CONST, Op.BITS);
    private static final Set<Op> UNKNOWN = EnumSet.of(Op.CALL, Op.GUARD, Op.TRUTH_INPUT);

    /** More are hardly faster than one loop for each element, and the JVM's compiler takes longer for them. */
    private static final int MOST = 3;

    /** A loop: its graph's inputs are the kernel's and, numbered behind these, values; its graph's outputs are the values it makes. */
    record Stage(Graph graph, boolean ofBits, List<Value> makes) {}

    /** What a stage keeps for later. */
    static final class Value {
        final int place;
        final boolean ofBits;
        /** Whether a stage of the other sort needs it, too. */
        boolean crosses;

        Value(int place, boolean ofBits) {
            this.place = place;
            this.ofBits = ofBits;
        }
    }

    /** In the order in which they run. */
    final List<Stage> stages = new ArrayList<>();
    /** The kernel's results. */
    final List<Value> results = new ArrayList<>();

    private final Graph graph; // without what is never used
    private final int[] levels; // by node: even ones compute with floats, odd ones with bits
    private final @Nullable Value[] values; // by node
    private int places;

    private Stages(Graph original, int inputs) {
        this.places = inputs;
        this.graph = new Graph(Kind.FLOAT);
        Node[] copies = new Node[original.nodes.size()];
        original.outputs.forEach(out -> graph.outputs.add(copy(out, copies)));
        this.levels = new int[graph.nodes.size()];
        this.values = new Value[levels.length];
        graph.nodes.forEach(node -> levels[node.id] = level(node));
        for (Node node : graph.nodes) {
            for (Node arg : node.args) {
                if (!FREE.contains(arg.op) && levels[arg.id] != levels[node.id]) {
                    Value value = value(arg);
                    value.crosses |= value.ofBits != isOfBits(node);
                }
            }
        }
        graph.outputs.forEach(out -> results.add(value(out)));
        int last = java.util.Arrays.stream(levels).max().orElse(0);
        for (int level = 0; level <= last; level++) {
            Stage stage = stage(level);
            if (!stage.makes.isEmpty()) {
                stages.add(stage);
            }
        }
    }

    /** Null when there is something that no such loop computes, or there would be too many of them. */
    static @Nullable Stages of(Graph graph, int inputs) {
        if (graph.kind != Kind.FLOAT || UNKNOWN.stream().anyMatch(graph::uses)
                || graph.outputs.stream().anyMatch(out -> out.op.type != Type.NUMBER)) {
            return null;
        }
        Stages stages = new Stages(graph, inputs);
        return stages.stages.size() <= MOST && stages.places <= Blocks.COUNT ? stages : null;
    }

    /** The kernel's inputs and all values. */
    int places() {
        return places;
    }

    /** Whether a stage of this sort reads the kernel's input. */
    boolean reads(int input, boolean ofBits) {
        return stages.stream().anyMatch(stage -> stage.ofBits == ofBits
                && stage.graph.nodes.stream().anyMatch(node -> node.op == Op.INPUT && node.payload == input));
    }

    /** Blocks that are written or copied on the way, beside those of inputs and results. */
    int copies() {
        return stages.stream().flatMap(stage -> stage.makes.stream()).mapToInt(value -> value.crosses ? 2 : 1).sum()
                - results.size();
    }

    /** A part of the graph, with limits written as minima and maxima: the same for NaN and, as no limit is 0, for zeros. */
    private Node copy(Node node, Node[] copies) {
        if (copies[node.id] == null) {
            Node limit = node.op == Op.SELECT ? node.arg(1) : node;
            boolean isLimit = node.op == Op.SELECT && limit.op == Op.CONST && limit.constant() != 0
                    && (node.arg(0).op == Op.GT || node.arg(0).op == Op.LT)
                    && node.arg(0).arg(0) == node.arg(2) && node.arg(0).arg(1) == limit;
            Op op = !isLimit ? node.op : node.arg(0).op == Op.GT ? Op.MIN : Op.MAX;
            List<Node> args = isLimit ? List.of(node.arg(2), limit) : node.args;
            Node[] copied = args.stream().map(arg -> copy(arg, copies)).toArray(Node[]::new);
            copies[node.id] = graph.node(op, node.payload, copied);
        }
        return copies[node.id];
    }

    private static boolean isOfBits(Node node) {
        return node.op.type != Type.NUMBER || node.op == Op.SELECT || node.op == Op.FROM_BITS;
    }

    private int level(Node node) {
        int level = isOfBits(node) ? 1 : 0;
        for (Node arg : node.args) {
            if (!FREE.contains(arg.op)) {
                level = Math.max(level, levels[arg.id] + (isOfBits(arg) == isOfBits(node) ? 0 : 1));
            }
        }
        return level;
    }

    private Value value(Node node) {
        Value known = values[node.id];
        if (known == null) {
            known = new Value(places++, levels[node.id] % 2 != 0);
            values[node.id] = known;
        }
        return known;
    }

    private Stage stage(int level) {
        Stage stage = new Stage(new Graph(Kind.FLOAT), level % 2 != 0, new ArrayList<>());
        Node[] here = new Node[levels.length];
        for (Node node : graph.nodes) {
            Value value = values[node.id];
            if (levels[node.id] == level && (value != null || !FREE.contains(node.op))) {
                Node[] args =
                        node.args.stream().map(arg -> argument(stage.graph, arg, level, here)).toArray(Node[]::new);
                here[node.id] = stage.graph.node(node.op, node.payload, args);
                if (value != null) {
                    stage.makes.add(value);
                    stage.graph.outputs.add(here[node.id]);
                }
            }
        }
        return stage;
    }

    private Node argument(Graph to, Node arg, int level, Node[] here) {
        if (FREE.contains(arg.op)) {
            return to.node(arg.op, arg.payload);
        }
        return levels[arg.id] == level ? here[arg.id] : to.node(Op.INPUT, value(arg).place);
    }
}
