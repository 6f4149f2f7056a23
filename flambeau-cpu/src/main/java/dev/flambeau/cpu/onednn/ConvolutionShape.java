package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.vector.PlaneConvolution;
import dev.flambeau.spi.Dims;
import org.jspecify.annotations.Nullable;

/**
 * The geometry of a convolution (cross-correlation).
 *
 * @param src sizes of the input: batch, channels, 1 to 3 spatial dimensions
 * @param weights sizes of the weights: output channels, input channels of a group, kernel
 * @param groups parts that the channels fall into
 * @param stride steps of the window
 * @param dilation distances of the window's elements, 1 for neighbours
 * @param padBegin zeros before each spatial dimension
 * @param padEnd zeros after each spatial dimension
 */
public record ConvolutionShape(Dims src, Dims weights, int groups, Dims stride, Dims dilation, Dims padBegin,
        Dims padEnd) {
    public ConvolutionShape {
        if (src.size() < 3 || weights.size() != src.size()) {
            throw new IllegalArgumentException("Input and weights need the same 3 to 5 dimensions, but are " + src
                    + " and " + weights);
        }
        if (!Sizes.allAtLeast(src, 1) || !Sizes.allAtLeast(weights, 1)) {
            throw new IllegalArgumentException("Input or weights are empty: " + src + " and " + weights);
        }
        if (groups < 1 || weights.get(1) * groups != src.get(1) || weights.get(0) % groups != 0) {
            throw new IllegalArgumentException(groups + " groups do not fit the channels of input " + src
                    + " and weights " + weights);
        }
        Dims outputs = outputs(src, weights, stride, dilation, padBegin, padEnd);
        // None of the three may have more elements than a long can count bytes of.
        long ignored = Math.multiplyExact(8, Sizes.product(src));
        ignored = Math.multiplyExact(8, Sizes.product(weights));
        ignored = Math.multiplyExact(8, Math.multiplyExact(src.get(0) * weights.get(0), Sizes.product(outputs)));
    }

    private static Dims outputs(Dims src, Dims weights, Dims stride, Dims dilation, Dims padBegin, Dims padEnd) {
        return Windows.outputs(Sizes.tail(src, 2), Sizes.tail(weights, 2), stride, dilation, padBegin, padEnd);
    }

    /** The sizes of the result. */
    public Dims dst() {
        return Windows.concat(Dims.of(src.get(0), weights.get(0)),
                outputs(src, weights, stride, dilation, padBegin, padEnd));
    }

    /** The sizes of the weights as oneDNN has them: with groups as a dimension of their own, the same memory. */
    public Dims groupedWeights() {
        if (groups == 1) {
            return weights;
        }
        return Windows.concat(Dims.of(groups, weights.get(0) / groups), Sizes.tail(weights, 1));
    }

    Dims bias() {
        return Dims.of(weights.get(0));
    }

    Dims nativeDilation() {
        return Windows.nativeDilation(dilation);
    }

    long channels() {
        return src.get(1);
    }

    /** The same for so many examples. */
    ConvolutionShape withBatch(long batch) {
        return new ConvolutionShape(Sizes.with(src, 0, batch), weights, groups, stride,
                dilation,
                padBegin, padEnd);
    }

    /** The same for Java, if it is quicker and adds up as oneDNN does with vectors of 16; null if not. */
    @Nullable PlaneConvolution planes(DnnlType type) {
        if (type != DnnlType.F32 || src.size() != 4 || channels() != 1 || !Engine.hasAvx512()
                || weights.get(0) > PlaneConvolution.LANES || !stride.allEqual(1) || !dilation.allEqual(1)) {
            return null;
        }
        for (int i = 2; i < 4; i++) {
            if (weights.get(i) < PlaneConvolution.MIN_KERNEL || weights.get(i) > PlaneConvolution.MAX_KERNEL
                    || dst().get(i) < PlaneConvolution.MIN_SIZE || src.get(i) > PlaneConvolution.MAX_SIZE) {
                return null;
            }
        }
        return new PlaneConvolution(src.get(0), (int) weights.get(0), (int) src.get(2), (int) src.get(3),
                (int) padBegin.get(0), (int) padEnd.get(0), (int) padBegin.get(1), (int) padEnd.get(1),
                (int) weights.get(2), (int) weights.get(3));
    }

    int threads() {
        double flops = 2.0 * Sizes.product(dst()) * Sizes.product(Sizes.tail(weights, 1));
        return Threads.forWork(flops, 4.0 * (Sizes.product(src) + Sizes.product(dst()) + Sizes.product(weights)));
    }
}
