package dev.flambeau.nn;

import dev.flambeau.Tensor;
import dev.flambeau.nn.functional.F;
import java.util.function.Consumer;

/**
 * The maximum of each window.
 *
 * <p>Shapes: {@code [n, c, h, w]} (or without n) to {@code [n, c, (h + 2 padding - dilation (kernel - 1) - 1) / stride + 1, …]}, rounded down, or up
 * with ceilMode.
 */
public class MaxPool2d extends PoolNd {
    private final long[] kernelSize;
    private final Options options = new Options();

    public MaxPool2d(long kernelSize) {
        this(kernelSize, o -> {});
    }

    public MaxPool2d(long kernelSize, long stride) {
        this(kernelSize, o -> o.stride(stride));
    }

    public MaxPool2d(long kernelSize, Consumer<Options> options) {
        this(new long[] {kernelSize}, options);
    }

    public MaxPool2d(long[] kernelSize, Consumer<Options> options) {
        this.kernelSize = kernelSize.clone();
        options.accept(this.options);
    }

    @Override
    protected Tensor forward(Tensor x) {
        Options o = options;
        return F.maxPool2d(x, kernelSize,
                p -> p.stride(o.stride).padding(o.padding).dilation(o.dilation).ceilMode(o.ceilMode));
    }

    @Override
    protected String extraRepr() {
        return "kernel_size=" + text(kernelSize) + ", stride="
                + text(options.stride.length == 0 ? kernelSize : options.stride) + ", padding="
                + text(options.padding) + ", dilation=" + text(options.dilation) + ", ceil_mode="
                + text(options.ceilMode);
    }

    /** The options; sizes take one number for both dimensions or one for each. */
    public static final class Options {
        private long[] stride = {};
        private long[] padding = {0};
        private long[] dilation = {1};
        private boolean ceilMode;

        private Options() {}

        /** The step between windows; the kernel's size if it is not set. */
        public Options stride(long... value) {
            stride = value.clone();
            return this;
        }

        public Options padding(long... value) {
            padding = value.clone();
            return this;
        }

        public Options dilation(long... value) {
            dilation = value.clone();
            return this;
        }

        public Options ceilMode(boolean value) {
            ceilMode = value;
            return this;
        }
    }
}
