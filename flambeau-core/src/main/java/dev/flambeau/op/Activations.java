package dev.flambeau.op;

import static dev.flambeau.expr.Expr.call;
import static dev.flambeau.expr.Expr.in;
import static dev.flambeau.expr.Expr.of;
import static dev.flambeau.expr.Expr.select;
import static dev.flambeau.op.PointwiseOp.G;
import static dev.flambeau.op.Promotion.FLOATING;
import static dev.flambeau.op.Promotion.INT_TO_FLOAT;
import static dev.flambeau.op.Promotion.NUMBER;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Fn;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The activation functions of neural networks. Slopes, bounds and thresholds are inputs that are numbers. */
public final class Activations {
    private static final Expr A = in(0);
    private static final Expr B = in(1);
    private static final Expr C = in(2);
    private static final Expr D = in(3);
    private static final double SELU_ALPHA = 1.6732632423543772848170429916717;
    private static final double SELU_SCALE = 1.0507009873554804934193349852946;

    private static final PointwiseOp LEAKY_RELU =
            PointwiseOp.of("leaky_relu", 2, FLOATING, select(A.gt(0), A, A.mul(B)),
                    select(A.gt(0), G, G.mul(B))).withConditions(2);
    /** {@code scale · x} above 0, {@code scale · alpha · (e^(x · inputScale) - 1)} below; in that order. */
    private static final PointwiseOp ELU = PointwiseOp.of("elu", 4, FLOATING,
            select(A.le(0), A.mul(D).expm1().mul(B.mul(C)), A.mul(C)),
            select(A.le(0), G.mul(D.mul(B).mul(C)).mul(A.mul(D).exp()), G.mul(C))).withConditions(14);
    private static final PointwiseOp CELU = ELU.withNode("CeluBackward0");
    private static final PointwiseOp GELU =
            PointwiseOp.of("gelu", 1, FLOATING, A.mul(0.5).mul(A.mul(Math.sqrt(0.5)).erf().add(1)));
    private static final PointwiseOp GELU_TANH = PointwiseOp.of("gelu", 1, FLOATING,
            A.mul(0.5).mul(A.add(A.mul(A).mul(A).mul(0.044715)).mul(Math.sqrt(2 / Math.PI)).tanh().add(1)));
    private static final PointwiseOp SILU =
            PointwiseOp.of("silu", 1, FLOATING, A.div(of(1).add(A.neg().exp())), siluGrad());
    private static final PointwiseOp MISH =
            PointwiseOp.of("mish", 1, FLOATING, A.mul(A.exp().log1p().tanh()), mishGrad());
    /** {@code log(1 + e^(beta x)) / beta}, x itself where beta x is above the threshold. */
    private static final PointwiseOp SOFTPLUS = PointwiseOp.of("softplus", 3, FLOATING,
            select(A.mul(B).gt(C), A, A.mul(B).exp().log1p().div(B)),
            select(A.mul(B).gt(C), G, G.mul(call(Fn.SIGMOID, A.mul(B))))).withConditions(6);
    private static final PointwiseOp LOG_SIGMOID = PointwiseOp.of("log_sigmoid", 1, FLOATING,
            A.min(of(0)).sub(A.abs().neg().exp().log1p()), G.mul(call(Fn.SIGMOID, A.neg())));
    private static final PointwiseOp SOFTSHRINK = PointwiseOp.of("softshrink", 2, FLOATING,
            select(A.gt(B), A.sub(B), select(A.lt(B.neg()), A.add(B), A.mul(0))), select(inside(), of(0), G))
            .withConditions(2);
    private static final PointwiseOp HARDSHRINK = PointwiseOp.of("hardshrink", 2, FLOATING, select(inside(), of(0), A),
            select(inside(), of(0), G)).withConditions(2);
    /** Between two bounds; at them the gradient is 0. */
    private static final PointwiseOp HARDTANH = PointwiseOp.of("hardtanh", 3, NUMBER, A.max(B).min(C),
            select(A.le(B).or(A.ge(C)), of(0), G)).withConditions(6);
    private static final PointwiseOp HARDSIGMOID =
            PointwiseOp.of("hardsigmoid", 1, FLOATING, gate(), select(A.gt(-3).and(A.lt(3)),
                    G.div(6), of(0)));
    private static final PointwiseOp HARDSWISH =
            PointwiseOp.of("hardswish", 1, FLOATING, A.mul(A.add(3).max(of(0)).min(of(6))).div(6),
                    select(A.le(-3), of(0), select(A.lt(3), G.mul(A.div(3).add(0.5)), G)));
    private static final PointwiseOp THRESHOLD = PointwiseOp.of("threshold", 3, NUMBER, select(A.le(B), C, A),
            select(A.le(B), of(0), G)).withConditions(6);
    private static final PointwiseOp PRELU = PointwiseOp.of("_prelu_kernel", 2, FLOATING, select(A.gt(0), A, B.mul(A)),
            select(A.gt(0), G, B.mul(G)), select(A.gt(0), of(0), A.mul(G))).withNode("PreluKernelBackward0");
    private static final PointwiseOp LOGIT = PointwiseOp.of("logit", 1, INT_TO_FLOAT, A.div(of(1).sub(A)).log(),
            select(A.lt(0).or(A.gt(1)), of(Double.NaN), G.div(A.mul(of(1).sub(A)))));
    /** With the argument clamped to {@code [eps, 1 - eps]}. */
    private static final PointwiseOp LOGIT_EPS = PointwiseOp.of("logit", 2, INT_TO_FLOAT, logitOfClamped(),
            select(A.lt(B).or(A.gt(of(1).sub(B))), of(0), G.div(A.mul(of(1).sub(A))))).withConditions(2);

