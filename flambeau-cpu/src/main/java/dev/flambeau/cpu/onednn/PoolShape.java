package dev.flambeau.cpu.onednn;

import dev.flambeau.spi.Dims;

/**
 * The geometry of pooling.
 *
 * @param kind what is made of the elements in a window
 * @param src sizes of the input: batch, channels, 1 to 3 spatial dimensions
 * @param kernel sizes of the window
 * @param stride steps of the window
 * @param dilation distances of the window's elements, 1 for neighbours
 * @param padBegin padding before each spatial dimension
 * @param padEnd padding after each spatial dimension; what ceil mode hangs over counts as padding here
 */
public record PoolShape(Kind kind, Dims src, Dims kernel, Dims stride, Dims dilation, Dims padBegin, Dims padEnd) {
    /** What is made of the elements in a window. */
    public enum Kind {
        // dnnl_pooling_max, _avg_include_padding, _avg_exclude_padding (oneapi/dnnl/dnnl_types.h)
        MAX(0x1ff), AVERAGE_INCLUDE_PADDING(0x2ff), AVERAGE_EXCLUDE_PADDING(0x3ff);

        private final int algorithm;

        Kind(int algorithm) {
            this.algorithm = algorithm;
        }

        int algorithm() {
            return algorithm;
        }
    }

    public PoolShape {
        if (src.size() < 3 || !Sizes.allAtLeast(src, 1)) {
            throw new IllegalArgumentException("The input needs 3 to 5 dimensions and elements, but is " + src);
        }
        Dims spatial = Sizes.tail(src, 2);
        Dims outputs = Windows.outputs(spatial, kernel, stride, dilation, padBegin, padEnd);
        for (int i = 0; i < outputs.size(); i++) {
            // A maximum or an average of padding alone is no number.
            long lastStart = (outputs.get(i) - 1) * stride.get(i) - padBegin.get(i);
            if ((kernel.get(i) - 1) * dilation.get(i) < padBegin.get(i) || lastStart >= spatial.get(i)
                    || (padBegin.get(i) > 0 && dilation.get(i) > spatial.get(i))) {
                throw new IllegalArgumentException("A window would see nothing but padding: sizes " + src + ", kernel "
                        + kernel + ", stride " + stride + ", dilation " + dilation + ", padding " + padBegin + " and "
                        + padEnd);
            }
        }
        long ignored = Math.multiplyExact(8, Sizes.product(src));
        ignored = Math.multiplyExact(8, Math.multiplyExact(src.get(0) * src.get(1), Sizes.product(outputs)));
    }

    /** The sizes of the result. */
    public Dims dst() {
        return Windows.concat(Dims.of(src.get(0), src.get(1)),
                Windows.outputs(Sizes.tail(src, 2), kernel, stride, dilation, padBegin, padEnd));
    }

    int threads() {
        double reads = (double) Sizes.product(dst()) * Sizes.product(kernel);
        return Threads.forWork(4 * reads, 4.0 * (Sizes.product(src) + Sizes.product(dst())));
    }
}
