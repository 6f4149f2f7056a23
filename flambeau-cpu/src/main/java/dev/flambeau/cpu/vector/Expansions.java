package dev.flambeau.cpu.vector;

import dev.flambeau.cpu.vector.Graph.Node;
import dev.flambeau.cpu.vector.Graph.Op;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.Fn;
import org.jspecify.annotations.Nullable;

/**
 * Functions written in exact and correctly rounded operations: about an ulp or two from the truth, the same on every
 * machine, and as fast in vectors as a vendor's library (measured beside SVML: exp equal, tanh and sin faster).
 *
 * <p>The polynomials are minimax fits (Remez) for the ranges named beside them. Each expansion is right for NaN, infinities,
 * signed zeros and subnormals.
 */
final class Expansions {
    /** {@code (e^r - 1 - r) / r²} for |r| up to ln 2. */
    private static final double[] EXP_FLOAT =
            {0.5000003646, 0.1666661106, 0.0416610731, 0.00833621292, 0.001410841182, 0.0001960668839};

    private static final double[] EXP_DOUBLE = {0.4999999999999999866, 0.16666666666666653073, 0.041666666666667270194,
        0.0083333333333378816018, 0.001388888888880379857, 0.00019841269835845364338, 0.000024801587354906798252,
        2.7557322307840837275e-6, 2.7557302892934463012e-7, 2.5051202736061662876e-8, 2.0879060940378342086e-9,
        1.6191656611443225488e-10, 1.1378099054726563733e-11};

    /** {@code (log(1 + f) - f + f²/2) / f³} for |f| up to 1/3. */
    private static final double[] LOG_FLOAT =
            {0.3333321579, -0.249997973, 0.2001041901, -0.1668050705, 0.140056266, -0.1218395122,
                0.1398575289, -0.1289318392};

    /** {@code (2 atanh(s) / s - 2) / s²} for |s| up to 1/5, in s². */
    private static final double[] ATANH_DOUBLE =
            {0.66666666666666594449, 0.40000000000057981036, 0.28571428555525003599,
                0.22222224329822099871, 0.18181663921281937833, 0.1539117464480841327, 0.13172560779676001822,
                0.13849982541841733651};

    /** {@code (sin(r) / r - 1) / r²} for |r| up to π/4, in r². */
    private static final double[] SIN_FLOAT = {-0.1666665487, 0.008332173531, -0.000195166538};

    /** {@code (cos(r) - 1 + r²/2) / r⁴} for |r| up to π/4, in r². */
    private static final double[] COS_FLOAT = {0.04166664675, -0.001388736141, 2.443772454e-5};

    private static final double SIN_LIMIT = 1e5; // three parts of π/2 are precise enough up to here

    private final Graph g;
    private final boolean isFloat;
    private final int mantissa; // bits after the point
    private final double round; // adding this rounds to an integer, which then stands in the low bits

    Expansions(Graph g) {
        this.g = g;
        this.isFloat = g.kind == Kind.FLOAT;
        this.mantissa = isFloat ? 23 : 52;
        this.round = isFloat ? 0x1.8p23 : 0x1.8p52;
    }

    /** The function of {@code a} (and {@code b}), or null when it has no expansion in this kind. */
    @Nullable Node expand(Fn fn, Node a, Node b) {
        return switch (fn) {
            case COPYSIGN -> copySign(a, b);
            case ROUND -> round(a);
            case FLOOR -> floor(a);
            case CEIL -> ceil(a);
            case TRUNC -> trunc(a);
            case EXP -> exp(a);
            case EXPM1 -> expm1(a);
            case TANH -> tanh(a);
            case SIGMOID -> g.div(g.constant(1), g.add(exp(g.neg(a)), 1));
            case LOG -> log(a, 1, Math.log(2));
            case LOG1P -> isFloat ? log1p(a) : null;
            case LOG2 -> isFloat ? log(a, 1 / Math.log(2), 1) : null;
            case LOG10 -> isFloat ? log(a, 1 / Math.log(10), Math.log10(2)) : null;
            case SIN -> isFloat ? sine(a, fn) : null;
            case COS -> isFloat ? sine(a, fn) : null;
            case ERF -> isFloat ? erf(a) : null;
            default -> null;
        };
    }

