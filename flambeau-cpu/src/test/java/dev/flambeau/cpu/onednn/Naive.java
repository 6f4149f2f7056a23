package dev.flambeau.cpu.onednn;

import dev.flambeau.spi.Dims;
import java.util.Arrays;

/** Convolutions and pooling as loops over every index, in double. All tensors are seen with three spatial dimensions. */
final class Naive {
    /** A dimension that a geometry of one or two spatial dimensions lacks. */
    private static Dims widen(Dims spatial, long filler) {
        long[] three = new long[3];
        Arrays.fill(three, filler);
        int shift = 3 - spatial.size();
        for (int i = 0; i < spatial.size(); i++) {
            three[i + shift] = spatial.get(i);
        }
        return Dims.of(three);
    }

    private final long batch;
    private final long inChannels;
    private final long outChannels;
    private final long groups;
    private final Dims in;
    private final Dims out;
    private final Dims kernel;
    private final Dims stride;
    private final Dims dilation;
    private final Dims pad;

    Naive(ConvolutionShape shape) {
        batch = shape.src().get(0);
        inChannels = shape.src().get(1);
        outChannels = shape.weights().get(0);
        groups = shape.groups();
        in = widen(Sizes.tail(shape.src(), 2), 1);
        out = widen(Sizes.tail(shape.dst(), 2), 1);
        kernel = widen(Sizes.tail(shape.weights(), 2), 1);
        stride = widen(shape.stride(), 1);
        dilation = widen(shape.dilation(), 1);
        pad = widen(shape.padBegin(), 0);
    }

    Naive(PoolShape shape) {
        batch = shape.src().get(0);
        inChannels = shape.src().get(1);
        outChannels = inChannels;
        groups = inChannels;
        in = widen(Sizes.tail(shape.src(), 2), 1);
        out = widen(Sizes.tail(shape.dst(), 2), 1);
        kernel = widen(shape.kernel(), 1);
        stride = widen(shape.stride(), 1);
        dilation = widen(shape.dilation(), 1);
        pad = widen(shape.padBegin(), 0);
    }

    /** What happens at one place of a window: positions in the input (-1: padding), the kernel and the result. */
    interface Visitor {
        void visit(int n, int outChannel, int inChannel, int src, int weight, int dst);
    }

    /** Visits every product of the convolution; with {@code padding} also those with padding. */
    void each(boolean padding, Visitor visitor) {
        long perGroupIn = inChannels / groups;
        long perGroupOut = outChannels / groups;
        for (long n = 0; n < batch; n++) {
            for (long oc = 0; oc < outChannels; oc++) {
                for (long ic = 0; ic < perGroupIn; ic++) {
                    long channel = oc / perGroupOut * perGroupIn + ic;
                    long weights = (oc * perGroupIn + ic) * Sizes.product(kernel);
                    eachWindow(n, oc, channel, weights, padding, visitor);
                }
            }
        }
    }

    private void eachWindow(long n, long oc, long ic, long weights, boolean padding, Visitor visitor) {
        for (long o = 0; o < Sizes.product(out); o++) {
            long dst = (n * outChannels + oc) * Sizes.product(out) + o;
            for (long k = 0; k < Sizes.product(kernel); k++) {
                long place = place(o, k);
                if (place >= 0 || padding) {
                    long src = place < 0 ? -1 : (n * inChannels + ic) * Sizes.product(in) + place;
                    visitor.visit((int) n, (int) oc, (int) ic, (int) src, (int) (weights + k), (int) dst);
                }
            }
        }
    }

    /** Where in the plane of the input kernel element {@code k} of window {@code o} lies; -1 outside. */
    private long place(long o, long k) {
        long place = 0;
        long windowRest = o;
        long kernelRest = k;
        long step = 1;
        for (int d = 2; d >= 0; d--) {
            long i = windowRest % out.get(d) * stride.get(d) - pad.get(d)
                    + kernelRest % kernel.get(d) * dilation.get(d);
            windowRest /= out.get(d);
            kernelRest /= kernel.get(d);
            if (i < 0 || i >= in.get(d)) {
                return -1;
            }
            place += i * step;
            step *= in.get(d);
        }
        return place;
    }
}
