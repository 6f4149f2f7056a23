package dev.flambeau.expr;

import dev.flambeau.expr.Expr.Kind;
import java.util.List;

/** The meaning of an {@link Expr}: evaluates it for one element, slowly and plainly. */
public final class Interpreter {
    private Interpreter() {}

    /** The value in floating point; with {@link Kind#FLOAT} constants are rounded to float first, as a kernel has them. */
    public static double evaluate(Expr expr, Kind kind, double[] inputs) {
        return switch (expr) {
            case Expr.Input(int index) -> inputs[index];
            case Expr.Const(double value) -> kind == Kind.FLOAT ? (float) value : value;
            case Expr.Call(Fn fn, List<Expr> args) -> fn.arity() == 1
                    ? fn.onDoubles(evaluate(args.get(0), kind, inputs))
                    : fn.onDoubles(evaluate(args.get(0), kind, inputs), evaluate(args.get(1), kind, inputs));
            case Expr.Select(Expr condition, Expr ifTrue, Expr ifFalse) ->
                evaluate(truth(condition, kind, inputs) ? ifTrue : ifFalse, kind, inputs);
            case Expr.Compare _, Expr.Logic _, Expr.Not _ -> truth(expr, kind, inputs) ? 1 : 0;
        };
    }

    /** The value in 64-bit integers. */
    public static long evaluate(Expr expr, long[] inputs) {
        return switch (expr) {
            case Expr.Input(int index) -> inputs[index];
            case Expr.Const(double value) -> (long) value;
            case Expr.Call(Fn fn, List<Expr> args) -> fn.arity() == 1
                    ? fn.onLongs(evaluate(args.get(0), inputs))
                    : fn.onLongs(evaluate(args.get(0), inputs), evaluate(args.get(1), inputs));
            case Expr.Select(Expr condition, Expr ifTrue, Expr ifFalse) ->
                evaluate(truth(condition, inputs) ? ifTrue : ifFalse, inputs);
            case Expr.Compare _, Expr.Logic _, Expr.Not _ -> truth(expr, inputs) ? 1 : 0;
        };
    }

    private static boolean truth(Expr expr, Kind kind, double[] inputs) {
        return switch (expr) {
            case Expr.Compare(Expr.Order order, Expr a, Expr b) ->
                compare(order, evaluate(a, kind, inputs), evaluate(b, kind, inputs));
            case Expr.Logic(Expr.Junction junction, Expr a, Expr b) ->
                join(junction, truth(a, kind, inputs), truth(b, kind, inputs));
            case Expr.Not(Expr a) -> !truth(a, kind, inputs);
            default -> evaluate(expr, kind, inputs) != 0;
        };
    }

    private static boolean truth(Expr expr, long[] inputs) {
        return switch (expr) {
            case Expr.Compare(Expr.Order order, Expr a, Expr b) ->
                compare(order, evaluate(a, inputs), evaluate(b, inputs));
            case Expr.Logic(Expr.Junction junction, Expr a, Expr b) ->
                join(junction, truth(a, inputs), truth(b, inputs));
            case Expr.Not(Expr a) -> !truth(a, inputs);
            default -> evaluate(expr, inputs) != 0;
        };
    }

    private static boolean compare(Expr.Order order, double a, double b) {
        return switch (order) {
            case LT -> a < b;
            case LE -> a <= b;
            case GT -> a > b;
            case GE -> a >= b;
            case EQ -> a == b;
            case NE -> a != b;
        };
    }

    private static boolean compare(Expr.Order order, long a, long b) {
        return switch (order) {
            case LT -> a < b;
            case LE -> a <= b;
            case GT -> a > b;
            case GE -> a >= b;
            case EQ -> a == b;
            case NE -> a != b;
        };
    }

    private static boolean join(Expr.Junction junction, boolean a, boolean b) {
        return switch (junction) {
            case AND -> a && b;
            case OR -> a || b;
            case XOR -> a ^ b;
        };
    }
}
