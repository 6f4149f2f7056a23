package dev.flambeau.nn.functional;

import dev.flambeau.ArgumentException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.op.Convolutions;
import dev.flambeau.spi.Dims;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Convolutions. A part of {@link F}. */
abstract class FunctionalConvolutions extends FunctionalPools {
    FunctionalConvolutions() {}

    /** Applies a 1-D convolution; see {@link #conv2d(Tensor, Tensor, Tensor, Consumer)}. */
    public static Tensor conv1d(Tensor x, Tensor weight, @Nullable Tensor bias, Consumer<ConvOptions> options) {
        return conv(1, x, weight, bias, options);
    }

    /** Applies a 2-D convolution with stride 1 and no padding. */
    public static Tensor conv2d(Tensor x, Tensor weight, @Nullable Tensor bias) {
        return conv(2, x, weight, bias, o -> {});
    }

    /** Applies a 2-D convolution with a stride and zeros around. */
    public static Tensor conv2d(Tensor x, Tensor weight, @Nullable Tensor bias, long stride, long padding) {
        return conv(2, x, weight, bias, o -> o.stride(stride).padding(padding));
    }

    /**
     * Applies a 2-D convolution (strictly: a cross-correlation) over several input planes.
     *
     * <p>Shapes: {@code x [n, c, h, w]} or {@code [c, h, w]}, {@code weight [k, c/groups, kh, kw]}, {@code bias [k]}; the result is
     * {@code [n, k, (h + 2 padding - dilation (kh - 1) - 1) / stride + 1, …]}.
     */
    public static Tensor conv2d(Tensor x, Tensor weight, @Nullable Tensor bias, Consumer<ConvOptions> options) {
        return conv(2, x, weight, bias, options);
    }

    /** Applies a 3-D convolution; see {@link #conv2d(Tensor, Tensor, Tensor, Consumer)}. */
    public static Tensor conv3d(Tensor x, Tensor weight, @Nullable Tensor bias, Consumer<ConvOptions> options) {
        return conv(3, x, weight, bias, options);
    }

    /** A transposed 1-D convolution; see {@link #convTranspose2d}. */
    public static Tensor convTranspose1d(Tensor x, Tensor weight, @Nullable Tensor bias,
            Consumer<ConvTransposeOptions> options) {
        return transposed(1, x, weight, bias, options);
    }

    /**
     * Applies the reverse of a 2-D convolution's shapes, what a convolution does to gradients, also called deconvolution.
     *
     * <p>Shapes: {@code x [n, c, h, w]} or {@code [c, h, w]}, {@code weight [c, k/groups, kh, kw]}, {@code bias [k]}; the result is
     * {@code [n, k, (h - 1) stride - 2 padding + dilation (kh - 1) + outputPadding + 1, …]}.
     */
    public static Tensor convTranspose2d(Tensor x, Tensor weight, @Nullable Tensor bias,
            Consumer<ConvTransposeOptions> options) {
        return transposed(2, x, weight, bias, options);
    }

    /** A transposed 3-D convolution; see {@link #convTranspose2d}. */
    public static Tensor convTranspose3d(Tensor x, Tensor weight, @Nullable Tensor bias,
            Consumer<ConvTransposeOptions> options) {
        return transposed(3, x, weight, bias, options);
    }

    private static Tensor transposed(int spatial, Tensor x, Tensor weight, @Nullable Tensor bias,
            Consumer<ConvTransposeOptions> options) {
        ConvTransposeOptions o = new ConvTransposeOptions();
        options.accept(o);
        checkDims("conv_transpose", spatial, x);
        return x.dim() == spatial + 2
                ? o.apply(spatial, x, weight, bias)
                : o.apply(spatial, x.unsqueeze(0), weight, bias).squeeze(0);
    }

    private static void checkDims(String name, int spatial, Tensor x) {
        if (x.dim() != spatial + 1 && x.dim() != spatial + 2) {
            throw new ShapeException("Expected " + (spatial + 1) + "D (unbatched) or " + (spatial + 2)
                    + "D (batched) input to " + name + spatial + "d, but got input of size: "
                    + Arrays.toString(x.size().toLongs()));
        }
    }

    private static Tensor conv(int spatial, Tensor x, Tensor weight, @Nullable Tensor bias,
            Consumer<ConvOptions> options) {
        ConvOptions o = new ConvOptions();
        options.accept(o);
        return conv(x, weight, bias, o.resolve(spatial, weight));
    }

    /** A convolution of known geometry; an input without a batch dimension gets one for the while. */
    public static Tensor conv(Tensor x, Tensor weight, @Nullable Tensor bias, ConvOptions.Geometry geometry) {
        int spatial = geometry.convolution().stride().size();
        checkDims("conv", spatial, x);
        boolean batched = x.dim() == spatial + 2;
        Tensor input = batched ? x : x.unsqueeze(0);
        if (geometry.extra() != null) {
            input = F.pad(input, geometry.extra());
        }
        Tensor out = Convolutions.convolution(input, weight, bias, geometry.convolution());
        return batched ? out : out.squeeze(0);
    }

    /** One number for all dimensions, or one for each. */
    static Dims dims(String what, long[] values, int count) {
        if (values.length == count) {
            return Dims.of(values);
        }
        if (values.length == 1) {
            return Dims.repeat(values[0], count);
        }
        throw new ArgumentException(what + " must be one number or " + count + ", but got " + Arrays.toString(values));
    }
}
