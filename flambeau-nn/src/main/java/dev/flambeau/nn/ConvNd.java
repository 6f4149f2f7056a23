package dev.flambeau.nn;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.nn.functional.ConvOptions;
import dev.flambeau.nn.functional.F;
import dev.flambeau.nn.init.Init;
import dev.flambeau.spi.Convolution;
import dev.flambeau.spi.Dims;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the convolutions over one, two and three dimensions share. */
public abstract class ConvNd extends Module {
    public final Parameter weight;
    public final @Nullable Parameter bias;
    private final long inChannels;
    private final long outChannels;
    private final Dims kernel;
    private final Options options;
    private final Dims stride;
    private final Dims padding;
    private final Dims dilation;
    private final ConvOptions.Geometry geometry;

    ConvNd(int spatial, long inChannels, long outChannels, long[] kernelSize, Consumer<Options> configure) {
        Options o = new Options();
        configure.accept(o);
        this.options = o;
        if (o.groups <= 0) {
            throw new ArgumentException("groups must be a positive integer");
        }
        if (inChannels % o.groups != 0) {
            throw new ArgumentException("in_channels must be divisible by groups");
        }
        if (outChannels % o.groups != 0) {
            throw new ArgumentException("out_channels must be divisible by groups");
        }
        this.inChannels = inChannels;
        this.outChannels = outChannels;
        this.kernel = spread("kernel_size", kernelSize, spatial);
        this.stride = spread("stride", o.stride, spatial);
        this.dilation = spread("dilation", o.dilation, spatial);
        if ("same".equals(o.paddingWord) && !stride.allEqual(1)) {
            throw new ArgumentException("padding='same' is not supported for strided convolutions");
        }
        this.padding = o.paddingWord == null ? spread("padding", o.padding, spatial) : Dims.repeat(0, spatial);
        long[] sizes = new long[spatial + 2];
        sizes[0] = outChannels;
        sizes[1] = inChannels / o.groups;
        System.arraycopy(kernel.toArray(), 0, sizes, 2, spatial);
        this.weight = new Parameter(Torch.empty(o.dtype, sizes));
        this.bias = o.bias ? new Parameter(Torch.empty(o.dtype, outChannels)) : null;
        this.geometry = geometry(spatial);
        resetParameters();
    }

    private ConvOptions.Geometry geometry(int spatial) {
        long[] left = new long[spatial];
        long[] pads = new long[2 * spatial]; // last dimension first, as pad takes them
        boolean uneven = false;
        for (int i = 0; i < spatial; i++) {
            long total =
                    "same".equals(options.paddingWord) ? dilation.get(i) * (kernel.get(i) - 1) : 2 * padding.get(i);
            left[i] = total / 2;
            pads[2 * (spatial - 1 - i)] = left[i];
            pads[2 * (spatial - 1 - i) + 1] = total - left[i];
            uneven |= total % 2 != 0;
        }
        boolean inKernel = options.paddingMode.equals("zeros") && !uneven;
        Convolution c =
                new Convolution(stride, inKernel ? Dims.of(left) : Dims.repeat(0, spatial), dilation, options.groups);
        return new ConvOptions.Geometry(c, inKernel || Arrays.stream(pads).allMatch(p -> p == 0) ? null : pads);
    }

    /** Draws new first values: uniform in ±1/sqrt(inputs of an output). */
    public final void resetParameters() {
        Init.kaimingUniform_(weight, Math.sqrt(5), "fan_in", "leaky_relu");
        if (bias != null) {
            long fanIn = Init.fanIn(weight);
            double bound = fanIn > 0 ? 1 / Math.sqrt(fanIn) : 0;
            Init.uniform_(bias, -bound, bound);
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        if (geometry.extra() == null || options.paddingMode.equals("zeros")) {
            return F.conv(x, weight, bias, geometry);
        }
        Tensor padded = F.pad(x, geometry.extra(), options.paddingMode);
        return F.conv(padded, weight, bias, new ConvOptions.Geometry(geometry.convolution(), null));
    }

    @Override
    protected String extraRepr() {
        StringBuilder text = new StringBuilder();
        text.append(inChannels).append(", ").append(outChannels).append(", kernel_size=").append(kernel)
                .append(", stride=").append(stride);
        if (options.paddingWord != null) {
            text.append(", padding=").append(options.paddingWord);
        } else if (!padding.allEqual(0)) {
            text.append(", padding=").append(padding);
        }
        if (!dilation.allEqual(1)) {
            text.append(", dilation=").append(dilation);
        }
        if (options.groups != 1) {
            text.append(", groups=").append(options.groups);
        }
        if (bias == null) {
            text.append(", bias=False");
        }
        if (!options.paddingMode.equals("zeros")) {
            text.append(", padding_mode=").append(options.paddingMode);
        }
        return text.toString();
    }

    private static Dims spread(String what, long[] values, int count) {
        if (values.length != 1 && values.length != count) {
            throw new ArgumentException(
                    what + " must be one number or " + count + ", but got " + Arrays.toString(values));
        }
        return values.length == count ? Dims.of(values) : Dims.repeat(values[0], count);
    }

    /** The options of a convolution; sizes take one number for all dimensions or one for each. */
    public static final class Options {
        private long[] stride = {1};
        private long[] padding = {0};
        private @Nullable String paddingWord;
        private long[] dilation = {1};
        private int groups = 1;
        private boolean bias = true;
        private String paddingMode = "zeros";
        private DType dtype = Torch.getDefaultDtype();

        private Options() {}

        public Options stride(long... value) {
            stride = value.clone();
            return this;
        }

        public Options padding(long... value) {
            padding = value.clone();
            paddingWord = null;
            return this;
        }

        /** {@code "valid"}: none; {@code "same"}: as much as keeps the size. */
        public Options padding(String value) {
            if (!value.equals("same") && !value.equals("valid")) {
                throw new ArgumentException("Invalid padding string '" + value + "', should be one of 'valid', 'same'");
            }
            paddingWord = value;
            return this;
        }

        public Options dilation(long... value) {
            dilation = value.clone();
            return this;
        }

        public Options groups(int value) {
            groups = value;
            return this;
        }

        public Options bias(boolean value) {
            bias = value;
            return this;
        }

        /** {@code "zeros"}, {@code "reflect"}, {@code "replicate"} or {@code "circular"}. */
        public Options paddingMode(String value) {
            if (!java.util.Set.of("zeros", "reflect", "replicate", "circular").contains(value)) {
                throw new ArgumentException(
                        "padding_mode must be one of 'zeros', 'reflect', 'replicate', 'circular', but got padding_mode='"
                                + value + "'");
            }
            paddingMode = value;
            return this;
        }

        public Options dtype(DType value) {
            dtype = value;
            return this;
        }
    }
}
