package dev.flambeau.nn.functional;

import dev.flambeau.Tensor;
import dev.flambeau.op.Losses.Reduce;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The options of losses over classes. */
public final class ClassLossOptions {
    private static final long IGNORED = -100;

    @Nullable Tensor weight;
    @Nullable Long ignoreIndex;
    String reduction = "mean";
    double labelSmoothing;

    private ClassLossOptions() {}

    /** The defaults with what {@code options} changes. */
    public static ClassLossOptions of(Consumer<ClassLossOptions> options) {
        ClassLossOptions o = new ClassLossOptions();
        options.accept(o);
        return o;
    }

    long ignoreIndex() {
        return ignoreIndex == null ? IGNORED : ignoreIndex;
    }

    /** Takes all values of other options. */
    public ClassLossOptions from(ClassLossOptions other) {
        weight = other.weight;
        ignoreIndex = other.ignoreIndex;
        reduction = other.reduction;
        labelSmoothing = other.labelSmoothing;
        return this;
    }

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
        Reduce.of(value);
        reduction = value;
        return this;
    }

    /** How much of each target is spread over all classes, from 0 to 1. */
    public ClassLossOptions labelSmoothing(double value) {
        labelSmoothing = value;
        return this;
    }
}
