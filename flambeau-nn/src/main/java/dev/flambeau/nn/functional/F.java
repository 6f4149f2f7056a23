package dev.flambeau.nn.functional;

import dev.flambeau.Tensor;
import dev.flambeau.op.Dropouts;
import dev.flambeau.op.Matrices;
import dev.flambeau.op.Padding;
import org.jspecify.annotations.Nullable;

/** {@code torch.nn.functional}: what layers compute, as functions. */
public final class F extends FunctionalConvolutions {
    private F() {}

    /** {@code x weightᵀ + bias} for {@code x [*, in]}, {@code weight [out, in]}, {@code bias [out]}. */
    public static Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        return Matrices.linear(x, weight, bias);
    }

    /** Pads the last dimensions with zeros: (before, after) of the last one, then of the one before it, and so on. */
    public static Tensor pad(Tensor x, long... pad) {
        return Padding.pad(x, pad, "constant", null);
    }

    /** As {@link #pad(Tensor, long...)} in a mode: {@code "constant"}, {@code "reflect"}, {@code "replicate"} or {@code "circular"}. */
    public static Tensor pad(Tensor x, long[] pad, String mode) {
        return Padding.pad(x, pad, mode, null);
    }

    /** Pads with a number. */
    public static Tensor pad(Tensor x, long[] pad, double value) {
        return Padding.constant(x, pad, Tensor.scalar(value));
    }

    /** {@code max(0, x)}. */
    public static Tensor relu(Tensor x) {
        return x.relu();
    }

    /** {@code exp(x) / sum(exp(x))} along a dimension. */
    public static Tensor softmax(Tensor x, int dim) {
        return x.softmax(dim);
    }

    /** {@code log(softmax(x))} along a dimension. */
    public static Tensor logSoftmax(Tensor x, int dim) {
        return x.logSoftmax(dim);
    }

    /** Zeroes elements with probability {@code p} and scales the others by {@code 1 / (1 - p)}. */
    public static Tensor dropout(Tensor x, double p) {
        return dropout(x, p, true);
    }

    /** As {@link #dropout(Tensor, double)} in training; the input itself otherwise. */
    public static Tensor dropout(Tensor x, double p, boolean training) {
        return Dropouts.dropout(x, p, training);
    }
}