    private Activations() {}

    public static Tensor relu(Tensor x, boolean inPlace) {
        if (x.dtype() == DType.BOOL) {
            throw new DTypeException("Boolean inputs not supported for relu");
        }
        return Arithmetic.run(Pointwise.RELU, inPlace, x);
    }

    public static Tensor leakyRelu(Tensor x, double negativeSlope, boolean inPlace) {
        return Arithmetic.run(LEAKY_RELU, inPlace, x, Tensor.scalar(negativeSlope));
    }

    public static Tensor elu(Tensor x, double alpha, boolean inPlace) {
        return Arithmetic.run(ELU, inPlace, x, Tensor.scalar(alpha), Tensor.scalar(1.0), Tensor.scalar(1.0));
    }

    public static Tensor selu(Tensor x, boolean inPlace) {
        return Arithmetic.run(ELU, inPlace, x, Tensor.scalar(SELU_ALPHA), Tensor.scalar(SELU_SCALE),
                Tensor.scalar(1.0));
    }

    public static Tensor celu(Tensor x, double alpha, boolean inPlace) {
        if (alpha == 0) {
            throw new ArgumentException("ZeroDivisionError: alpha cannot be 0 for CELU");
        }
        return Arithmetic.run(CELU, inPlace, x, Tensor.scalar(alpha), Tensor.scalar(1.0), Tensor.scalar(1 / alpha));
    }

    /** {@code approximate} is {@code none} or {@code tanh}. */
    public static Tensor gelu(Tensor x, String approximate) {
        return switch (approximate) {
            case "none" -> GELU.apply(x);
            case "tanh" -> GELU_TANH.apply(x);
            default -> throw new ArgumentException("approximate argument must be either none or tanh.");
        };
    }

    public static Tensor silu(Tensor x, boolean inPlace) {
        return Arithmetic.run(SILU, inPlace, x);
    }

    public static Tensor mish(Tensor x, boolean inPlace) {
        return Arithmetic.run(MISH, inPlace, x);
    }

    public static Tensor softplus(Tensor x, double beta, double threshold) {
        return SOFTPLUS.apply(x, Tensor.scalar(beta), Tensor.scalar(threshold));
    }

    public static Tensor softsign(Tensor x) {
        return x.div(x.abs().add(1));
    }

    public static Tensor logsigmoid(Tensor x) {
        return LOG_SIGMOID.apply(x);
    }

    public static Tensor softshrink(Tensor x, double lambd) {
        double max = x.dtype().isFloatingPoint() ? Arithmetic.largest(x.dtype()) : Double.MAX_VALUE;
        if (!(lambd >= 0 && lambd <= max)) {
            throw new ArgumentException(
                    "lambda must be in range [0, " + printed(max) + "] for input dtype " + x.dtype().scalarName()
                            + ", but found " + printed(lambd));
        }
        return SOFTSHRINK.apply(x, Tensor.scalar(lambd));
    }

