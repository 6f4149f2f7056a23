package dev.flambeau.op;

import static dev.flambeau.expr.Expr.in;

import dev.flambeau.Check;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.IndexException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.Node;
import dev.flambeau.spi.Array;
import org.jspecify.annotations.Nullable;

/** The losses that are a step of the graph of their own. */
public final class Losses {
    private static final PointwiseOp SQUARED_DIFFERENCE =
            PointwiseOp.of("squared_difference", 2, Promotion.FLOATING, in(0).sub(in(1)).square());
    /** {@code 2 g (a - b) scale}, in the order g, a, b, scale. */
    private static final PointwiseOp MSE_GRAD = PointwiseOp.of("mse_loss_backward", 4, Promotion.SAME,
            in(0).mul(in(3)).mul(in(1).sub(in(2))).mul(2));

    private static final String SOFTMAX = "SoftmaxBackward0";

    private Losses() {}

    /** How the losses of the elements become one: not at all, by their mean, by their sum. */
    public enum Reduce {
        NONE,
        MEAN,
        SUM;

        /** The one named {@code none}, {@code mean} or {@code sum}. */
        public static Reduce of(String name) {
            return switch (name) {
                case "none" -> NONE;
                case "mean" -> MEAN;
                case "sum" -> SUM;
                default -> throw new dev.flambeau.ArgumentException(name + " is not a valid value for reduction");
            };
        }

        /** Reduces a tensor of losses. */
        public Tensor apply(Tensor losses) {
            return switch (this) {
                case NONE -> losses;
                case MEAN -> losses.mean();
                case SUM -> losses.sum();
            };
        }
    }

    /** {@code (x - y)²}, reduced; the sizes must be the same. */
    public static Tensor mse(Tensor x, Tensor y, Reduce reduce) {
        return Engine.compose(new Mse(reduce), ElementLosses.matched("mse_loss", x, y));
    }

    /**
     * {@code -weight[target] x[target]} for log-probabilities {@code x [n, c]} or {@code [n, c, d…]}, reduced; the mean is weighted. Targets equal
     * to {@code ignore} count nothing.
     */
    public static Tensor nll(Tensor x, Tensor target, @Nullable Tensor weight, long ignore, Reduce reduce) {
        boolean isIgnored = checkNll(x, target, weight, ignore);
        if (Check.LOGITS_EXPECTED.isOn() && isMadeBy(x, SOFTMAX)) {
            Check.LOGITS_EXPECTED.warn(
                    "nll_loss takes log-probabilities, but its input is the result of a softmax: use logSoftmax");
        }
        Nll op = new Nll(weight, ignore, reduce, x.dim() > 2, weight == null && !isIgnored);
        return Engine.compose(op, x, target);
    }

    /**
     * The cross entropy between logits {@code [n, c, d…]} or {@code [c]} and class numbers, or probabilities of the logits' shape; {@code smoothing} spreads
     * that share of each target evenly over the classes.
     */
    public static Tensor crossEntropy(Tensor x, Tensor target, @Nullable Tensor weight, long ignore, Reduce reduce,
            double smoothing) {
        if (!(smoothing >= 0 && smoothing <= 1)) {
            throw new dev.flambeau.ArgumentException("label_smoothing must be between 0.0 and 1.0. Got: " + smoothing);
        }
        if (x.dim() == 0) {
            throw new ShapeException("cross_entropy: input tensor should have at least 1 dimension");
        }
        expectLogits("cross_entropy", x, SOFTMAX, "softmax", "nllLoss, after logSoftmax,");
        int classes = x.dim() == 1 ? 0 : 1;
        if (x.size().equals(target.size())) {
            return byProbabilities(x, target, weight, reduce, smoothing, classes);
        }
        Tensor logs = x.logSoftmax(classes);
        if (smoothing == 0) {
            return nll(logs, target, weight, ignore, reduce);
        }
        Nll sharp = new Nll(weight, ignore, Reduce.SUM, x.dim() > 2, false);
        checkNll(x, target, weight, ignore);
        Tensor scaled = weight == null ? logs : logs.mul(weight.view(classShape(x, classes)));
        Tensor spread = scaled.sum(classes).neg().mul(target.ne(ignore).to(x.dtype()));
        double even = smoothing / x.size(classes);
        return switch (reduce) {
            case NONE -> nll(logs, target, weight, ignore, reduce).mul(1 - smoothing).add(spread.mul(even));
            case SUM -> nll(logs, target, weight, ignore, reduce).mul(1 - smoothing).add(spread.sum().mul(even));
            case MEAN -> nll(logs, target, weight, ignore, reduce).mul(1 - smoothing)
                    .add(spread.sum().div(sharp.factors(x.detach(), target).sum()).mul(even));
        };
    }

