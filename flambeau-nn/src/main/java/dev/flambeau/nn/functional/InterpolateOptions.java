package dev.flambeau.nn.functional;

import org.jspecify.annotations.Nullable;

/** The options of {@link F#interpolate}; sizes and factors take one number for all dimensions or one for each. */
public final class InterpolateOptions {
    long @Nullable [] size;
    double @Nullable [] scaleFactor;
    String mode = "nearest";
    @Nullable Boolean alignCorners;
    boolean recomputeScaleFactor;

    InterpolateOptions() {}

    /** The wanted spatial size. */
    public InterpolateOptions size(long... value) {
        size = value.clone();
        return this;
    }

    /** By how much the spatial size grows. */
    public InterpolateOptions scaleFactor(double... value) {
        scaleFactor = value.clone();
        return this;
    }

    public InterpolateOptions mode(String value) {
        mode = value;
        return this;
    }

    /** Whether the corner pixels' centers, not the corner pixels' corners, lie on each other. */
    public InterpolateOptions alignCorners(boolean value) {
        alignCorners = value;
        return this;
    }

    /** Whether the scale is computed again from the (whole) sizes. */
    public InterpolateOptions recomputeScaleFactor(boolean value) {
        recomputeScaleFactor = value;
        return this;
    }
}
