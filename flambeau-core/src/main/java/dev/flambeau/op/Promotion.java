package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.Torch;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.spi.Array;
import org.jspecify.annotations.Nullable;

/** How a pointwise operation's types follow from its inputs'. Source: PyTorch's type promotion (TensorIterator, result_type). */
public enum Promotion {
    /** The common type. */
    SAME,
    /** The common type; truth values are refused ({@code -}, {@code neg}). */
    NUMBER,
    /** The common type; integers become the default floating type. */
    INT_TO_FLOAT,
    /** Compared in the common type; the result is a truth value. */
    TO_BOOL,
    /** The common type, which must be integer or truth value. */
    INTEGER,
    /** The common type, which must be integer. */
    INTEGER_NUMBER,
    /** The common type, which must be floating point. */
    FLOATING;

    /** The common type of the inputs whose bit in {@code mask} is set: dimensions outrank 0-d, which outrank scalars. */
    public static DType common(Array[] in, long mask) {
        DType dims = null;
        DType zero = null;
        DType scalar = null;
        for (int i = 0; i < in.length; i++) {
            if ((mask & 1L << i) == 0) {
                continue;
            }
            DType type = in[i].dtype;
            if (in[i].immediate) {
                DType wrapped = type == DType.FLOAT64 ? Torch.getDefaultDtype() : type;
                scalar = join(scalar, wrapped);
            } else if (in[i].dim() == 0) {
                zero = join(zero, type);
            } else {
                dims = join(dims, type);
            }
        }
        DType result = higher(higher(dims, zero), scalar);
        if (result == null) {
            throw new IllegalArgumentException("no inputs to take a type from");
        }
        return result;
    }

    /** The type an operation named {@code op} computes in. */
    DType compute(String op, Array[] in, long mask) {
        DType common = common(in, mask);
        switch (this) {
            case INT_TO_FLOAT -> {
                return common.isFloatingPoint() ? common : Torch.getDefaultDtype();
            }
            case NUMBER -> refuse(common == DType.BOOL, op, common);
            case INTEGER -> refuse(common.isFloatingPoint(), op, common);
            case INTEGER_NUMBER -> refuse(!common.isInteger(), op, common);
            case FLOATING -> refuse(!common.isFloatingPoint(), op, common);
            default -> {}
        }
        return common;
    }

    /** The type of the result of a computation in {@code compute}. */
    DType result(DType compute) {
        return this == TO_BOOL ? DType.BOOL : compute;
    }

    static Kind kind(DType compute) {
        return switch (compute) {
            case FLOAT64 -> Kind.DOUBLE;
            case FLOAT32, FLOAT16, BFLOAT16 -> Kind.FLOAT;
            default -> Kind.LONG;
        };
    }

    private static void refuse(boolean refused, String op, DType type) {
        if (refused) {
            throw new DTypeException("\"" + op + "\" not implemented for '" + type.scalarName() + "'");
        }
    }

    private static DType join(@Nullable DType a, DType b) {
        return a == null ? b : DType.promote(a, b);
    }

    /** {@code low} counts only where it is of a higher category than {@code high}. */
    private static @Nullable DType higher(@Nullable DType high, @Nullable DType low) {
        if (high == null) {
            return low;
        }
        if (low == null || low.category().ordinal() <= high.category().ordinal()) {
            return high;
        }
        return low;
    }
}
