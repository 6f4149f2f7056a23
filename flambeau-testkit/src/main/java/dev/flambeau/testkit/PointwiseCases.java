package dev.flambeau.testkit;

import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Arithmetic, elementary functions, comparisons, choices. */
final class PointwiseCases {
    private PointwiseCases() {}

    static void register(OpTable ops) {
        unary(ops);
        arithmetic(ops);
        comparisons(ops);
        bits(ops);
        choices(ops);
        ActivationCases.register(ops);
    }

    private static void one(OpTable ops, String name, UnaryOperator<Tensor> function) {
        ops.put(name, c -> function.apply(c.self()));
    }

    /** A function of two tensors, of which one may be a number. */
    private static void two(OpTable ops, String name, BiFunction<Tensor, Tensor, Object> function) {
        ops.put(name, c -> function.apply(c.tensorOrScalar(0), c.tensorOrScalar(1, "other")));
    }

    private static void unary(OpTable ops) {
        one(ops, "abs", Tensor::abs);
        one(ops, "neg", Tensor::neg);
        one(ops, "positive", Tensor::positive);
        one(ops, "sign", Tensor::sign);
        one(ops, "sgn", Tensor::sgn);
        one(ops, "signbit", Tensor::signbit);
        one(ops, "square", Tensor::square);
        one(ops, "sqrt", Tensor::sqrt);
        one(ops, "rsqrt", Tensor::rsqrt);
        one(ops, "reciprocal", Tensor::reciprocal);
        one(ops, "exp", Tensor::exp);
        one(ops, "exp2", Tensor::exp2);
        one(ops, "expm1", Tensor::expm1);
        one(ops, "log", Tensor::log);
        one(ops, "log2", Tensor::log2);
        one(ops, "log10", Tensor::log10);
        one(ops, "log1p", Tensor::log1p);
        one(ops, "sin", Tensor::sin);
        one(ops, "cos", Tensor::cos);
        one(ops, "tan", Tensor::tan);
        one(ops, "asin", Tensor::asin);
        one(ops, "acos", Tensor::acos);
        one(ops, "atan", Tensor::atan);
        one(ops, "sinh", Tensor::sinh);
        one(ops, "cosh", Tensor::cosh);
        one(ops, "tanh", Tensor::tanh);
        one(ops, "asinh", Tensor::asinh);
        one(ops, "acosh", Tensor::acosh);
        one(ops, "atanh", Tensor::atanh);
        one(ops, "sinc", Tensor::sinc);
        one(ops, "sigmoid", Tensor::sigmoid);
        one(ops, "angle", Tensor::angle);
        one(ops, "deg2rad", Tensor::deg2rad);
        one(ops, "rad2deg", Tensor::rad2deg);
        one(ops, "floor", Tensor::floor);
        one(ops, "ceil", Tensor::ceil);
        one(ops, "trunc", Tensor::trunc);
        one(ops, "frac", Tensor::frac);
        ops.putAll(c -> c.has("decimals") ? c.self().round(c.dim("decimals", 0)) : c.self().round(), "round",
                "round.decimals_0",
                "round.decimals_3", "round.decimals_neg_3");
        ops.put("nan_to_num", c -> c.self().nanToNum(c.number(1, "nan", 0), numberOrNull(c, 2, "posinf"),
                numberOrNull(c, 3, "neginf")));
        ops.put("frexp", c -> c.self().frexp());
    }

    private static void arithmetic(OpTable ops) {
        ops.put("add", c -> {
            Number alpha = alpha(c);
            Tensor other = c.tensorOrScalar(1, "other");
            return alpha == null ? c.self().add(other) : c.self().add(other, alpha);
        });
        ops.put("sub", c -> {
            Number alpha = alpha(c);
            Tensor other = c.tensorOrScalar(1, "other");
            return alpha == null ? c.self().sub(other) : c.self().sub(other, alpha);
        });
        ops.put("rsub", c -> {
            Number alpha = alpha(c);
            return c.self().rsub(c.tensorOrScalar(1, "other"), alpha == null ? 1 : alpha);
        });
        two(ops, "mul", Tensor::mul);
        ops.putAll(c -> {
            Tensor other = c.tensorOrScalar(1, "other");
            return c.has("rounding_mode") ? c.self().div(other, c.string("rounding_mode", "")) : c.self().div(other);
        }, "div.no_rounding_mode", "div.floor_rounding", "div.trunc_rounding", "true_divide");
        two(ops, "floor_divide", Tensor::floorDivide);
        two(ops, "remainder", Tensor::remainder);
        two(ops, "fmod", Tensor::fmod);
        ops.putAll(c -> Torch.pow(c.tensorOrScalar(0), c.tensorOrScalar(1, "exponent")), "pow", "__rpow__");
        ops.put("float_power", c -> Torch.floatPower(c.tensorOrScalar(0), c.tensorOrScalar(1, "exponent")));
        ops.put("addcmul", c -> c.self().addcmul(c.tensor(1), c.tensor(2), value(c)));
        ops.put("addcdiv", c -> c.self().addcdiv(c.tensor(1), c.tensor(2), value(c)));
        ops.put("lerp", c -> c.self().lerp(c.tensor(1), c.tensorOrScalar(2, "weight")));
        two(ops, "atan2", Tensor::atan2);
        two(ops, "hypot", Tensor::hypot);
        two(ops, "copysign", Tensor::copysign);
        two(ops, "nextafter", Tensor::nextafter);
        two(ops, "ldexp", Tensor::ldexp);
        two(ops, "heaviside", Tensor::heaviside);
        two(ops, "logaddexp", Tensor::logaddexp);
        two(ops, "logaddexp2", Tensor::logaddexp2);
        two(ops, "xlogy", Tensor::xlogy);
        two(ops, "gcd", Tensor::gcd);
        two(ops, "lcm", Tensor::lcm);
    }

