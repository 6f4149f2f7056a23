package dev.flambeau.op;

import static dev.flambeau.expr.Expr.call;
import static dev.flambeau.expr.Expr.in;
import static dev.flambeau.expr.Expr.of;
import static dev.flambeau.expr.Expr.select;
import static dev.flambeau.op.PointwiseOp.G;
import static dev.flambeau.op.PointwiseOp.Y;
import static dev.flambeau.op.Promotion.FLOATING;
import static dev.flambeau.op.Promotion.INT_TO_FLOAT;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.FrexpResult;
import dev.flambeau.Tensor;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Fn;
import dev.flambeau.spi.Array;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The special functions of mathematics. */
public final class SpecialFunctions {
    private static final Expr A = in(0);
    private static final Expr B = in(1);

    public static final PointwiseOp ERF = unary("erf", Fn.ERF);
    public static final PointwiseOp ERFC = unary("erfc", Fn.ERFC);
    public static final PointwiseOp ERFINV = PointwiseOp.of("erfinv", 1, INT_TO_FLOAT, call(Fn.ERFINV, A),
            G.mul(Y.square().exp().mul(Math.sqrt(Math.PI) / 2)));
    public static final PointwiseOp ERFCX = unary("special_erfcx", Fn.ERFCX);
    /** The normal distribution function, by way of erfc. */
    public static final PointwiseOp NDTR = PointwiseOp.of("special_ndtr", 1, INT_TO_FLOAT,
            call(Fn.ERFC, A.mul(-Math.sqrt(0.5))).mul(0.5)).withNode("MulBackward1");
    public static final PointwiseOp NDTRI = unary("special_ndtri", Fn.NDTRI);
    public static final PointwiseOp LOG_NDTR = unary("special_log_ndtr", Fn.LOG_NDTR);
    /** {@code -x log(x)}: 0 at 0, minus infinity below. */
    public static final PointwiseOp ENTR = PointwiseOp.of("special_entr", 1, INT_TO_FLOAT,
            select(A.isNan(), A,
                    select(A.gt(0), A.neg().mul(A.log()), select(A.eq(0), of(0), of(Double.NEGATIVE_INFINITY)))),
            G.mul(A.log().add(1).neg()));
    /** {@code a log(1 + b)}, 0 where a is 0 and b is a number. */
    public static final PointwiseOp XLOG1PY = PointwiseOp.of("special_xlog1py", 2, INT_TO_FLOAT,
            select(B.isNan(), B, select(A.eq(0), of(0), A.mul(B.log1p()))),
            select(A.eq(0).and(B.le(-1)), of(0), G.mul(B.log1p())), G.mul(A).div(B.add(1)));

    public static final PointwiseOp LGAMMA = unary("lgamma", Fn.LGAMMA);
    public static final PointwiseOp DIGAMMA = unary("digamma", Fn.DIGAMMA);
    public static final PointwiseOp IGAMMA = PointwiseOp.of("igamma", 2, FLOATING, call(Fn.IGAMMA, A, B));
    public static final PointwiseOp IGAMMAC = PointwiseOp.of("igammac", 2, FLOATING, call(Fn.IGAMMAC, A, B));
    public static final PointwiseOp ZETA = binary("special_zeta", Fn.ZETA);
    /** Input 0 is the order, a number. */
    private static final PointwiseOp POLYGAMMA =
            PointwiseOp.of("polygamma", 2, INT_TO_FLOAT, call(Fn.POLYGAMMA, B, A)).withConditions(2);

    public static final PointwiseOp I0 = unary("i0", Fn.I0);
    public static final PointwiseOp I0E = unary("special_i0e", Fn.I0E);
    public static final PointwiseOp I1 = unary("special_i1", Fn.I1);
    public static final PointwiseOp I1E = unary("special_i1e", Fn.I1E);
    public static final PointwiseOp MODIFIED_BESSEL_I0 = unary("special_modified_bessel_i0", Fn.I0);
    public static final PointwiseOp MODIFIED_BESSEL_I1 = unary("special_modified_bessel_i1", Fn.I1);
    public static final PointwiseOp MODIFIED_BESSEL_K0 = unary("special_modified_bessel_k0", Fn.K0);
    public static final PointwiseOp MODIFIED_BESSEL_K1 = unary("special_modified_bessel_k1", Fn.K1);
    public static final PointwiseOp SCALED_MODIFIED_BESSEL_K0 = unary("special_scaled_modified_bessel_k0", Fn.K0E);
    public static final PointwiseOp SCALED_MODIFIED_BESSEL_K1 = unary("special_scaled_modified_bessel_k1", Fn.K1E);
    public static final PointwiseOp BESSEL_J0 = unary("special_bessel_j0", Fn.J0);
    public static final PointwiseOp BESSEL_J1 = unary("special_bessel_j1", Fn.J1);
    public static final PointwiseOp BESSEL_Y0 = unary("special_bessel_y0", Fn.Y0);
    public static final PointwiseOp BESSEL_Y1 = unary("special_bessel_y1", Fn.Y1);
    public static final PointwiseOp SPHERICAL_BESSEL_J0 = unary("special_spherical_bessel_j0", Fn.SPHERICAL_J0);
    public static final PointwiseOp AIRY_AI = unary("special_airy_ai", Fn.AIRY_AI);

