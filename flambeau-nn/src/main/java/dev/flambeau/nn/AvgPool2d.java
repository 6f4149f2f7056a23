package dev.flambeau.nn;

import dev.flambeau.Tensor;
import dev.flambeau.nn.functional.F;
import dev.flambeau.nn.functional.PoolOptions;
import dev.flambeau.nn.text.PythonText;
import java.util.function.Consumer;

/**
 * The average of each window.
 *
 * <p>Shapes: {@code [n, c, h, w]} (or without n) to {@code [n, c, (h + 2 padding - kernel) / stride + 1, …]}, rounded down, or up with ceilMode.
 */
public class AvgPool2d extends Module {
    private final long[] kernelSize;
    private final Options options = new Options();

    public AvgPool2d(long kernelSize) {
        this(kernelSize, o -> {});
    }

    public AvgPool2d(long kernelSize, long stride) {
        this(kernelSize, o -> o.stride(stride));
    }

    public AvgPool2d(long kernelSize, Consumer<Options> options) {
        this(new long[] {kernelSize}, options);
    }

    public AvgPool2d(long[] kernelSize, Consumer<Options> options) {
        this.kernelSize = kernelSize.clone();
        options.accept(this.options);
    }

    @Override
    protected Tensor forward(Tensor x) {
        Options o = options;
        return F.avgPool2d(x, kernelSize, p -> {
            p.stride(o.stride).padding(o.padding).ceilMode(o.ceilMode).countIncludePad(o.countIncludePad);
            if (o.divisorOverride != 0) {
                p.divisorOverride(o.divisorOverride);
            }
        });
    }

    @Override
    protected String extraRepr() {
        return "kernel_size=" + PythonText.of(kernelSize) + ", stride="
                + PythonText.of(options.stride.length == 0 ? kernelSize : options.stride) + ", padding="
                + PythonText.of(options.padding);
    }

    /** The options; sizes take one number for both dimensions or one for each. */
    public static final class Options {
        private long[] stride = {};
        private long[] padding = {0};
        private boolean ceilMode;
        private boolean countIncludePad = true;
        private long divisorOverride;

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

        public Options ceilMode(boolean value) {
            ceilMode = value;
            return this;
        }

        /** Whether padded places count in the average. */
        public Options countIncludePad(boolean value) {
            countIncludePad = value;
            return this;
        }

        /** What to divide by, instead of the window's size. */
        public Options divisorOverride(long value) {
            PoolOptions.checkDivisor(value);
            divisorOverride = value;
            return this;
        }
    }
}