    private static void comparisons(OpTable ops) {
        two(ops, "lt", Tensor::lt);
        two(ops, "le", Tensor::le);
        two(ops, "gt", Tensor::gt);
        two(ops, "ge", Tensor::ge);
        two(ops, "eq", Tensor::eq);
        two(ops, "ne", Tensor::ne);
        one(ops, "isnan", Tensor::isnan);
        one(ops, "isinf", Tensor::isinf);
        one(ops, "isfinite", Tensor::isfinite);
        one(ops, "isposinf", Tensor::isposinf);
        one(ops, "isneginf", Tensor::isneginf);
        one(ops, "isreal", Tensor::isreal);
        ops.put("isclose",
                c -> c.self().isclose(c.tensor(1, "other"), c.number(2, "rtol", 1e-5), c.number(3, "atol", 1e-8),
                        c.bool(4, "equal_nan", false)));
        ops.put("allclose",
                c -> c.self().allclose(c.tensor(1, "other"), c.number(2, "rtol", 1e-5), c.number(3, "atol", 1e-8),
                        c.bool(4, "equal_nan", false)));
        two(ops, "equal", Tensor::equal);
        two(ops, "maximum", Tensor::maximum);
        two(ops, "minimum", Tensor::minimum);
        ops.put("max.binary", c -> c.self().max(c.tensor(1, "other")));
        ops.put("min.binary", c -> c.self().min(c.tensor(1, "other")));
        two(ops, "fmax", Tensor::fmax);
        two(ops, "fmin", Tensor::fmin);
    }

    private static void bits(OpTable ops) {
        one(ops, "logical_not", Tensor::logicalNot);
        two(ops, "logical_and", Tensor::logicalAnd);
        two(ops, "logical_or", Tensor::logicalOr);
        two(ops, "logical_xor", Tensor::logicalXor);
        one(ops, "bitwise_not", Tensor::bitwiseNot);
        two(ops, "bitwise_and", Tensor::bitwiseAnd);
        two(ops, "bitwise_or", Tensor::bitwiseOr);
        two(ops, "bitwise_xor", Tensor::bitwiseXor);
        two(ops, "bitwise_left_shift", Tensor::bitwiseLeftShift);
        two(ops, "bitwise_right_shift", Tensor::bitwiseRightShift);
        two(ops, "__rand__", (x, y) -> y.bitwiseAnd(x));
        two(ops, "__ror__", (x, y) -> y.bitwiseOr(x));
        two(ops, "__rxor__", (x, y) -> y.bitwiseXor(x));
        two(ops, "__radd__", (x, y) -> y.add(x));
        two(ops, "__rmul__", (x, y) -> y.mul(x));
        two(ops, "__rdiv__", (x, y) -> y.div(x));
        two(ops, "__rsub__", (x, y) -> y.sub(x));
        two(ops, "__rmod__", (x, y) -> y.remainder(x));
    }

    private static void choices(OpTable ops) {
        ops.put("clamp", c -> c.self().clamp(tensorOrNull(c, 1, "min"), tensorOrNull(c, 2, "max")));
        ops.put("clamp_min", c -> c.self().clampMin(c.tensorOrScalar(1, "min")));
        ops.put("clamp_max", c -> c.self().clampMax(c.tensorOrScalar(1, "max")));
        // as methods' arguments: self, condition, other
        ops.put("where", c -> c.tensorOrScalar(0).where(c.tensor(1, "condition"), c.tensorOrScalar(2, "other")));
        ops.put("masked_fill", c -> c.self().maskedFill(c.tensor(1, "mask"), c.tensorOrScalar(2, "value")));
        ops.put("fill", c -> Torch.fill(c.self(), c.tensorOrScalar(1, "value")));
        ops.put("zero_", c -> c.self().clone().zero_());
    }

    private static @Nullable Number alpha(OpCall c) {
        return (Number) c.arg("alpha");
    }

    private static Number value(OpCall c) {
        Object value = c.arg("value");
        return value == null ? 1 : (Number) value;
    }

    private static @Nullable Double numberOrNull(OpCall c, int i, String keyword) {
        return c.has(i, keyword) ? c.number(i, keyword) : null;
    }

    private static @Nullable Tensor tensorOrNull(OpCall c, int i, String keyword) {
        return c.has(i, keyword) ? c.tensorOrScalar(i, keyword) : null;
    }
}
