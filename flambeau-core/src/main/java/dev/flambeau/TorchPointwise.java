package dev.flambeau;

import dev.flambeau.op.Arithmetic;
import dev.flambeau.op.Elementary;
import org.jspecify.annotations.Nullable;

/** Arithmetic, as functions. A part of {@link Torch}. */
abstract class TorchPointwise extends TorchElementary {
    TorchPointwise() {}

    /** The sum. */
    public static Tensor add(Tensor x, Tensor other) {
        return x.add(other);
    }

    public static Tensor add(Tensor x, double other) {
        return x.add(other);
    }

    public static Tensor add(Tensor x, long other) {
        return x.add(other);
    }

    /** {@code x + alpha · other}. */
    public static Tensor add(Tensor x, Tensor other, Number alpha) {
        return x.add(other, alpha);
    }

    /** {@code x + alpha · other}. */
    public static Tensor add(Tensor x, Number other, Number alpha) {
        return x.add(other, alpha);
    }

    /** The difference. */
    public static Tensor sub(Tensor x, Tensor other) {
        return x.sub(other);
    }

    public static Tensor sub(Tensor x, double other) {
        return x.sub(other);
    }

    public static Tensor sub(Tensor x, long other) {
        return x.sub(other);
    }

    /** {@code x - alpha · other}. */
    public static Tensor sub(Tensor x, Tensor other, Number alpha) {
        return x.sub(other, alpha);
    }

    /** {@code x - alpha · other}. */
    public static Tensor sub(Tensor x, Number other, Number alpha) {
        return x.sub(other, alpha);
    }

    /** As {@link Tensor#sub(Tensor)}. */
    public static Tensor subtract(Tensor x, Tensor other) {
        return x.subtract(other);
    }

    public static Tensor subtract(Tensor x, double other) {
        return x.subtract(other);
    }

    public static Tensor subtract(Tensor x, long other) {
        return x.subtract(other);
    }

    /** {@code other - x}. */
    public static Tensor rsub(Tensor x, Tensor other) {
        return x.rsub(other);
    }

    public static Tensor rsub(Tensor x, double other) {
        return x.rsub(other);
    }

    public static Tensor rsub(Tensor x, long other) {
        return x.rsub(other);
    }

    /** {@code other - alpha · x}. */
    public static Tensor rsub(Tensor x, Tensor other, Number alpha) {
        return x.rsub(other, alpha);
    }

    /** {@code other - alpha · x}. */
    public static Tensor rsub(Tensor x, Number other, Number alpha) {
        return x.rsub(other, alpha);
    }

    /** The quotient; of integers too it is a floating-point number. */
    public static Tensor div(Tensor x, Tensor other) {
        return x.div(other);
    }

    public static Tensor div(Tensor x, double other) {
        return x.div(other);
    }

    public static Tensor div(Tensor x, long other) {
        return x.div(other);
    }

    /** The quotient rounded towards 0 ({@code trunc}), down ({@code floor}) or not at all (null). */
    public static Tensor div(Tensor x, Tensor other, @Nullable String roundingMode) {
        return x.div(other, roundingMode);
    }

    /** As {@link Tensor#div(Tensor, String)}. */
    public static Tensor div(Tensor x, Number other, @Nullable String roundingMode) {
        return x.div(other, roundingMode);
    }

    /** As {@link Tensor#div(Tensor)}. */
    public static Tensor divide(Tensor x, Tensor other) {
        return x.divide(other);
    }

    public static Tensor divide(Tensor x, double other) {
        return x.divide(other);
    }

    public static Tensor divide(Tensor x, long other) {
        return x.divide(other);
    }

    /** As {@link Tensor#div(Tensor, String)}. */
    public static Tensor divide(Tensor x, Tensor other, @Nullable String roundingMode) {
        return x.divide(other, roundingMode);
    }

    /** As {@link Tensor#div(Tensor)}. */
    public static Tensor trueDivide(Tensor x, Tensor other) {
        return x.trueDivide(other);
    }

    public static Tensor trueDivide(Tensor x, double other) {
        return x.trueDivide(other);
    }

    /** The power. */
    public static Tensor pow(Tensor x, Tensor exponent) {
        return x.pow(exponent);
    }