    public static final PointwiseOp CHEBYSHEV_POLYNOMIAL_T = binary("special_chebyshev_polynomial_t", Fn.CHEBYSHEV_T);
    public static final PointwiseOp CHEBYSHEV_POLYNOMIAL_U = binary("special_chebyshev_polynomial_u", Fn.CHEBYSHEV_U);
    public static final PointwiseOp CHEBYSHEV_POLYNOMIAL_V = binary("special_chebyshev_polynomial_v", Fn.CHEBYSHEV_V);
    public static final PointwiseOp CHEBYSHEV_POLYNOMIAL_W = binary("special_chebyshev_polynomial_w", Fn.CHEBYSHEV_W);
    public static final PointwiseOp SHIFTED_CHEBYSHEV_POLYNOMIAL_T =
            shifted("special_shifted_chebyshev_polynomial_t", Fn.CHEBYSHEV_T);
    public static final PointwiseOp SHIFTED_CHEBYSHEV_POLYNOMIAL_U =
            shifted("special_shifted_chebyshev_polynomial_u", Fn.CHEBYSHEV_U);
    public static final PointwiseOp SHIFTED_CHEBYSHEV_POLYNOMIAL_V =
            shifted("special_shifted_chebyshev_polynomial_v", Fn.CHEBYSHEV_V);
    public static final PointwiseOp SHIFTED_CHEBYSHEV_POLYNOMIAL_W =
            shifted("special_shifted_chebyshev_polynomial_w", Fn.CHEBYSHEV_W);
    public static final PointwiseOp HERMITE_POLYNOMIAL_H = binary("special_hermite_polynomial_h", Fn.HERMITE_H);
    public static final PointwiseOp HERMITE_POLYNOMIAL_HE = binary("special_hermite_polynomial_he", Fn.HERMITE_HE);
    public static final PointwiseOp LAGUERRE_POLYNOMIAL_L = binary("special_laguerre_polynomial_l", Fn.LAGUERRE_L);
    public static final PointwiseOp LEGENDRE_POLYNOMIAL_P = binary("special_legendre_polynomial_p", Fn.LEGENDRE_P);

    private static final PointwiseOp NEXTAFTER_DOUBLE = nextafter(Fn.NEXTAFTER);
    private static final PointwiseOp NEXTAFTER_FLOAT = nextafter(Fn.NEXTAFTER_FLOAT);
    private static final PointwiseOp NEXTAFTER_HALF = nextafter(Fn.NEXTAFTER_HALF);
    private static final PointwiseOp NEXTAFTER_BFLOAT = nextafter(Fn.NEXTAFTER_BFLOAT);
    private static final PointwiseOp MANTISSA = PointwiseOp.of("frexp", 1, FLOATING, call(Fn.MANTISSA, A));
    private static final PointwiseOp EXPONENT = PointwiseOp.of("frexp", 1, FLOATING, call(Fn.EXPONENT, A), (Expr) null);
    private static final ConcurrentMap<Long, PointwiseOp> MVLGAMMA = new ConcurrentHashMap<>();

    private SpecialFunctions() {}

    private static PointwiseOp unary(String name, Fn fn) {
        return PointwiseOp.of(name, 1, INT_TO_FLOAT, call(fn, A));
    }

    private static PointwiseOp binary(String name, Fn fn) {
        return PointwiseOp.of(name, 2, INT_TO_FLOAT, call(fn, A, B));
    }

    private static PointwiseOp shifted(String name, Fn fn) {
        return PointwiseOp.of(name, 2, INT_TO_FLOAT, call(fn, A.mul(2).sub(1), B));
    }

    private static PointwiseOp nextafter(Fn fn) {
        return PointwiseOp.of("nextafter", 2, FLOATING, call(fn, A, B), G, of(0));
    }

    /** The next number of the common type towards {@code b}. */
    public static Tensor nextafter(Tensor a, Tensor b, boolean inPlace) {
        PointwiseOp op = switch (Promotion.common(new Array[] {a.array(), b.array()}, -1)) {
            case FLOAT64 -> NEXTAFTER_DOUBLE;
            case FLOAT16 -> NEXTAFTER_HALF;
            case BFLOAT16 -> NEXTAFTER_BFLOAT;
            default -> NEXTAFTER_FLOAT;
        };
        return Arithmetic.run(op, inPlace, a, b);
    }

    /** The derivative of digamma of order n. */
    public static Tensor polygamma(long n, Tensor x, boolean inPlace) {
        if (n < 0) {
            throw new ArgumentException("polygamma(n, x) does not support negative n.");
        }
        return Arithmetic.run(POLYGAMMA, inPlace, x, Tensor.scalar(n));
    }

    /** {@code log Γ_p(x) = p (p - 1) / 4 · log π + sum of log Γ(x - j / 2) over j < p}. */
    public static Tensor mvlgamma(Tensor x, long p, boolean inPlace) {
        if (x.dtype() == DType.BOOL) {
            throw new DTypeException("The input tensor may not be a boolean tensor.");
        }
        if (p < 1) {
            throw new ArgumentException("p has to be greater than or equal to 1");
        }
        return Arithmetic.run(MVLGAMMA.computeIfAbsent(p, SpecialFunctions::mvlgamma), inPlace, x);
    }

    private static PointwiseOp mvlgamma(long p) {
        Expr sum = of(p * (p - 1) / 4.0 * Math.log(Math.PI));
        for (long j = 0; j < p; j++) {
            sum = sum.add(call(Fn.LGAMMA, A.sub(j / 2.0)));
        }
        return PointwiseOp.of("mvlgamma", 1, INT_TO_FLOAT, sum);
    }

    /** Mantissa and exponent. */
    public static FrexpResult frexp(Tensor x) {
        if (!x.dtype().isFloatingPoint()) {
            throw new DTypeException("torch.frexp() only supports floating-point dtypes");
        }
        return new FrexpResult(MANTISSA.apply(x), EXPONENT.apply(x).to(DType.INT32));
    }
}
