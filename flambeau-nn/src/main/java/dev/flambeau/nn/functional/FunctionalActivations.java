package dev.flambeau.nn.functional;

import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Fn;
import dev.flambeau.op.Activations;
import dev.flambeau.op.Dropouts;
import dev.flambeau.op.PointwiseOp;
import dev.flambeau.op.Promotion;

/** Functions of each element (or along one dimension) that stand between layers. A part of {@link F}. */
abstract class FunctionalActivations extends FunctionalConvolutions {
    private static final PointwiseOp GLU =
            PointwiseOp.of("glu", 2, Promotion.FLOATING, Expr.in(0).mul(Expr.call(Fn.SIGMOID, Expr.in(1))));

    FunctionalActivations() {}

    /** {@code max(0, x)}. */
    public static Tensor relu(Tensor x) {
        return x.relu();
    }

    /** {@code min(max(0, x), 6)}. */
    public static Tensor relu6(Tensor x) {
        return Activations.hardtanh(x, 0, 6, false);
    }

    /** {@code 1 / (1 + exp(-x))}. */
    public static Tensor sigmoid(Tensor x) {
        return x.sigmoid();
    }

    public static Tensor tanh(Tensor x) {
        return x.tanh();
    }

    /** {@code x} above 0, {@code 0.01 x} below. */
    public static Tensor leakyRelu(Tensor x) {
        return leakyRelu(x, 0.01);
    }

    /** {@code x} above 0, {@code negativeSlope x} below. */
    public static Tensor leakyRelu(Tensor x, double negativeSlope) {
        return Activations.leakyRelu(x, negativeSlope, false);
    }

    /** {@code x} above 0, {@code weight x} below; one weight for all, or one for each channel. */
    public static Tensor prelu(Tensor x, Tensor weight) {
        return Activations.prelu(x, weight);
    }

    /** The leaky rectifier with a slope that in training is drawn for each element, and else the mean of the bounds. */
    public static Tensor rrelu(Tensor x, double lower, double upper, boolean training) {
        return Dropouts.rrelu(x, lower, upper, training, false);
    }

    /** {@code x} above 0, {@code alpha (exp(x) - 1)} below. */
    public static Tensor elu(Tensor x, double alpha) {
        return Activations.elu(x, alpha, false);
    }

    /** {@code scale x} above 0, {@code scale alpha (exp(x) - 1)} below, with constants that keep mean 0 and variance 1. */
    public static Tensor selu(Tensor x) {
        return Activations.selu(x, false);
    }

    /** {@code x} above 0, {@code alpha (exp(x / alpha) - 1)} below. */
    public static Tensor celu(Tensor x, double alpha) {
        return Activations.celu(x, alpha, false);
    }

    /** {@code x Φ(x)}, Φ being the normal distribution's cumulative function. */
    public static Tensor gelu(Tensor x) {
        return gelu(x, "none");
    }

    /** As {@link #gelu(Tensor)}; {@code approximate} is {@code "none"} or {@code "tanh"}. */
    public static Tensor gelu(Tensor x, String approximate) {
        return Activations.gelu(x, approximate);
    }

    /** {@code x sigmoid(x)}. */
    public static Tensor silu(Tensor x) {
        return Activations.silu(x, false);
    }

    /** {@code x tanh(softplus(x))}. */
    public static Tensor mish(Tensor x) {
        return Activations.mish(x, false);
    }

    /** {@code log(1 + exp(x))}. */
    public static Tensor softplus(Tensor x) {
        return softplus(x, 1, 20);
    }

    /** {@code log(1 + exp(beta x)) / beta}, and x itself where beta x is above the threshold. */
    public static Tensor softplus(Tensor x, double beta, double threshold) {
        return Activations.softplus(x, beta, threshold);
    }

    /** {@code x / (1 + |x|)}. */
    public static Tensor softsign(Tensor x) {
        return Activations.softsign(x);
    }

    /** {@code log(sigmoid(x))}. */
    public static Tensor logsigmoid(Tensor x) {
        return Activations.logsigmoid(x);
    }

    /** {@code x} moved towards 0 by lambd. */
    public static Tensor softshrink(Tensor x, double lambd) {
        return Activations.softshrink(x, lambd);
    }

    /** {@code x} where it is farther from 0 than lambd, else 0. */
    public static Tensor hardshrink(Tensor x, double lambd) {
        return Activations.hardshrink(x, lambd);
    }

    /** {@code x - tanh(x)}. */
    public static Tensor tanhshrink(Tensor x) {
        return Activations.tanhshrink(x);
    }

    /** {@code x} between two bounds. */
    public static Tensor hardtanh(Tensor x, double min, double max) {
        return Activations.hardtanh(x, min, max, false);
    }

    /** {@code min(max(0, x + 3), 6) / 6}. */
    public static Tensor hardsigmoid(Tensor x) {
        return Activations.hardsigmoid(x, false);
    }

    /** {@code x hardsigmoid(x)}. */
    public static Tensor hardswish(Tensor x) {
        return Activations.hardswish(x, false);
    }

    /** {@code x} above the threshold, else the value. */
    public static Tensor threshold(Tensor x, double threshold, double value) {
        return Activations.threshold(x, threshold, value, false);
    }

    /** The first half along a dimension, times the sigmoid of the second half. */
    public static Tensor glu(Tensor x, int dim) {
        if (x.dim() == 0) {
            throw new ShapeException("glu does not support scalars because halving size must be even");
        }
        int d = Torch.wrapDim(dim, x.dim());
        if (x.size(d) % 2 != 0) {
            throw new ShapeException("Halving dimension must be even, but dimension " + d + " is size " + x.size(d));
        }
        if (!x.isFloatingPoint()) {
            throw new DTypeException("\"glu_cpu\" not implemented for '" + x.dtype().scalarName() + "'");
        }
        long half = x.size(d) / 2;
        return GLU.apply(x.narrow(d, 0, half), x.narrow(d, half, half));
    }

    /** {@code exp(x) / sum(exp(x))} along a dimension. */
    public static Tensor softmax(Tensor x, int dim) {
        return x.softmax(dim);
    }

    /** The softmax of {@code -x}. */
    public static Tensor softmin(Tensor x, int dim) {
        return x.neg().softmax(dim);
    }

    /** {@code log(softmax(x))} along a dimension. */
    public static Tensor logSoftmax(Tensor x, int dim) {
        return x.logSoftmax(dim);
    }
}
