package dev.flambeau.cpu.vector;

import dev.flambeau.cpu.vector.Graph.Node;
import dev.flambeau.cpu.vector.Graph.Op;
import dev.flambeau.cpu.vector.Graph.Type;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.Fn;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/** Turns expressions into a {@link Graph}. Functions that neither this nor {@link Expansions} knows become calls. */
final class Lowering {
    private final Graph g;
    private final Expansions expansions;
    private final IntPredicate isBool;
    private final Map<Expr, Node> done = new IdentityHashMap<>();

    private Lowering(Graph g, IntPredicate isBool) {
        this.g = g;
        this.expansions = new Expansions(g);
        this.isBool = isBool;
    }

    /** The graph of several expressions; {@code isBool} tells which inputs are of type bool. */
    static Graph lower(Kind kind, List<Expr> exprs, IntPredicate isBool) {
        Graph graph = new Graph(kind);
        Lowering lowering = new Lowering(graph, isBool);
        for (Expr expr : exprs) {
            graph.outputs.add(lowering.value(expr));
        }
        return graph;
    }

    /** The value as a number, or as a truth where the expression gives one. */
    private Node value(Expr expr) {
        Node known = done.get(expr);
        if (known == null) {
            known = compute(expr);
            done.put(expr, known);
        }
        return known;
    }

    private Node number(Expr expr) {
        Node value = value(expr);
        return value.op.type == Type.TRUTH ? g.select(value, g.constant(1), g.constant(0)) : value;
    }

    private Node truth(Expr expr) {
        if (expr instanceof Expr.Input(int index) && isBool.test(index)) {
            return g.node(Op.TRUTH_INPUT, index);
        }
        Node value = value(expr);
        return value.op.type == Type.TRUTH ? value : g.compare(Op.NE, value, 0);
    }

    private Node compute(Expr expr) {
        return switch (expr) {
            case Expr.Input(int index) -> isBool.test(index)
                    ? g.select(g.node(Op.TRUTH_INPUT, index), g.constant(1), g.constant(0))
                    : g.node(Op.INPUT, index);
            case Expr.Const(double value) -> g.constant(value);
            case Expr.Compare(Expr.Order order, Expr a, Expr b) ->
                g.node(Op.valueOf(order.name()), number(a), number(b));
            case Expr.Logic(Expr.Junction junction, Expr a, Expr b) ->
                g.node(Op.valueOf(junction.name()), truth(a), truth(b));
            case Expr.Not(Expr a) -> g.node(Op.NOT, truth(a));
            case Expr.Select(Expr condition, Expr a, Expr b) -> g.select(truth(condition), number(a), number(b));
            case Expr.Call(Fn fn, List<Expr> args) -> g.kind == Kind.LONG ? integer(fn, args) : floating(fn, args);
        };
    }

    private Node floating(Fn fn, List<Expr> args) {
        Node a = number(args.get(0));
        Node b = args.size() > 1 ? number(args.get(1)) : a;
        return switch (fn) {
            case ADD, SUB, MUL, DIV, MIN, MAX -> g.node(Op.valueOf(fn.name()), a, b);
            case NEG, ABS, SQRT -> g.node(Op.valueOf(fn.name()), a);
            case SIGN -> g.select(g.compare(Op.GT, a, 0), g.constant(1),
                    g.select(g.compare(Op.LT, a, 0), g.constant(-1), g.constant(0)));
            default -> {
                Node expanded = expansions.expand(fn, a, b);
                yield expanded != null ? expanded : call(fn, args, a, b);
            }
        };
    }

    private Node integer(Fn fn, List<Expr> args) {
        Node a = number(args.get(0));
        Node b = args.size() > 1 ? number(args.get(1)) : a;
        return switch (fn) {
            case ADD, SUB, MUL, MIN, MAX -> g.node(Op.valueOf(fn.name()), a, b);
            case NEG, ABS -> g.node(Op.valueOf(fn.name()), a);
            case SIGN -> g.select(g.compare(Op.GT, a, 0), g.constant(1),
                    g.select(g.compare(Op.LT, a, 0), g.constant(-1), g.constant(0)));
            case BIT_AND -> g.node(Op.BITS_AND, a, b);
            case BIT_OR -> g.node(Op.BITS_OR, a, b);
            case BIT_XOR -> g.node(Op.BITS_XOR, a, b);
            case BIT_NOT -> g.node(Op.BITS_XOR, a, g.bits(-1));
            case FLOOR, CEIL, TRUNC, ROUND -> a;
            default -> call(fn, args, a, b);
        };
    }

    private Node call(Fn fn, List<Expr> args, Node a, Node b) {
        return args.size() == 1 ? g.node(Op.CALL, fn.ordinal(), a) : g.node(Op.CALL, fn.ordinal(), a, b);
    }
}
