package dev.flambeau;

import dev.flambeau.op.Activations;
import dev.flambeau.op.Arithmetic;
import dev.flambeau.op.Comparisons;
import dev.flambeau.op.Elementary;
import dev.flambeau.op.Pointwise;
import dev.flambeau.op.SpecialFunctions;
import org.jspecify.annotations.Nullable;

/** Functions of one number, computed in place. */
public sealed interface ElementaryInPlaceMethods permits InPlaceMethods {
    private Tensor self() {
        return (Tensor) this;
    }

    default Tensor exp_() {
        return Pointwise.EXP.applyInPlace(self());
    }

    default Tensor exp2_() {
        return Elementary.EXP2.applyInPlace(self());
    }

    default Tensor expm1_() {
        return Elementary.EXPM1.applyInPlace(self());
    }

    default Tensor log_() {
        return Pointwise.LOG.applyInPlace(self());
    }

    default Tensor log2_() {
        return Elementary.LOG2.applyInPlace(self());
    }

    default Tensor log10_() {
        return Elementary.LOG10.applyInPlace(self());
    }

    default Tensor log1p_() {
        return Elementary.LOG1P.applyInPlace(self());
    }

    default Tensor sqrt_() {
        return Pointwise.SQRT.applyInPlace(self());
    }

    default Tensor rsqrt_() {
        return Elementary.RSQRT.applyInPlace(self());
    }

    default Tensor sin_() {
        return Elementary.SIN.applyInPlace(self());
    }

    default Tensor cos_() {
        return Elementary.COS.applyInPlace(self());
    }

    default Tensor tan_() {
        return Elementary.TAN.applyInPlace(self());
    }

    default Tensor asin_() {
        return Elementary.ASIN.applyInPlace(self());
    }

    /** As {@link #asin_}. */
    default Tensor arcsin_() {
        return asin_();
    }

    default Tensor acos_() {
        return Elementary.ACOS.applyInPlace(self());
    }

    /** As {@link #acos_}. */
    default Tensor arccos_() {
        return acos_();
    }

    default Tensor atan_() {
        return Elementary.ATAN.applyInPlace(self());
    }

    /** As {@link #atan_}. */
    default Tensor arctan_() {
        return atan_();
    }

    default Tensor sinh_() {
        return Elementary.SINH.applyInPlace(self());
    }

    default Tensor cosh_() {
        return Elementary.COSH.applyInPlace(self());
    }

    default Tensor tanh_() {
        return Pointwise.TANH.applyInPlace(self());
    }

    default Tensor asinh_() {
        return Elementary.ASINH.applyInPlace(self());
    }

    /** As {@link #asinh_}. */
    default Tensor arcsinh_() {
        return asinh_();
    }

    default Tensor acosh_() {
        return Elementary.ACOSH.applyInPlace(self());
    }

    /** As {@link #acosh_}. */
    default Tensor arccosh_() {
        return acosh_();
    }

    default Tensor atanh_() {
        return Elementary.ATANH.applyInPlace(self());
    }

    /** As {@link #atanh_}. */
    default Tensor arctanh_() {
        return atanh_();
    }

    default Tensor sinc_() {
        return Elementary.SINC.applyInPlace(self());
    }

    default Tensor deg2rad_() {
        return Elementary.DEG2RAD.applyInPlace(self());
    }

    default Tensor rad2deg_() {
        return Elementary.RAD2DEG.applyInPlace(self());
    }

    default Tensor floor_() {
        return Elementary.FLOOR.applyInPlace(self());
    }

    default Tensor ceil_() {
        return Elementary.CEIL.applyInPlace(self());
    }

    default Tensor trunc_() {
        return Elementary.TRUNC.applyInPlace(self());
    }

    /** As {@link #trunc_}. */
    default Tensor fix_() {
        return trunc_();
    }

    default Tensor frac_() {
        return Elementary.FRAC.applyInPlace(self());
    }

    default Tensor round_() {
        return Elementary.ROUND.applyInPlace(self());
    }

    default Tensor sigmoid_() {
        return Pointwise.SIGMOID.applyInPlace(self());
    }

    default Tensor relu_() {
        return Activations.relu(self(), true);
    }

    default Tensor erf_() {
        return SpecialFunctions.ERF.applyInPlace(self());
    }

    default Tensor erfc_() {
        return SpecialFunctions.ERFC.applyInPlace(self());
    }

    default Tensor erfinv_() {
        return SpecialFunctions.ERFINV.applyInPlace(self());
    }

    default Tensor lgamma_() {
        return SpecialFunctions.LGAMMA.applyInPlace(self());
    }

    default Tensor digamma_() {
        return SpecialFunctions.DIGAMMA.applyInPlace(self());
    }

    default Tensor i0_() {
        return SpecialFunctions.I0.applyInPlace(self());
    }

    default Tensor abs_() {
        return Pointwise.ABS.applyInPlace(self());
    }

    /** As {@link #abs_}. */
    default Tensor absolute_() {
        return abs_();
    }

    default Tensor neg_() {
        return Arithmetic.neg(self(), true);
    }

    /** As {@link #neg_}. */
    default Tensor negative_() {
        return neg_();
    }

    default Tensor sign_() {
        return Pointwise.SIGN.applyInPlace(self());
    }

    default Tensor sgn_() {
        return Pointwise.SGN.applyInPlace(self());
    }

    default Tensor square_() {
        return Arithmetic.square(self(), true);
    }

    default Tensor reciprocal_() {
        return Pointwise.RECIPROCAL.applyInPlace(self());
    }

    default Tensor logicalNot_() {
        return Pointwise.LOGICAL_NOT.applyInPlace(self());
    }

    default Tensor bitwiseNot_() {
        return Comparisons.bitwiseNot(self(), true);
    }

    /** As {@link Tensor#round(int)}. */
    default Tensor round_(int decimals) {
        return Arithmetic.round(self(), decimals, true);
    }

    default Tensor nanToNum_() {
        return nanToNum_(0, null, null);
    }

    /** As {@link Tensor#nanToNum(double, Double, Double)}. */
    default Tensor nanToNum_(double nan, @Nullable Double posinf, @Nullable Double neginf) {
        return Arithmetic.nanToNum(self(), nan, posinf, neginf, true);
    }

    default Tensor logit_() {
        return Activations.logit(self(), null, true);
    }

    default Tensor logit_(double eps) {
        return Activations.logit(self(), eps, true);
    }

    default Tensor polygamma_(long n) {
        return SpecialFunctions.polygamma(n, self(), true);
    }

    default Tensor mvlgamma_(long p) {
        return SpecialFunctions.mvlgamma(self(), p, true);
    }
}
