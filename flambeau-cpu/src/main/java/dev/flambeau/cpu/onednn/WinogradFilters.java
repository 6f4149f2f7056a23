package dev.flambeau.cpu.onednn;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.flambeau.cpu.vector.Parallel;
import dev.flambeau.spi.Raw;
import java.lang.foreign.MemorySegment;

/**
 * The transforms of filters in Winograd's F(2x2, 3x3); the matrices are in {@link WinogradTiles}. Weights are plain: {@code [results,
 * channels, 3, 3]}. Transformed they are a matrix {@code [results, channels]} for each point.
 */
final class WinogradFilters {
    private static final int POINTS = WinogradShape.POINTS;
    private static final int KERNEL = 3;
    /** The numbers of a filter. */
    static final int ELEMENTS = KERNEL * KERNEL;
    /** Filters that are worth a thread's while. */
    private static final int GRAIN = 2048;

    private final int channels;
    private final float[] filters;
    private final float[][] elements;
    private final float[][] upper;
    private final float[][] lower;
    private final float[][] points;

    /** Room for the filters of one result. */
    private WinogradFilters(int channels) {
        this.channels = channels;
        filters = new float[ELEMENTS * channels];
        elements = new float[ELEMENTS][channels];
        upper = new float[KERNEL][channels];
        lower = new float[KERNEL][channels];
        points = new float[POINTS][channels];
    }

    /** {@code G g Gᵀ} for all filters. */
    static void transform(long weights, int results, int channels, long to) {
        long pointBytes = (long) results * channels * Float.BYTES;
        Parallel.run(results, Math.ceilDiv(GRAIN, channels), (begin, end) -> {
            WinogradFilters row = new WinogradFilters(channels);
            for (long k = begin; k < end; k++) {
                long offset = k * channels * Float.BYTES;
                MemorySegment.copy(Raw.ALL, JAVA_FLOAT_UNALIGNED, weights + ELEMENTS * offset, row.filters, 0,
                        row.filters.length);
                row.transform(to + offset, pointBytes);
            }
        });
    }

    private void transform(long to, long pointBytes) {
        for (int i = 0; i < ELEMENTS; i++) {
            pick(filters, i, elements[i]);
        }
        for (int j = 0; j < KERNEL; j++) {
            halves(elements[j], elements[3 + j], elements[6 + j], upper[j], lower[j]);
        }
        transformRow(elements, 0, to, pointBytes);
        transformRow(upper, 0, to + 4 * pointBytes, pointBytes);
        transformRow(lower, 0, to + 8 * pointBytes, pointBytes);
        transformRow(elements, 6, to + 12 * pointBytes, pointBytes);
    }

    private void transformRow(float[][] row, int first, long to, long pointBytes) {
        halves(row[first], row[first + 1], row[first + 2], points[1], points[2]);
        store(row[first], to);
        store(points[1], to + pointBytes);
        store(points[2], to + 2 * pointBytes);
        store(row[first + 2], to + 3 * pointBytes);
    }

    /** The two inner results of {@code G}; the outer ones are the first and the last number themselves. */
    private static void halves(float[] a, float[] b, float[] c, float[] sum, float[] difference) {
        for (int i = 0; i < sum.length; i++) {
            float outer = a[i] + c[i];
            sum[i] = 0.5f * (outer + b[i]);
            difference[i] = 0.5f * (outer - b[i]);
        }
    }

    private static void pick(float[] filters, int element, float[] to) {
        for (int c = 0, i = element; c < to.length; c++, i += ELEMENTS) {
            to[c] = filters[i];
        }
    }

    private static void store(float[] values, long to) {
        MemorySegment.copy(values, 0, Raw.ALL, JAVA_FLOAT_UNALIGNED, to, values.length);
    }

    /**
     * {@code Gᵀ u G} for the filters of some results: their gradients.
     *
     * @param from the first point's gradients of these filters
     * @param results how many there are
     * @param weightGrad where the first one's gradient goes
     */
    static void gradient(long from, int results, int channels, long weightGrad) {
        long pointBytes = (long) results * channels * Float.BYTES;
        WinogradFilters row = new WinogradFilters(channels);
        for (int k = 0; k < results; k++) {
            long offset = (long) k * channels * Float.BYTES;
            for (int point = 0; point < POINTS; point++) {
                MemorySegment.copy(Raw.ALL, JAVA_FLOAT_UNALIGNED, from + point * pointBytes + offset, row.points[point],
                        0,
                        channels);
            }
            row.gradient();
            store(row.filters, weightGrad + ELEMENTS * offset);
        }
    }

    private void gradient() {
        for (int j = 0; j < WinogradShape.REACH; j++) {
            gradientColumn(points[j], points[4 + j], points[8 + j], points[12 + j], channels);
        }
        for (int i = 0; i < KERNEL; i++) {
            gradientColumn(points[4 * i], points[4 * i + 1], points[4 * i + 2], points[4 * i + 3], channels);
            for (int j = 0; j < KERNEL; j++) {
                put(points[4 * i + j], filters, KERNEL * i + j);
            }
        }
    }

    private static void put(float[] values, float[] filters, int element) {
        for (int c = 0, i = element; c < values.length; c++, i += ELEMENTS) {
            filters[i] = values[c];
        }
    }

    /** {@code Gᵀ} of four numbers: the three results take the places of the first three. */
    private static void gradientColumn(float[] a, float[] b, float[] c, float[] d, int length) {
        for (int i = 0; i < length; i++) {
            float sum = 0.5f * (b[i] + c[i]);
            a[i] += sum;
            b[i] = 0.5f * (b[i] - c[i]);
            c[i] = sum + d[i];
        }
    }
}
