package dev.flambeau;

import dev.flambeau.op.SpecialFunctions;

/** PyTorch's {@code torch.special}: the special functions of mathematics. */
public final class Special {
    private Special() {}

    /** The Airy function Ai. */
    public static Tensor airyAi(Tensor x) {
        return SpecialFunctions.AIRY_AI.apply(x);
    }

    /** The Bessel function of the first kind, order 0. */
    public static Tensor besselJ0(Tensor x) {
        return SpecialFunctions.BESSEL_J0.apply(x);
    }

    /** The Bessel function of the first kind, order 1. */
    public static Tensor besselJ1(Tensor x) {
        return SpecialFunctions.BESSEL_J1.apply(x);
    }

    /** The Bessel function of the second kind, order 0. */
    public static Tensor besselY0(Tensor x) {
        return SpecialFunctions.BESSEL_Y0.apply(x);
    }

    /** The Bessel function of the second kind, order 1. */
    public static Tensor besselY1(Tensor x) {
        return SpecialFunctions.BESSEL_Y1.apply(x);
    }

    /** The entropy {@code -x log(x)}: 0 at 0, minus infinity below. */
    public static Tensor entr(Tensor x) {
        return SpecialFunctions.ENTR.apply(x);
    }

    /** {@code e^(x²) erfc(x)}. */
    public static Tensor erfcx(Tensor x) {
        return SpecialFunctions.ERFCX.apply(x);
    }

    /** {@code e^-|x| i0(x)}. */
    public static Tensor i0e(Tensor x) {
        return SpecialFunctions.I0E.apply(x);
    }

    /** The modified Bessel function of the first kind, order 1. */
    public static Tensor i1(Tensor x) {
        return SpecialFunctions.I1.apply(x);
    }

    /** {@code e^-|x| i1(x)}. */
    public static Tensor i1e(Tensor x) {
        return SpecialFunctions.I1E.apply(x);
    }

    /** The logarithm of the normal distribution function. */
    public static Tensor logNdtr(Tensor x) {
        return SpecialFunctions.LOG_NDTR.apply(x);
    }

    /** The modified Bessel function of the first kind, order 0. */
    public static Tensor modifiedBesselI0(Tensor x) {
        return SpecialFunctions.MODIFIED_BESSEL_I0.apply(x);
    }

    /** The modified Bessel function of the first kind, order 1. */
    public static Tensor modifiedBesselI1(Tensor x) {
        return SpecialFunctions.MODIFIED_BESSEL_I1.apply(x);
    }

    /** The modified Bessel function of the second kind, order 0. */
    public static Tensor modifiedBesselK0(Tensor x) {
        return SpecialFunctions.MODIFIED_BESSEL_K0.apply(x);
    }

    /** The modified Bessel function of the second kind, order 1. */
    public static Tensor modifiedBesselK1(Tensor x) {
        return SpecialFunctions.MODIFIED_BESSEL_K1.apply(x);
    }

    /** The normal distribution function. */
    public static Tensor ndtr(Tensor x) {
        return SpecialFunctions.NDTR.apply(x);
    }

    /** The quantile of the normal distribution. */
    public static Tensor ndtri(Tensor x) {
        return SpecialFunctions.NDTRI.apply(x);
    }

    /** {@code e^x modifiedBesselK0(x)}. */
    public static Tensor scaledModifiedBesselK0(Tensor x) {
        return SpecialFunctions.SCALED_MODIFIED_BESSEL_K0.apply(x);
    }

    /** {@code e^x modifiedBesselK1(x)}. */
    public static Tensor scaledModifiedBesselK1(Tensor x) {
        return SpecialFunctions.SCALED_MODIFIED_BESSEL_K1.apply(x);
    }

    /** {@code sin(x) / x}, 1 at 0. */
    public static Tensor sphericalBesselJ0(Tensor x) {
        return SpecialFunctions.SPHERICAL_BESSEL_J0.apply(x);
    }

    /** The Chebyshev polynomial of the first kind of degree n at x. */
    public static Tensor chebyshevPolynomialT(Tensor x, Tensor n) {
        return SpecialFunctions.CHEBYSHEV_POLYNOMIAL_T.apply(x, n);
    }

    public static Tensor chebyshevPolynomialT(Tensor x, long n) {
        return SpecialFunctions.CHEBYSHEV_POLYNOMIAL_T.apply(x, Tensor.scalar(n));
    }

