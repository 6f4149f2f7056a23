package dev.flambeau;

import dev.flambeau.op.Comparisons;
import dev.flambeau.op.Pointwise;

/** Comparisons, logic and choices, element by element. */
public sealed interface ComparisonMethods permits PointwiseMethods {
    private Tensor self() {
        return (Tensor) this;
    }

    /** This where the condition holds, else {@code other}. */
    default Tensor where(Tensor condition, Tensor other) {
        return Comparisons.where(condition, self(), other);
    }

    /** This where the condition holds, else {@code other}. */
    default Tensor where(Tensor condition, Number other) {
        return Comparisons.where(condition, self(), Tensor.scalar(other));
    }

    /** Where both are equal but for rounding. */
    default Tensor isclose(Tensor other) {
        return isclose(other, 1e-5, 1e-8, false);
    }

    /** Where {@code |x - other| <= atol + rtol · |other|}; {@code equalNan}: also where both are NaN. */
    default Tensor isclose(Tensor other, double rtol, double atol, boolean equalNan) {
        return Comparisons.isclose(self(), other, rtol, atol, equalNan);
    }

    /** Whether all elements are equal but for rounding. */
    default boolean allclose(Tensor other) {
        return allclose(other, 1e-5, 1e-8, false);
    }

    /** Whether {@link #isclose(Tensor, double, double, boolean)} holds everywhere. */
    default boolean allclose(Tensor other, double rtol, double atol, boolean equalNan) {
        return Comparisons.allclose(self(), other, rtol, atol, equalNan);
    }

    /** Whether sizes and elements are the same. */
    default boolean equal(Tensor other) {
        return Comparisons.equal(self(), other);
    }

    /** As {@link #maximum}. */
    default Tensor max(Tensor other) {
        return maximum(other);
    }

    /** As {@link #minimum}. */
    default Tensor min(Tensor other) {
        return minimum(other);
    }

    /** Where this is less. */
    default Tensor lt(Tensor other) {
        return Pointwise.LT.apply(self(), other);
    }

    default Tensor lt(double other) {
        return Pointwise.LT.apply(self(), Tensor.scalar(other));
    }

    default Tensor lt(long other) {
        return Pointwise.LT.apply(self(), Tensor.scalar(other));
    }

    /** As {@link #lt(Tensor)}. */
    default Tensor less(Tensor other) {
        return lt(other);
    }

    default Tensor less(double other) {
        return lt(other);
    }

    default Tensor less(long other) {
        return lt(other);
    }

    /** Where this is less or equal. */
    default Tensor le(Tensor other) {
        return Pointwise.LE.apply(self(), other);
    }

    default Tensor le(double other) {
        return Pointwise.LE.apply(self(), Tensor.scalar(other));
    }

    default Tensor le(long other) {
        return Pointwise.LE.apply(self(), Tensor.scalar(other));
    }

    /** As {@link #le(Tensor)}. */
    default Tensor lessEqual(Tensor other) {
        return le(other);
    }

    default Tensor lessEqual(double other) {
        return le(other);
    }

    default Tensor lessEqual(long other) {
        return le(other);
    }

    /** Where this is greater. */
    default Tensor gt(Tensor other) {
        return Pointwise.GT.apply(self(), other);
    }

    default Tensor gt(double other) {
        return Pointwise.GT.apply(self(), Tensor.scalar(other));
    }

    default Tensor gt(long other) {
        return Pointwise.GT.apply(self(), Tensor.scalar(other));
    }

    /** As {@link #gt(Tensor)}. */
    default Tensor greater(Tensor other) {
        return gt(other);
    }

    default Tensor greater(double other) {
        return gt(other);
    }

    default Tensor greater(long other) {
        return gt(other);
    }

    /** Where this is greater or equal. */
    default Tensor ge(Tensor other) {
        return Pointwise.GE.apply(self(), other);
    }

    default Tensor ge(double other) {
        return Pointwise.GE.apply(self(), Tensor.scalar(other));
    }

    default Tensor ge(long other) {
        return Pointwise.GE.apply(self(), Tensor.scalar(other));
    }

