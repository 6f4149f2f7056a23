package dev.flambeau;

import dev.flambeau.op.Activations;
import org.jspecify.annotations.Nullable;

/** Functions of one number, as functions. A part of {@link Torch}. */
abstract class TorchElementary extends TorchComparisons {
    TorchElementary() {}

    /** {@code e^x}. */
    public static Tensor exp(Tensor x) {
        return x.exp();
    }

    /** {@code 2^x}. */
    public static Tensor exp2(Tensor x) {
        return x.exp2();
    }

    /** {@code e^x - 1}, precise near 0. */
    public static Tensor expm1(Tensor x) {
        return x.expm1();
    }

    /** The natural logarithm. */
    public static Tensor log(Tensor x) {
        return x.log();
    }

    /** The binary logarithm. */
    public static Tensor log2(Tensor x) {
        return x.log2();
    }

    /** The decimal logarithm. */
    public static Tensor log10(Tensor x) {
        return x.log10();
    }

    /** {@code log(1 + x)}, precise near 0. */
    public static Tensor log1p(Tensor x) {
        return x.log1p();
    }

    /** The square root. */
    public static Tensor sqrt(Tensor x) {
        return x.sqrt();
    }

    /** {@code 1 / sqrt(x)}. */
    public static Tensor rsqrt(Tensor x) {
        return x.rsqrt();
    }

    /** The sine of an angle in radians. */
    public static Tensor sin(Tensor x) {
        return x.sin();
    }

    /** The cosine of an angle in radians. */
    public static Tensor cos(Tensor x) {
        return x.cos();
    }

    /** The tangent of an angle in radians. */
    public static Tensor tan(Tensor x) {
        return x.tan();
    }

    /** The angle whose sine this is. */
    public static Tensor asin(Tensor x) {
        return x.asin();
    }

    /** As {@link Tensor#asin}. */
    public static Tensor arcsin(Tensor x) {
        return x.arcsin();
    }

    /** The angle whose cosine this is. */
    public static Tensor acos(Tensor x) {
        return x.acos();
    }

    /** As {@link Tensor#acos}. */
    public static Tensor arccos(Tensor x) {
        return x.arccos();
    }

    /** The angle whose tangent this is. */
    public static Tensor atan(Tensor x) {
        return x.atan();
    }

    /** As {@link Tensor#atan}. */
    public static Tensor arctan(Tensor x) {
        return x.arctan();
    }

    /** The hyperbolic sine. */
    public static Tensor sinh(Tensor x) {
        return x.sinh();
    }

    /** The hyperbolic cosine. */
    public static Tensor cosh(Tensor x) {
        return x.cosh();
    }

    /** The hyperbolic tangent. */
    public static Tensor tanh(Tensor x) {
        return x.tanh();
    }

    /** The inverse of {@link Tensor#sinh}. */
    public static Tensor asinh(Tensor x) {
        return x.asinh();
    }

    /** As {@link Tensor#asinh}. */
    public static Tensor arcsinh(Tensor x) {
        return x.arcsinh();
    }

    /** The inverse of {@link Tensor#cosh}. */
    public static Tensor acosh(Tensor x) {
        return x.acosh();
    }

    /** As {@link Tensor#acosh}. */
    public static Tensor arccosh(Tensor x) {
        return x.arccosh();
    }

    /** The inverse of {@link Tensor#tanh}. */
    public static Tensor atanh(Tensor x) {
        return x.atanh();
    }

    /** As {@link Tensor#atanh}. */
    public static Tensor arctanh(Tensor x) {
        return x.arctanh();
    }

    /** {@code sin(πx) / (πx)}, 1 at 0. */
    public static Tensor sinc(Tensor x) {
        return x.sinc();
    }

    /** Degrees as radians. */
    public static Tensor deg2rad(Tensor x) {
        return x.deg2rad();
    }

    /** Radians as degrees. */
    public static Tensor rad2deg(Tensor x) {
        return x.rad2deg();
    }

    /** The angle of a real number: 0, or π where it is negative. */
    public static Tensor angle(Tensor x) {
        return x.angle();
    }

    /** The largest integer that is not above. */
    public static Tensor floor(Tensor x) {
        return x.floor();
    }

    /** The smallest integer that is not below. */
    public static Tensor ceil(Tensor x) {
        return x.ceil();
    }

    /** Without its fraction. */
    public static Tensor trunc(Tensor x) {
        return x.trunc();
    }

    /** As {@link Tensor#trunc}. */
    public static Tensor fix(Tensor x) {
        return x.fix();
    }

    /** The fraction, with the sign of the number. */
    public static Tensor frac(Tensor x) {
        return x.frac();
    }

    /** The nearest integer, of two the even one. */
    public static Tensor round(Tensor x) {
        return x.round();
    }

    /** {@code 1 / (1 + e^-x)}. */
    public static Tensor sigmoid(Tensor x) {
        return x.sigmoid();
    }

    /** {@code max(0, x)}. */
    public static Tensor relu(Tensor x) {
        return x.relu();
    }

    /** The error function. */
    public static Tensor erf(Tensor x) {
        return x.erf();
    }

    /** {@code 1 - erf(x)}, precise where it is small. */
    public static Tensor erfc(Tensor x) {
        return x.erfc();
    }