    /** Warns where a loss of logits is given what {@code function} made of them. */
    static void expectLogits(String loss, Tensor x, String node, String function, String other) {
        if (Check.LOGITS_EXPECTED.isOn() && isMadeBy(x, node)) {
            Check.LOGITS_EXPECTED.warn(loss + " takes logits and applies the " + function
                    + " itself, but its input is the result of a " + function + " already: leave that out, or use "
                    + other + " instead");
        }
    }

    private static boolean isMadeBy(Tensor x, String node) {
        Node origin = x.gradFn();
        return origin != null && origin.name().equals(node);
    }

    private static Tensor byProbabilities(Tensor x, Tensor target, @Nullable Tensor weight, Reduce reduce,
            double smoothing, int classes) {
        if (!target.isFloatingPoint()) {
            throw new DTypeException("Expected floating point type for target with class probabilities, got "
                    + target.dtype().scalarName());
        }
        long count = x.size(classes);
        if (weight != null && (weight.dim() != 1 || weight.numel() != count)) {
            throw new ShapeException("cross_entropy: weight tensor should be defined either for all " + count
                    + " classes or no classes but got weight tensor of shape: " + weight.size());
        }
        Tensor smooth = smoothing == 0 ? target : target.mul(1 - smoothing).add(smoothing / count);
        Tensor losses = x.logSoftmax(classes).mul(smooth);
        if (weight != null) {
            losses = losses.mul(weight.view(classShape(x, classes)));
        }
        return switch (reduce) {
            case NONE -> losses.sum(classes).neg();
            case SUM -> losses.sum().neg();
            case MEAN -> losses.sum().neg().div((double) x.numel() / count);
        };
    }

    /** The shape that lays a weight for each class along the classes' dimension. */
    private static long[] classShape(Tensor x, int classes) {
        long[] shape = new long[x.dim()];
        java.util.Arrays.fill(shape, 1);
        shape[classes] = -1;
        return shape;
    }

    private record Mse(Reduce reduce) implements Composite {
        @Override
        public String name() {
            return "mse_loss";
        }

        @Override
        public Tensor compose(Tensor[] in) {
            return reduce.apply(SQUARED_DIFFERENCE.apply(in));
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.ofInputs(s -> grad(s, s.in(0), s.in(1)), 0, 1),
                    Grad.ofInputs(s -> grad(s, s.in(1), s.in(0)), 0, 1));
        }