    /** The Chebyshev polynomial of the second kind of degree n at x. */
    public static Tensor chebyshevPolynomialU(Tensor x, Tensor n) {
        return SpecialFunctions.CHEBYSHEV_POLYNOMIAL_U.apply(x, n);
    }

    public static Tensor chebyshevPolynomialU(Tensor x, long n) {
        return SpecialFunctions.CHEBYSHEV_POLYNOMIAL_U.apply(x, Tensor.scalar(n));
    }

    /** The Chebyshev polynomial of the third kind of degree n at x. */
    public static Tensor chebyshevPolynomialV(Tensor x, Tensor n) {
        return SpecialFunctions.CHEBYSHEV_POLYNOMIAL_V.apply(x, n);
    }

    public static Tensor chebyshevPolynomialV(Tensor x, long n) {
        return SpecialFunctions.CHEBYSHEV_POLYNOMIAL_V.apply(x, Tensor.scalar(n));
    }

    /** The Chebyshev polynomial of the fourth kind of degree n at x. */
    public static Tensor chebyshevPolynomialW(Tensor x, Tensor n) {
        return SpecialFunctions.CHEBYSHEV_POLYNOMIAL_W.apply(x, n);
    }

    public static Tensor chebyshevPolynomialW(Tensor x, long n) {
        return SpecialFunctions.CHEBYSHEV_POLYNOMIAL_W.apply(x, Tensor.scalar(n));
    }

    /** {@code T(2x - 1)} of degree n. */
    public static Tensor shiftedChebyshevPolynomialT(Tensor x, Tensor n) {
        return SpecialFunctions.SHIFTED_CHEBYSHEV_POLYNOMIAL_T.apply(x, n);
    }

    public static Tensor shiftedChebyshevPolynomialT(Tensor x, long n) {
        return SpecialFunctions.SHIFTED_CHEBYSHEV_POLYNOMIAL_T.apply(x, Tensor.scalar(n));
    }

    /** {@code U(2x - 1)} of degree n. */
    public static Tensor shiftedChebyshevPolynomialU(Tensor x, Tensor n) {
        return SpecialFunctions.SHIFTED_CHEBYSHEV_POLYNOMIAL_U.apply(x, n);
    }

    public static Tensor shiftedChebyshevPolynomialU(Tensor x, long n) {
        return SpecialFunctions.SHIFTED_CHEBYSHEV_POLYNOMIAL_U.apply(x, Tensor.scalar(n));
    }

    /** {@code V(2x - 1)} of degree n. */
    public static Tensor shiftedChebyshevPolynomialV(Tensor x, Tensor n) {
        return SpecialFunctions.SHIFTED_CHEBYSHEV_POLYNOMIAL_V.apply(x, n);
    }

    public static Tensor shiftedChebyshevPolynomialV(Tensor x, long n) {
        return SpecialFunctions.SHIFTED_CHEBYSHEV_POLYNOMIAL_V.apply(x, Tensor.scalar(n));
    }

    /** {@code W(2x - 1)} of degree n. */
    public static Tensor shiftedChebyshevPolynomialW(Tensor x, Tensor n) {
        return SpecialFunctions.SHIFTED_CHEBYSHEV_POLYNOMIAL_W.apply(x, n);
    }

    public static Tensor shiftedChebyshevPolynomialW(Tensor x, long n) {
        return SpecialFunctions.SHIFTED_CHEBYSHEV_POLYNOMIAL_W.apply(x, Tensor.scalar(n));
    }

    /** The physicists' Hermite polynomial of degree n at x. */
    public static Tensor hermitePolynomialH(Tensor x, Tensor n) {
        return SpecialFunctions.HERMITE_POLYNOMIAL_H.apply(x, n);
    }

    public static Tensor hermitePolynomialH(Tensor x, long n) {
        return SpecialFunctions.HERMITE_POLYNOMIAL_H.apply(x, Tensor.scalar(n));
    }

    /** The probabilists' Hermite polynomial of degree n at x. */
    public static Tensor hermitePolynomialHe(Tensor x, Tensor n) {
        return SpecialFunctions.HERMITE_POLYNOMIAL_HE.apply(x, n);
    }

    public static Tensor hermitePolynomialHe(Tensor x, long n) {
        return SpecialFunctions.HERMITE_POLYNOMIAL_HE.apply(x, Tensor.scalar(n));
    }

    /** The Laguerre polynomial of degree n at x. */
    public static Tensor laguerrePolynomialL(Tensor x, Tensor n) {
        return SpecialFunctions.LAGUERRE_POLYNOMIAL_L.apply(x, n);
    }

