package dev.flambeau.nn.functional;

import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Warnings;
import dev.flambeau.op.Dropouts;
import dev.flambeau.op.Normalizations;
import org.jspecify.annotations.Nullable;

/** Normalization and dropout. A part of {@link F}. */
abstract class FunctionalNormalizations extends FunctionalLosses {
    private static final double EPS = 1e-5;

    FunctionalNormalizations() {}

    /** Brings the last dimensions, whose sizes are {@code normalizedShape}, to mean 0 and variance 1. */
    public static Tensor layerNorm(Tensor x, long... normalizedShape) {
        return layerNorm(x, normalizedShape, null, null, EPS);
    }

    /** As {@link #layerNorm(Tensor, long...)}, then {@code weight y + bias}, each of the normalized shape. */
    public static Tensor layerNorm(Tensor x, long[] normalizedShape, @Nullable Tensor weight, @Nullable Tensor bias,
            double eps) {
        return Normalizations.layer(x, normalizedShape, weight, bias, eps);
    }

    /** {@code weight x / sqrt(mean(x²) + eps)} over the last dimensions; eps is the type's if it is null. */
    public static Tensor rmsNorm(Tensor x, long[] normalizedShape, @Nullable Tensor weight, @Nullable Double eps) {
        return Normalizations.rootMeanSquare(x, normalizedShape, weight, eps);
    }

    /** Brings each of several groups of channels of {@code x [n, c, *]} to mean 0 and variance 1. */
    public static Tensor groupNorm(Tensor x, int numGroups) {
        return groupNorm(x, numGroups, null, null, EPS);
    }

    /** As {@link #groupNorm(Tensor, int)}, then {@code weight y + bias}, one number a channel. */
    public static Tensor groupNorm(Tensor x, int numGroups, @Nullable Tensor weight, @Nullable Tensor bias,
            double eps) {
        return Normalizations.group(x, numGroups, weight, bias, eps);
    }

    /**
     * Brings each channel of {@code x [n, c, *]} to mean 0 and variance 1: in training the batch's own, towards which the running ones are moved
     * by {@code momentum}, else the running ones; then {@code weight y + bias}, one number a channel.
     */
    public static Tensor batchNorm(Tensor x, @Nullable Tensor runningMean, @Nullable Tensor runningVar,
            @Nullable Tensor weight, @Nullable Tensor bias, boolean training, double momentum, double eps) {
        return Normalizations.batch(x, runningMean, runningVar, weight, bias, training, momentum, eps);
    }

    /** Brings each channel of each sample of {@code x [n, c, *]} to mean 0 and variance 1. */
    public static Tensor instanceNorm(Tensor x) {
        return instanceNorm(x, null, null, null, null, true, 0.1, EPS);
    }

    /** As {@link #instanceNorm(Tensor)}, with running statistics as in {@link #batchNorm}; then {@code weight y + bias}. */
    public static Tensor instanceNorm(Tensor x, @Nullable Tensor runningMean, @Nullable Tensor runningVar,
            @Nullable Tensor weight, @Nullable Tensor bias, boolean useInputStats, double momentum, double eps) {
        return Normalizations.instance(x, runningMean, runningVar, weight, bias, useInputStats, momentum, eps);
    }

    /** {@code x / (k + alpha · mean of the squares of {@code size} neighbouring channels)^beta}. */
    public static Tensor localResponseNorm(Tensor x, long size, double alpha, double beta, double k) {
        return Normalizations.localResponse(x, size, alpha, beta, k);
    }

    /** Zeroes elements with probability {@code p} and scales the others by {@code 1 / (1 - p)}. */
    public static Tensor dropout(Tensor x, double p) {
        return dropout(x, p, true);
    }

    /** As {@link #dropout(Tensor, double)} in training; the input itself otherwise. */
    public static Tensor dropout(Tensor x, double p, boolean training) {
        return Dropouts.dropout(x, p, training, false);
    }

    /** As {@link #dropout(Tensor, double, boolean)}, written over the input. */
    public static Tensor dropout_(Tensor x, double p, boolean training) {
        return Dropouts.dropout(x, p, training, true);
    }

    /** Zeroes whole channels of {@code x [n, c, l]} (or {@code [c, l]}) with probability {@code p}. */
    public static Tensor dropout1d(Tensor x, double p, boolean training) {
        if (x.dim() != 2 && x.dim() != 3) {
            throw new ShapeException("dropout1d: Expected 2D or 3D input, but received a " + x.dim()
                    + "D input. Note that dropout1d exists to provide channel-wise dropout on inputs with 1 spatial "
                    + "dimension, a channel dimension, and an optional batch dimension (i.e. 2D or 3D inputs).");
        }
        return channelDropout(x, p, training, x.dim() == 3);
    }

    /** Zeroes whole channels of {@code x [n, c, h, w]} with probability {@code p}; three dimensions are taken as {@code [n, c, l]}. */
    public static Tensor dropout2d(Tensor x, double p, boolean training) {
        if (x.dim() != 3 && x.dim() != 4) {
            Warnings.once("dropout2d: Received a " + x.dim()
                    + "-D input to dropout2d, which is deprecated and will result in an error in a future release. To "
                    + "retain the behavior and silence this warning, please use dropout instead.");
        }
        return Dropouts.featureDropout(x, p, training, false);
    }

    /** Zeroes whole channels of {@code x [n, c, d, h, w]} (or without n) with probability {@code p}. */
    public static Tensor dropout3d(Tensor x, double p, boolean training) {
        if (x.dim() != 4 && x.dim() != 5) {
            Warnings.once("dropout3d: Received a " + x.dim()
                    + "-D input to dropout3d, which is deprecated and will result in an error in a future release. To "
                    + "retain the behavior and silence this warning, please use dropout instead.");
        }
        return channelDropout(x, p, training, x.dim() == 5);
    }

    private static Tensor channelDropout(Tensor x, double p, boolean training, boolean batched) {
        return batched
                ? Dropouts.featureDropout(x, p, training, false)
                : Dropouts.featureDropout(x.unsqueeze(0), p, training, false).squeeze(0);
    }

    /** Dropout that keeps mean and variance of what SELU gives. */
    public static Tensor alphaDropout(Tensor x, double p, boolean training) {
        return Dropouts.alphaDropout(x, p, training, false);
    }

    /** As {@link #alphaDropout} for whole channels. */
    public static Tensor featureAlphaDropout(Tensor x, double p, boolean training) {
        return Dropouts.featureAlphaDropout(x, p, training, false);
    }
}
