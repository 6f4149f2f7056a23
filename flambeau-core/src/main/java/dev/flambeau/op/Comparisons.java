package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.spi.Array;

/** Choices by conditions, and comparisons of whole tensors. */
public final class Comparisons {
    private Comparisons() {}

    /** {@code x} where the condition holds, else {@code y}. */
    public static Tensor where(Tensor condition, Tensor x, Tensor y) {
        if (condition.dtype() != DType.BOOL && condition.dtype() != DType.UINT8) {
            throw new DTypeException("where expected condition to be a boolean tensor, but got a tensor with dtype "
                    + condition.dtype().scalarName());
        }
        return Pointwise.WHERE.apply(condition, x, y);
    }

    /** Inverts the bits; a truth value. */
    public static Tensor bitwiseNot(Tensor x, boolean inPlace) {
        return Arithmetic.run(x.dtype() == DType.BOOL ? Pointwise.LOGICAL_NOT : Pointwise.BITWISE_NOT, inPlace, x);
    }

    /** Where {@code |a - b| <= atol + rtol |b|}. */
    public static Tensor isclose(Tensor a, Tensor b, double rtol, double atol, boolean equalNan) {
        if (a.dtype() != b.dtype()) {
            throw new DTypeException(a.dtype().scalarName() + " did not match " + b.dtype().scalarName());
        }
        if (rtol < 0) {
            throw new ArgumentException("rtol must be greater than or equal to zero, but got " + rtol);
        }
        if (atol < 0) {
            throw new ArgumentException("atol must be greater than or equal to zero, but got " + atol);
        }
        if (!a.dtype().isFloatingPoint() && rtol == 0 && atol == 0) {
            return Pointwise.EQ.apply(a, b);
        }
        return (equalNan ? Pointwise.ISCLOSE_NAN : Pointwise.ISCLOSE).apply(Arithmetic.floating(a),
                Arithmetic.floating(b),
                Tensor.scalar(rtol), Tensor.scalar(atol));
    }

    public static boolean allclose(Tensor a, Tensor b, double rtol, double atol, boolean equalNan) {
        Tensor close = isclose(a, b, rtol, atol, equalNan);
        return countNonzero(close) == close.numel();
    }

    /** Whether sizes and elements are the same. */
    public static boolean equal(Tensor a, Tensor b) {
        if (a.dtype() != b.dtype()) {
            throw new DTypeException("Expected object of data type " + a.dtype() + " but got data type " + b.dtype()
                    + " for argument 'other' in call to equal");
        }
        return a.size().equals(b.size()) && countNonzero(Pointwise.NE.apply(a, b)) == 0;
    }

    /** Whether the numbers are real: all are, for there are no complex ones. */
    public static Tensor isreal(Tensor x) {
        return Torch.full(DType.BOOL, 1, x.size().toLongs());
    }

    private static long countNonzero(Tensor x) {
        Array array = x.array();
        return array.numel == 0 ? 0 : array.storage.context().kernels().countNonzero(array);
    }
}