    public static Tensor laguerrePolynomialL(Tensor x, long n) {
        return SpecialFunctions.LAGUERRE_POLYNOMIAL_L.apply(x, Tensor.scalar(n));
    }

    /** The Legendre polynomial of degree n at x. */
    public static Tensor legendrePolynomialP(Tensor x, Tensor n) {
        return SpecialFunctions.LEGENDRE_POLYNOMIAL_P.apply(x, n);
    }

    public static Tensor legendrePolynomialP(Tensor x, long n) {
        return SpecialFunctions.LEGENDRE_POLYNOMIAL_P.apply(x, Tensor.scalar(n));
    }

    /** {@code x log(1 + y)}, 0 where x is 0. */
    public static Tensor xlog1py(Tensor x, Tensor y) {
        return SpecialFunctions.XLOG1PY.apply(x, y);
    }

    public static Tensor xlog1py(Tensor x, double y) {
        return SpecialFunctions.XLOG1PY.apply(x, Tensor.scalar(y));
    }

    public static Tensor xlog1py(double x, Tensor y) {
        return SpecialFunctions.XLOG1PY.apply(Tensor.scalar(x), y);
    }

    /** The Hurwitz zeta function, the sum of {@code (k + y)^-x} over k from 0. */
    public static Tensor zeta(Tensor x, Tensor y) {
        return SpecialFunctions.ZETA.apply(x, y);
    }

    public static Tensor zeta(Tensor x, double y) {
        return SpecialFunctions.ZETA.apply(x, Tensor.scalar(y));
    }

    public static Tensor zeta(double x, Tensor y) {
        return SpecialFunctions.ZETA.apply(Tensor.scalar(x), y);
    }

    /** As {@link Tensor#digamma()}. */
    public static Tensor digamma(Tensor x) {
        return x.digamma();
    }

    /** As {@link Tensor#digamma()}. */
    public static Tensor psi(Tensor x) {
        return x.digamma();
    }

    /** As {@link Tensor#lgamma()}. */
    public static Tensor gammaln(Tensor x) {
        return x.lgamma();
    }

    /** As {@link Tensor#erf()}. */
    public static Tensor erf(Tensor x) {
        return x.erf();
    }

    /** As {@link Tensor#erfc()}. */
    public static Tensor erfc(Tensor x) {
        return x.erfc();
    }

    /** As {@link Tensor#erfinv()}. */
    public static Tensor erfinv(Tensor x) {
        return x.erfinv();
    }

    /** As {@link Tensor#exp2()}. */
    public static Tensor exp2(Tensor x) {
        return x.exp2();
    }

    /** As {@link Tensor#expm1()}. */
    public static Tensor expm1(Tensor x) {
        return x.expm1();
    }

    /** As {@link Tensor#sigmoid()}. */
    public static Tensor expit(Tensor x) {
        return x.sigmoid();
    }

    /** As {@link Tensor#i0()}. */
    public static Tensor i0(Tensor x) {
        return x.i0();
    }

    /** As {@link Tensor#log1p()}. */
    public static Tensor log1p(Tensor x) {
        return x.log1p();
    }

    /** As {@link Tensor#sinc()}. */
    public static Tensor sinc(Tensor x) {
        return x.sinc();
    }

    /** As {@link Tensor#round()}. */
    public static Tensor round(Tensor x) {
        return x.round();
    }

    /** As {@link Tensor#logit()}. */
    public static Tensor logit(Tensor x) {
        return x.logit();
    }

    /** As {@link Tensor#logit(double)}. */
    public static Tensor logit(Tensor x, double eps) {
        return x.logit(eps);
    }

    /** The regularized lower incomplete gamma function. */
    public static Tensor gammainc(Tensor a, Tensor x) {
        return a.igamma(x);
    }

    /** The regularized upper incomplete gamma function. */
    public static Tensor gammaincc(Tensor a, Tensor x) {
        return a.igammac(x);
    }

    /** As {@link Tensor#mvlgamma}. */
    public static Tensor multigammaln(Tensor x, long p) {
        return x.mvlgamma(p);
    }

    /** As {@link Tensor#polygamma}. */
    public static Tensor polygamma(long n, Tensor x) {
        return x.polygamma(n);
    }

    /** As {@link Tensor#xlogy(Tensor)}. */
    public static Tensor xlogy(Tensor x, Tensor y) {
        return x.xlogy(y);
    }
}