    private Node copySign(Node a, Node b) {
        Node magnitude = g.node(Op.BITS_AND, toBits(a), g.bits(~sign()));
        return fromBits(g.node(Op.BITS_OR, magnitude, g.node(Op.BITS_AND, toBits(b), g.bits(sign()))));
    }

    /** To the nearest integer, half to even: numbers beyond 2^mantissa have no fraction left, adding it drops the others'. */
    private Node round(Node x) {
        Node magnitude = g.abs(x);
        return g.select(isSmall(magnitude), copySign(nearest(magnitude), x), x);
    }

    private Node floor(Node x) {
        Node near = round(x);
        return copySign(g.select(g.node(Op.GT, near, x), g.add(near, -1), near), x);
    }

    private Node ceil(Node x) {
        Node near = round(x);
        return copySign(g.select(g.node(Op.LT, near, x), g.add(near, 1), near), x);
    }

    private Node trunc(Node x) {
        Node magnitude = g.abs(x);
        Node near = nearest(magnitude);
        Node down = g.select(g.node(Op.GT, near, magnitude), g.add(near, -1), near);
        return g.select(isSmall(magnitude), copySign(down, x), x);
    }

    private Node nearest(Node magnitude) {
        return g.add(g.add(magnitude, Math.scalb(1.0, mantissa)), -Math.scalb(1.0, mantissa));
    }

    private Node isSmall(Node magnitude) {
        return g.compare(Op.LT, magnitude, Math.scalb(1.0, mantissa));
    }

    /** {@code x = 2h·ln 2 + r}: then {@code e^x = scale² · (1 + tail)}, where {@code scale = 2^h} and {@code tail = e^r - 1}. */
    private record Exponential(Node scale, Node inverse, Node tail) {}

    private Exponential exponential(Node x) {
        // the exponent's bias is added with the rounding, so that a shift makes h a power of two
        int bias = isFloat ? 127 : 1023;
        double twoLn2 = 2 * Math.log(2);
        double high = isFloat ? (float) twoLn2 : twoLn2;
        double low = isFloat ? -3.809308424251867e-09 : 4.638093627692599e-17;
        Node shifted = g.fma(x, 1 / twoLn2, round + bias);
        Node h = g.add(shifted, -(round + bias));
        Node r = g.fma(h, -low, g.fma(h, -high, x));
        Node tail = g.fma(g.mul(r, r), g.polynomial(r, isFloat ? EXP_FLOAT : EXP_DOUBLE), r);
        Node bits = g.node(Op.SHIFT_LEFT, mantissa, toBits(shifted));
        Node inverse = g.node(Op.BITS_SUB, g.bits(2L * bias << mantissa), bits);
        return new Exponential(fromBits(bits), fromBits(inverse), tail);
    }

    private Node exp(Node x) {
        // beyond these the result is 0 or infinite anyway, and h still has room in the exponent
        Exponential e = exponential(clamp(x, isFloat ? -104 : -746, isFloat ? 89 : 710));
        return g.mul(g.fma(e.tail, e.scale, e.scale), e.scale);
    }

    private Node expm1(Node x) {
        Exponential e = exponential(clamp(x, isFloat ? -40 : -80, isFloat ? 89 : 710));
        Node sum = g.fma(e.tail, e.scale, g.sub(e.scale, e.inverse));
        Node y = g.mul(sum, e.scale);
        return g.select(g.compare(Op.EQ, x, 0), x, y); // keeps -0
    }

