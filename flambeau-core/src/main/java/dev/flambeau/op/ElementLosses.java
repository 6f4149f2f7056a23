package dev.flambeau.op;

import static dev.flambeau.expr.Expr.call;
import static dev.flambeau.expr.Expr.in;
import static dev.flambeau.expr.Expr.of;
import static dev.flambeau.expr.Expr.select;
import static dev.flambeau.op.PointwiseOp.G;
import static dev.flambeau.op.Promotion.FLOATING;

import dev.flambeau.ArgumentException;
import dev.flambeau.Check;
import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Warnings;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Fn;
import dev.flambeau.op.Losses.Reduce;
import dev.flambeau.spi.Array;
import org.jspecify.annotations.Nullable;

/** Losses that are a line of mathematics for each pair of input and target, reduced: each one step of the graph. */
public final class ElementLosses {
    private static final Expr X = in(0);
    private static final Expr T = in(1);
    private static final Expr DIFFERENCE = X.sub(T);
    private static final Expr DISTANCE = DIFFERENCE.abs();
    /** Below it a probability's logarithm is cut off. */
    private static final double LEAST_LOG = -100;
    private static final double LEAST_VARIANCE = 1e-12;

    /** Input 2 is beta. */
    private static final PointwiseOp SMOOTH_L1 = PointwiseOp.of("smooth_l1_loss", 3, FLOATING,
            select(DISTANCE.lt(in(2)), DISTANCE.mul(DISTANCE).mul(0.5).div(in(2)), DISTANCE.sub(in(2).mul(0.5))),
            G.mul(slope(DIFFERENCE.div(in(2)), of(1))), G.neg().mul(slope(DIFFERENCE.div(in(2)), of(1))))
            .withConditions(4);
    /** Input 2 is delta. */
    private static final PointwiseOp HUBER = PointwiseOp.of("huber_loss", 3, FLOATING,
            select(DISTANCE.lt(in(2)), DISTANCE.mul(DISTANCE).mul(0.5), in(2).mul(DISTANCE.sub(in(2).mul(0.5)))),
            G.mul(slope(DIFFERENCE, in(2))), G.neg().mul(slope(DIFFERENCE, in(2)))).withConditions(4);
    private static final PointwiseOp SOFT_MARGIN =
            PointwiseOp.of("soft_margin_loss", 2, FLOATING, T.neg().mul(X).exp().log1p());
    /** Input 2 is the weight. */
    private static final PointwiseOp CROSS_ENTROPY = PointwiseOp.of("binary_cross_entropy", 3, FLOATING,
            T.sub(1).mul(X.neg().log1p().max(of(LEAST_LOG))).sub(T.mul(X.log().max(of(LEAST_LOG)))).mul(in(2)),
            G.mul(DIFFERENCE).div(of(1).sub(X).mul(X).max(of(LEAST_VARIANCE))).mul(in(2)),
            G.mul(of(1).sub(X).log().sub(X.log())).mul(in(2)));
    /** Input 2 is the weight, input 3 the positive targets' weight. */
    private static final PointwiseOp CROSS_ENTROPY_OF_LOGITS =
            PointwiseOp.of("binary_cross_entropy_with_logits", 4, FLOATING,
                    of(1).sub(T).mul(X).sub(positive().mul(logSigmoid())).mul(in(2)),
                    G.mul(of(1).sub(T).sub(positive().mul(call(Fn.SIGMOID, X.neg())))).mul(in(2)),
                    G.neg().mul(X.add(in(3).sub(1).mul(logSigmoid()))).mul(in(2)));

    private ElementLosses() {}

    /** The quotient or difference up to a bound, the bound with its sign beyond. */
    private static Expr slope(Expr inner, Expr bound) {
        return select(inner.le(bound.neg()), bound.neg(), select(inner.ge(bound), bound, inner));
    }

    private static Expr positive() {
        return in(3).sub(1).mul(T).add(1);
    }

    private static Expr logSigmoid() {
        return X.min(of(0)).sub(X.abs().neg().exp().log1p());
    }

