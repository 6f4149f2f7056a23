package dev.flambeau.nn.functional;

import dev.flambeau.Tensor;
import org.jspecify.annotations.Nullable;

/** The options of losses over classes. */
public final class ClassLossOptions {
    @Nullable Tensor weight;
    long ignoreIndex = -100;
    String reduction = "mean";
    double labelSmoothing;

    ClassLossOptions() {}

    /** A weight for each class. */
    public ClassLossOptions weight(@Nullable Tensor value) {
        weight = value;
        return this;
    }

    /** A target that counts nothing. */
    public ClassLossOptions ignoreIndex(long value) {
        ignoreIndex = value;
        return this;
    }

    /** {@code "mean"}, {@code "sum"} or {@code "none"}. */
    public ClassLossOptions reduction(String value) {
        reduction = value;
        return this;
    }

    /** How much of each target is spread over all classes, from 0 to 1. */
    public ClassLossOptions labelSmoothing(double value) {
        labelSmoothing = value;
        return this;
    }
}
