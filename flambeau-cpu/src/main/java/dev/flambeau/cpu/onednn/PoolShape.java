package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.vector.BlockedMaxima;
import dev.flambeau.spi.Dims;
import dev.flambeau.spi.Pooling;
import org.jspecify.annotations.Nullable;

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
            if (seesNothing(spatial.get(i), outputs.get(i), kernel.get(i), stride.get(i), dilation.get(i),
                    padBegin.get(i))) {
                throw new IllegalArgumentException("A window would see nothing but padding: sizes " + src + ", kernel "
                        + kernel + ", stride " + stride + ", dilation " + dilation + ", padding " + padBegin + " and "
                        + padEnd);
            }
        }
        long ignored = Math.multiplyExact(8, Sizes.product(src));
        ignored = Math.multiplyExact(8, Math.multiplyExact(src.get(0) * src.get(1), Sizes.product(outputs)));
    }

    /** The geometry of a pooling as the operations know it; null if oneDNN has no words for it. */
    static @Nullable PoolShape of(Pooling p, long[] x, long[] out) {
        int spatial = p.kernel().size();
        if (x.length != spatial + 2 || out.length != x.length || p.divisor() != 0) {
            return null;
        }
        long[] padEnd = new long[spatial];
        boolean isPadded = false;
        boolean hangsOver = false;
        for (int i = 0; i < spatial; i++) {
            long padding = p.padding().get(i);
            long reach = (p.kernel().get(i) - 1) * p.dilation().get(i) + 1;
            padEnd[i] = Math.max(0, (out[i + 2] - 1) * p.stride().get(i) + reach - x[i + 2] - padding);
            isPadded |= padding > 0;
            hangsOver |= padEnd[i] > padding;
            if (seesNothing(x[i + 2], out[i + 2], p.kernel().get(i), p.stride().get(i), p.dilation().get(i), padding)) {
                return null;
            }
        }
        boolean includes = p.countPadding() && isPadded;
        Kind kind = p.kind() == Pooling.Kind.MAX
                ? Kind.MAX
                : includes ? Kind.AVERAGE_INCLUDE_PADDING : Kind.AVERAGE_EXCLUDE_PADDING;
        if (kind == Kind.AVERAGE_INCLUDE_PADDING && hangsOver) {
            return null; // what hangs over the padding is no padding: it is never counted
        }
        PoolShape shape = new PoolShape(kind, Dims.of(x), p.kernel(), p.stride(), p.dilation(), p.padding(),
                Dims.of(padEnd));
        return shape.dst().equals(Dims.of(out)) ? shape : null;
    }

    /** Whether some window may see padding alone, of which a maximum or an average is no number. */
    static boolean seesNothing(long size, long outputs, long kernel, long stride, long dilation, long padding) {
        long lastStart = (outputs - 1) * stride - padding;
        return (kernel - 1) * dilation < padding || lastStart >= size || (padding > 0 && dilation > size);
    }

    /** The sizes of the result. */
    public Dims dst() {
        return Windows.concat(Dims.of(src.get(0), src.get(1)),
                Windows.outputs(Sizes.tail(src, 2), kernel, stride, dilation, padBegin, padEnd));
    }

    /** The same for so many examples. */
    PoolShape withBatch(long batch) {
        return new PoolShape(kind, Sizes.with(src, 0, batch), kernel, stride, dilation,
                padBegin,
                padEnd);
    }

    /** The same maxima for Java, if it knows these layouts and windows; null if it does not. */
    @Nullable BlockedMaxima blocks(Layout from, Layout to, @Nullable Layout places) {
        int lanes = lanes(from);
        if (kind != Kind.MAX || from.type() != DnnlType.F32
                || lanes == 0 || lanes(to) != lanes
                || places != null && (places.type().bytes() != 1 || lanes(places) != lanes)
                || !dilation.allEqual(1) || !padBegin.allEqual(0) || !padEnd.allEqual(0)
                || Sizes.product(kernel) > BlockedMaxima.MAX_PLACES
                || src.get(3) > BlockedMaxima.MAX_WIDTH / kernel.get(0)) {
            return null;
        }
        Dims out = dst();
        return new BlockedMaxima(src.get(0) * Math.ceilDiv(src.get(1), (long) lanes), lanes, src.get(2), src.get(3),
                out.get(2), out.get(3), (int) kernel.get(0), (int) kernel.get(1), (int) stride.get(0),
                (int) stride.get(1));
    }

    /** How many channels of planes lie in a block of this layout; 0 if it is another one. */
    private static int lanes(Layout layout) {
        if (layout.dims().size() == 4) {
            int lanes = 16;
            for (int tag : Operands.blockedTags(4)) {
                if (layout.isSamePlaces(Layout.tagged(layout.type(), layout.dims(), tag))) {
                    return lanes;
                }
                lanes /= 2;
            }
        }
        return 0;
    }

    int threads() {
        double reads = (double) Sizes.product(dst()) * Sizes.product(kernel);
        return Threads.forWork(4 * reads, 4.0 * (Sizes.product(src) + Sizes.product(dst())));
    }
}
