package dev.flambeau;

import dev.flambeau.op.Arithmetic;
import dev.flambeau.op.Copy;
import dev.flambeau.op.Elementary;
import dev.flambeau.op.Pointwise;
import dev.flambeau.op.SpecialFunctions;
import org.jspecify.annotations.Nullable;

/** Changes of a tensor in place: the name of the operation with an underscore. */
public sealed interface InPlaceMethods extends ElementaryInPlaceMethods permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    default Tensor add_(Tensor other) {
        return Pointwise.ADD.applyInPlace(self(), other);
    }

    default Tensor add_(double other) {
        return Pointwise.ADD.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor add_(long other) {
        return Pointwise.ADD.applyInPlace(self(), Tensor.scalar(other));
    }

    /** Adds {@code alpha · other}. */
    default Tensor add_(Tensor other, Number alpha) {
        return Arithmetic.add(self(), other, alpha, true);
    }

    default Tensor sub_(Tensor other) {
        return Arithmetic.sub(self(), other, true);
    }

    default Tensor sub_(double other) {
        return Arithmetic.sub(self(), Tensor.scalar(other), true);
    }

    default Tensor sub_(long other) {
        return Arithmetic.sub(self(), Tensor.scalar(other), true);
    }

    /** Subtracts {@code alpha · other}. */
    default Tensor sub_(Tensor other, Number alpha) {
        return Arithmetic.sub(self(), other, alpha, true);
    }

    /** As {@link #sub_(Tensor)}. */
    default Tensor subtract_(Tensor other) {
        return sub_(other);
    }

    default Tensor div_(Tensor other) {
        return Pointwise.DIV.applyInPlace(self(), other);
    }

    default Tensor div_(double other) {
        return Pointwise.DIV.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor div_(long other) {
        return Pointwise.DIV.applyInPlace(self(), Tensor.scalar(other));
    }

    /** As {@link Tensor#div(Tensor, String)}. */
    default Tensor div_(Tensor other, @Nullable String roundingMode) {
        return Arithmetic.div(self(), other, roundingMode, true);
    }

    /** As {@link Tensor#div(Tensor, String)}. */
    default Tensor div_(Number other, @Nullable String roundingMode) {
        return Arithmetic.div(self(), Tensor.scalar(other), roundingMode, true);
    }

    /** As {@link #div_(Tensor)}. */
    default Tensor divide_(Tensor other) {
        return div_(other);
    }

    /** As {@link #div_(Tensor)}. */
    default Tensor trueDivide_(Tensor other) {
        return div_(other);
    }

    default Tensor pow_(Tensor exponent) {
        return Arithmetic.pow(self(), exponent, true);
    }

    default Tensor pow_(double exponent) {
        return Arithmetic.pow(self(), Tensor.scalar(exponent), true);
    }

    default Tensor pow_(long exponent) {
        return Arithmetic.pow(self(), Tensor.scalar(exponent), true);
    }

    default Tensor floatPower_(Tensor exponent) {
        return Arithmetic.floatPowerInPlace(self(), exponent);
    }

    default Tensor floatPower_(double exponent) {
        return Arithmetic.floatPowerInPlace(self(), Tensor.scalar(exponent));
    }

    default Tensor addcmul_(Tensor a, Tensor b) {
        return Arithmetic.addcmul(self(), a, b, 1, true);
    }

    /** Adds {@code value · a · b}. */
    default Tensor addcmul_(Tensor a, Tensor b, Number value) {
        return Arithmetic.addcmul(self(), a, b, value, true);
    }

    default Tensor addcdiv_(Tensor a, Tensor b) {
        return Arithmetic.addcdiv(self(), a, b, 1, true);
    }

    /** Adds {@code value · a / b}. */
    default Tensor addcdiv_(Tensor a, Tensor b, Number value) {
        return Arithmetic.addcdiv(self(), a, b, value, true);
    }

    default Tensor lerp_(Tensor end, Tensor weight) {
        return Arithmetic.lerp(self(), end, weight, true);
    }

    default Tensor lerp_(Tensor end, double weight) {
        return Arithmetic.lerp(self(), end, Tensor.scalar(weight), true);
    }

    /** Into the bounds, of which one may be null. */
    default Tensor clamp_(@Nullable Tensor min, @Nullable Tensor max) {
        return Arithmetic.clamp(self(), min, max, true);
    }

    /** Into the bounds, of which one may be null. */
    default Tensor clamp_(@Nullable Number min, @Nullable Number max) {
        return Arithmetic.clamp(self(), Arithmetic.bound(min), Arithmetic.bound(max), true);
    }

    /** As {@link #clamp_(Number, Number)}. */
    default Tensor clip_(@Nullable Number min, @Nullable Number max) {
        return clamp_(min, max);
    }

    /** As {@link #clamp_(Tensor, Tensor)}. */
    default Tensor clip_(@Nullable Tensor min, @Nullable Tensor max) {
        return clamp_(min, max);
    }

    default Tensor clampMin_(Tensor min) {
        return Pointwise.CLAMP_MIN.applyInPlace(self(), min);
    }

    default Tensor clampMin_(double min) {
        return Pointwise.CLAMP_MIN.applyInPlace(self(), Tensor.scalar(min));
    }

    default Tensor clampMin_(long min) {
        return Pointwise.CLAMP_MIN.applyInPlace(self(), Tensor.scalar(min));
    }

    default Tensor clampMax_(Tensor max) {
        return Pointwise.CLAMP_MAX.applyInPlace(self(), max);
    }

    default Tensor clampMax_(double max) {
        return Pointwise.CLAMP_MAX.applyInPlace(self(), Tensor.scalar(max));
    }

    default Tensor clampMax_(long max) {
        return Pointwise.CLAMP_MAX.applyInPlace(self(), Tensor.scalar(max));
    }

    /** Puts {@code value} where the mask holds. */
    default Tensor maskedFill_(Tensor mask, Tensor value) {
        return Arithmetic.maskedFill(self(), mask, value, true);
    }

    default Tensor maskedFill_(Tensor mask, double value) {
        return Arithmetic.maskedFill(self(), mask, Tensor.scalar(value), true);
    }

    default Tensor maskedFill_(Tensor mask, long value) {
        return Arithmetic.maskedFill(self(), mask, Tensor.scalar(value), true);
    }

    /** Writes {@code source}, broadcast and converted, into this tensor. */
    default Tensor copy_(Tensor source) {
        return Copy.assign(self(), source);
    }

    /** Puts the value (a tensor of no dimensions) everywhere. */
    default Tensor fill_(Tensor value) {
        return Arithmetic.fill(self(), value, true);
    }

    default Tensor fill_(double value) {
        return Arithmetic.fill(self(), Tensor.scalar(value), true);
    }

    default Tensor fill_(long value) {
        return Arithmetic.fill(self(), Tensor.scalar(value), true);
    }

    default Tensor zero_() {
        return Arithmetic.zero(self());
    }

    default Tensor mul_(Tensor other) {
        return Pointwise.MUL.applyInPlace(self(), other);
    }

    default Tensor mul_(double other) {
        return Pointwise.MUL.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor mul_(long other) {
        return Pointwise.MUL.applyInPlace(self(), Tensor.scalar(other));
    }

    /** As {@link #mul_(Tensor)}. */
    default Tensor multiply_(Tensor other) {
        return mul_(other);
    }

    default Tensor multiply_(double other) {
        return mul_(other);
    }

    default Tensor multiply_(long other) {
        return mul_(other);
    }

    default Tensor remainder_(Tensor other) {
        return Pointwise.REMAINDER.applyInPlace(self(), other);
    }

    default Tensor remainder_(double other) {
        return Pointwise.REMAINDER.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor remainder_(long other) {
        return Pointwise.REMAINDER.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor fmod_(Tensor other) {
        return Pointwise.FMOD.applyInPlace(self(), other);
    }

    default Tensor fmod_(double other) {
        return Pointwise.FMOD.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor fmod_(long other) {
        return Pointwise.FMOD.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor floorDivide_(Tensor other) {
        return Pointwise.FLOOR_DIVIDE.applyInPlace(self(), other);
    }

    default Tensor floorDivide_(double other) {
        return Pointwise.FLOOR_DIVIDE.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor floorDivide_(long other) {
        return Pointwise.FLOOR_DIVIDE.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor lt_(Tensor other) {
        return Pointwise.LT.applyInPlace(self(), other);
    }

    default Tensor lt_(double other) {
        return Pointwise.LT.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor lt_(long other) {
        return Pointwise.LT.applyInPlace(self(), Tensor.scalar(other));
    }

    /** As {@link #lt_(Tensor)}. */
    default Tensor less_(Tensor other) {
        return lt_(other);
    }

    default Tensor less_(double other) {
        return lt_(other);
    }

    default Tensor less_(long other) {
        return lt_(other);
    }

    default Tensor le_(Tensor other) {
        return Pointwise.LE.applyInPlace(self(), other);
    }

    default Tensor le_(double other) {
        return Pointwise.LE.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor le_(long other) {
        return Pointwise.LE.applyInPlace(self(), Tensor.scalar(other));
    }

    /** As {@link #le_(Tensor)}. */
    default Tensor lessEqual_(Tensor other) {
        return le_(other);
    }

    default Tensor lessEqual_(double other) {
        return le_(other);
    }

    default Tensor lessEqual_(long other) {
        return le_(other);
    }

    default Tensor gt_(Tensor other) {
        return Pointwise.GT.applyInPlace(self(), other);
    }

    default Tensor gt_(double other) {
        return Pointwise.GT.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor gt_(long other) {
        return Pointwise.GT.applyInPlace(self(), Tensor.scalar(other));
    }

    /** As {@link #gt_(Tensor)}. */
    default Tensor greater_(Tensor other) {
        return gt_(other);
    }

    default Tensor greater_(double other) {
        return gt_(other);
    }

    default Tensor greater_(long other) {
        return gt_(other);
    }

    default Tensor ge_(Tensor other) {
        return Pointwise.GE.applyInPlace(self(), other);
    }

    default Tensor ge_(double other) {
        return Pointwise.GE.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor ge_(long other) {
        return Pointwise.GE.applyInPlace(self(), Tensor.scalar(other));
    }

    /** As {@link #ge_(Tensor)}. */
    default Tensor greaterEqual_(Tensor other) {
        return ge_(other);
    }

    default Tensor greaterEqual_(double other) {
        return ge_(other);
    }

    default Tensor greaterEqual_(long other) {
        return ge_(other);
    }

    default Tensor eq_(Tensor other) {
        return Pointwise.EQ.applyInPlace(self(), other);
    }

    default Tensor eq_(double other) {
        return Pointwise.EQ.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor eq_(long other) {
        return Pointwise.EQ.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor ne_(Tensor other) {
        return Pointwise.NE.applyInPlace(self(), other);
    }

    default Tensor ne_(double other) {
        return Pointwise.NE.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor ne_(long other) {
        return Pointwise.NE.applyInPlace(self(), Tensor.scalar(other));
    }

    /** As {@link #ne_(Tensor)}. */
    default Tensor notEqual_(Tensor other) {
        return ne_(other);
    }

    default Tensor notEqual_(double other) {
        return ne_(other);
    }

    default Tensor notEqual_(long other) {
        return ne_(other);
    }

    default Tensor logicalAnd_(Tensor other) {
        return Pointwise.LOGICAL_AND.applyInPlace(self(), other);
    }

    default Tensor logicalOr_(Tensor other) {
        return Pointwise.LOGICAL_OR.applyInPlace(self(), other);
    }

    default Tensor logicalXor_(Tensor other) {
        return Pointwise.LOGICAL_XOR.applyInPlace(self(), other);
    }

    default Tensor bitwiseAnd_(Tensor other) {
        return Pointwise.BITWISE_AND.applyInPlace(self(), other);
    }

    default Tensor bitwiseAnd_(long other) {
        return Pointwise.BITWISE_AND.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor bitwiseOr_(Tensor other) {
        return Pointwise.BITWISE_OR.applyInPlace(self(), other);
    }

    default Tensor bitwiseOr_(long other) {
        return Pointwise.BITWISE_OR.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor bitwiseXor_(Tensor other) {
        return Pointwise.BITWISE_XOR.applyInPlace(self(), other);
    }

    default Tensor bitwiseXor_(long other) {
        return Pointwise.BITWISE_XOR.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor bitwiseLeftShift_(Tensor other) {
        return Pointwise.SHIFT_LEFT.applyInPlace(self(), other);
    }

    default Tensor bitwiseLeftShift_(long other) {
        return Pointwise.SHIFT_LEFT.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor bitwiseRightShift_(Tensor other) {
        return Pointwise.SHIFT_RIGHT.applyInPlace(self(), other);
    }

    default Tensor bitwiseRightShift_(long other) {
        return Pointwise.SHIFT_RIGHT.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor gcd_(Tensor other) {
        return Pointwise.GCD.applyInPlace(self(), other);
    }

    default Tensor lcm_(Tensor other) {
        return Pointwise.LCM.applyInPlace(self(), other);
    }

    default Tensor atan2_(Tensor other) {
        return Elementary.ATAN2.applyInPlace(self(), other);
    }

    /** As {@link #atan2_(Tensor)}. */
    default Tensor arctan2_(Tensor other) {
        return atan2_(other);
    }

    default Tensor hypot_(Tensor other) {
        return Elementary.HYPOT.applyInPlace(self(), other);
    }

    default Tensor copysign_(Tensor other) {
        return Elementary.COPYSIGN.applyInPlace(self(), other);
    }

    default Tensor copysign_(double other) {
        return Elementary.COPYSIGN.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor nextafter_(Tensor other) {
        return SpecialFunctions.nextafter(self(), other, true);
    }

    default Tensor ldexp_(Tensor other) {
        return Elementary.LDEXP.applyInPlace(self(), other);
    }

    default Tensor heaviside_(Tensor other) {
        return Arithmetic.heaviside(self(), other, true);
    }

    default Tensor xlogy_(Tensor other) {
        return Elementary.XLOGY.applyInPlace(self(), other);
    }

    default Tensor xlogy_(double other) {
        return Elementary.XLOGY.applyInPlace(self(), Tensor.scalar(other));
    }

    default Tensor igamma_(Tensor other) {
        return SpecialFunctions.IGAMMA.applyInPlace(self(), other);
    }

    default Tensor igammac_(Tensor other) {
        return SpecialFunctions.IGAMMAC.applyInPlace(self(), other);
    }
}
