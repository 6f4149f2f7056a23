package dev.flambeau.expr;

import dev.flambeau.expr.Expr.Kind;
import java.util.List;

/**
 * What {@link dev.flambeau.spi.Kernels#pointwise} is asked to compute: one expression for each output over shared inputs, in
 * one kind of number. Each operation makes it once, so compilers may key their work by identity.
 */
public final class PointwiseKernel {
    private final String name;
    private final List<Expr> outputs;
    private final int inputs;
    private final Kind kind;

    /** A slot for whatever a device's compiler wants to find again at the next call. */
    public volatile Object compiled = List.of();

    public PointwiseKernel(String name, List<Expr> outputs, int inputs, Kind kind) {
        this.name = name;
        this.outputs = outputs.stream().map(PointwiseKernel::expand).toList();
        this.inputs = inputs;
        this.kind = kind;
    }

    public String name() {
        return name;
    }

    public List<Expr> outputs() {
        return outputs;
    }

    /** How many inputs the expressions may name. */
    public int inputs() {
        return inputs;
    }

    public Kind kind() {
        return kind;
    }

    /** The expression in those functions that have no {@linkplain Fn#expansion expansion}. */
    private static Expr expand(Expr e) {
        return switch (e) {
            case Expr.Input _, Expr.Const _ -> e;
            case Expr.Call(Fn fn, List<Expr> args) -> {
                List<Expr> expanded = args.stream().map(PointwiseKernel::expand).toList();
                Expr simpler = fn.expansion(expanded);
                yield simpler == null ? new Expr.Call(fn, expanded) : simpler;
            }
            case Expr.Compare(Expr.Order order, Expr a, Expr b) -> new Expr.Compare(order, expand(a), expand(b));
            case Expr.Logic(Expr.Junction junction, Expr a, Expr b) -> new Expr.Logic(junction, expand(a), expand(b));
            case Expr.Not(Expr a) -> new Expr.Not(expand(a));
            case Expr.Select(Expr condition, Expr a, Expr b) ->
                new Expr.Select(expand(condition), expand(a), expand(b));
        };
    }

    @Override
    public String toString() {
        return name + " in " + kind;
    }
}
