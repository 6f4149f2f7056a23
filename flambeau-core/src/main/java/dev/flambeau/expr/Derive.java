package dev.flambeau.expr;

import static dev.flambeau.expr.Expr.of;
import static dev.flambeau.expr.Expr.select;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Differentiates expressions by the chain rule over {@link Fn}'s table. */
public final class Derive {
    private Derive() {}

    /** {@code d expr / d input(index)}; null when it is 0 everywhere the rules know. */
    public static @Nullable Expr by(Expr expr, int index) {
        return switch (expr) {
            case Expr.Input(int i) -> i == index ? of(1) : null;
            case Expr.Call(Fn fn, List<Expr> args) -> call(fn, args, index);
            case Expr.Select(Expr condition, Expr ifTrue, Expr ifFalse) ->
                choice(condition, by(ifTrue, index), by(ifFalse, index));
            case Expr.Const _, Expr.Compare _, Expr.Logic _, Expr.Not _ -> null;
        };
    }

    private static @Nullable Expr call(Fn fn, List<Expr> args, int index) {
        Expr sum = null;
        for (int i = 0; i < args.size(); i++) {
            Expr inner = by(args.get(i), index);
            Expr outer = inner == null ? null : fn.derivative(i, args);
            if (inner != null && outer != null) {
                Expr term = outer.mul(inner);
                sum = sum == null ? term : sum.add(term);
            }
        }
        return sum;
    }

    private static @Nullable Expr choice(Expr condition, @Nullable Expr ifTrue, @Nullable Expr ifFalse) {
        if (ifTrue == null && ifFalse == null) {
            return null;
        }
        return select(condition, ifTrue == null ? of(0) : ifTrue, ifFalse == null ? of(0) : ifFalse);
    }
}