    public static Tensor hardshrink(Tensor x, double lambd) {
        return HARDSHRINK.apply(x, Tensor.scalar(lambd));
    }

    public static Tensor tanhshrink(Tensor x) {
        return x.sub(x.tanh());
    }

    public static Tensor hardtanh(Tensor x, Number min, Number max, boolean inPlace) {
        if (x.dtype() == DType.BOOL) {
            throw new DTypeException("Bool inputs not supported for hardtanh");
        }
        if (min.doubleValue() > max.doubleValue()) {
            throw new ArgumentException("min_val cannot be greater than max_val, got " + min + " and " + max);
        }
        if (x.dtype() == DType.UINT8 && (min.longValue() < 0 || max.longValue() < 0)) {
            throw new ArgumentException("cannot do hardtanh on an unsigned type with negative limits");
        }
        return Arithmetic.run(HARDTANH, inPlace, x, Tensor.scalar(min), Tensor.scalar(max));
    }

    public static Tensor hardsigmoid(Tensor x, boolean inPlace) {
        return Arithmetic.run(HARDSIGMOID, inPlace, x);
    }

    public static Tensor hardswish(Tensor x, boolean inPlace) {
        return Arithmetic.run(HARDSWISH, inPlace, x);
    }

    public static Tensor threshold(Tensor x, Number threshold, Number value, boolean inPlace) {
        return Arithmetic.run(THRESHOLD, inPlace, x, Tensor.scalar(threshold), Tensor.scalar(value));
    }

    /** {@code max(0, x) + weight · min(0, x)}, with one weight for all or one for each channel (dimension 1). */
    public static Tensor prelu(Tensor x, Tensor weight) {
        if (x.dtype() != weight.dtype()) {
            throw new DTypeException("prelu: Type promoting not supported. Got " + x.dtype().torchName() + " and "
                    + weight.dtype().torchName());
        }
        if (weight.dim() > 1) {
            throw new ShapeException(
                    "prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = " + weight.dim());
        }
        if (weight.numel() == 1) {
            return PRELU.apply(x, x.dim() == 0 || weight.dim() == 0 ? weight.reshape() : weight);
        }
        if (x.dim() == 0) {
            throw new ShapeException("Not allow zero-dim input tensor.");
        }
        long channels = x.dim() > 1 ? x.size(1) : 1;
        if (channels != weight.numel()) {
            throw new ShapeException(
                    "Mismatch of parameter numbers and input channel size. Found parameter numbers = " + weight.numel()
                            + " and channel size = " + channels + ".");
        }
        long[] sizes = new long[x.dim()];
        Arrays.fill(sizes, 1);
        sizes[1] = channels;
        return PRELU.apply(x, weight.reshape(sizes));
    }

    /** {@code log(x / (1 - x))}; with {@code eps}, x is clamped to {@code [eps, 1 - eps]} first. */
    public static Tensor logit(Tensor x, @Nullable Double eps, boolean inPlace) {
        return eps == null || eps < 0
                ? Arithmetic.run(LOGIT, inPlace, x)
                : Arithmetic.run(LOGIT_EPS, inPlace, x, Tensor.scalar(eps));
    }

    private static Expr siluGrad() {
        Expr s = call(Fn.SIGMOID, A);
        return G.mul(s).mul(A.mul(of(1).sub(s)).add(1));
    }

    private static Expr mishGrad() {
        Expr t = A.exp().log1p().tanh();
        return G.mul(t.add(A.mul(call(Fn.SIGMOID, A)).mul(of(1).sub(t.mul(t)))));
    }

    private static Expr inside() {
        return A.ge(B.neg()).and(A.le(B));
    }

    private static Expr gate() {
        return A.add(3).max(of(0)).min(of(6)).div(6);
    }

    private static Expr logitOfClamped() {
        Expr high = of(1).sub(B);
        Expr z = select(A.lt(B), B, select(A.gt(high), high, A));
        return z.div(of(1).sub(z)).log();
    }

    /** As C++ streams print a number. */
    private static String printed(double value) {
        String text = String.format(java.util.Locale.ROOT, "%.6g", value);
        int e = text.indexOf('e');
        String digits = e < 0 ? text : text.substring(0, e);
        String trimmed = digits.contains(".") ? digits.replaceAll("0+$", "").replaceAll("\\.$", "") : digits;
        return e < 0 ? trimmed : trimmed + text.substring(e);
    }
}