    private Node tanh(Node x) {
        double limit = isFloat ? 20 : 44; // far beyond where the result is 1
        Node twice = g.abs(g.add(x, x));
        Exponential e = exponential(g.select(g.compare(Op.GT, twice, limit), limit, twice));
        Node t = g.mul(g.fma(e.tail, e.scale, g.sub(e.scale, e.inverse)), e.scale);
        return copySign(g.div(t, g.add(t, 2)), x);
    }

    /** {@code logarithm of x = f·unit + exponent·two}: natural, binary and decimal ones. */
    private Node log(Node x, double unit, double two) {
        double lift = Math.scalb(1.0, mantissa);
        Node tiny = g.compare(Op.LT, x, isFloat ? Float.MIN_NORMAL : Double.MIN_NORMAL);
        Node normal = g.select(tiny, g.mul(x, lift), x);
        Node exponentBits = exponentBits(normal);
        Node f = g.add(fromBits(g.node(Op.BITS_SUB, toBits(normal), exponentBits)), -1);
        Node exponent = g.select(tiny, g.add(integer(exponentBits), -mantissa), integer(exponentBits));
        Node y = isFloat ? joinFloat(f, exponent, unit, two) : joinDouble(f, exponent);
        Node special = g.select(g.compare(Op.EQ, x, 0), Double.NEGATIVE_INFINITY,
                g.select(g.compare(Op.LT, x, 0), Double.NaN, x));
        Node ordinary = g.node(Op.AND, g.compare(Op.GT, x, 0), g.compare(Op.LT, x, Double.POSITIVE_INFINITY));
        return g.select(ordinary, y, special);
    }

    private Node log1p(Node x) {
        Node u = g.add(x, 1);
        Node exponentBits = exponentBits(u);
        // (1 + x) 2^-k - 1 without rounding 1 + x: x 2^-k + (2^-k - 1)
        Node scaled = fromBits(g.node(Op.BITS_SUB, toBits(x), exponentBits));
        Node four = fromBits(g.node(Op.BITS_SUB, g.bits(Float.floatToRawIntBits(4)), exponentBits));
        Node f = g.add(scaled, g.fma(four, 0.25, -1));
        Node y = joinFloat(f, integer(exponentBits), 1, Math.log(2));
        Node special = g.select(g.compare(Op.EQ, x, -1), Double.NEGATIVE_INFINITY,
                g.select(g.compare(Op.LT, x, -1), Double.NaN, x));
        Node ordinary = g.node(Op.AND, g.compare(Op.GT, x, -1), g.compare(Op.LT, x, Double.POSITIVE_INFINITY));
        return g.select(g.node(Op.AND, ordinary, g.compare(Op.NE, x, 0)), y, special);
    }

    /** The exponent that brings a positive number into [2/3, 4/3), in its place among the bits. */
    private Node exponentBits(Node x) {
        long start = isFloat ? Float.floatToRawIntBits(2f / 3) : Double.doubleToRawLongBits(2.0 / 3);
        long mask = isFloat ? 0xff800000 : 0xfffL << 52;
        return g.node(Op.BITS_AND, g.node(Op.BITS_SUB, toBits(x), g.bits(start)), g.bits(mask));
    }

    /** The exponent as a number: its bits set into the mantissa of the rounding constant. */
    private Node integer(Node exponentBits) {
        long base = isFloat ? Float.floatToRawIntBits((float) round) : Double.doubleToRawLongBits(round);
        Node placed = g.node(Op.BITS_ADD, g.node(Op.SHIFT_RIGHT, mantissa, exponentBits), g.bits(base));
        return g.add(fromBits(placed), -round);
    }

    private Node joinFloat(Node f, Node exponent, double unit, double two) {
        Node square = g.mul(f, f);
        Node y = g.fma(square, g.fma(g.polynomial(f, LOG_FLOAT), f, g.constant(-0.5)), f);
        return unit == 1 ? g.fma(exponent, two, y) : g.fma(exponent, two, g.mul(y, unit));
    }

