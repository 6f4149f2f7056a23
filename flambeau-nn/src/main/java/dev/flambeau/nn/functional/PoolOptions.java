package dev.flambeau.nn.functional;

import dev.flambeau.ArgumentException;
import dev.flambeau.spi.Dims;
import dev.flambeau.spi.Pooling;
import java.util.Arrays;
import java.util.function.Consumer;

/** The options of pooling; each takes one number for all dimensions or one for each. */
public final class PoolOptions {
    long[] stride = {};
    long[] padding = {0};
    long[] dilation = {1};
    boolean ceil;
    boolean countPadding = true;
    long divisor;

    PoolOptions() {}

    static PoolOptions of(Consumer<PoolOptions> options) {
        PoolOptions o = new PoolOptions();
        options.accept(o);
        return o;
    }

    /** The step between windows; without it, they lie side by side. */
    public PoolOptions stride(long... value) {
        stride = value.clone();
        return this;
    }

    public PoolOptions padding(long... value) {
        padding = value.clone();
        return this;
    }

    public PoolOptions dilation(long... value) {
        dilation = value.clone();
        return this;
    }

    /** Whether a last window may hang over the edge. */
    public PoolOptions ceilMode(boolean value) {
        ceil = value;
        return this;
    }

    /** Whether padded places count in an average. */
    public PoolOptions countIncludePad(boolean value) {
        countPadding = value;
        return this;
    }

    /** What averages divide by, instead of the window's size. */
    public PoolOptions divisorOverride(long value) {
        checkDivisor(value);
        divisor = value;
        return this;
    }

    /** Refuses a divisor of 0. */
    public static void checkDivisor(long value) {
        if (value == 0) {
            throw new ArgumentException("divisor must be not zero");
        }
    }

    Pooling pooling(Pooling.Kind kind, int spatial, long[] kernel) {
        if (kind == Pooling.Kind.MAX && (divisor != 0 || !countPadding)) {
            throw new ArgumentException("divisorOverride and countIncludePad are options of averages, not of maxima");
        }
        if (kind == Pooling.Kind.AVERAGE && Arrays.stream(dilation).anyMatch(d -> d != 1)) {
            throw new ArgumentException("dilation is an option of maxima, not of averages");
        }
        Dims k = F.dims("kernel_size", kernel, spatial);
        Dims s = stride.length == 0 ? k : F.dims("stride", stride, spatial);
        return new Pooling(kind, k, s, F.dims("padding", padding, spatial), F.dims("dilation", dilation, spatial),
                countPadding, divisor);
    }
}
