package dev.flambeau.reference;

import dev.flambeau.spi.Array;
import dev.flambeau.spi.Convolution;
import dev.flambeau.spi.Raw;
import org.jspecify.annotations.Nullable;

/**
 * Convolution and its gradients. All three walk over the same triples of output, input and weight elements: where the
 * output takes {@code out += x * w}, the gradients take {@code x += out * w} and {@code w += out * x}.
 */
final class ReferenceConvolutions {
    private ReferenceConvolutions() {}

    static void forward(Convolution c, Array out, Array x, Array weight, @Nullable Array bias) {
        if (out.dtype.isFloatingPoint()) {
            double[] to = new double[Math.toIntExact(out.numel)];
            double[] in = doubles(x);
            double[] w = doubles(weight);
            walk(c, out, x, weight, (o, i, step, count, j) -> {
                for (int t = 0; t < count; t++) {
                    to[o + t] += in[i + t * step] * w[j];
                }
            });
            if (bias != null) {
                double[] b = doubles(bias);
                for (int o = 0; o < to.length; o++) {
                    to[o] += b[channel(o, out)];
                }
            }
            write(out, to);
        } else {
            long[] to = new long[Math.toIntExact(out.numel)];
            long[] in = longs(x);
            long[] w = longs(weight);
            walk(c, out, x, weight, (o, i, step, count, j) -> {
                for (int t = 0; t < count; t++) {
                    to[o + t] += in[i + t * step] * w[j];
                }
            });
            if (bias != null) {
                long[] b = longs(bias);
                for (int o = 0; o < to.length; o++) {
                    to[o] += b[channel(o, out)];
                }
            }
            write(out, to);
        }
    }

    static void inputGrad(Convolution c, Array xGrad, Array grad, Array weight) {
        if (xGrad.dtype.isFloatingPoint()) {
            double[] to = new double[Math.toIntExact(xGrad.numel)];
            double[] g = doubles(grad);
            double[] w = doubles(weight);
            walk(c, grad, xGrad, weight, (o, i, step, count, j) -> {
                for (int t = 0; t < count; t++) {
                    to[i + t * step] += g[o + t] * w[j];
                }
            });
            write(xGrad, to);
        } else {
            long[] to = new long[Math.toIntExact(xGrad.numel)];
            long[] g = longs(grad);
            long[] w = longs(weight);
            walk(c, grad, xGrad, weight, (o, i, step, count, j) -> {
                for (int t = 0; t < count; t++) {
                    to[i + t * step] += g[o + t] * w[j];
                }
            });
            write(xGrad, to);
        }
    }

    /** Only floating types have gradients. */
    static void weightGrad(Convolution c, Array weightGrad, @Nullable Array biasGrad, Array grad, Array x) {
        double[] to = new double[Math.toIntExact(weightGrad.numel)];
        double[] g = doubles(grad);
        double[] in = doubles(x);
        walk(c, grad, x, weightGrad, (o, i, step, count, j) -> {
            for (int t = 0; t < count; t++) {
                to[j] += g[o + t] * in[i + t * step];
            }
        });
        write(weightGrad, to);
        if (biasGrad != null) {
            double[] sums = new double[Math.toIntExact(biasGrad.numel)];
            for (int o = 0; o < g.length; o++) {
                sums[channel(o, grad)] += g[o];
            }
            write(biasGrad, sums);
        }
    }

    /** Takes the triples of {@code count} neighbours in a row of the output, {@code step} apart in the input. */
    private interface Row {
        void take(int out, int in, int step, int count, int weight);
    }

    /** Visits all triples by their row-major positions in the three arrays; padding is never visited. */
    private static void walk(Convolution c, Array out, Array x, Array weight, Row row) {
        int[] o = ints(Spatial.fill(out).sizes);
        int[] i = ints(Spatial.fill(x).sizes);
        int[] w = ints(Spatial.fill(weight).sizes);
        int[] stride = ints(Spatial.fill(c.stride(), 1));
        int[] padding = ints(Spatial.fill(c.padding(), 0));
        int[] dilation = ints(Spatial.fill(c.dilation(), 1));
        int outPerGroup = o[1] / c.groups();
        Positions taps = new Positions(new long[] {o[0], o[1], w[1], w[2], w[3], w[4]});
        for (; taps.valid(); taps.next()) {
            int n = (int) taps.coordinate(0);
            int k = (int) taps.coordinate(1);
            int channel = (int) taps.coordinate(2);
            int a = (int) taps.coordinate(3);
            int b = (int) taps.coordinate(4);
            int e = (int) taps.coordinate(5);
            int tap = (((k * w[1] + channel) * w[2] + a) * w[3] + b) * w[4] + e;
            int inChannel = n * i[1] + k / outPerGroup * w[1] + channel;
            int outChannel = n * o[1] + k;
            int shift = e * dilation[2] - padding[2]; // the input's column of output column 0
            int first = Math.max(0, Math.ceilDiv(-shift, stride[2]));
            int count = Math.min(o[4], Math.floorDiv(i[4] - 1 - shift, stride[2]) + 1) - first;
            for (int od = 0; od < o[2] && count > 0; od++) {
                int id = od * stride[0] + a * dilation[0] - padding[0];
                for (int oh = 0; oh < o[3] && id >= 0 && id < i[2]; oh++) {
                    int ih = oh * stride[1] + b * dilation[1] - padding[1];
                    if (ih >= 0 && ih < i[3]) {
                        int to = ((outChannel * o[2] + od) * o[3] + oh) * o[4] + first;
                        int from = ((inChannel * i[2] + id) * i[3] + ih) * i[4] + first * stride[2] + shift;
                        row.take(to, from, stride[2], count, tap);
                    }
                }
            }
        }
    }

    /** The channel of a row-major position. */
    private static int channel(int position, Array a) {
        long plane = 1;
        for (int i = 2; i < a.dim(); i++) {
            plane *= a.sizes[i];
        }
        return (int) (position / plane % a.sizes[1]);
    }

    private static double[] doubles(Array a) {
        double[] values = new double[Math.toIntExact(a.numel)];
        int i = 0;
        for (Positions p = Positions.over(a); p.valid(); p.next()) {
            values[i++] = Elements.getDouble(a, p.at(0));
        }
        return values;
    }

    private static long[] longs(Array a) {
        long[] values = new long[Math.toIntExact(a.numel)];
        int i = 0;
        for (Positions p = Positions.over(a); p.valid(); p.next()) {
            values[i++] = Elements.getLong(a, p.at(0));
        }
        return values;
    }

    private static void write(Array a, double[] values) {
        int i = 0;
        for (Positions p = Positions.over(a); p.valid(); p.next()) {
            Raw.putDouble(a.dtype, p.at(0), values[i++]);
        }
    }

    private static void write(Array a, long[] values) {
        int i = 0;
        for (Positions p = Positions.over(a); p.valid(); p.next()) {
            Raw.putLong(a.dtype, p.at(0), values[i++]);
        }
    }

    private static int[] ints(long[] values) {
        int[] ints = new int[values.length];
        for (int i = 0; i < ints.length; i++) {
            ints[i] = Math.toIntExact(values[i]);
        }
        return ints;
    }
}
