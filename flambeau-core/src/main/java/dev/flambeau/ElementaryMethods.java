package dev.flambeau;

import dev.flambeau.op.Activations;
import dev.flambeau.op.Arithmetic;
import dev.flambeau.op.Comparisons;
import dev.flambeau.op.Elementary;
import dev.flambeau.op.Pointwise;
import dev.flambeau.op.SpecialFunctions;
import org.jspecify.annotations.Nullable;

/** Functions of one number, element by element. */
public sealed interface ElementaryMethods permits PointwiseMethods {
    private Tensor self() {
        return (Tensor) this;
    }

    /** {@code e^x}. */
    default Tensor exp() {
        return Pointwise.EXP.apply(self());
    }

    /** {@code 2^x}. */
    default Tensor exp2() {
        return Elementary.EXP2.apply(self());
    }

    /** {@code e^x - 1}, precise near 0. */
    default Tensor expm1() {
        return Elementary.EXPM1.apply(self());
    }

    /** The natural logarithm. */
    default Tensor log() {
        return Pointwise.LOG.apply(self());
    }

    /** The binary logarithm. */
    default Tensor log2() {
        return Elementary.LOG2.apply(self());
    }

    /** The decimal logarithm. */
    default Tensor log10() {
        return Elementary.LOG10.apply(self());
    }

    /** {@code log(1 + x)}, precise near 0. */
    default Tensor log1p() {
        return Elementary.LOG1P.apply(self());
    }

    /** The square root. */
    default Tensor sqrt() {
        return Pointwise.SQRT.apply(self());
    }

    /** {@code 1 / sqrt(x)}. */
    default Tensor rsqrt() {
        return Elementary.RSQRT.apply(self());
    }

    /** The sine of an angle in radians. */
    default Tensor sin() {
        return Elementary.SIN.apply(self());
    }

    /** The cosine of an angle in radians. */
    default Tensor cos() {
        return Elementary.COS.apply(self());
    }

    /** The tangent of an angle in radians. */
    default Tensor tan() {
        return Elementary.TAN.apply(self());
    }

    /** The angle whose sine this is. */
    default Tensor asin() {
        return Elementary.ASIN.apply(self());
    }

    /** As {@link #asin}. */
    default Tensor arcsin() {
        return asin();
    }

    /** The angle whose cosine this is. */
    default Tensor acos() {
        return Elementary.ACOS.apply(self());
    }

    /** As {@link #acos}. */
    default Tensor arccos() {
        return acos();
    }

    /** The angle whose tangent this is. */
    default Tensor atan() {
        return Elementary.ATAN.apply(self());
    }

    /** As {@link #atan}. */
    default Tensor arctan() {
        return atan();
    }

    /** The hyperbolic sine. */
    default Tensor sinh() {
        return Elementary.SINH.apply(self());
    }

    /** The hyperbolic cosine. */
    default Tensor cosh() {
        return Elementary.COSH.apply(self());
    }

    /** The hyperbolic tangent. */
    default Tensor tanh() {
        return Pointwise.TANH.apply(self());
    }

    /** The inverse of {@link #sinh}. */
    default Tensor asinh() {
        return Elementary.ASINH.apply(self());
    }

    /** As {@link #asinh}. */
    default Tensor arcsinh() {
        return asinh();
    }

    /** The inverse of {@link #cosh}. */
    default Tensor acosh() {
        return Elementary.ACOSH.apply(self());
    }

    /** As {@link #acosh}. */
    default Tensor arccosh() {
        return acosh();
    }

    /** The inverse of {@link #tanh}. */
    default Tensor atanh() {
        return Elementary.ATANH.apply(self());
    }

    /** As {@link #atanh}. */
    default Tensor arctanh() {
        return atanh();
    }

    /** {@code sin(πx) / (πx)}, 1 at 0. */
    default Tensor sinc() {
        return Elementary.SINC.apply(self());
    }

    /** Degrees as radians. */
    default Tensor deg2rad() {
        return Elementary.DEG2RAD.apply(self());
    }

    /** Radians as degrees. */
    default Tensor rad2deg() {
        return Elementary.RAD2DEG.apply(self());
    }

    /** The angle of a real number: 0, or π where it is negative. */
    default Tensor angle() {
        return Elementary.ANGLE.apply(self());
    }

    /** The largest integer that is not above. */
    default Tensor floor() {
        return Elementary.FLOOR.apply(self());
    }

    /** The smallest integer that is not below. */
    default Tensor ceil() {
        return Elementary.CEIL.apply(self());
    }

    /** Without its fraction. */
    default Tensor trunc() {
        return Elementary.TRUNC.apply(self());
    }

    /** As {@link #trunc}. */
    default Tensor fix() {
        return trunc();
    }

    /** The fraction, with the sign of the number. */
    default Tensor frac() {
        return Elementary.FRAC.apply(self());
    }

    /** The nearest integer, of two the even one. */
    default Tensor round() {
        return Elementary.ROUND.apply(self());
    }

    /** {@code 1 / (1 + e^-x)}. */
    default Tensor sigmoid() {
        return Pointwise.SIGMOID.apply(self());
    }

