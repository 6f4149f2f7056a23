package dev.flambeau;

import dev.flambeau.op.Comparisons;
import java.util.List;

/** Comparisons, logic and choices, as functions. A part of {@link Torch}. */
abstract class TorchComparisons extends TorchMatrices {
    TorchComparisons() {}

    /** {@code x} where the condition holds, else {@code y}. */
    public static Tensor where(Tensor condition, Tensor x, Tensor y) {
        return Comparisons.where(condition, x, y);
    }

    /** {@code x} where the condition holds, else {@code y}. */
    public static Tensor where(Tensor condition, Tensor x, Number y) {
        return Comparisons.where(condition, x, Tensor.scalar(y));
    }

    /** {@code x} where the condition holds, else {@code y}. */
    public static Tensor where(Tensor condition, Number x, Tensor y) {
        return Comparisons.where(condition, Tensor.scalar(x), y);
    }

    /** {@code x} where the condition holds, else {@code y}. */
    public static Tensor where(Tensor condition, Number x, Number y) {
        return Comparisons.where(condition, Tensor.scalar(x), Tensor.scalar(y));
    }

    /** The positions where the condition holds, one tensor a dimension. */
    public static List<Tensor> where(Tensor condition) {
        return condition.nonzeroAsTuple();
    }

    /** Where both are equal but for rounding. */
    public static Tensor isclose(Tensor x, Tensor other) {
        return x.isclose(other);
    }

    /** Where {@code |x - other| <= atol + rtol · |other|}; {@code equalNan}: also where both are NaN. */
    public static Tensor isclose(Tensor x, Tensor other, double rtol, double atol, boolean equalNan) {
        return x.isclose(other, rtol, atol, equalNan);
    }

    /** Whether all elements are equal but for rounding. */
    public static boolean allclose(Tensor x, Tensor other) {
        return x.allclose(other);
    }

    /** Whether {@link Tensor#isclose(Tensor, double, double, boolean)} holds everywhere. */
    public static boolean allclose(Tensor x, Tensor other, double rtol, double atol, boolean equalNan) {
        return x.allclose(other, rtol, atol, equalNan);
    }

    /** Whether sizes and elements are the same. */
    public static boolean equal(Tensor x, Tensor other) {
        return x.equal(other);
    }

    /** As {@link Tensor#maximum}. */
    public static Tensor max(Tensor x, Tensor other) {
        return x.max(other);
    }

    /** As {@link Tensor#minimum}. */
    public static Tensor min(Tensor x, Tensor other) {
        return x.min(other);
    }

    /** Where this is less. */
    public static Tensor lt(Tensor x, Tensor other) {
        return x.lt(other);
    }

    public static Tensor lt(Tensor x, double other) {
        return x.lt(other);
    }

    public static Tensor lt(Tensor x, long other) {
        return x.lt(other);
    }

    /** As {@link Tensor#lt(Tensor)}. */
    public static Tensor less(Tensor x, Tensor other) {
        return x.less(other);
    }

    public static Tensor less(Tensor x, double other) {
        return x.less(other);
    }

    public static Tensor less(Tensor x, long other) {
        return x.less(other);
    }

    /** Where this is less or equal. */
    public static Tensor le(Tensor x, Tensor other) {
        return x.le(other);
    }

    public static Tensor le(Tensor x, double other) {
        return x.le(other);
    }

    public static Tensor le(Tensor x, long other) {
        return x.le(other);
    }

    /** As {@link Tensor#le(Tensor)}. */
    public static Tensor lessEqual(Tensor x, Tensor other) {
        return x.lessEqual(other);
    }

    public static Tensor lessEqual(Tensor x, double other) {
        return x.lessEqual(other);
    }

    public static Tensor lessEqual(Tensor x, long other) {
        return x.lessEqual(other);
    }

    /** Where this is greater. */
    public static Tensor gt(Tensor x, Tensor other) {
        return x.gt(other);
    }

    public static Tensor gt(Tensor x, double other) {
        return x.gt(other);
    }

    public static Tensor gt(Tensor x, long other) {
        return x.gt(other);
    }

    /** As {@link Tensor#gt(Tensor)}. */
    public static Tensor greater(Tensor x, Tensor other) {
        return x.greater(other);
    }

