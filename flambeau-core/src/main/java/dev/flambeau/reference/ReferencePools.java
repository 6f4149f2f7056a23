package dev.flambeau.reference;

import dev.flambeau.spi.Array;
import dev.flambeau.spi.Pooling;
import dev.flambeau.spi.Raw;
import org.jspecify.annotations.Nullable;

/** Pools window by window. */
final class ReferencePools {
    private ReferencePools() {}

    static void pool(Pooling pooling, Array out, @Nullable Array positions, Array x) {
        Array plane = Spatial.fill(x);
        Window window = new Window(pooling, plane);
        Array to = Spatial.fill(out);
        Positions p = positions == null ? Positions.over(to) : Positions.over(to, Spatial.fill(positions));
        for (; p.valid(); p.next()) {
            window.moveTo(p);
            if (pooling.kind() == Pooling.Kind.AVERAGE) {
                average(window, plane, out, p.at(0));
            } else {
                int best = maximum(window, plane);
                if (best < 0) {
                    Raw.putDouble(out.dtype, p.at(0), Double.NEGATIVE_INFINITY);
                } else {
                    Raw.copyBytes(window.addresses[best], p.at(0), x.dtype.size());
                }
                if (positions != null) {
                    Raw.putLong(positions.dtype, p.at(1), best < 0 ? 0 : window.places[best]);
                }
            }
        }
    }

    static void poolGrad(Pooling pooling, Array xGrad, Array grad, @Nullable Array positions) {
        Array plane = Spatial.fill(xGrad);
        Window window = new Window(pooling, plane);
        double[] sums = new double[Math.toIntExact(xGrad.numel)];
        Array from = Spatial.fill(grad);
        Positions p = positions == null ? Positions.over(from) : Positions.over(from, Spatial.fill(positions));
        for (; p.valid(); p.next()) {
            double g = Elements.getDouble(grad, p.at(0));
            long start = (p.coordinate(0) * plane.sizes[1] + p.coordinate(1)) * plane.sizes[2] * plane.sizes[3]
                    * plane.sizes[4];
            if (positions != null) {
                sums[(int) (start + Elements.getLong(positions, p.at(1)))] += g;
            } else {
                window.moveTo(p);
                for (int i = 0; i < window.count; i++) {
                    sums[(int) (start + window.places[i])] += g / window.divisor();
                }
            }
        }
        int i = 0;
        for (Positions to = Positions.over(xGrad); to.valid(); to.next(), i++) {
            Raw.putDouble(xGrad.dtype, to.at(0), sums[i]);
        }
    }

    private static void average(Window window, Array x, Array out, long to) {
        if (out.dtype.isFloatingPoint()) {
            double sum = 0;
            for (int i = 0; i < window.count; i++) {
                sum += Elements.getDouble(x, window.addresses[i]);
            }
            Raw.putDouble(out.dtype, to, window.count == 0 ? 0 : sum / window.divisor());
        } else {
            long sum = 0;
            for (int i = 0; i < window.count; i++) {
                sum += Elements.getLong(x, window.addresses[i]);
            }
            Raw.putLong(out.dtype, to, window.count == 0 ? 0 : sum / window.divisor());
        }
    }

    /** The tap that holds the maximum: the first of equal ones, but the last NaN; -1 for a window without taps. */
    private static int maximum(Window window, Array x) {
        int best = -1;
        for (int i = 0; i < window.count; i++) {
            if (best < 0 || wins(x, window.addresses[i], window.addresses[best])) {
                best = i;
            }
        }
        return best;
    }

    private static boolean wins(Array x, long address, long best) {
        if (!x.dtype.isFloatingPoint()) {
            return Elements.getLong(x, address) > Elements.getLong(x, best);
        }
        double value = Elements.getDouble(x, address);
        return value > Elements.getDouble(x, best) || Double.isNaN(value);
    }

    /** The taps of one window that lie inside the input. */
    private static final class Window {
        private final Pooling pooling;
        private final Array x;
        private final long[] kernel;
        private final long[] stride;
        private final long[] padding;
        private final long[] dilation;
        private final long[] start = new long[3];
        /** Where the taps are: flat in the plane, and in memory. */
        final long[] places;

        final long[] addresses;
        int count;
        private long padded; // taps inside the input or its padding

        Window(Pooling pooling, Array x) {
            this.pooling = pooling;
            this.x = x;
            this.kernel = Spatial.fill(pooling.kernel(), 1);
            this.stride = Spatial.fill(pooling.stride(), 1);
            this.padding = Spatial.fill(pooling.padding(), 0);
            this.dilation = Spatial.fill(pooling.dilation(), 1);
            this.places = new long[Math.toIntExact(Array.numel(kernel))];
            this.addresses = new long[places.length];
        }

        /** Moves to the window of the output position {@code [n, c, depth, height, width]}. */
        void moveTo(Positions p) {
            for (int i = 0; i < 3; i++) {
                start[i] = p.coordinate(2 + i) * stride[i] - padding[i];
            }
            long image = p.coordinate(0) * x.strides[0] + p.coordinate(1) * x.strides[1];
            count = 0;
            padded = 0;
            for (long i = 0; i < kernel[0]; i++) {
                for (long j = 0; j < kernel[1]; j++) {
                    for (long k = 0; k < kernel[2]; k++) {
                        add(image, start[0] + i * dilation[0], start[1] + j * dilation[1], start[2] + k * dilation[2]);
                    }
                }
            }
        }

        private void add(long image, long depth, long height, long width) {
            if (depth < x.sizes[2] + padding[0] && height < x.sizes[3] + padding[1]
                    && width < x.sizes[4] + padding[2]) {
                padded++;
            }
            if (inside(depth, 2) && inside(height, 3) && inside(width, 4)) {
                places[count] = (depth * x.sizes[3] + height) * x.sizes[4] + width;
                long offset = image + depth * x.strides[2] + height * x.strides[3] + width * x.strides[4];
                addresses[count++] = x.address() + offset * x.dtype.size();
            }
        }

        private boolean inside(long coordinate, int dim) {
            return coordinate >= 0 && coordinate < x.sizes[dim];
        }

        /** What an average divides by; what hangs over the padded edge never counts. */
        long divisor() {
            if (pooling.divisor() != 0) {
                return pooling.divisor();
            }
            return pooling.countPadding() ? padded : count;
        }
    }
}
