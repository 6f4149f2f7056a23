package dev.flambeau.nn.functional;

import dev.flambeau.Tensor;
import org.jspecify.annotations.Nullable;

/** The options of {@link F#scaledDotProductAttention}. */
public final class AttentionOptions {
    @Nullable Tensor mask;
    double dropout;
    boolean causal;
    @Nullable Double scale;
    boolean grouped;

    AttentionOptions() {}

    /** Truth values (may look) or numbers that are added to the scores, broadcast to {@code [*, l, s]}. */
    public AttentionOptions attnMask(@Nullable Tensor value) {
        mask = value;
        return this;
    }

    /** How much of the attention is dropped. */
    public AttentionOptions dropoutP(double value) {
        dropout = value;
        return this;
    }

    /** Whether position i looks at positions up to i only. */
    public AttentionOptions isCausal(boolean value) {
        causal = value;
        return this;
    }

    /** The factor of the scores, {@code 1 / sqrt(features)} if it is not set. */
    public AttentionOptions scale(double value) {
        scale = value;
        return this;
    }

    /** Whether several heads of the query share one of key and value. */
    public AttentionOptions enableGqa(boolean value) {
        grouped = value;
        return this;
    }
}