    public static Tensor greater(Tensor x, double other) {
        return x.greater(other);
    }

    public static Tensor greater(Tensor x, long other) {
        return x.greater(other);
    }

    /** Where this is greater or equal. */
    public static Tensor ge(Tensor x, Tensor other) {
        return x.ge(other);
    }

    public static Tensor ge(Tensor x, double other) {
        return x.ge(other);
    }

    public static Tensor ge(Tensor x, long other) {
        return x.ge(other);
    }

    /** As {@link Tensor#ge(Tensor)}. */
    public static Tensor greaterEqual(Tensor x, Tensor other) {
        return x.greaterEqual(other);
    }

    public static Tensor greaterEqual(Tensor x, double other) {
        return x.greaterEqual(other);
    }

    public static Tensor greaterEqual(Tensor x, long other) {
        return x.greaterEqual(other);
    }

    /** Where both are equal. */
    public static Tensor eq(Tensor x, Tensor other) {
        return x.eq(other);
    }

    public static Tensor eq(Tensor x, double other) {
        return x.eq(other);
    }

    public static Tensor eq(Tensor x, long other) {
        return x.eq(other);
    }

    /** Where both differ. */
    public static Tensor ne(Tensor x, Tensor other) {
        return x.ne(other);
    }

    public static Tensor ne(Tensor x, double other) {
        return x.ne(other);
    }

    public static Tensor ne(Tensor x, long other) {
        return x.ne(other);
    }

    /** As {@link Tensor#ne(Tensor)}. */
    public static Tensor notEqual(Tensor x, Tensor other) {
        return x.notEqual(other);
    }

    public static Tensor notEqual(Tensor x, double other) {
        return x.notEqual(other);
    }

    public static Tensor notEqual(Tensor x, long other) {
        return x.notEqual(other);
    }

    /** Where neither is 0. */
    public static Tensor logicalAnd(Tensor x, Tensor other) {
        return x.logicalAnd(other);
    }

    /** Where one is not 0. */
    public static Tensor logicalOr(Tensor x, Tensor other) {
        return x.logicalOr(other);
    }

    /** Where exactly one is not 0. */
    public static Tensor logicalXor(Tensor x, Tensor other) {
        return x.logicalXor(other);
    }

    /** The bits that both have. */
    public static Tensor bitwiseAnd(Tensor x, Tensor other) {
        return x.bitwiseAnd(other);
    }

    public static Tensor bitwiseAnd(Tensor x, long other) {
        return x.bitwiseAnd(other);
    }

    /** The bits that one has. */
    public static Tensor bitwiseOr(Tensor x, Tensor other) {
        return x.bitwiseOr(other);
    }

    public static Tensor bitwiseOr(Tensor x, long other) {
        return x.bitwiseOr(other);
    }

    /** The bits that exactly one has. */
    public static Tensor bitwiseXor(Tensor x, Tensor other) {
        return x.bitwiseXor(other);
    }

    public static Tensor bitwiseXor(Tensor x, long other) {
        return x.bitwiseXor(other);
    }

    /** {@code x << bits}. */
    public static Tensor bitwiseLeftShift(Tensor x, Tensor other) {
        return x.bitwiseLeftShift(other);
    }

    public static Tensor bitwiseLeftShift(Tensor x, long other) {
        return x.bitwiseLeftShift(other);
    }

    /** {@code x >> bits}, the sign kept. */
    public static Tensor bitwiseRightShift(Tensor x, Tensor other) {
        return x.bitwiseRightShift(other);
    }

    public static Tensor bitwiseRightShift(Tensor x, long other) {
        return x.bitwiseRightShift(other);
    }

    /** The larger one; NaN where one is NaN. */
    public static Tensor maximum(Tensor x, Tensor other) {
        return x.maximum(other);
    }

    /** The smaller one; NaN where one is NaN. */
    public static Tensor minimum(Tensor x, Tensor other) {
        return x.minimum(other);
    }

    /** The larger one; where one is NaN the other one. */
    public static Tensor fmax(Tensor x, Tensor other) {
        return x.fmax(other);
    }

    /** The smaller one; where one is NaN the other one. */
    public static Tensor fmin(Tensor x, Tensor other) {
        return x.fmin(other);
    }
}