    private Node joinDouble(Node f, Node exponent) {
        // log(1 + f) = f - (f²/2 - s (f²/2 + R)), where s = f / (2 + f)
        Node s = g.div(f, g.add(f, 2));
        Node z = g.mul(s, s);
        Node rest = g.mul(z, g.polynomial(z, ATANH_DOUBLE));
        Node half = g.mul(g.mul(f, 0.5), f);
        double high = 0x1.62e42feep-1; // 33 bits of ln 2, so that its multiples are exact
        Node small = g.fma(exponent, 1.90821492927058770002e-10, g.mul(s, g.add(half, rest)));
        return g.fma(exponent, high, g.sub(f, g.sub(half, small)));
    }

    private Node sine(Node x, Fn fn) {
        Node shifted = g.fma(x, 2 / Math.PI, g.constant(round));
        Node n = g.add(shifted, -round);
        Node r = g.fma(n, -1.5707963705062866, x);
        r = g.fma(n, 4.371138828673793e-08, r);
        r = g.fma(n, 1.7151245100058819e-15, r);
        Node square = g.mul(r, r);
        Node sine = g.fma(g.mul(square, r), g.polynomial(square, SIN_FLOAT), r);
        Node cosine = g.fma(square, g.fma(square, g.polynomial(square, COS_FLOAT), g.constant(-0.5)), g.constant(1));
        Node quadrant = fn == Fn.SIN ? toBits(shifted) : g.node(Op.BITS_ADD, toBits(shifted), g.bits(1));
        // bit 0 of the quadrant, moved to where it makes a number 2 or 0
        Node odd = g.node(Op.BITS_AND, g.node(Op.SHIFT_LEFT, 30, quadrant), g.bits(0x40000000));
        Node flip = g.node(Op.BITS_AND, g.node(Op.SHIFT_LEFT, 30, quadrant), g.bits(0x80000000));
        Node chosen = g.select(g.compare(Op.NE, fromBits(odd), 0), cosine, sine);
        Node y = fromBits(g.node(Op.BITS_XOR, toBits(chosen), flip));
        if (fn == Fn.SIN) {
            y = g.select(g.compare(Op.EQ, x, 0), x, y); // keeps -0
        }
        return g.node(Op.GUARD, fn.ordinal(), y, g.compare(Op.LE, g.abs(x), SIN_LIMIT), x);
    }

    /** After N. Juffa: a polynomial near 0, one minus an exponential elsewhere. */
    private Node erf(Node x) {
        Node t = g.abs(x);
        Node square = g.mul(x, x);
        Node r = g.fma(g.fma(t, -1.72853470e-5, 3.83197126e-4), square, g.fma(t, -3.88396438e-3, 2.42546219e-2));
        r = g.fma(r, t, g.constant(-1.06777877e-1));
        r = g.fma(r, t, g.constant(-6.34846687e-1));
        r = g.fma(r, t, g.constant(-1.28717512e-1));
        r = g.fma(r, t, g.neg(t));
        Node far = copySign(g.sub(g.constant(1), exp(r)), x);
        Node p = g.polynomial(square, 1.28379166e-1, -3.76125336e-1, 1.12819925e-1, -2.67681349e-2, 4.99119423e-3,
                -5.96761703e-4);
        Node near = g.fma(p, x, x);
        // from 4 on the result is 1; the polynomial would overflow to NaN at infinity
        Node beyond = g.select(g.compare(Op.GT, t, 4), copySign(g.constant(1), x), far);
        return g.select(g.compare(Op.LE, t, 0.927734375), near, beyond);
    }

    private Node clamp(Node x, double low, double high) {
        Node below = g.select(g.compare(Op.GT, x, high), high, x);
        return g.select(g.compare(Op.LT, below, low), low, below);
    }

    private Node toBits(Node x) {
        return g.node(Op.TO_BITS, x);
    }

    private Node fromBits(Node x) {
        return g.node(Op.FROM_BITS, x);
    }

    private long sign() {
        return isFloat ? 0x80000000 : Long.MIN_VALUE;
    }
}