    /** {@code |x - y|}, reduced; with a weight for each element the mean is weighted. */
    public static Tensor l1(Tensor x, Tensor y, @Nullable Tensor weight, Reduce reduce) {
        Tensor[] pair = matched("l1_loss", x, y);
        return weighted(pair[0].sub(pair[1]).abs(), weight, reduce);
    }

    /** {@code (x - y)²} with a weight for each element, reduced; the mean is weighted. */
    public static Tensor weightedMse(Tensor x, Tensor y, Tensor weight, Reduce reduce) {
        Tensor[] pair = matched("mse_loss", x, y);
        return weighted(pair[0].sub(pair[1]).square(), weight, reduce);
    }

    /** {@code (x - y)² / (2 beta)} nearer than beta, {@code |x - y| - beta / 2} beyond, reduced. */
    public static Tensor smoothL1(Tensor x, Tensor y, Reduce reduce, double beta) {
        if (!(beta >= 0)) {
            throw new ArgumentException("smooth_l1_loss does not support negative values for beta. Got: " + beta);
        }
        if (beta == 0) {
            return l1(x, y, null, reduce);
        }
        Tensor[] pair = matched("smooth_l1_loss", x, y);
        return Engine.compose(new Reduced(SMOOTH_L1, reduce), pair[0], pair[1], Tensor.scalar(beta));
    }

    /** {@code (x - y)² / 2} nearer than delta, {@code delta (|x - y| - delta / 2)} beyond, reduced. */
    public static Tensor huber(Tensor x, Tensor y, Reduce reduce, double delta, @Nullable Tensor weight) {
        if (!(delta > 0)) {
            throw new ArgumentException("huber_loss does not support non-positive values for delta. Got: " + delta);
        }
        Tensor[] pair = matched("huber_loss", x, y);
        if (weight == null) {
            return Engine.compose(new Reduced(HUBER, reduce), pair[0], pair[1], Tensor.scalar(delta));
        }
        sameWeight(pair[0], weight);
        return reduce.apply(HUBER.apply(pair[0], pair[1], Tensor.scalar(delta)).mul(weight));
    }

    /** {@code log(1 + exp(-y x))} for targets of 1 and -1, reduced. */
    public static Tensor softMargin(Tensor x, Tensor y, Reduce reduce) {
        return Engine.compose(new Reduced(SOFT_MARGIN, reduce), x, y);
    }

    /** {@code -w (y log(x) + (1 - y) log(1 - x))} for probabilities x, reduced; logarithms are at least -100. */
    public static Tensor binaryCrossEntropy(Tensor x, Tensor y, @Nullable Tensor weight, Reduce reduce) {
        if (!x.size().equals(y.size())) {
            throw new ShapeException("binary_cross_entropy: Using a target size (" + y.size()
                    + ") that is different to the input size (" + x.size()
                    + ") is deprecated. Please ensure they have the same size.");
        }
        if (x.dtype() != y.dtype()) {
            throw new DTypeException("binary_cross_entropy: Found dtype " + y.dtype().scalarName() + " but expected "
                    + x.dtype().scalarName());
        }
        Tensor w = weight == null ? Tensor.scalar(1.0) : weight;
        Engine.broadcast("binary_cross_entropy", x.array(), w.array());
        Tensor values = x.detach();
        if (!Reductions.all(values.ge(0).logicalAnd(values.le(1)), null, false).itemBoolean()) {
            throw new ArgumentException(
                    "binary_cross_entropy: all elements of input should be between 0 and 1 (for logits there is "
                            + "binaryCrossEntropyWithLogits)");
        }
        return Engine.compose(new Reduced(CROSS_ENTROPY, reduce), x, y, w);
    }

