package dev.flambeau.expr;

import static dev.flambeau.expr.Expr.call;
import static dev.flambeau.expr.Expr.of;
import static dev.flambeau.expr.Expr.select;

/** The derivatives in {@link Fn}'s table that are too long for a line or name a function that the table has not met yet. */
final class Derivatives {
    private Derivatives() {}

    static Fn floorDiv() {
        return Fn.FLOOR_DIV;
    }

    static Fn truncDiv() {
        return Fn.TRUNC_DIV;
    }

    static Fn hypot() {
        return Fn.HYPOT;
    }

    static Fn copySign() {
        return Fn.COPYSIGN;
    }

    static Fn exp2() {
        return Fn.EXP2;
    }

    static Fn tan() {
        return Fn.TAN;
    }

    static Expr share(Expr loses, Expr equal) {
        return select(equal, of(0.5), select(loses, of(0), of(1)));
    }

    static Expr powByBase(Expr a, Expr b) {
        return select(b.eq(0), of(0), b.mul(a.pow(b.sub(1))));
    }

    static Expr powByExponent(Expr a, Expr b) {
        return select(a.eq(0).and(b.ge(0)), of(0), a.pow(b).mul(a.log()));
    }

    static Expr sigmoid(Expr x) {
        Expr y = call(Fn.SIGMOID, x);
        return y.mul(of(1).sub(y));
    }

    static Expr exponent(Expr x) {
        return call(Fn.EXPONENT, x);
    }

    static Expr erfinv(Expr x) {
        return call(Fn.ERFINV, x).square().exp().mul(Math.sqrt(Math.PI) / 2);
    }

    static Expr erfcx(Expr x) {
        return x.mul(2).mul(call(Fn.ERFCX, x)).sub(2 / Math.sqrt(Math.PI));
    }

    static Expr ndtri(Expr x) {
        return call(Fn.NDTRI, x).square().mul(0.5).exp().mul(Math.sqrt(2 * Math.PI));
    }

    static Expr logNdtr(Expr x) {
        return of(Math.sqrt(2 / Math.PI)).div(call(Fn.ERFCX, x.mul(-Math.sqrt(0.5))));
    }

    static Expr digamma(Expr x) {
        return call(Fn.DIGAMMA, x);
    }

    /** By the argument; the order goes up by one. */
    static Expr polygamma(Expr order, Expr x) {
        return call(Fn.POLYGAMMA, order instanceof Expr.Const(double n) ? of(n + 1) : order.add(1), x);
    }

    static Expr zetaByShift(Expr s, Expr q) {
        return s.neg().mul(call(Fn.ZETA, s.add(1), q));
    }

    /** {@code dP(a, x)/dx = x^(a-1) e^-x / Γ(a)}. */
    static Expr igamma(Expr a, Expr x) {
        return a.sub(1).mul(x.log()).sub(x).sub(call(Fn.LGAMMA, a)).exp();
    }

    static Expr i1(Expr x) {
        return call(Fn.I1, x);
    }

    static Expr i0e(Expr x) {
        return call(Fn.I1E, x).sub(x.sign().mul(call(Fn.I0E, x)));
    }

    static Expr i1ByX(Expr x) {
        return select(x.eq(0), of(0.5), call(Fn.I0, x).sub(call(Fn.I1, x).div(x)));
    }

    static Expr i1eByX(Expr x) {
        Expr y = call(Fn.I1E, x);
        return select(x.eq(0), of(0.5), call(Fn.I0E, x).sub(y.mul(x.sign().add(of(1).div(x)))));
    }

    static Expr k1(Expr x) {
        return call(Fn.K1, x);
    }

    static Expr k0e(Expr x) {
        return call(Fn.K0E, x).sub(call(Fn.K1E, x));
    }

    static Expr k1ByX(Expr x) {
        return call(Fn.K0, x).add(call(Fn.K1, x).div(x)).neg();
    }

    static Expr k1eByX(Expr x) {
        Expr y = call(Fn.K1E, x);
        return y.sub(call(Fn.K0E, x)).sub(y.div(x));
    }

    static Expr j1(Expr x) {
        return call(Fn.J1, x);
    }

    static Expr j1ByX(Expr x) {
        return select(x.eq(0), of(0.5), call(Fn.J0, x).sub(call(Fn.J1, x).div(x)));
    }

    static Expr y1(Expr x) {
        return call(Fn.Y1, x);
    }

    static Expr y1ByX(Expr x) {
        return call(Fn.Y0, x).sub(call(Fn.Y1, x).div(x));
    }

    static Expr sphericalJ0(Expr x) {
        return select(x.eq(0), of(0), x.cos().sub(call(Fn.SPHERICAL_J0, x)).div(x));
    }
}
