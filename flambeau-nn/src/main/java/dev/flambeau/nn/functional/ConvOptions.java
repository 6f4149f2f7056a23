package dev.flambeau.nn.functional;

import dev.flambeau.ArgumentException;
import dev.flambeau.Tensor;
import dev.flambeau.spi.Convolution;
import dev.flambeau.spi.Dims;
import org.jspecify.annotations.Nullable;

/** The options of a convolution; each takes one number for all dimensions or one for each. */
public final class ConvOptions {
    long[] stride = {1};
    long[] padding = {0};
    long[] dilation = {1};
    int groups = 1;
    @Nullable String mode;

    ConvOptions() {}

    /** A convolution's geometry and, where both sides are not padded alike, what {@code pad} must add first. */
    @SuppressWarnings("exports") // for the layers
    public record Geometry(Convolution convolution, long @Nullable [] extra) {}

    public ConvOptions stride(long... value) {
        stride = value.clone();
        return this;
    }

    public ConvOptions padding(long... value) {
        padding = value.clone();
        mode = null;
        return this;
    }

    /** {@code "valid"}: none; {@code "same"}: as much as keeps the size (stride 1 only). */
    public ConvOptions padding(String value) {
        if (!value.equals("same") && !value.equals("valid")) {
            throw new ArgumentException("Invalid padding string '" + value + "', should be one of 'valid', 'same'");
        }
        mode = value;
        return this;
    }

    public ConvOptions dilation(long... value) {
        dilation = value.clone();
        return this;
    }

    public ConvOptions groups(int value) {
        groups = value;
        return this;
    }

    Geometry resolve(int spatial, Tensor weight) {
        Dims s = F.dims("stride", stride, spatial);
        Dims d = F.dims("dilation", dilation, spatial);
        if (mode == null) {
            return new Geometry(new Convolution(s, F.dims("padding", padding, spatial), d, groups), null);
        }
        if (mode.equals("valid") || weight.dim() != spatial + 2) {
            return new Geometry(new Convolution(s, Dims.repeat(0, spatial), d, groups), null);
        }
        if (!s.allEqual(1)) {
            throw new ArgumentException("padding='same' is not supported for strided convolutions");
        }
        long[] both = new long[spatial];
        long[] extra = new long[2 * spatial];
        boolean odd = false;
        for (int i = 0; i < spatial; i++) {
            long total = d.get(i) * (weight.size(i + 2) - 1);
            both[i] = total / 2;
            extra[2 * (spatial - 1 - i) + 1] = total % 2; // the odd one goes to the right
            odd |= total % 2 != 0;
        }
        return new Geometry(new Convolution(s, Dims.of(both), d, groups), odd ? extra : null);
    }
}
