package dev.flambeau.spi;

/** A convolution's geometry, one entry a spatial dimension (1 to 3); its equality is the key of primitive caches. */
public record Convolution(Dims stride, Dims padding, Dims dilation, int groups) {
    /** The output size along spatial dimension {@code i} for an input of {@code size} and a kernel of {@code kernel}. */
    public long outputSize(int i, long size, long kernel) {
        return (size + 2 * padding.get(i) - dilation.get(i) * (kernel - 1) - 1) / stride.get(i) + 1;
    }
}