        private Tensor grad(Saved s, Tensor a, Tensor b) {
            return MSE_GRAD.apply(s.g(), a, b, Tensor.scalar(reduce == Reduce.MEAN ? 1.0 / a.numel() : 1.0));
        }
    }

    /** {@code alike}: every target counts one, which needs a third of the steps. */
    private record Nll(@Nullable Tensor weight, long ignore, Reduce reduce, boolean planes, boolean alike)
            implements Composite {
        @Override
        public String name() {
            return "nll_loss";
        }

        @Override
        public String nodeName() {
            return planes ? "NllLoss2DBackward0" : "NllLossBackward0";
        }

        @Override
        public Tensor compose(Tensor[] in) {
            Tensor x = in[0];
            Tensor target = in[1];
            int classes = x.dim() == 1 ? 0 : 1;
            Tensor picked = x.gather(classes, places(target).unsqueeze(classes)).squeeze(classes);
            if (alike) {
                return switch (reduce) {
                    case NONE -> picked.neg();
                    case SUM -> picked.sum().neg();
                    case MEAN -> picked.sum().div(-(double) picked.numel());
                };
            }
            Tensor losses = picked.mul(factors(x, target)).neg();
            return switch (reduce) {
                case NONE -> losses;
                case SUM -> losses.sum();
                case MEAN -> losses.sum().div(factors(x, target).sum());
            };
        }

        /** The targets with the ignored ones made harmless. */
        private Tensor places(Tensor target) {
            Tensor index = target.to(DType.INT64);
            return alike ? index : Pointwise.WHERE.apply(index.eq(ignore), Tensor.scalar(0), index);
        }

        /** The weight of each target; 0 where it is ignored. */
        private Tensor factors(Tensor x, Tensor target) {
            Tensor counts = target.ne(ignore).to(x.dtype());
            return weight == null
                    ? counts
                    : counts.mul(weight.indexSelect(0, places(target).reshape(-1)).view(target.size().toLongs()));
        }

        /** The gradient at each target's place, where all count alike. */
        private Tensor each(Tensor g, Tensor index, int classes) {
            return switch (reduce) {
                case NONE -> g.neg().unsqueeze(classes);
                case SUM -> g.neg().expand(index.size().toLongs());
                case MEAN -> g.div(-(double) index.numel()).expand(index.size().toLongs());
            };
        }

        /** {@code -g weight} at each target's place (over the sum of weights for the mean), zero elsewhere. */
        @Override
        public Grads grads() {
            return Grads.each(new Grad(3, 0, s -> {
                Tensor x = s.in(0);
                Tensor target = s.in(1);
                int classes = x.dim() == 1 ? 0 : 1;
                if (alike) {
                    Tensor index = places(target).unsqueeze(classes);
                    return Torch.zerosLike(x).scatter_(classes, index, each(s.g(), index, classes));
                }
                Tensor factors = factors(x, target);
                Tensor scale = s.g().neg();
                if (reduce == Reduce.MEAN) {
                    scale = scale.div(factors.sum());
                }
                return Torch.zerosLike(x).scatter_(classes, places(target).unsqueeze(classes),
                        factors.mul(scale).unsqueeze(classes));
            }));
        }
    }

    /** Whether a target is to be ignored; throws where one is no class. */
    private static boolean checkNll(Tensor x, Tensor target, @Nullable Tensor weight, long ignore) {
        if (target.dtype() != DType.INT64 && target.dtype() != DType.UINT8) {
            throw new DTypeException(
                    "nll_loss: expected target dtype to be Long or Byte, but got " + target.dtype().scalarName()
                            + (target.dtype().isFloatingPoint() ? "" : "; toLong() converts it"));
        }
        if (x.dim() == 0) {
            throw new ShapeException("nll_loss: input tensor should have at least 1 dimension");
        }
        int classes = x.dim() == 1 ? 0 : 1;
        if (x.dim() <= 2 && target.dim() > 1) {
            throw new ShapeException(
                    "0D or 1D target tensor expected, multi-target not supported (nll_loss: input " + x.size()
                            + ", target " + target.size() + ")");
        }
        if (x.dim() > 1 && (target.dim() == 0 || target.size(0) != x.size(0))) {
            throw new ShapeException("Expected input batch_size (" + x.size(0) + ") to match target batch_size ("
                    + (target.dim() == 0 ? 1 : target.size(0)) + ").");
        }
        for (int i = 2; i < x.dim(); i++) {
            if (target.dim() != x.dim() - 1 || target.size(i - 1) != x.size(i)) {
                throw new ShapeException(
                        "nll_loss: size mismatch (got input: " + x.size() + " , target: " + target.size() + ")");
            }
        }
        if (x.dim() == 1 && target.dim() > 0 && target.numel() != 1) {
            throw new ShapeException(
                    "nll_loss: size mismatch (got input: " + x.size() + ", target: " + target.size() + ")");
        }
        long count = x.size(classes);
        if (weight != null && (weight.dim() != 1 || weight.numel() != count)) {
            throw new ShapeException(
                    "weight tensor should be defined either for all " + count + " classes or no classes but got weight "
                            + "tensor of shape: " + java.util.Arrays.toString(weight.size().toLongs()));
        }
        Array labels = target.array();
        boolean isIgnored = false;
        for (long i = 0; i < labels.numel; i++) {
            long label = labels.getLong(i);
            isIgnored |= label == ignore;
            if ((label < 0 || label >= count) && label != ignore) {
                throw new IndexException("Target " + label + " is out of bounds.");
            }
        }
        return isIgnored;
    }
}
