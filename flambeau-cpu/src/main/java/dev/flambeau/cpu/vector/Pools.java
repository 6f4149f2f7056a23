package dev.flambeau.cpu.vector;

import dev.flambeau.DType;
import dev.flambeau.IndexException;
import dev.flambeau.reference.Spatial;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Pooling;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Pooling in float32 and float64, a row of the output at a time: each element of the window passes over the row before the next one
 * does, so that the inner loops are long although windows are small.
 */
final class Pools {
    private static final long PICOS = 2000; // for an element of a window

    /** One of three spatial dimensions. */
    private record Axis(long in, int out, int kernel, long stride, long padding, long dilation) {
        /** The coordinate of a window's element. */
        long at(long window, long tap) {
            return window * stride + tap * dilation - padding;
        }

        /** How many elements of a window have coordinates below {@code end}, and not below {@code begin}. */
        int count(long window, long begin, long end) {
            int count = 0;
            for (int tap = 0; tap < kernel; tap++) {
                count += at(window, tap) >= begin && at(window, tap) < end ? 1 : 0;
            }
            return count;
        }

        /** The first window whose element {@code tap} is inside. */
        int first(long tap) {
            return Math.clamp(Math.ceilDiv(-at(0, tap), stride), 0, out);
        }

        /** The first window after those whose element {@code tap} is inside. */
        int end(long tap) {
            return Math.clamp(Math.floorDiv(in - 1 - at(0, tap), stride) + 1, 0, out);
        }
    }

    private final Pooling pooling;
    private final Axis[] axes = new Axis[3];
    private final Array x; // of five dimensions
    private final boolean isFloat;
    private final long[] steps = new long[5];
    private final int row;

    private Pools(Pooling pooling, Array x, Array out) {
        this.pooling = pooling;
        this.x = Spatial.fill(x);
        this.isFloat = x.dtype == DType.FLOAT32;
        long[] sizes = Spatial.fill(out).sizes;
        for (int i = 0; i < 3; i++) {
            axes[i] = new Axis(this.x.sizes[2 + i], Math.toIntExact(sizes[2 + i]),
                    (int) Spatial.fill(pooling.kernel(), 1)[i], Spatial.fill(pooling.stride(), 1)[i],
                    Spatial.fill(pooling.padding(), 0)[i], Spatial.fill(pooling.dilation(), 1)[i]);
        }
        for (int i = 0; i < 5; i++) {
            steps[i] = this.x.strides[i] * x.dtype.size();
        }
        this.row = axes[2].out;
    }

    /** False when this is not the way to do it. */
    static boolean pool(Form form, Pooling pooling, Array out, @Nullable Array positions, Array x) {
        if (!Rows.hold(x.dtype)) {
            return false;
        }
        if (out.numel > 0) {
            Array to = out.contiguous ? out : Scratch.array(4, out.dtype, out.sizes);
            Array places = positions == null || positions.contiguous
                    ? positions
                    : Scratch.array(5, positions.dtype, positions.sizes);
            new Pools(pooling, x, out).pool(to.address(), places == null ? 0 : places.address(), out.numel);
            if (to != out) {
                Copies.copy(form, out, to);
            }
            if (positions != null && places != null && places != positions) {
                Copies.copy(form, positions, places);
            }
        }
        return true;
    }

    static boolean poolGrad(Form form, Pooling pooling, Array xGrad, Array grad, @Nullable Array positions) {
        if (!Rows.hold(xGrad.dtype)) {
            return false;
        }
        if (xGrad.numel > 0) {
            Array to = xGrad.contiguous ? xGrad : Scratch.array(4, xGrad.dtype, xGrad.sizes);
            Copies.copy(form, to, Array.immediate(to.dtype, 0));
            if (grad.numel > 0) {
                Pools pools = new Pools(pooling, to, grad);
                long from = Scratch.contiguous(form, 5, grad).address();
                if (positions == null) {
                    pools.spread(from);
                } else {
                    pools.give(from, Scratch.contiguous(form, 6, positions).address());
                }
            }
            if (to != xGrad) {
                Copies.copy(form, xGrad, to);
            }
        }
        return true;
    }

    private long taps() {
        return (long) axes[0].kernel * axes[1].kernel * axes[2].kernel;
    }

    private void pool(long out, long places, long numel) {
        int size = x.dtype.size();
        Parallel.run(numel / row, Math.max(1, JavaKernels.GRAIN_PICOS / (row * taps() * PICOS + 100_000)),
                (begin, end) -> {
                    double[] values = new double[row];
                    long[] found = new long[row];
                    for (long i = begin; i < end; i++) {
                        if (pooling.kind() == Pooling.Kind.AVERAGE) {
                            averages(i, values);
                        } else {
                            maxima(i, values, found);
                        }
                        store(out + i * row * size, values);
                        for (int o = 0; o < row && places != 0; o++) {
                            Cells.putLong(places + (i * row + o) * Long.BYTES, Math.max(0, found[o]));
                        }
                    }
                });
    }

    /** What is done with an element of the windows in a row: those from {@code from} to {@code to} have it. */
    private interface Tap {
        void take(long address, long step, long place, int from, int to);
    }

