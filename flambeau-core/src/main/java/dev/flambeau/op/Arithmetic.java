package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.spi.Array;
import org.jspecify.annotations.Nullable;

/** The checks and choices of arithmetic that come before its lines of mathematics. {@code inPlace} writes over the first argument. */
public final class Arithmetic {
    private Arithmetic() {}

    /** An operation, in place or not. */
    public static Tensor run(PointwiseOp op, boolean inPlace, Tensor self, Tensor... others) {
        if (inPlace) {
            return op.applyInPlace(self, others);
        }
        Tensor[] in = new Tensor[others.length + 1];
        in[0] = self;
        System.arraycopy(others, 0, in, 1, others.length);
        return op.apply(in);
    }

    /** {@code a + alpha b}. */
    public static Tensor add(Tensor a, Tensor b, Number alpha, boolean inPlace) {
        checkAlpha(alpha, a, b);
        return run(Pointwise.ADD_SCALED, inPlace, a, b, Tensor.scalar(alpha));
    }

    /** {@code a - b}. */
    public static Tensor sub(Tensor a, Tensor b, boolean inPlace) {
        checkSub(a, b);
        return inPlace ? Pointwise.SUB.applyInPlace(a, b) : Pointwise.SUB.apply(a, b);
    }

    /** {@code a - alpha b}. */
    public static Tensor sub(Tensor a, Tensor b, Number alpha, boolean inPlace) {
        checkSub(a, b);
        checkAlpha(alpha, a, b);
        return run(Pointwise.SUB_SCALED, inPlace, a, b, Tensor.scalar(alpha));
    }

    /** {@code b - alpha a}. */
    public static Tensor rsub(Tensor a, Tensor b, Number alpha) {
        checkSub(a, b);
        checkAlpha(alpha, a, b);
        return Pointwise.RSUB.apply(a, b, Tensor.scalar(alpha));
    }

    /** The quotient: exact (null), rounded towards zero ({@code trunc}) or down ({@code floor}). */
    public static Tensor div(Tensor a, Tensor b, @Nullable String roundingMode, boolean inPlace) {
        PointwiseOp op = switch (roundingMode) {
            case null -> Pointwise.DIV;
            case "trunc" -> Pointwise.DIV_TRUNC;
            case "floor" -> Pointwise.DIV_FLOOR;
            default -> throw new ArgumentException(
                    "div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '" + roundingMode
                            + "'");
        };
        return run(op, inPlace, a, b);
    }

    public static Tensor neg(Tensor x, boolean inPlace) {
        if (x.dtype() == DType.BOOL) {
            throw new DTypeException("Negation, the `-` operator, on a bool tensor is not supported. "
                    + "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead.");
        }
        return run(Pointwise.NEG, inPlace, x);
    }

    /** The tensor itself; truth values have no sign. */
    public static Tensor positive(Tensor x) {
        if (x.dtype() == DType.BOOL) {
            throw new DTypeException("The `+` operator, on a bool tensor is not supported.");
        }
        return x;
    }

    /** {@code a^b}; the usual exponents by multiplication and root, as PyTorch does. */
    public static Tensor pow(Tensor a, Tensor b, boolean inPlace) {
        Array exponent = b.array();
        if (!exponent.immediate) {
            return run(Pointwise.POW, inPlace, a, b);
        }
        if (a.dtype().isFloatingPoint() && !a.array().immediate) {
            PointwiseOp op = shortcut(exponent.doubleValue);
            if (op != null) {
                return run(op, inPlace, a);
            }
        } else if (!exponent.dtype.isFloatingPoint() && exponent.longValue < 0) {
            throw new ArgumentException("Integers to negative integer powers are not allowed.");
        }
        return run(POW_NUMBER, inPlace, a, b);
    }

    /** As {@link Pointwise#POW}, with the graph's name for an exponent that is a number. */
    private static final PointwiseOp POW_NUMBER = Pointwise.POW.withNode("PowBackward0");
    private static final PointwiseOp ROOT = Pointwise.SQRT.withNode("PowBackward0");
    private static final PointwiseOp INVERSE = Pointwise.RECIPROCAL.withNode("PowBackward0");

    private static @Nullable PointwiseOp shortcut(double exponent) {
        return exponent == 2
                ? Pointwise.SQUARE
                : exponent == 3 ? Pointwise.CUBE : exponent == 0.5 ? ROOT : exponent == -1 ? INVERSE : null;
    }

