package dev.flambeau.nn;

import java.util.function.Consumer;

/**
 * Convolves images of several channels with learned kernels.
 *
 * <p>Shapes: {@code [n, in, h, w]} (or without n) to {@code [n, out, (h + 2 padding - dilation (kernel - 1) - 1) / stride + 1, …]}.
 *
 * {@snippet :
 * var layer = new Conv2d(1, 16, 3, o -> o.stride(2).padding(1));
 * Tensor y = layer.call(Torch.randn(64, 1, 28, 28)); // [64, 16, 14, 14]
 * }
 */
public class Conv2d extends ConvNd {
    public Conv2d(long inChannels, long outChannels, long kernelSize) {
        this(inChannels, outChannels, kernelSize, o -> {});
    }

    public Conv2d(long inChannels, long outChannels, long kernelSize, long stride) {
        this(inChannels, outChannels, kernelSize, o -> o.stride(stride));
    }

    public Conv2d(long inChannels, long outChannels, long kernelSize, long stride, long padding) {
        this(inChannels, outChannels, kernelSize, o -> o.stride(stride).padding(padding));
    }

    public Conv2d(long inChannels, long outChannels, long kernelSize, Consumer<Options> options) {
        this(inChannels, outChannels, new long[] {kernelSize}, options);
    }

    /** With a kernel of height and width of their own. */
    public Conv2d(long inChannels, long outChannels, long[] kernelSize) {
        this(inChannels, outChannels, kernelSize, o -> {});
    }

    /** With a kernel of height and width of their own. */
    public Conv2d(long inChannels, long outChannels, long[] kernelSize, Consumer<Options> options) {
        super(2, inChannels, outChannels, kernelSize, options);
    }
}
