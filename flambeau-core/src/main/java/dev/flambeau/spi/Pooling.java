package dev.flambeau.spi;

/**
 * The geometry of pooling, one entry a spatial dimension (1 to 3). Windows that hang over the padded edge (ceil mode) are
 * allowed: the output's sizes say how many windows there are.
 *
 * @param divisor what an average divides by; 0: the window's size (counting padding or not, but never what hangs over)
 */
public record Pooling(Kind kind, Dims kernel, Dims stride, Dims padding, Dims dilation, boolean countPadding,
        long divisor) {
    /** Maximum or average. */
    public enum Kind {
        MAX,
        AVERAGE
    }
}