    /** Visits the elements of the windows in row {@code i} of the output that are inside the input. */
    private void taps(long i, Tap taken) {
        long oh = i % axes[1].out;
        long od = i / axes[1].out % axes[0].out;
        long plane = i / axes[1].out / axes[0].out;
        long start = x.address() + plane / x.sizes[1] * steps[0] + plane % x.sizes[1] * steps[1];
        Axis width = axes[2];
        for (int a = 0; a < axes[0].kernel; a++) {
            long depth = axes[0].at(od, a);
            for (int b = 0; b < axes[1].kernel && depth >= 0 && depth < axes[0].in; b++) {
                long height = axes[1].at(oh, b);
                for (int e = 0; e < width.kernel && height >= 0 && height < axes[1].in; e++) {
                    int from = width.first(e);
                    int to = width.end(e);
                    if (from < to) {
                        long column = width.at(from, e);
                        taken.take(start + depth * steps[2] + height * steps[3] + column * steps[4],
                                width.stride * steps[4], (depth * axes[1].in + height) * width.in + column, from, to);
                    }
                }
            }
        }
    }

    /** The largest elements and where they are in the plane: the first of equals, the last NaN; -1 where there are none. */
    private void maxima(long i, double[] values, long[] found) {
        Arrays.fill(values, Double.NEGATIVE_INFINITY);
        Arrays.fill(found, -1);
        taps(i, (address, step, place, from, to) -> {
            long at = address;
            long spot = place;
            for (int o = from; o < to; o++) {
                double value = isFloat ? Cells.getFloat(at) : Cells.getDouble(at);
                if (value > values[o] || Double.isNaN(value) || found[o] < 0) {
                    values[o] = value;
                    found[o] = spot;
                }
                at += step;
                spot += axes[2].stride;
            }
        });
    }

    private void averages(long i, double[] values) {
        Arrays.fill(values, 0);
        taps(i, (address, step, _, from, to) -> {
            long at = address;
            for (int o = from; o < to; o++) {
                values[o] += isFloat ? Cells.getFloat(at) : Cells.getDouble(at);
                at += step;
            }
        });
        divide(i, values);
    }

    /** Divides by the windows' sizes; what has none stays. */
    private void divide(long i, double[] values) {
        long rows = count(axes[0], i / axes[1].out % axes[0].out) * count(axes[1], i % axes[1].out);
        for (int o = 0; o < row; o++) {
            long divisor = pooling.divisor() != 0 ? pooling.divisor() : rows * count(axes[2], o);
            values[o] = divisor == 0 ? values[o] : values[o] / divisor;
        }
    }

    private long count(Axis axis, long window) {
        return pooling.countPadding()
                ? axis.count(window, -axis.padding, axis.in + axis.padding)
                : axis.count(window, 0, axis.in);
    }

    /** Gives each element of the windows its part of an average's gradient. */
    private void spread(long grad) {
        int size = x.dtype.size();
        long rows = (long) axes[0].out * axes[1].out;
        planes(rows * row * taps(), plane -> {
            double[] values = new double[row];
            for (long i = plane * rows; i < (plane + 1) * rows; i++) {
                load(grad + i * row * size, values);
                divide(i, values);
                taps(i, (address, step, _, from, to) -> {
                    long at = address;
                    for (int o = from; o < to; o++) {
                        add(at, values[o]);
                        at += step;
                    }
                });
            }
        });
    }

    /** Gives each maximum's gradient to the element that it was. */
    private void give(long grad, long positions) {
        int size = x.dtype.size();
        long in = x.sizes[2] * x.sizes[3] * x.sizes[4];
        long out = (long) axes[0].out * axes[1].out * row;
        planes(out, plane -> {
            long to = x.address() + plane * in * size;
            for (long i = plane * out; i < (plane + 1) * out; i++) {
                long place = Cells.getLong(positions + i * Long.BYTES);
                if (place < 0 || place >= in) {
                    throw new IndexException("position " + place + " is not in a plane of " + in + " elements");
                }
                long from = grad + i * size;
                add(to + place * size, isFloat ? Cells.getFloat(from) : Cells.getDouble(from));
            }
        });
    }

    private interface Plane {
        void run(long plane);
    }

    /** Visits all planes, whose windows have so many elements together. */
    private void planes(long elements, Plane body) {
        long cost = elements * PICOS + 100_000;
        Parallel.run(x.sizes[0] * x.sizes[1], Math.max(1, JavaKernels.GRAIN_PICOS / cost), (begin, end) -> {
            for (long plane = begin; plane < end; plane++) {
                body.run(plane);
            }
        });
    }

    private void add(long address, double value) {
        if (isFloat) {
            Cells.putFloat(address, Cells.getFloat(address) + (float) value);
        } else {
            Cells.putDouble(address, Cells.getDouble(address) + value);
        }
    }

    private void load(long address, double[] values) {
        for (int o = 0; o < row; o++) {
            values[o] = isFloat ? Cells.getFloat(address + 4L * o) : Cells.getDouble(address + 8L * o);
        }
    }

    private void store(long address, double[] values) {
        for (int o = 0; o < row; o++) {
            if (isFloat) {
                Cells.putFloat(address + 4L * o, (float) values[o]);
            } else {
                Cells.putDouble(address + 8L * o, values[o]);
            }
        }
    }
}