    /** As {@link #binaryCrossEntropy} of {@code sigmoid(x)}, without overflow; {@code positiveWeight} multiplies the losses of positive targets. */
    public static Tensor binaryCrossEntropyWithLogits(Tensor x, Tensor y, @Nullable Tensor weight,
            @Nullable Tensor positiveWeight, Reduce reduce) {
        if (!x.size().equals(y.size())) {
            throw new ShapeException("binary_cross_entropy_with_logits: Target size (" + y.size()
                    + ") must be the same as input size (" + x.size() + ")");
        }
        if (!y.isFloatingPoint()) {
            throw new DTypeException("binary_cross_entropy_with_logits: result type Float can't be cast to the desired "
                    + "output type " + y.dtype().scalarName() + " (targets must be floating-point numbers)");
        }
        Losses.expectLogits("binary_cross_entropy_with_logits", x, "SigmoidBackward0", "sigmoid",
                "binaryCrossEntropy");
        Tensor w = weight == null ? Tensor.scalar(1.0) : weight;
        Tensor p = positiveWeight == null ? Tensor.scalar(1.0) : positiveWeight;
        return Engine.compose(new Reduced(CROSS_ENTROPY_OF_LOGITS, reduce), x, y, w, p);
    }

    private static Tensor weighted(Tensor losses, @Nullable Tensor weight, Reduce reduce) {
        if (weight == null) {
            return reduce.apply(losses);
        }
        sameWeight(losses, weight);
        Tensor scaled = losses.mul(weight);
        return reduce == Reduce.MEAN ? scaled.sum().div(weight.sum()) : reduce.apply(scaled);
    }

    /**
     * Input and target, which must have the same size: broadcasting is nearly always a mistake here. Where {@link Check#BROADCAST_TARGETS} is
     * switched off, broadcast with a warning.
     */
    static Tensor[] matched(String op, Tensor x, Tensor y) {
        if (x.size().equals(y.size())) {
            return new Tensor[] {x, y};
        }
        String text = op + ": Using a target size (" + y.size() + ") that is different to the input size (" + x.size()
                + "). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.";
        if (Check.BROADCAST_TARGETS.isOn()) {
            throw new ShapeException(text);
        }
        Warnings.once(text);
        long[] sizes = Engine.broadcast(op, x.array(), y.array());
        return new Tensor[] {ViewOps.expand(x, sizes), ViewOps.expand(y, sizes)};
    }

    private static void sameWeight(Tensor x, Tensor weight) {
        if (!x.size().equals(weight.size())) {
            throw new ShapeException("Weights and input must have the same size. Got " + weight.size() + " and "
                    + x.size());
        }
    }

    /** The elements' losses and their reduction; the gradient is the elements' one, fed with each element's share. */
    private record Reduced(PointwiseOp elements, Reduce reduce) implements Composite {
        @Override
        public String name() {
            return elements.name();
        }

        @Override
        public String nodeName() {
            return elements.nodeName();
        }

        @Override
        public Tensor compose(Tensor[] in) {
            return reduce.apply(elements.apply(in));
        }

        @Override
        public Grads grads() {
            int[] all = {0, 1, 2, 3};
            return Grads.joint(all, new int[0], s -> elements.grads().apply(new Share(s, reduce), s.inputs()));
        }
    }

    /** What was saved, with the result's gradient turned into that of each element's loss. */
    private static final class Share implements Saved {
        private final Saved saved;
        private final Tensor g;

        Share(Saved saved, Reduce reduce) {
            this.saved = saved;
            long[] sizes = saved.spec(0).sizes();
            for (int i = 1; i < saved.inputs(); i++) {
                sizes = Engine.broadcast("loss", sizes, saved.spec(i).sizes());
            }
            g = switch (reduce) {
                case NONE -> saved.g();
                case SUM -> ViewOps.expand(saved.g(), sizes);
                case MEAN -> ViewOps.expand(saved.g().div((double) Array.numel(sizes)), sizes);
            };
        }

        @Override
        public Tensor g(int k) {
            return g;
        }

        @Override
        public @Nullable Tensor gOrNull(int k) {
            return g;
        }

        @Override
        public @Nullable Tensor spare() {
            return null; // others may read g yet
        }

        @Override
        public Tensor in(int i) {
            return saved.in(i);
        }

        @Override
        public Tensor out(int k) {
            return saved.out(k);
        }

        @Override
        public boolean needs(int i) {
            return saved.needs(i);
        }

        @Override
        public Spec spec(int i) {
            return saved.spec(i);
        }

        @Override
        public int inputs() {
            return saved.inputs();
        }
    }
}
