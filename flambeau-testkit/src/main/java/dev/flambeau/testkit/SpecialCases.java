package dev.flambeau.testkit;

import dev.flambeau.Special;
import dev.flambeau.Tensor;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** The functions of {@code torch.special} and their kin. */
final class SpecialCases {
    private SpecialCases() {}

    static void register(OpTable ops) {
        one(ops, "erf", Tensor::erf);
        one(ops, "erfc", Tensor::erfc);
        one(ops, "erfinv", Tensor::erfinv);
        one(ops, "lgamma", Tensor::lgamma);
        one(ops, "digamma", Tensor::digamma);
        one(ops, "i0", Tensor::i0);
        two(ops, "igamma", Tensor::igamma);
        two(ops, "igammac", Tensor::igammac);
        ops.put("logit", c -> c.has(1, "eps") ? c.self().logit(c.number(1, "eps")) : c.self().logit());
        ops.putAll(c -> c.self().mvlgamma(c.integer(1, "p")), "mvlgamma.mvlgamma_p_1", "mvlgamma.mvlgamma_p_3",
                "mvlgamma.mvlgamma_p_5");
        for (int n = 0; n <= 4; n++) {
            ops.put("polygamma.polygamma_n_" + n, c -> c.self().polygamma(c.integer(1, "n")));
            ops.put("special.polygamma.special_polygamma_n_" + n, c -> Special.polygamma(c.integer(1, "n"), c.self()));
        }
        bessel(ops);
        one(ops, "special.entr", Special::entr);
        one(ops, "special.erfcx", Special::erfcx);
        one(ops, "special.ndtr", Special::ndtr);
        one(ops, "special.ndtri", Special::ndtri);
        one(ops, "special.log_ndtr", Special::logNdtr);
        two(ops, "special.xlog1py", Special::xlog1py);
        two(ops, "special.zeta", Special::zeta);
        polynomials(ops);
    }

    private static void bessel(OpTable ops) {
        one(ops, "special.airy_ai", Special::airyAi);
        one(ops, "special.bessel_j0", Special::besselJ0);
        one(ops, "special.bessel_j1", Special::besselJ1);
        one(ops, "special.bessel_y0", Special::besselY0);
        one(ops, "special.bessel_y1", Special::besselY1);
        one(ops, "special.i0e", Special::i0e);
        one(ops, "special.i1", Special::i1);
        one(ops, "special.i1e", Special::i1e);
        one(ops, "special.modified_bessel_i0", Special::modifiedBesselI0);
        one(ops, "special.modified_bessel_i1", Special::modifiedBesselI1);
        one(ops, "special.modified_bessel_k0", Special::modifiedBesselK0);
        one(ops, "special.modified_bessel_k1", Special::modifiedBesselK1);
        one(ops, "special.scaled_modified_bessel_k0", Special::scaledModifiedBesselK0);
        one(ops, "special.scaled_modified_bessel_k1", Special::scaledModifiedBesselK1);
        one(ops, "special.spherical_bessel_j0", Special::sphericalBesselJ0);
    }

    private static void polynomials(OpTable ops) {
        two(ops, "special.chebyshev_polynomial_t", Special::chebyshevPolynomialT);
        two(ops, "special.chebyshev_polynomial_u", Special::chebyshevPolynomialU);
        two(ops, "special.chebyshev_polynomial_v", Special::chebyshevPolynomialV);
        two(ops, "special.chebyshev_polynomial_w", Special::chebyshevPolynomialW);
        two(ops, "special.shifted_chebyshev_polynomial_t", Special::shiftedChebyshevPolynomialT);
        two(ops, "special.shifted_chebyshev_polynomial_u", Special::shiftedChebyshevPolynomialU);
        two(ops, "special.shifted_chebyshev_polynomial_v", Special::shiftedChebyshevPolynomialV);
        two(ops, "special.shifted_chebyshev_polynomial_w", Special::shiftedChebyshevPolynomialW);
        two(ops, "special.hermite_polynomial_h", Special::hermitePolynomialH);
        two(ops, "special.hermite_polynomial_he", Special::hermitePolynomialHe);
        two(ops, "special.laguerre_polynomial_l", Special::laguerrePolynomialL);
        two(ops, "special.legendre_polynomial_p", Special::legendrePolynomialP);
    }

    private static void one(OpTable ops, String name, UnaryOperator<Tensor> function) {
        ops.put(name, c -> function.apply(c.self()));
    }

    private static void two(OpTable ops, String name, BinaryOperator<Tensor> function) {
        ops.put(name, c -> function.apply(c.tensorOrScalar(0), c.tensorOrScalar(1, "other")));
    }
}