    /** {@code x²}. */
    public static Tensor square(Tensor x, boolean inPlace) {
        return pow(x, Tensor.scalar(2), inPlace);
    }

    /** {@code a^b} in float64. */
    public static Tensor floatPower(Tensor a, Tensor b) {
        return pow(toDouble(a), toDouble(b), false);
    }

    public static Tensor floatPowerInPlace(Tensor a, Tensor b) {
        if (a.dtype() != DType.FLOAT64) {
            throw new DTypeException("the base given to float_power_ has dtype " + a.dtype().scalarName()
                    + " but the operation's result requires dtype Double");
        }
        return pow(a, toDouble(b), true);
    }

    private static Tensor toDouble(Tensor x) {
        Array array = x.array();
        return array.immediate ? Tensor.scalar(array.doubleValue) : x.to(DType.FLOAT64);
    }

    /** {@code a + value b c}. */
    public static Tensor addcmul(Tensor a, Tensor b, Tensor c, Number value, boolean inPlace) {
        return run(Pointwise.ADDCMUL, inPlace, a, b, c, Tensor.scalar(value));
    }

    /** {@code a + value b / c}. */
    public static Tensor addcdiv(Tensor a, Tensor b, Tensor c, Number value, boolean inPlace) {
        if (!b.dtype().isFloatingPoint() && !c.dtype().isFloatingPoint()) {
            throw new DTypeException(
                    "Integer division with addcdiv is no longer supported, and in a future release addcdiv will perform a "
                            + "true division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as "
                            + "(input + value * torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as "
                            + "(input + value * tensor1 / tensor2) for float inputs.");
        }
        return run(Pointwise.ADDCDIV, inPlace, a, b, c, Tensor.scalar(value));
    }

    /** {@code a + weight (b - a)}. */
    public static Tensor lerp(Tensor a, Tensor b, Tensor weight, boolean inPlace) {
        checkSame("end", a, b);
        if (!weight.array().immediate) {
            checkSame("weight", a, weight);
            return run(LERP_TENSOR, inPlace, a, b, weight);
        }
        return run(Pointwise.LERP, inPlace, a, b, weight);
    }

    private static final PointwiseOp LERP_TENSOR = Pointwise.LERP.withNode("LerpBackward1");

    private static void checkSame(String what, Tensor a, Tensor b) {
        if (a.dtype() != b.dtype() && a.dtype().isFloatingPoint()) {
            throw new DTypeException(
                    "lerp: expected dtype " + a.dtype().torchName() + " for `" + what + "` but got dtype "
                            + b.dtype().torchName());
        }
    }

    /** Into the bounds, of which one may be missing. */
    public static Tensor clamp(Tensor x, @Nullable Tensor min, @Nullable Tensor max, boolean inPlace) {
        if (min != null && max != null) {
            if (x.dtype() == DType.BOOL && min.dtype() == DType.BOOL && max.dtype() == DType.BOOL) {
                throw new DTypeException("\"clamp\" not implemented for 'Bool'");
            }
            if (min.array().immediate && max.array().immediate && (Double.isNaN(min.array().doubleValue)
                    || Double.isNaN(max.array().doubleValue))) {
                return fill(x, Tensor.scalar(Double.NaN), inPlace);
            }
            return run(Pointwise.CLAMP, inPlace, x, min, max);
        }
        if (min == null && max == null) {
            throw new ArgumentException("torch.clamp: At least one of 'min' or 'max' must not be None");
        }
        Tensor bound = min != null ? min : java.util.Objects.requireNonNull(max);
        return run(min != null ? LOWER : UPPER, inPlace, x, bound);
    }

    /** A number as a bound; null stays null. */
    public static @Nullable Tensor bound(@Nullable Number value) {
        return value == null ? null : Tensor.scalar(value);
    }

    /** Zeros written over the tensor. */
    public static Tensor zero(Tensor x) {
        return ZERO.applyInPlace(x);
    }

    private static final PointwiseOp ZERO = PointwiseOp.of("zero", 1, Promotion.SAME, dev.flambeau.expr.Expr.of(0),
            dev.flambeau.expr.Expr.of(0));