    /** The inverse of {@link Tensor#erf}. */
    public static Tensor erfinv(Tensor x) {
        return x.erfinv();
    }

    /** The logarithm of the gamma function's absolute value. */
    public static Tensor lgamma(Tensor x) {
        return x.lgamma();
    }

    /** The derivative of {@link Tensor#lgamma}. */
    public static Tensor digamma(Tensor x) {
        return x.digamma();
    }

    /** The modified Bessel function of the first kind, order 0. */
    public static Tensor i0(Tensor x) {
        return x.i0();
    }

    /** The absolute value. */
    public static Tensor abs(Tensor x) {
        return x.abs();
    }

    /** As {@link Tensor#abs}. */
    public static Tensor absolute(Tensor x) {
        return x.absolute();
    }

    /** The negative. */
    public static Tensor neg(Tensor x) {
        return x.neg();
    }

    /** As {@link Tensor#neg}. */
    public static Tensor negative(Tensor x) {
        return x.negative();
    }

    /** -1, 0 or 1. */
    public static Tensor sign(Tensor x) {
        return x.sign();
    }

    /** As {@link Tensor#sign} for real numbers. */
    public static Tensor sgn(Tensor x) {
        return x.sgn();
    }

    /** {@code x²}. */
    public static Tensor square(Tensor x) {
        return x.square();
    }

    /** {@code 1 / x}. */
    public static Tensor reciprocal(Tensor x) {
        return x.reciprocal();
    }

    /** Where this is 0 (false). */
    public static Tensor logicalNot(Tensor x) {
        return x.logicalNot();
    }

    /** With every bit inverted; of truth values the opposite. */
    public static Tensor bitwiseNot(Tensor x) {
        return x.bitwiseNot();
    }

    /** Where this is not a number. */
    public static Tensor isnan(Tensor x) {
        return x.isnan();
    }

    /** Where this is infinite. */
    public static Tensor isinf(Tensor x) {
        return x.isinf();
    }

    /** Where this is a number and not infinite. */
    public static Tensor isfinite(Tensor x) {
        return x.isfinite();
    }

    /** Where this is infinity. */
    public static Tensor isposinf(Tensor x) {
        return x.isposinf();
    }

    /** Where this is minus infinity. */
    public static Tensor isneginf(Tensor x) {
        return x.isneginf();
    }

    /** Where this is a real number: everywhere. */
    public static Tensor isreal(Tensor x) {
        return x.isreal();
    }

    /** Where the sign is negative, also of -0. */
    public static Tensor signbit(Tensor x) {
        return x.signbit();
    }

    /** Rounded to decimal places, half to even; negative ones are tens, hundreds … */
    public static Tensor round(Tensor x, int decimals) {
        return x.round(decimals);
    }

    /** With 0 for NaN and the largest and lowest numbers for infinities. */
    public static Tensor nanToNum(Tensor x) {
        return x.nanToNum();
    }

    /** With these numbers for NaN and infinities; null stands for the largest or lowest number. */
    public static Tensor nanToNum(Tensor x, double nan, @Nullable Double posinf, @Nullable Double neginf) {
        return x.nanToNum(nan, posinf, neginf);
    }

    /** {@code log(x / (1 - x))}. */
    public static Tensor logit(Tensor x) {
        return x.logit();
    }

    /** {@code log(x / (1 - x))} of x clamped to {@code [eps, 1 - eps]}. */
    public static Tensor logit(Tensor x, double eps) {
        return x.logit(eps);
    }

    /** As {@link Tensor#hardshrink(double)} with 0.5. */
    public static Tensor hardshrink(Tensor x) {
        return x.hardshrink();
    }

    /** 0 between {@code -lambd} and {@code lambd}, x elsewhere. */
    public static Tensor hardshrink(Tensor x, double lambd) {
        return x.hardshrink(lambd);
    }

    /** {@code max(0, x) + weight · min(0, x)}. */
    public static Tensor prelu(Tensor x, Tensor weight) {
        return x.prelu(weight);
    }

    /** The logarithm of the multivariate gamma function of dimension p. */
    public static Tensor mvlgamma(Tensor x, long p) {
        return x.mvlgamma(p);
    }

    /** Mantissa and exponent: {@code x = mantissa · 2^exponent}. */
    public static FrexpResult frexp(Tensor x) {
        return x.frexp();
    }

    /** The derivative of {@link Tensor#digamma} of order n. */
    public static Tensor polygamma(long n, Tensor x) {
        return x.polygamma(n);
    }

    /** {@code scale · (max(0, x) + min(0, alpha · (e^x - 1)))}. */
    public static Tensor selu(Tensor x) {
        return Activations.selu(x, false);
    }

    /** {@code max(0, x) + min(0, e^x - 1)}. */
    public static Tensor celu(Tensor x) {
        return Activations.celu(x, 1, false);
    }

    /** {@code max(0, x) + min(0, alpha · (e^(x / alpha) - 1))}. */
    public static Tensor celu(Tensor x, double alpha) {
        return Activations.celu(x, alpha, false);
    }

    /** x where it is above the threshold, else {@code value}. */
    public static Tensor threshold(Tensor x, Number threshold, Number value) {
        return Activations.threshold(x, threshold, value, false);
    }
}