    public static Tensor pow(Tensor x, double exponent) {
        return x.pow(exponent);
    }

    public static Tensor pow(Tensor x, long exponent) {
        return x.pow(exponent);
    }

    /** The power, computed in float64. */
    public static Tensor floatPower(Tensor x, Tensor exponent) {
        return x.floatPower(exponent);
    }

    public static Tensor floatPower(Tensor x, double exponent) {
        return x.floatPower(exponent);
    }

    /** The tensor itself. */
    public static Tensor positive(Tensor x) {
        return x.positive();
    }

    /** {@code x + a · b}. */
    public static Tensor addcmul(Tensor x, Tensor a, Tensor b) {
        return x.addcmul(a, b);
    }

    /** {@code x + value · a · b}. */
    public static Tensor addcmul(Tensor x, Tensor a, Tensor b, Number value) {
        return x.addcmul(a, b, value);
    }

    /** {@code x + a / b}. */
    public static Tensor addcdiv(Tensor x, Tensor a, Tensor b) {
        return x.addcdiv(a, b);
    }

    /** {@code x + value · a / b}. */
    public static Tensor addcdiv(Tensor x, Tensor a, Tensor b, Number value) {
        return x.addcdiv(a, b, value);
    }

    /** {@code x + weight · (end - x)}. */
    public static Tensor lerp(Tensor x, Tensor end, Tensor weight) {
        return x.lerp(end, weight);
    }

    public static Tensor lerp(Tensor x, Tensor end, double weight) {
        return x.lerp(end, weight);
    }

    /** Into the bounds, of which one may be null. */
    public static Tensor clamp(Tensor x, @Nullable Tensor min, @Nullable Tensor max) {
        return x.clamp(min, max);
    }

    /** Into the bounds, of which one may be null. */
    public static Tensor clamp(Tensor x, @Nullable Number min, @Nullable Number max) {
        return x.clamp(min, max);
    }

    /** As {@link Tensor#clamp(Tensor, Tensor)}. */
    public static Tensor clip(Tensor x, @Nullable Tensor min, @Nullable Tensor max) {
        return x.clip(min, max);
    }

    /** As {@link Tensor#clamp(Number, Number)}. */
    public static Tensor clip(Tensor x, @Nullable Number min, @Nullable Number max) {
        return x.clip(min, max);
    }

    /** Not below the bound. */
    public static Tensor clampMin(Tensor x, Tensor min) {
        return x.clampMin(min);
    }

    public static Tensor clampMin(Tensor x, double min) {
        return x.clampMin(min);
    }

    public static Tensor clampMin(Tensor x, long min) {
        return x.clampMin(min);
    }

    /** Not above the bound. */
    public static Tensor clampMax(Tensor x, Tensor max) {
        return x.clampMax(max);
    }

    public static Tensor clampMax(Tensor x, double max) {
        return x.clampMax(max);
    }

    public static Tensor clampMax(Tensor x, long max) {
        return x.clampMax(max);
    }

    /** With {@code value} where the mask holds. */
    public static Tensor maskedFill(Tensor x, Tensor mask, Tensor value) {
        return x.maskedFill(mask, value);
    }

    public static Tensor maskedFill(Tensor x, Tensor mask, double value) {
        return x.maskedFill(mask, value);
    }

    public static Tensor maskedFill(Tensor x, Tensor mask, long value) {
        return x.maskedFill(mask, value);
    }

    /** The product. */
    public static Tensor mul(Tensor x, Tensor other) {
        return x.mul(other);
    }

    public static Tensor mul(Tensor x, double other) {
        return x.mul(other);
    }

    public static Tensor mul(Tensor x, long other) {
        return x.mul(other);
    }

    /** As {@link Tensor#mul(Tensor)}. */
    public static Tensor multiply(Tensor x, Tensor other) {
        return x.multiply(other);
    }

    public static Tensor multiply(Tensor x, double other) {
        return x.multiply(other);
    }

    public static Tensor multiply(Tensor x, long other) {
        return x.multiply(other);
    }

    /** The rest of the division rounded down, with the divisor's sign: Python's {@code %}. */
    public static Tensor remainder(Tensor x, Tensor other) {
        return x.remainder(other);
    }