    /** {@code max(0, x)}. */
    default Tensor relu() {
        return Activations.relu(self(), false);
    }

    /** The error function. */
    default Tensor erf() {
        return SpecialFunctions.ERF.apply(self());
    }

    /** {@code 1 - erf(x)}, precise where it is small. */
    default Tensor erfc() {
        return SpecialFunctions.ERFC.apply(self());
    }

    /** The inverse of {@link #erf}. */
    default Tensor erfinv() {
        return SpecialFunctions.ERFINV.apply(self());
    }

    /** The logarithm of the gamma function's absolute value. */
    default Tensor lgamma() {
        return SpecialFunctions.LGAMMA.apply(self());
    }

    /** The derivative of {@link #lgamma}. */
    default Tensor digamma() {
        return SpecialFunctions.DIGAMMA.apply(self());
    }

    /** The modified Bessel function of the first kind, order 0. */
    default Tensor i0() {
        return SpecialFunctions.I0.apply(self());
    }

    /** The absolute value. */
    default Tensor abs() {
        return Pointwise.ABS.apply(self());
    }

    /** As {@link #abs}. */
    default Tensor absolute() {
        return abs();
    }

    /** The negative. */
    default Tensor neg() {
        return Arithmetic.neg(self(), false);
    }

    /** As {@link #neg}. */
    default Tensor negative() {
        return neg();
    }

    /** -1, 0 or 1. */
    default Tensor sign() {
        return Pointwise.SIGN.apply(self());
    }

    /** As {@link #sign} for real numbers. */
    default Tensor sgn() {
        return Pointwise.SGN.apply(self());
    }

    /** {@code x²}. */
    default Tensor square() {
        return Arithmetic.square(self(), false);
    }

    /** {@code 1 / x}. */
    default Tensor reciprocal() {
        return Pointwise.RECIPROCAL.apply(self());
    }

    /** Where this is 0 (false). */
    default Tensor logicalNot() {
        return Pointwise.LOGICAL_NOT.apply(self());
    }

    /** With every bit inverted; of truth values the opposite. */
    default Tensor bitwiseNot() {
        return Comparisons.bitwiseNot(self(), false);
    }

    /** Where this is not a number. */
    default Tensor isnan() {
        return Pointwise.ISNAN.apply(self());
    }

    /** Where this is infinite. */
    default Tensor isinf() {
        return Pointwise.ISINF.apply(self());
    }

    /** Where this is a number and not infinite. */
    default Tensor isfinite() {
        return Pointwise.ISFINITE.apply(self());
    }

    /** Where this is infinity. */
    default Tensor isposinf() {
        return Pointwise.ISPOSINF.apply(self());
    }

    /** Where this is minus infinity. */
    default Tensor isneginf() {
        return Pointwise.ISNEGINF.apply(self());
    }

    /** Where this is a real number: everywhere. */
    default Tensor isreal() {
        return Comparisons.isreal(self());
    }

    /** Where the sign is negative, also of -0. */
    default Tensor signbit() {
        return Pointwise.SIGNBIT.apply(self());
    }

    /** Rounded to decimal places, half to even; negative ones are tens, hundreds … */
    default Tensor round(int decimals) {
        return Arithmetic.round(self(), decimals, false);
    }

    /** With 0 for NaN and the largest and lowest numbers for infinities. */
    default Tensor nanToNum() {
        return nanToNum(0, null, null);
    }

    /** With these numbers for NaN and infinities; null stands for the largest or lowest number. */
    default Tensor nanToNum(double nan, @Nullable Double posinf, @Nullable Double neginf) {
        return Arithmetic.nanToNum(self(), nan, posinf, neginf, false);
    }

    /** {@code log(x / (1 - x))}. */
    default Tensor logit() {
        return Activations.logit(self(), null, false);
    }

    /** {@code log(x / (1 - x))} of x clamped to {@code [eps, 1 - eps]}. */
    default Tensor logit(double eps) {
        return Activations.logit(self(), eps, false);
    }

    /** As {@link #hardshrink(double)} with 0.5. */
    default Tensor hardshrink() {
        return hardshrink(0.5);
    }

    /** 0 between {@code -lambd} and {@code lambd}, x elsewhere. */
    default Tensor hardshrink(double lambd) {
        return Activations.hardshrink(self(), lambd);
    }

    /** {@code max(0, x) + weight · min(0, x)}. */
    default Tensor prelu(Tensor weight) {
        return Activations.prelu(self(), weight);
    }

    /** The derivative of {@link #digamma} of order n. */
    default Tensor polygamma(long n) {
        return SpecialFunctions.polygamma(n, self(), false);
    }

    /** The logarithm of the multivariate gamma function of dimension p. */
    default Tensor mvlgamma(long p) {
        return SpecialFunctions.mvlgamma(self(), p, false);
    }

    /** Mantissa and exponent: {@code x = mantissa · 2^exponent}. */
    default FrexpResult frexp() {
        return SpecialFunctions.frexp(self());
    }
}