    private static final PointwiseOp LOWER = Pointwise.CLAMP_MIN.withNode("ClampBackward0");
    private static final PointwiseOp UPPER = Pointwise.CLAMP_MAX.withNode("ClampBackward0");

    /** {@code value} everywhere, in the tensor's size and type. */
    public static Tensor fill(Tensor x, Tensor value, boolean inPlace) {
        if (value.dim() > 0) {
            throw new dev.flambeau.ShapeException(
                    "fill only supports 0-dimension value tensor but got tensor with " + value.dim()
                            + " dimensions.");
        }
        return run(Pointwise.FILL, inPlace, x, truth(x, value));
    }

    /** {@code value} where the mask holds. */
    public static Tensor maskedFill(Tensor x, Tensor mask, Tensor value, boolean inPlace) {
        if (mask.dtype() != DType.BOOL) {
            throw new DTypeException(
                    "masked_fill_ only supports boolean masks, but got mask with dtype " + mask.dtype().scalarName());
        }
        if (value.dim() > 0) {
            throw new dev.flambeau.ShapeException(
                    "masked_fill_ only supports a 0-dimensional value tensor, but got tensor with "
                            + value.dim() + " dimension(s).");
        }
        return run(value.array().immediate ? Pointwise.MASKED_FILL : MASKED_FILL_TENSOR, inPlace, x, mask,
                truth(x, value));
    }

    private static final PointwiseOp MASKED_FILL_TENSOR = Pointwise.MASKED_FILL.withNode("MaskedFillBackward1");

    /** A fraction is true, although it is 0 as an integer. */
    private static Tensor truth(Tensor x, Tensor value) {
        return x.dtype() == DType.BOOL && value.dtype().isFloatingPoint()
                ? Pointwise.NE.apply(value, Tensor.scalar(0))
                : value;
    }

    /** To {@code decimals} places, half to even. */
    public static Tensor round(Tensor x, int decimals, boolean inPlace) {
        double power = Math.pow(10, Math.abs(decimals));
        return run(decimals < 0 ? Elementary.ROUND_TENS : Elementary.ROUND_DECIMALS, inPlace, x, Tensor.scalar(power));
    }

    /** With numbers for NaN and infinities; null stands for the largest and the lowest number of the type. */
    public static Tensor nanToNum(Tensor x, double nan, @Nullable Double posinf, @Nullable Double neginf,
            boolean inPlace) {
        if (!x.dtype().isFloatingPoint()) {
            return inPlace ? x : x.clone();
        }
        double max = largest(x.dtype());
        return run(Elementary.NAN_TO_NUM, inPlace, x, Tensor.scalar(nan), Tensor.scalar(posinf == null ? max : posinf),
                Tensor.scalar(neginf == null ? -max : neginf));
    }

    /** The largest finite number of a floating type. */
    public static double largest(DType type) {
        return switch (type) {
            case FLOAT16 -> 65504;
            case BFLOAT16 -> 0x1.fep127;
            case FLOAT32 -> Float.MAX_VALUE;
            default -> Double.MAX_VALUE;
        };
    }

    /** 0 below 0, 1 above, {@code values} at 0. */
    public static Tensor heaviside(Tensor x, Tensor values, boolean inPlace) {
        if (x.dtype() != values.dtype()) {
            throw new DTypeException("heaviside is not yet implemented for tensors with different dtypes.");
        }
        return run(Pointwise.HEAVISIDE, inPlace, x, values);
    }

    private static void checkSub(Tensor a, Tensor b) {
        if (a.dtype() == DType.BOOL || b.dtype() == DType.BOOL) {
            throw new DTypeException(a.dtype() == b.dtype()
                    ? "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator instead."
                    : "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the `~` "
                            + "or `logical_not()` operator instead.");
        }
    }

    private static void checkAlpha(Number alpha, Tensor a, Tensor b) {
        if ((alpha instanceof Double || alpha instanceof Float) && !a.dtype().isFloatingPoint()
                && !b.dtype().isFloatingPoint()) {
            throw new ArgumentException(
                    "For integral input tensors, argument alpha must not be a floating point number.");
        }
    }

    /** The default type for numbers that are integers, the type itself for others. */
    static Tensor floating(Tensor x) {
        return x.dtype().isFloatingPoint() ? x : x.to(Torch.getDefaultDtype());
    }
}
