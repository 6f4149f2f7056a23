package dev.flambeau.cpu.vector;

import dev.flambeau.expr.Expr.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a kernel computes for one element, as the compiler sees it: few and simple operations, every value once. An
 * {@link dev.flambeau.expr.Expr} becomes such a graph in {@link Lowering}; the two forms only have to write these operations
 * down. All but CALL are exact or correctly rounded, which is why both forms give the same bits.
 */
final class Graph {
    /** What a value is. */
    enum Type {
        /** A number of the kernel's kind. */
        NUMBER,
        /** The bits of a float (int) or of a double (long). */
        BITS,
        TRUTH
    }

    /** The operations; their arguments are numbers where nothing else is said. */
    enum Op {
        /** An input, the payload its index. */
        INPUT(Type.NUMBER),
        /** Whether an input of type bool is not 0; the payload its index. */
        TRUTH_INPUT(Type.TRUTH),
        /** A number; the payload is a double's bits, or the number itself in integer kernels. */
        CONST(Type.NUMBER),
        /** A constant of bits, the payload. */
        BITS(Type.BITS),
        ADD(Type.NUMBER),
        SUB(Type.NUMBER),
        MUL(Type.NUMBER),
        DIV(Type.NUMBER),
        /** {@code a * b + c}, rounded once. */
        FMA(Type.NUMBER),
        MIN(Type.NUMBER),
        MAX(Type.NUMBER),
        NEG(Type.NUMBER),
        ABS(Type.NUMBER),
        SQRT(Type.NUMBER),
        /** The bits of a number. */
        TO_BITS(Type.BITS),
        /** The number with these bits. */
        FROM_BITS(Type.NUMBER),
        BITS_ADD(Type.BITS),
        BITS_SUB(Type.BITS),
        BITS_AND(Type.BITS),
        BITS_OR(Type.BITS),
        BITS_XOR(Type.BITS),
        /** Shifts of bits by the payload. */
        SHIFT_LEFT(Type.BITS),
        SHIFT_RIGHT(Type.BITS),
        LT(Type.TRUTH),
        LE(Type.TRUTH),
        GT(Type.TRUTH),
        GE(Type.TRUTH),
        EQ(Type.TRUTH),
        NE(Type.TRUTH),
        /** Logic of two truths. */
        AND(Type.TRUTH),
        OR(Type.TRUTH),
        XOR(Type.TRUTH),
        NOT(Type.TRUTH),
        /** {@code truth ? a : b}. */
        SELECT(Type.NUMBER),
        /** A function that only scalar code has; the payload is the {@link dev.flambeau.expr.Fn}'s ordinal. */
        CALL(Type.NUMBER),
        /** {@code truth ? a : fn(b)}: a quick formula where it holds, else CALL; arguments {@code a, truth, b}. */
        GUARD(Type.NUMBER);

        final Type type;

        Op(Type type) {
            this.type = type;
        }
    }

    /** One value. Equal values of a graph are the same node, and arguments come before those who use them. */
    static final class Node {
        final int id;
        final Op op;
        final long payload;
        final List<Node> args;

        Node(int id, Op op, long payload, List<Node> args) {
            this.id = id;
            this.op = op;
            this.payload = payload;
            this.args = args;
        }

        Node arg(int i) {
            return args.get(i);
        }

        double constant() {
            return Double.longBitsToDouble(payload);
        }
    }

    private record Key(Op op, long payload, List<Integer> args) {}

    final Kind kind;
    final List<Node> nodes = new ArrayList<>();
    final List<Node> outputs = new ArrayList<>();
    private final Map<Key, Node> known = new HashMap<>();

    Graph(Kind kind) {
        this.kind = kind;
    }

    Node node(Op op, long payload, Node... args) {
        Key key = new Key(op, payload, java.util.Arrays.stream(args).map(n -> n.id).toList());
        return known.computeIfAbsent(key, _ -> {
            Node node = new Node(nodes.size(), op, payload, List.of(args));
            nodes.add(node);
            return node;
        });
    }

    Node node(Op op, Node... args) {
        return node(op, 0, args);
    }

    /** The constant, rounded to the kernel's kind. */
    Node constant(double value) {
        return switch (kind) {
            case FLOAT -> node(Op.CONST, Double.doubleToRawLongBits((float) value));
            case DOUBLE -> node(Op.CONST, Double.doubleToRawLongBits(value));
            case LONG -> node(Op.CONST, (long) value);
        };
    }

    Node bits(long value) {
        return node(Op.BITS, value);
    }

    Node add(Node a, Node b) {
        return node(Op.ADD, a, b);
    }

    Node add(Node a, double b) {
        return node(Op.ADD, a, constant(b));
    }

    Node sub(Node a, Node b) {
        return node(Op.SUB, a, b);
    }

    Node mul(Node a, Node b) {
        return node(Op.MUL, a, b);
    }

    Node mul(Node a, double b) {
        return node(Op.MUL, a, constant(b));
    }

    Node div(Node a, Node b) {
        return node(Op.DIV, a, b);
    }

    Node fma(Node a, Node b, Node c) {
        return node(Op.FMA, a, b, c);
    }

    Node fma(Node a, double b, Node c) {
        return node(Op.FMA, a, constant(b), c);
    }

    Node fma(Node a, double b, double c) {
        return node(Op.FMA, a, constant(b), constant(c));
    }

    Node abs(Node a) {
        return node(Op.ABS, a);
    }

    Node neg(Node a) {
        return node(Op.NEG, a);
    }

    Node compare(Op op, Node a, double b) {
        return node(op, a, constant(b));
    }

    Node select(Node truth, Node a, Node b) {
        return node(Op.SELECT, truth, a, b);
    }

    Node select(Node truth, double a, Node b) {
        return node(Op.SELECT, truth, constant(a), b);
    }

    /** {@code c0 + c1 x + c2 x² + …} by Horner's rule. */
    Node polynomial(Node x, double... c) {
        Node sum = constant(c[c.length - 1]);
        for (int i = c.length - 2; i >= 0; i--) {
            sum = fma(sum, x, constant(c[i]));
        }
        return sum;
    }

    /** How often each node is used, by id; an output counts as a use. */
    int[] uses() {
        int[] uses = new int[nodes.size()];
        boolean[] reached = new boolean[nodes.size()];
        for (Node out : outputs) {
            uses[out.id]++;
            reached[out.id] = true;
        }
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (reached[i]) {
                for (Node arg : nodes.get(i).args) {
                    uses[arg.id]++;
                    reached[arg.id] = true;
                }
            }
        }
        return uses;
    }

    /** How many operations an element costs. */
    int size() {
        int size = 0;
        int[] uses = uses();
        for (Node node : nodes) {
            if (uses[node.id] > 0 && node.op != Op.CONST && node.op != Op.BITS) {
                size += node.op == Op.DIV || node.op == Op.SQRT ? 4 : node.op == Op.CALL ? 40 : 1;
            }
        }
        return size;
    }

    boolean uses(Op op) {
        int[] uses = uses();
        return nodes.stream().anyMatch(n -> n.op == op && uses[n.id] > 0);
    }
}
