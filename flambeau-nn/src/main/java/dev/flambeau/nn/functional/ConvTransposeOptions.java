package dev.flambeau.nn.functional;

import dev.flambeau.Tensor;
import dev.flambeau.op.Convolutions;
import dev.flambeau.spi.Convolution;
import org.jspecify.annotations.Nullable;

/** The options of a transposed convolution; each takes one number for all dimensions or one for each. */
public final class ConvTransposeOptions {
    private long[] stride = {1};
    private long[] padding = {0};
    private long[] outputPadding = {0};
    private long[] dilation = {1};
    private int groups = 1;

    ConvTransposeOptions() {}

    public ConvTransposeOptions stride(long... value) {
        stride = value.clone();
        return this;
    }

    /** What the convolution that this one reverses would have padded: the result is smaller by it on both sides. */
    public ConvTransposeOptions padding(long... value) {
        padding = value.clone();
        return this;
    }

    /** By how much the result is larger on one side. */
    public ConvTransposeOptions outputPadding(long... value) {
        outputPadding = value.clone();
        return this;
    }

    public ConvTransposeOptions dilation(long... value) {
        dilation = value.clone();
        return this;
    }

    public ConvTransposeOptions groups(int value) {
        groups = value;
        return this;
    }

    Tensor apply(int spatial, Tensor x, Tensor weight, @Nullable Tensor bias) {
        Convolution geometry = new Convolution(F.dims("stride", stride, spatial), F.dims("padding", padding, spatial),
                F.dims("dilation", dilation, spatial), groups);
        return Convolutions.transposed(x, weight, bias, geometry, F.dims("output_padding", outputPadding, spatial));
    }
}
