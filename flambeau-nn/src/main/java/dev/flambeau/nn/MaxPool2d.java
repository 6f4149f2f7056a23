package dev.flambeau.nn;

import dev.flambeau.Tensor;
import dev.flambeau.ValuesAndIndices;
import dev.flambeau.nn.functional.F;
import dev.flambeau.nn.functional.PoolOptions;
import dev.flambeau.nn.text.PythonText;
import java.util.function.Consumer;

/**
 * The maximum of each window.
 *
 * <p>Shapes: {@code [n, c, h, w]} (or without n) to {@code [n, c, (h + 2 padding - dilation (kernel - 1) - 1) / stride + 1, …]}, rounded down, or up
 * with ceilMode.
 */
public class MaxPool2d extends Module {
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
        return F.maxPool2d(x, kernelSize, this::configure);
    }

    /** As {@link #call}, with the maxima's positions in the planes: what PyTorch gives for {@code return_indices=True}. */
    public ValuesAndIndices callWithIndices(Tensor x) {
        return scoped(() -> F.maxPool2dWithIndices(x, kernelSize, this::configure));
    }

    private void configure(PoolOptions pooling) {
        pooling.stride(options.stride).padding(options.padding).dilation(options.dilation).ceilMode(options.ceilMode);
    }

    @Override
    protected String extraRepr() {
        return "kernel_size=" + PythonText.of(kernelSize) + ", stride="
                + PythonText.of(options.stride.length == 0 ? kernelSize : options.stride) + ", padding="
                + PythonText.of(options.padding) + ", dilation=" + PythonText.of(options.dilation) + ", ceil_mode="
                + PythonText.of(options.ceilMode);
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