    public static Tensor remainder(Tensor x, double other) {
        return x.remainder(other);
    }

    public static Tensor remainder(Tensor x, long other) {
        return x.remainder(other);
    }

    /** The rest of the division rounded towards 0, with the dividend's sign. */
    public static Tensor fmod(Tensor x, Tensor other) {
        return x.fmod(other);
    }

    public static Tensor fmod(Tensor x, double other) {
        return x.fmod(other);
    }

    public static Tensor fmod(Tensor x, long other) {
        return x.fmod(other);
    }

    /** The quotient rounded down: Python's {@code //}; no gradient. */
    public static Tensor floorDivide(Tensor x, Tensor other) {
        return x.floorDivide(other);
    }

    public static Tensor floorDivide(Tensor x, double other) {
        return x.floorDivide(other);
    }

    public static Tensor floorDivide(Tensor x, long other) {
        return x.floorDivide(other);
    }

    /** The greatest common divisor. */
    public static Tensor gcd(Tensor x, Tensor other) {
        return x.gcd(other);
    }

    /** The least common multiple. */
    public static Tensor lcm(Tensor x, Tensor other) {
        return x.lcm(other);
    }

    /** The angle of the point (other, this). */
    public static Tensor atan2(Tensor x, Tensor other) {
        return x.atan2(other);
    }

    /** As {@link Tensor#atan2(Tensor)}. */
    public static Tensor arctan2(Tensor x, Tensor other) {
        return x.arctan2(other);
    }

    /** {@code sqrt(x² + y²)}. */
    public static Tensor hypot(Tensor x, Tensor other) {
        return x.hypot(other);
    }

    /** This with the other one's sign. */
    public static Tensor copysign(Tensor x, Tensor other) {
        return x.copysign(other);
    }

    public static Tensor copysign(Tensor x, double other) {
        return x.copysign(other);
    }

    /** The next number towards the other one. */
    public static Tensor nextafter(Tensor x, Tensor other) {
        return x.nextafter(other);
    }

    /** {@code x · 2^other}. */
    public static Tensor ldexp(Tensor x, Tensor other) {
        return x.ldexp(other);
    }

    /** 0 for negative numbers, 1 for positive ones, {@code values} at 0. */
    public static Tensor heaviside(Tensor x, Tensor other) {
        return x.heaviside(other);
    }

    /** {@code log(e^x + e^y)}. */
    public static Tensor logaddexp(Tensor x, Tensor other) {
        return x.logaddexp(other);
    }

    /** {@code log2(2^x + 2^y)}. */
    public static Tensor logaddexp2(Tensor x, Tensor other) {
        return x.logaddexp2(other);
    }

    /** {@code x log(y)}, 0 where x is 0. */
    public static Tensor xlogy(Tensor x, Tensor other) {
        return x.xlogy(other);
    }

    public static Tensor xlogy(Tensor x, double other) {
        return x.xlogy(other);
    }

    /** The regularized lower incomplete gamma function P(x, other). */
    public static Tensor igamma(Tensor x, Tensor other) {
        return x.igamma(other);
    }

    /** The regularized upper incomplete gamma function Q(x, other). */
    public static Tensor igammac(Tensor x, Tensor other) {
        return x.igammac(other);
    }

    /** The powers of a number. */
    public static Tensor pow(Number base, Tensor exponent) {
        return Arithmetic.pow(Tensor.scalar(base), exponent, false);
    }

    /** The powers of a number, computed in float64. */
    public static Tensor floatPower(Number base, Tensor exponent) {
        return Arithmetic.floatPower(Tensor.scalar(base), exponent);
    }

    /** {@code x log(y)}, 0 where x is 0. */
    public static Tensor xlogy(Number x, Tensor y) {
        return Elementary.XLOGY.apply(Tensor.scalar(x), y);
    }

    /** The value (a tensor of no dimensions) in the size and type of x. */
    public static Tensor fill(Tensor x, Tensor value) {
        return Arithmetic.fill(x, value, false);
    }

    public static Tensor fill(Tensor x, double value) {
        return Arithmetic.fill(x, Tensor.scalar(value), false);
    }

    public static Tensor fill(Tensor x, long value) {
        return Arithmetic.fill(x, Tensor.scalar(value), false);
    }
}