    /** As {@link #ge(Tensor)}. */
    default Tensor greaterEqual(Tensor other) {
        return ge(other);
    }

    default Tensor greaterEqual(double other) {
        return ge(other);
    }

    default Tensor greaterEqual(long other) {
        return ge(other);
    }

    /** Where both are equal. */
    default Tensor eq(Tensor other) {
        return Pointwise.EQ.apply(self(), other);
    }

    default Tensor eq(double other) {
        return Pointwise.EQ.apply(self(), Tensor.scalar(other));
    }

    default Tensor eq(long other) {
        return Pointwise.EQ.apply(self(), Tensor.scalar(other));
    }

    /** Where both differ. */
    default Tensor ne(Tensor other) {
        return Pointwise.NE.apply(self(), other);
    }

    default Tensor ne(double other) {
        return Pointwise.NE.apply(self(), Tensor.scalar(other));
    }

    default Tensor ne(long other) {
        return Pointwise.NE.apply(self(), Tensor.scalar(other));
    }

    /** As {@link #ne(Tensor)}. */
    default Tensor notEqual(Tensor other) {
        return ne(other);
    }

    default Tensor notEqual(double other) {
        return ne(other);
    }

    default Tensor notEqual(long other) {
        return ne(other);
    }

    /** Where neither is 0. */
    default Tensor logicalAnd(Tensor other) {
        return Pointwise.LOGICAL_AND.apply(self(), other);
    }

    /** Where one is not 0. */
    default Tensor logicalOr(Tensor other) {
        return Pointwise.LOGICAL_OR.apply(self(), other);
    }

    /** Where exactly one is not 0. */
    default Tensor logicalXor(Tensor other) {
        return Pointwise.LOGICAL_XOR.apply(self(), other);
    }

    /** The bits that both have. */
    default Tensor bitwiseAnd(Tensor other) {
        return Pointwise.BITWISE_AND.apply(self(), other);
    }

    default Tensor bitwiseAnd(long other) {
        return Pointwise.BITWISE_AND.apply(self(), Tensor.scalar(other));
    }

    /** The bits that one has. */
    default Tensor bitwiseOr(Tensor other) {
        return Pointwise.BITWISE_OR.apply(self(), other);
    }

    default Tensor bitwiseOr(long other) {
        return Pointwise.BITWISE_OR.apply(self(), Tensor.scalar(other));
    }

    /** The bits that exactly one has. */
    default Tensor bitwiseXor(Tensor other) {
        return Pointwise.BITWISE_XOR.apply(self(), other);
    }

    default Tensor bitwiseXor(long other) {
        return Pointwise.BITWISE_XOR.apply(self(), Tensor.scalar(other));
    }

    /** {@code x << bits}. */
    default Tensor bitwiseLeftShift(Tensor other) {
        return Pointwise.SHIFT_LEFT.apply(self(), other);
    }

    default Tensor bitwiseLeftShift(long other) {
        return Pointwise.SHIFT_LEFT.apply(self(), Tensor.scalar(other));
    }

    /** {@code x >> bits}, the sign kept. */
    default Tensor bitwiseRightShift(Tensor other) {
        return Pointwise.SHIFT_RIGHT.apply(self(), other);
    }

    default Tensor bitwiseRightShift(long other) {
        return Pointwise.SHIFT_RIGHT.apply(self(), Tensor.scalar(other));
    }

    /** The larger one; NaN where one is NaN. */
    default Tensor maximum(Tensor other) {
        return Pointwise.MAXIMUM.apply(self(), other);
    }

    /** The smaller one; NaN where one is NaN. */
    default Tensor minimum(Tensor other) {
        return Pointwise.MINIMUM.apply(self(), other);
    }

    /** The larger one; where one is NaN the other one. */
    default Tensor fmax(Tensor other) {
        return Pointwise.FMAX.apply(self(), other);
    }

    /** The smaller one; where one is NaN the other one. */
    default Tensor fmin(Tensor other) {
        return Pointwise.FMIN.apply(self(), other);
    }
}
