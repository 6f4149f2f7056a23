package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.expr.Derive;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An operation that is a line of mathematics for each element. Its gradient is a line too, given or found by {@link Derive},
 * and again a pointwise operation: so all orders of derivatives exist, each one fused pass.
 *
 * <p>A gradient's expression names the output's gradient {@link #G}, the inputs {@code in(0)} … and the result {@link #Y};
 * what it names the tape keeps.
 */
public final class PointwiseOp {
    /** In a gradient's expression: the gradient of the result. */
    public static final Expr G = Expr.in(62);
    /** In a gradient's expression: the result itself. */
    public static final Expr Y = Expr.in(61);

    private static final int G_INDEX = 62;
    private static final int Y_INDEX = 61;

    private final String name;
    private final int inputs;
    private final Promotion promotion;
    private final long promoted;
    private final Expr expr;
    private final @Nullable List<@Nullable Expr> stated;
    private final Grads grads;
    private final String nodeName;
    private final PointwiseKernel[] kernels = new PointwiseKernel[Kind.values().length];

    private PointwiseOp(String name, String nodeName, int inputs, Promotion promotion, long promoted, Expr expr,
            @Nullable List<@Nullable Expr> stated) {
        this.name = name;
        this.inputs = inputs;
        this.promotion = promotion;
        this.promoted = promoted;
        this.expr = expr;
        this.stated = stated;
        this.nodeName = nodeName;
        this.grads = gradients();
        for (Kind kind : Kind.values()) {
            kernels[kind.ordinal()] = new PointwiseKernel(name, List.of(expr), inputs, kind);
        }
    }

    /** An operation whose gradients {@link Derive} finds; conditions are inputs left out of the promotion by {@link #withConditions}. */
    public static PointwiseOp of(String name, int inputs, Promotion promotion, Expr expr) {
        return new PointwiseOp(name, Op.nodeName(name), inputs, promotion, -1, expr, null);
    }

    /** An operation with the gradients stated: one expression an input, null for none, 0 for zeros as PyTorch gives them. */
    public static PointwiseOp of(String name, int inputs, Promotion promotion, Expr expr, @Nullable Expr... gradients) {
        return new PointwiseOp(name, Op.nodeName(name), inputs, promotion, -1, expr,
                java.util.Arrays.asList(gradients));
    }

    /** The same operation with some inputs (a bit each) kept out of type promotion: conditions, masks, parameters. */
    public PointwiseOp withConditions(long conditions) {
        return new PointwiseOp(name, nodeName, inputs, promotion, ~conditions, expr, stated);
    }

    /** The same operation under another name in the graph. */
    public PointwiseOp withNode(String node) {
        return new PointwiseOp(name, node, inputs, promotion, promoted, expr, stated);
    }

    public String name() {
        return name;
    }

    String nodeName() {
        return nodeName;
    }

    Grads grads() {
        return grads;
    }

    /** The result for every element of the broadcast inputs. */
    public Tensor apply(Tensor... in) {
        return apply(null, in);
    }

    /** The same, written over {@code spare} if that has the result's type and layout. */
    private Tensor apply(@Nullable Tensor spare, Tensor[] in) {
        DType compute = computeType(in);
        return Engine.pointwise(this, spare, in, promotion.result(compute), kernels[Promotion.kind(compute).ordinal()]);
    }

    /** The result written over the first input. */
    public Tensor applyInPlace(Tensor self, Tensor... others) {
        Tensor[] in = new Tensor[others.length + 1];
        in[0] = self;
        System.arraycopy(others, 0, in, 1, others.length);
        DType compute = computeType(in);
        return Engine.pointwiseInPlace(this, self, in, promotion.result(compute),
                kernels[Promotion.kind(compute).ordinal()]);
    }

    private DType computeType(Tensor[] in) {
        if (in.length != inputs) {
            throw new IllegalArgumentException(name + " takes " + inputs + " inputs, not " + in.length);
        }
        if (in.length == 1) {
            DType only = in[0].dtype();
            if (only == DType.FLOAT32) {
                return only; // the common case
            }
        }
        Array[] arrays = new Array[in.length];
        for (int i = 0; i < in.length; i++) {
            arrays[i] = in[i].array();
        }
        return promotion.compute(name, arrays, promoted);
    }

    private Grads gradients() {
        if (promotion == Promotion.TO_BOOL || promotion == Promotion.INTEGER || promotion == Promotion.INTEGER_NUMBER) {
            return Grads.NONE;
        }
        Grad[] each = new Grad[inputs];
        boolean any = false;
        for (int i = 0; i < inputs; i++) {
            Expr gradient;
            if (stated != null) {
                gradient = i < stated.size() ? stated.get(i) : null;
            } else {
                Expr derivative = (promoted & 1L << i) == 0 ? null : Derive.by(expr, i);
                gradient = derivative == null ? null : G.mul(derivative);
            }
            each[i] = gradient == null ? Grad.NONE : gradient(i, gradient);
            any |= gradient != null;
        }
        return any ? Grads.each(each) : Grads.NONE;
    }

    /** Makes the gradient's expression an operation over those tensors that it names. */
    private Grad gradient(int index, Expr gradient) {
        if (gradient instanceof Expr.Const(double value) && value == 0) {
            return Grad.ofSpecs(saved -> Engine.zeros(saved.spec(index)));
        }
        TreeSet<Integer> used = new TreeSet<>();
        collectInputs(gradient, used);
        if (gradient.equals(G)) {
            return Grad.of(g -> g);
        }
        List<Integer> order = new ArrayList<>(used);
        Expr renumbered = renumber(gradient, order);
        long kept = 0;
        for (int i : used) {
            kept |= i < inputs ? 1L << i : 0;
        }
        long conditions = 0;
        for (int i = 0; i < order.size(); i++) {
            int input = order.get(i);
            conditions |= input < inputs && (promoted & 1L << input) == 0 ? 1L << i : 0;
        }
        Derived derived = new Derived(name + "_backward", order.size(), ~conditions, renumbered);
        return new Grad(kept, used.contains(Y_INDEX) ? 1 : 0, saved -> {
            Tensor[] in = new Tensor[order.size()];
            for (int i = 0; i < in.length; i++) {
                int input = order.get(i);
                in[i] = input == G_INDEX ? saved.g() : input == Y_INDEX ? saved.out(0) : saved.in(input);
            }
            return derived.op().apply(saved.spare(), in);
        });
    }

    private static void collectInputs(Expr e, Set<Integer> used) {
        switch (e) {
            case Expr.Input(int index) -> used.add(index);
            case Expr.Const _ -> {}
            case Expr.Call(_, List<Expr> args) -> args.forEach(arg -> collectInputs(arg, used));
            case Expr.Compare(_, Expr a, Expr b) -> {
                collectInputs(a, used);
                collectInputs(b, used);
            }
            case Expr.Logic(_, Expr a, Expr b) -> {
                collectInputs(a, used);
                collectInputs(b, used);
            }
            case Expr.Not(Expr a) -> collectInputs(a, used);
            case Expr.Select(Expr condition, Expr a, Expr b) -> {
                collectInputs(condition, used);
                collectInputs(a, used);
                collectInputs(b, used);
            }
        }
    }

    private static Expr renumber(Expr e, List<Integer> order) {
        return switch (e) {
            case Expr.Input(int index) -> Expr.in(order.indexOf(index));
            case Expr.Const _ -> e;
            case Expr.Call(var fn, List<Expr> args) ->
                new Expr.Call(fn, args.stream().map(arg -> renumber(arg, order)).toList());
            case Expr.Compare(var c, Expr a, Expr b) -> new Expr.Compare(c, renumber(a, order), renumber(b, order));
            case Expr.Logic(var j, Expr a, Expr b) -> new Expr.Logic(j, renumber(a, order), renumber(b, order));
            case Expr.Not(Expr a) -> new Expr.Not(renumber(a, order));
            case Expr.Select(Expr c, Expr a, Expr b) ->
                new Expr.Select(renumber(c, order), renumber(a, order), renumber(b, order));
        };
    }

    /** A gradient's operation, made at its first use: derivatives of derivatives have no end. */
    private static final class Derived {
        private final String name;
        private final int inputs;
        private final long promoted;
        private final Expr expr;
        private volatile @Nullable PointwiseOp op;

        Derived(String name, int inputs, long promoted, Expr expr) {
            this.name = name;
            this.inputs = inputs;
            this.promoted = promoted;
            this.expr = expr;
        }

        PointwiseOp op() {
            PointwiseOp made = op;
            if (made == null) {
                made = new PointwiseOp(name, Op.nodeName(name), inputs, Promotion.SAME, promoted, expr, null);
                op = made;
            }
            return made;
        }
    }
}
