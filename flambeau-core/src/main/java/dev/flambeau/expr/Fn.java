package dev.flambeau.expr;

import static dev.flambeau.expr.Expr.call;
import static dev.flambeau.expr.Expr.of;

import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The scalar functions an {@link Expr} is made of: their meaning on doubles and on longs, and their derivatives. A function
 * without a derivative here is constant almost everywhere (its derivative is 0) or not differentiable in that argument.
 *
 * <p>Compilers translate those they know and call {@link #onDoubles} or {@link #onLongs} for the others: a new special
 * function is a line here.
 */
public enum Fn {
    ADD((a, b) -> a + b, (a, b) -> a + b, (a, b) -> of(1), (a, b) -> of(1)),
    SUB((a, b) -> a - b, (a, b) -> a - b, (a, b) -> of(1), (a, b) -> of(-1)),
    MUL((a, b) -> a * b, (a, b) -> a * b, (a, b) -> b, (a, b) -> a),
    DIV((a, b) -> a / b, null, (a, b) -> of(1).div(b), (a, b) -> a.neg().div(b).div(b)),
    /** The quotient rounded towards negative infinity, as Python's {@code //}. */
    FLOOR_DIV(Scalars::floorDivide, Scalars::floorDivide),
    /** The quotient rounded towards zero. */
    TRUNC_DIV((a, b) -> Scalars.trunc(a / b), Scalars::truncDivide),
    /** The rest with the divisor's sign, as Python's {@code %}. */
    REMAINDER(Scalars::remainder, Scalars::remainder, (a, b) -> of(1),
            (a, b) -> call(Derivatives.floorDiv(), a, b).neg()),
    /** The rest with the dividend's sign, as C's {@code fmod}. */
    FMOD((a, b) -> a % b, Scalars::fmod, (a, b) -> of(1), (a, b) -> call(Derivatives.truncDiv(), a, b).neg()),
    POW(Scalars::pow, Scalars::pow, Derivatives::powByBase, Derivatives::powByExponent),
    ATAN2(Math::atan2, null, (a, b) -> b.div(a.square().add(b.square())),
            (a, b) -> a.neg().div(a.square().add(b.square()))),
    HYPOT(Math::hypot, null, (a, b) -> a.div(call(Derivatives.hypot(), a, b)),
            (a, b) -> b.div(call(Derivatives.hypot(), a, b))),
    /** The smaller one, NaN when one is NaN; equal values share the gradient, and with a NaN both get all of it. */
    MIN(Math::min, Math::min, (a, b) -> Derivatives.share(a.gt(b), a.eq(b)),
            (a, b) -> Derivatives.share(b.gt(a), a.eq(b))),
    /** The larger one, NaN when one is NaN; equal values share the gradient, and with a NaN both get all of it. */
    MAX(Math::max, Math::max, (a, b) -> Derivatives.share(a.lt(b), a.eq(b)),
            (a, b) -> Derivatives.share(b.lt(a), a.eq(b))),
    COPYSIGN(Math::copySign, Scalars::copySign, (a, b) -> a.sign().mul(call(Derivatives.copySign(), of(1), b)), null),
    /** The next number after the first one towards the second: as doubles, as floats, as half-precision numbers. */
    NEXTAFTER(Math::nextAfter, null),
    NEXTAFTER_FLOAT((a, b) -> Math.nextAfter((float) a, b), null),
    NEXTAFTER_HALF(Scalars::nextAfterHalf, null),
    NEXTAFTER_BFLOAT(Scalars::nextAfterBfloat, null),
    BIT_AND(null, (a, b) -> a & b),
    BIT_OR(null, (a, b) -> a | b),
    BIT_XOR(null, (a, b) -> a ^ b),
    SHIFT_LEFT(null, Scalars::shiftLeft),
    SHIFT_RIGHT(null, Scalars::shiftRight),
    GCD(null, Scalars::gcd),
    LCM(null, Scalars::lcm),
    /** The Hurwitz zeta function of an exponent and a shift. */
    ZETA(Zeta::zeta, null, null, Derivatives::zetaByShift),
    /** The regularized incomplete gamma functions P(a, x) and Q(a, x). */
    IGAMMA(IncompleteGamma::lower, null, null, Derivatives::igamma),
    IGAMMAC(IncompleteGamma::upper, null, null, (a, x) -> Derivatives.igamma(a, x).neg()),
    /** The derivative of digamma of the order of the first argument, at the second. */
    POLYGAMMA(Gamma::polygamma, null, null, Derivatives::polygamma),
    /** Orthogonal polynomials of an argument and a degree. */
    CHEBYSHEV_T(Polynomials::chebyshevT, null),
    CHEBYSHEV_U(Polynomials::chebyshevU, null),
    CHEBYSHEV_V(Polynomials::chebyshevV, null),
    CHEBYSHEV_W(Polynomials::chebyshevW, null),
    HERMITE_H(Polynomials::hermiteH, null),
    HERMITE_HE(Polynomials::hermiteHe, null),
    LAGUERRE_L(Polynomials::laguerreL, null),
    LEGENDRE_P(Polynomials::legendreP, null),

    NEG(x -> -x, x -> -x, x -> of(-1)),
    ABS(Math::abs, Math::abs, Expr::sign),
    /** -1, 0 or 1; 0 for NaN, as PyTorch. */
    SIGN(x -> x > 0 ? 1 : x < 0 ? -1 : 0, Long::signum, null),
    SQRT(Math::sqrt, null, x -> of(0.5).div(x.sqrt())),
    EXP(Math::exp, null, Expr::exp),
    EXP2(x -> Math.pow(2, x), null, x -> call(Derivatives.exp2(), x).mul(Math.log(2))),
    EXPM1(Math::expm1, null, Expr::exp),
    LOG(Math::log, null, x -> of(1).div(x)),
    LOG1P(Math::log1p, null, x -> of(1).div(x.add(1))),
    LOG2(Scalars::log2, null, x -> of(1).div(x.mul(Math.log(2)))),
    LOG10(Math::log10, null, x -> of(1).div(x.mul(Math.log(10)))),
    SIN(Math::sin, null, Expr::cos),
    COS(Math::cos, null, x -> x.sin().neg()),
    TAN(Math::tan, null, x -> call(Derivatives.tan(), x).square().add(1)),
    ASIN(Math::asin, null, x -> of(1).div(of(1).sub(x.square()).sqrt())),
    ACOS(Math::acos, null, x -> of(-1).div(of(1).sub(x.square()).sqrt())),
    ATAN(Math::atan, null, x -> of(1).div(x.square().add(1))),
    SINH(Math::sinh, null, Expr::cosh),
    COSH(Math::cosh, null, Expr::sinh),
    TANH(Math::tanh, null, x -> of(1).sub(x.tanh().square())),
    ASINH(Scalars::asinh, null, x -> of(1).div(x.square().add(1).sqrt())),
    ACOSH(Scalars::acosh, null, x -> of(1).div(x.square().sub(1).sqrt())),
    ATANH(Scalars::atanh, null, x -> of(1).div(of(1).sub(x.square()))),
    FLOOR(Math::floor, x -> x, null),
    CEIL(Math::ceil, x -> x, null),
    TRUNC(Scalars::trunc, x -> x, null),
    /** Rounds half to even. */
    ROUND(Math::rint, x -> x, null),
    BIT_NOT(null, x -> ~x, null),
    ERF(Special::erf, null, x -> x.square().neg().exp().mul(2 / Math.sqrt(Math.PI))),
    ERFC(Special::erfc, null, x -> x.square().neg().exp().mul(-2 / Math.sqrt(Math.PI))),
    /** {@code 1 / (1 + e^-x)}, which kernels compute as just that. */
    SIGMOID(x -> 1 / (1 + Math.exp(-x)), null, Derivatives::sigmoid),
    /** {@code x = mantissa · 2^exponent} with a mantissa from 1/2 up to 1. */
    MANTISSA(Scalars::mantissa, null, x -> call(Derivatives.exp2(), Derivatives.exponent(x).neg())),
    EXPONENT(Scalars::exponent, null, (UnaryOperator<Expr>) null),
    ERFINV(Special::erfinv, null, Derivatives::erfinv),
    /** {@code e^(x²) erfc(x)}. */
    ERFCX(Special::erfcx, null, Derivatives::erfcx),
    /** The quantile of the normal distribution. */
    NDTRI(Special::ndtri, null, Derivatives::ndtri),
    /** The logarithm of the normal distribution function. */
    LOG_NDTR(Special::logNdtr, null, Derivatives::logNdtr),
    LGAMMA(Gamma::lgamma, null, Derivatives::digamma),
    DIGAMMA(Gamma::digamma, null, x -> Derivatives.polygamma(of(0), x)),
    /** Modified Bessel functions; those with an E are scaled by {@code e^-|x|} (I) or {@code e^x} (K). */
    I0(Bessel::i0, null, Derivatives::i1),
    I0E(Bessel::i0e, null, Derivatives::i0e),
    I1(Bessel::i1, null, Derivatives::i1ByX),
    I1E(Bessel::i1e, null, Derivatives::i1eByX),
    K0(Bessel::k0, null, x -> Derivatives.k1(x).neg()),
    K0E(Bessel::k0e, null, Derivatives::k0e),
    K1(Bessel::k1, null, Derivatives::k1ByX),
    K1E(Bessel::k1e, null, Derivatives::k1eByX),
    /** Bessel functions of the first and second kind. */
    J0(Bessel::j0, null, x -> Derivatives.j1(x).neg()),
    J1(Bessel::j1, null, Derivatives::j1ByX),
    Y0(Bessel::y0, null, x -> Derivatives.y1(x).neg()),
    Y1(Bessel::y1, null, Derivatives::y1ByX),
    /** {@code sin(x) / x}. */
    SPHERICAL_J0(Bessel::sphericalJ0, null, Derivatives::sphericalJ0),
    /** The Airy function Ai. */
    AIRY_AI(Airy::ai, null, null);

    private final int arity;
    private final @Nullable DoubleUnaryOperator unary;
    private final @Nullable LongUnaryOperator unaryLong;
    private final @Nullable DoubleBinaryOperator binary;
    private final @Nullable LongBinaryOperator binaryLong;
    private final List<@Nullable BinaryOperator<Expr>> derivatives;

    Fn(@Nullable DoubleUnaryOperator unary, @Nullable LongUnaryOperator unaryLong,
            @Nullable UnaryOperator<Expr> derivative) {
        this.arity = 1;
        this.unary = unary;
        this.unaryLong = unaryLong;
        this.binary = null;
        this.binaryLong = null;
        this.derivatives = derivative == null ? List.of() : List.of((a, b) -> derivative.apply(a));
    }

    Fn(@Nullable DoubleBinaryOperator binary, @Nullable LongBinaryOperator binaryLong) {
        this(binary, binaryLong, null, null);
    }

    Fn(@Nullable DoubleBinaryOperator binary, @Nullable LongBinaryOperator binaryLong,
            @Nullable BinaryOperator<Expr> byFirst,
            @Nullable BinaryOperator<Expr> bySecond) {
        this.arity = 2;
        this.unary = null;
        this.unaryLong = null;
        this.binary = binary;
        this.binaryLong = binaryLong;
        this.derivatives = java.util.Arrays.asList(byFirst, bySecond);
    }

    public int arity() {
        return arity;
    }

    /** Whether the function has a meaning on integers. */
    public boolean takesLongs() {
        return unaryLong != null || binaryLong != null;
    }

    /** Whether the function has a meaning on floating-point numbers. */
    public boolean takesDoubles() {
        return unary != null || binary != null;
    }

    /** The value for one argument. */
    public double onDoubles(double x) {
        return meaning(unary).applyAsDouble(x);
    }

    /** The value for two arguments. */
    public double onDoubles(double a, double b) {
        return meaning(binary).applyAsDouble(a, b);
    }

    /** The value for one integer. */
    public long onLongs(long x) {
        return meaning(unaryLong).applyAsLong(x);
    }

    /** The value for two integers. */
    public long onLongs(long a, long b) {
        return meaning(binaryLong).applyAsLong(a, b);
    }

    /** The function in terms of simpler ones, as kernels compute it; null for those that are simple. */
    public @Nullable Expr expansion(List<Expr> args) {
        return this == SIGMOID ? of(1).div(of(1).add(args.get(0).neg().exp())) : null;
    }

    /** The partial derivative by argument {@code i}; null when it is 0 almost everywhere. */
    public @Nullable Expr derivative(int i, List<Expr> args) {
        BinaryOperator<Expr> rule = i < derivatives.size() ? derivatives.get(i) : null;
        return rule == null ? null : rule.apply(args.get(0), args.get(arity - 1));
    }

    private <T> T meaning(@Nullable T function) {
        if (function == null) {
            throw new IllegalArgumentException(this + " has no meaning for this kind of number");
        }
        return function;
    }
}
