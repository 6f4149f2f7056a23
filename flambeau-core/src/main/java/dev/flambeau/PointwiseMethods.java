package dev.flambeau;

import dev.flambeau.op.Arithmetic;
import dev.flambeau.op.Elementary;
import dev.flambeau.op.Pointwise;
import dev.flambeau.op.SpecialFunctions;
import org.jspecify.annotations.Nullable;

/** Arithmetic, element by element; with its parts all pointwise functions. */
public sealed interface PointwiseMethods extends ElementaryMethods, ComparisonMethods permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** The sum. */
    default Tensor add(Tensor other) {
        return Pointwise.ADD.apply(self(), other);
    }

    default Tensor add(double other) {
        return Pointwise.ADD.apply(self(), Tensor.scalar(other));
    }

    default Tensor add(long other) {
        return Pointwise.ADD.apply(self(), Tensor.scalar(other));
    }

    /** {@code x + alpha · other}. */
    default Tensor add(Tensor other, Number alpha) {
        return Arithmetic.add(self(), other, alpha, false);
    }

    /** {@code x + alpha · other}. */
    default Tensor add(Number other, Number alpha) {
        return Arithmetic.add(self(), Tensor.scalar(other), alpha, false);
    }

    /** The difference. */
    default Tensor sub(Tensor other) {
        return Arithmetic.sub(self(), other, false);
    }

    default Tensor sub(double other) {
        return Arithmetic.sub(self(), Tensor.scalar(other), false);
    }

    default Tensor sub(long other) {
        return Arithmetic.sub(self(), Tensor.scalar(other), false);
    }

    /** {@code x - alpha · other}. */
    default Tensor sub(Tensor other, Number alpha) {
        return Arithmetic.sub(self(), other, alpha, false);
    }

    /** {@code x - alpha · other}. */
    default Tensor sub(Number other, Number alpha) {
        return Arithmetic.sub(self(), Tensor.scalar(other), alpha, false);
    }

    /** As {@link #sub(Tensor)}. */
    default Tensor subtract(Tensor other) {
        return sub(other);
    }

    default Tensor subtract(double other) {
        return sub(other);
    }

    default Tensor subtract(long other) {
        return sub(other);
    }

    /** {@code other - x}. */
    default Tensor rsub(Tensor other) {
        return Arithmetic.rsub(self(), other, 1);
    }

    default Tensor rsub(double other) {
        return Arithmetic.rsub(self(), Tensor.scalar(other), 1);
    }

    default Tensor rsub(long other) {
        return Arithmetic.rsub(self(), Tensor.scalar(other), 1);
    }

    /** {@code other - alpha · x}. */
    default Tensor rsub(Tensor other, Number alpha) {
        return Arithmetic.rsub(self(), other, alpha);
    }

    /** {@code other - alpha · x}. */
    default Tensor rsub(Number other, Number alpha) {
        return Arithmetic.rsub(self(), Tensor.scalar(other), alpha);
    }

    /** The quotient; of integers too it is a floating-point number. */
    default Tensor div(Tensor other) {
        return Pointwise.DIV.apply(self(), other);
    }

    default Tensor div(double other) {
        return Pointwise.DIV.apply(self(), Tensor.scalar(other));
    }

    default Tensor div(long other) {
        return Pointwise.DIV.apply(self(), Tensor.scalar(other));
    }

    /** The quotient rounded towards 0 ({@code trunc}), down ({@code floor}) or not at all (null). */
    default Tensor div(Tensor other, @Nullable String roundingMode) {
        return Arithmetic.div(self(), other, roundingMode, false);
    }

    /** As {@link #div(Tensor, String)}. */
    default Tensor div(Number other, @Nullable String roundingMode) {
        return Arithmetic.div(self(), Tensor.scalar(other), roundingMode, false);
    }

    /** As {@link #div(Tensor)}. */
    default Tensor divide(Tensor other) {
        return div(other);
    }

    default Tensor divide(double other) {
        return div(other);
    }

    default Tensor divide(long other) {
        return div(other);
    }

    /** As {@link #div(Tensor, String)}. */
    default Tensor divide(Tensor other, @Nullable String roundingMode) {
        return div(other, roundingMode);
    }

    /** As {@link #div(Tensor)}. */
    default Tensor trueDivide(Tensor other) {
        return div(other);
    }

    default Tensor trueDivide(double other) {
        return div(other);
    }

    /** The power. */
    default Tensor pow(Tensor exponent) {
        return Arithmetic.pow(self(), exponent, false);
    }

    default Tensor pow(double exponent) {
        return Arithmetic.pow(self(), Tensor.scalar(exponent), false);
    }

    default Tensor pow(long exponent) {
        return Arithmetic.pow(self(), Tensor.scalar(exponent), false);
    }

    /** The power, computed in float64. */
    default Tensor floatPower(Tensor exponent) {
        return Arithmetic.floatPower(self(), exponent);
    }

    default Tensor floatPower(double exponent) {
        return Arithmetic.floatPower(self(), Tensor.scalar(exponent));
    }

    /** The tensor itself. */
    default Tensor positive() {
        return Arithmetic.positive(self());
    }

    /** {@code x + a · b}. */
    default Tensor addcmul(Tensor a, Tensor b) {
        return Arithmetic.addcmul(self(), a, b, 1, false);
    }

    /** {@code x + value · a · b}. */
    default Tensor addcmul(Tensor a, Tensor b, Number value) {
        return Arithmetic.addcmul(self(), a, b, value, false);
    }

    /** {@code x + a / b}. */
    default Tensor addcdiv(Tensor a, Tensor b) {
        return Arithmetic.addcdiv(self(), a, b, 1, false);
    }

    /** {@code x + value · a / b}. */
    default Tensor addcdiv(Tensor a, Tensor b, Number value) {
        return Arithmetic.addcdiv(self(), a, b, value, false);
    }

    /** {@code x + weight · (end - x)}. */
    default Tensor lerp(Tensor end, Tensor weight) {
        return Arithmetic.lerp(self(), end, weight, false);
    }

    default Tensor lerp(Tensor end, double weight) {
        return Arithmetic.lerp(self(), end, Tensor.scalar(weight), false);
    }

    /** Into the bounds, of which one may be null. */
    default Tensor clamp(@Nullable Tensor min, @Nullable Tensor max) {
        return Arithmetic.clamp(self(), min, max, false);
    }

    /** Into the bounds, of which one may be null. */
    default Tensor clamp(@Nullable Number min, @Nullable Number max) {
        return Arithmetic.clamp(self(), Arithmetic.bound(min), Arithmetic.bound(max), false);
    }

    /** As {@link #clamp(Tensor, Tensor)}. */
    default Tensor clip(@Nullable Tensor min, @Nullable Tensor max) {
        return clamp(min, max);
    }

    /** As {@link #clamp(Number, Number)}. */
    default Tensor clip(@Nullable Number min, @Nullable Number max) {
        return clamp(min, max);
    }

    /** Not below the bound. */
    default Tensor clampMin(Tensor min) {
        return Pointwise.CLAMP_MIN.apply(self(), min);
    }

    default Tensor clampMin(double min) {
        return Pointwise.CLAMP_MIN.apply(self(), Tensor.scalar(min));
    }

    default Tensor clampMin(long min) {
        return Pointwise.CLAMP_MIN.apply(self(), Tensor.scalar(min));
    }

    /** Not above the bound. */
    default Tensor clampMax(Tensor max) {
        return Pointwise.CLAMP_MAX.apply(self(), max);
    }

    default Tensor clampMax(double max) {
        return Pointwise.CLAMP_MAX.apply(self(), Tensor.scalar(max));
    }

    default Tensor clampMax(long max) {
        return Pointwise.CLAMP_MAX.apply(self(), Tensor.scalar(max));
    }

    /** With {@code value} where the mask holds. */
    default Tensor maskedFill(Tensor mask, Tensor value) {
        return Arithmetic.maskedFill(self(), mask, value, false);
    }

    default Tensor maskedFill(Tensor mask, double value) {
        return Arithmetic.maskedFill(self(), mask, Tensor.scalar(value), false);
    }

    default Tensor maskedFill(Tensor mask, long value) {
        return Arithmetic.maskedFill(self(), mask, Tensor.scalar(value), false);
    }

    /** The product. */
    default Tensor mul(Tensor other) {
        return Pointwise.MUL.apply(self(), other);
    }

    default Tensor mul(double other) {
        return Pointwise.MUL.apply(self(), Tensor.scalar(other));
    }

    default Tensor mul(long other) {
        return Pointwise.MUL.apply(self(), Tensor.scalar(other));
    }

    /** As {@link #mul(Tensor)}. */
    default Tensor multiply(Tensor other) {
        return mul(other);
    }

    default Tensor multiply(double other) {
        return mul(other);
    }

    default Tensor multiply(long other) {
        return mul(other);
    }

    /** The rest of the division rounded down, with the divisor's sign: Python's {@code %}. */
    default Tensor remainder(Tensor other) {
        return Pointwise.REMAINDER.apply(self(), other);
    }

    default Tensor remainder(double other) {
        return Pointwise.REMAINDER.apply(self(), Tensor.scalar(other));
    }

    default Tensor remainder(long other) {
        return Pointwise.REMAINDER.apply(self(), Tensor.scalar(other));
    }

    /** The rest of the division rounded towards 0, with the dividend's sign. */
    default Tensor fmod(Tensor other) {
        return Pointwise.FMOD.apply(self(), other);
    }

    default Tensor fmod(double other) {
        return Pointwise.FMOD.apply(self(), Tensor.scalar(other));
    }

    default Tensor fmod(long other) {
        return Pointwise.FMOD.apply(self(), Tensor.scalar(other));
    }

    /** The quotient rounded down: Python's {@code //}; no gradient. */
    default Tensor floorDivide(Tensor other) {
        return Pointwise.FLOOR_DIVIDE.apply(self(), other);
    }

    default Tensor floorDivide(double other) {
        return Pointwise.FLOOR_DIVIDE.apply(self(), Tensor.scalar(other));
    }

    default Tensor floorDivide(long other) {
        return Pointwise.FLOOR_DIVIDE.apply(self(), Tensor.scalar(other));
    }

    /** The greatest common divisor. */
    default Tensor gcd(Tensor other) {
        return Pointwise.GCD.apply(self(), other);
    }

    /** The least common multiple. */
    default Tensor lcm(Tensor other) {
        return Pointwise.LCM.apply(self(), other);
    }

    /** The angle of the point (other, this). */
    default Tensor atan2(Tensor other) {
        return Elementary.ATAN2.apply(self(), other);
    }

    /** As {@link #atan2(Tensor)}. */
    default Tensor arctan2(Tensor other) {
        return atan2(other);
    }

    /** {@code sqrt(x² + y²)}. */
    default Tensor hypot(Tensor other) {
        return Elementary.HYPOT.apply(self(), other);
    }

    /** This with the other one's sign. */
    default Tensor copysign(Tensor other) {
        return Elementary.COPYSIGN.apply(self(), other);
    }

    default Tensor copysign(double other) {
        return Elementary.COPYSIGN.apply(self(), Tensor.scalar(other));
    }

    /** The next number towards the other one. */
    default Tensor nextafter(Tensor other) {
        return SpecialFunctions.nextafter(self(), other, false);
    }

    /** {@code x · 2^other}. */
    default Tensor ldexp(Tensor other) {
        return Elementary.LDEXP.apply(self(), other);
    }

    /** 0 for negative numbers, 1 for positive ones, {@code values} at 0. */
    default Tensor heaviside(Tensor other) {
        return Arithmetic.heaviside(self(), other, false);
    }

    /** {@code log(e^x + e^y)}. */
    default Tensor logaddexp(Tensor other) {
        return Elementary.LOGADDEXP.apply(self(), other);
    }

    /** {@code log2(2^x + 2^y)}. */
    default Tensor logaddexp2(Tensor other) {
        return Elementary.LOGADDEXP2.apply(self(), other);
    }

    /** {@code x log(y)}, 0 where x is 0. */
    default Tensor xlogy(Tensor other) {
        return Elementary.XLOGY.apply(self(), other);
    }

    default Tensor xlogy(double other) {
        return Elementary.XLOGY.apply(self(), Tensor.scalar(other));
    }

    /** The regularized lower incomplete gamma function P(x, other). */
    default Tensor igamma(Tensor other) {
        return SpecialFunctions.IGAMMA.apply(self(), other);
    }

    /** The regularized upper incomplete gamma function Q(x, other). */
    default Tensor igammac(Tensor other) {
        return SpecialFunctions.IGAMMAC.apply(self(), other);
    }
}
