package dev.flambeau.op;

import static dev.flambeau.expr.Expr.in;

import dev.flambeau.ArgumentException;
import dev.flambeau.Check;
import dev.flambeau.DType;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.spi.RandomStream;
import java.util.Arrays;

/** Random zeros, and other random factors. */
public final class Dropouts {
    /** The saturation value of SELU, negated: what alpha dropout puts in place of what it drops. */
    private static final double ALPHA = 1.7580993408473766;

    /** Input, mask, scale. */
    private static final PointwiseOp SCALED_MASK =
            PointwiseOp.of("dropout", 3, Promotion.SAME, in(0).mul(in(1).mul(in(2)))).withConditions(4)
                    .withNode("MulBackward0");
    /** {@code x · mask · a + (mask - 1) · alpha a + alpha a p}; input, mask, a, alpha a, alpha a p. */
    private static final PointwiseOp ALPHA_MASK = PointwiseOp.of("alpha_dropout", 5, Promotion.SAME,
            in(0).mul(in(1).mul(in(2))).add(in(1).sub(1).mul(in(3)).add(in(4)))).withConditions(28)
            .withNode("AddBackward0");

    private Dropouts() {}

    /** In training, zeroes elements with probability {@code p} and scales the others by {@code 1 / (1 - p)}; else the input itself. */
    public static Tensor dropout(Tensor x, double p, boolean training, boolean inPlace) {
        return drop(x, p, training, inPlace, false, false);
    }

    /** As {@link #dropout} for whole channels of {@code x [n, c, *]}. */
    public static Tensor featureDropout(Tensor x, double p, boolean training, boolean inPlace) {
        return drop(x, p, training, inPlace, true, false);
    }

    /** As {@link #dropout} with SELU's saturation value in place of zero, so that mean and variance stay as they are. */
    public static Tensor alphaDropout(Tensor x, double p, boolean training, boolean inPlace) {
        return drop(x, p, training, inPlace, false, true);
    }

    /** As {@link #alphaDropout} for whole channels. */
    public static Tensor featureAlphaDropout(Tensor x, double p, boolean training, boolean inPlace) {
        return drop(x, p, training, inPlace, true, true);
    }

    private static Tensor drop(Tensor x, double p, boolean training, boolean inPlace, boolean wholeChannels,
            boolean alpha) {
        check(p);
        if (!training || p == 0 || x.numel() == 0) {
            return x;
        }
        if (p == 1) {
            return Arithmetic.run(Pointwise.MUL, inPlace, x, Torch.zeros(x.dtype()));
        }
        if (!GradMode.isEnabled()) {
            Check.TRAINING_WITHOUT_GRADIENTS.warn("dropout in training mode while no gradients are recorded: eval() "
                    + "before an evaluation makes it pass everything on");
        }
        Tensor mask = Randoms.like(wholeChannels ? channels(x) : x, new RandomStream.Bernoulli(1 - p), x.dtype(),
                Torch.defaultGenerator());
        if (!alpha) {
            return Arithmetic.run(SCALED_MASK, inPlace, x, mask, Tensor.scalar(1 / (1 - p)));
        }
        double a = 1 / Math.sqrt((ALPHA * ALPHA * p + 1) * (1 - p));
        return Arithmetic.run(ALPHA_MASK, inPlace, x, mask, Tensor.scalar(a), Tensor.scalar(ALPHA * a),
                Tensor.scalar(ALPHA * a * p));
    }

    /** Something of the sizes [n, c, 1 …]. */
    private static Tensor channels(Tensor x) {
        if (x.dim() < 2) {
            throw new ShapeException("Feature dropout requires at least 2 dimensions in the input");
        }
        long[] sizes = x.array().sizes.clone();
        Arrays.fill(sizes, 2, sizes.length, 1);
        return Torch.empty(x.dtype(), sizes);
    }

    /** The leaky rectifier with a slope that in training is drawn for each element, and else the mean of the bounds. */
    public static Tensor rrelu(Tensor x, double lower, double upper, boolean training, boolean inPlace) {
        if (!(lower <= upper)) {
            throw new ArgumentException("Lower bound should be less than or equal to the upper bound, but got " + lower
                    + " and " + upper);
        }
        if (!training) {
            return Activations.leakyRelu(x, (lower + upper) / 2, inPlace);
        }
        Tensor negative = x.detach().le(0);
        long count = negative.sum().itemLong();
        Tensor slopes = Torch.empty(DType.FLOAT64, count).uniform_(lower, upper).to(x.dtype());
        Tensor factors = Torch.onesLike(x.detach()).maskedScatter(negative, slopes);
        return Arithmetic.run(Pointwise.MUL, inPlace, x, factors);
    }

    static void check(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new ArgumentException("dropout probability has to be between 0 and 1, but got " + p);
        }
    }
}
