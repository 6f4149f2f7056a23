package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.HistogramResult;
import dev.flambeau.HistogramddResult;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.spi.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many elements are where. */
public final class Histograms {
    private Histograms() {}

    /** How often (or with what weight) each integer from 0 on occurs. */
    public static Tensor bincount(Tensor x, @Nullable Tensor weights, long minLength) {
        if (!x.dtype().isInteger()) {
            throw new DTypeException("\"bincount_cpu\" not implemented for '" + x.dtype().scalarName() + "'");
        }
        if (minLength < 0) {
            throw new ArgumentException("minlength should be >= 0");
        }
        long[] values = x.toLongArray();
        if (x.dim() != 1 || Arrays.stream(values).anyMatch(v -> v < 0)) {
            throw new ArgumentException("bincount only supports 1-d non-negative integral inputs.");
        }
        if (weights != null && (weights.dim() != 1 || weights.numel() != x.numel())) {
            throw new ShapeException("weights should be 1-d and have the same length as input");
        }
        if (values.length == 0) {
            return Creation.full(DType.INT64, 0L, minLength);
        }
        int bins = Math.toIntExact(Math.max(minLength, Arrays.stream(values).max().orElseThrow() + 1));
        if (weights == null) {
            long[] counts = new long[bins];
            for (long v : values) {
                counts[(int) v]++;
            }
            return Host.vector(counts);
        }
        double[] sums = new double[bins];
        double[] w = weights.detach().toDoubleArray();
        for (int i = 0; i < values.length; i++) {
            sums[(int) values[i]] += w[i];
        }
        return vector(sums, weights.dtype() == DType.FLOAT32 ? DType.FLOAT32 : DType.FLOAT64);
    }

    /** How many elements fall into each of {@code bins} equal parts of [min, max]; where both are equal, of the range of the elements. */
    public static Tensor histc(Tensor x, long bins, double min, double max) {
        if (!x.isFloatingPoint()) {
            throw new DTypeException("\"histogram_cpu\" not implemented for '" + x.dtype().scalarName() + "'");
        }
        checkBins("histogram", bins, 0);
        double[] values = x.detach().toDoubleArray();
        double[] range = range(values, min, max);
        double[] counts = new double[Math.toIntExact(bins)];
        boolean narrow = x.dtype() != DType.FLOAT64;
        for (double v : values) {
            int bin = bin(v, range[0], range[1], counts.length, narrow);
            if (bin >= 0) {
                counts[bin]++;
            }
        }
        return vector(counts, x.dtype());
    }

    private static void checkBins(String name, long bins, int dim) {
        if (bins <= 0) {
            throw new ArgumentException(
                    "torch." + name + "(): bins must be > 0, but got " + bins + " for dimension " + dim);
        }
    }

    private static double[] range(double[] values, double min, double max) {
        double[] ends = min == max && values.length > 0 ? extent(values, 0, 1) : new double[] {min, max};
        if (!Double.isFinite(ends[0]) || !Double.isFinite(ends[1])) {
            throw new ArgumentException("torch.histc: range of [" + Norms.plain(ends[0]) + ", " + Norms.plain(ends[1])
                    + "] is not finite");
        }
        if (ends[0] > ends[1]) {
            throw new ArgumentException("torch.histc: max must be larger than min");
        }
        return ends[0] == ends[1] ? new double[] {ends[0] - 1, ends[1] + 1} : ends;
    }

    /** The bin of a value, -1 outside; in float where PyTorch computes in float. */
    private static int bin(double v, double low, double high, int bins, boolean narrow) {
        if (!(v >= low && v <= high)) {
            return -1;
        }
        double at = narrow ? (float) (v - low) * bins / (float) (high - low) : (v - low) * bins / (high - low);
        return Math.min((int) at, bins - 1);
    }

    /** The (weighted) numbers of elements in {@code bins} equal parts of a range (null: that of the elements), and the parts' edges. */
    public static HistogramResult histogram(Tensor x, long bins, double @Nullable [] range, @Nullable Tensor weight,
            boolean density) {
        HistogramddResult points = histogramdd(asPoints(x, weight), new long[] {bins}, range, flat(weight), density);
        return new HistogramResult(points.hist(), points.binEdges().getFirst());
    }

    /** As {@link #histogram(Tensor, long, double[], Tensor, boolean)} with the edges given, in ascending order. */
    public static HistogramResult histogram(Tensor x, Tensor edges, @Nullable Tensor weight, boolean density) {
        HistogramddResult points = histogramdd(asPoints(x, weight), List.of(edges), flat(weight), density);
        return new HistogramResult(points.hist(), points.binEdges().getFirst());
    }

    private static Tensor asPoints(Tensor x, @Nullable Tensor weight) {
        if (weight != null) {
            checkWeight(x.size(), x, weight);
        }
        return ViewOps.reshape(x.detach(), -1, 1);
    }

    private static @Nullable Tensor flat(@Nullable Tensor weight) {
        return weight == null ? null : ViewOps.reshape(weight.detach(), -1);
    }

    /**
     * The (weighted) numbers of points, the rows of {@code x [*, n]}, in boxes: along each dimension {@code bins} equal parts of a range (in
     * pairs; null: that of the points).
     */
    public static HistogramddResult histogramdd(Tensor x, long[] bins, double @Nullable [] range,
            @Nullable Tensor weight, boolean density) {
        int rank = checkPoints(x, bins.length);
        for (int d = 0; d < rank; d++) {
            checkBins("histogram", bins[d], d);
        }
        if (range != null && range.length != 2 * rank) {
            throw new ArgumentException("torch.histogramdd: for a " + rank + "-dimensional histogram range should have "
                    + 2 * rank + " elements, but got " + range.length);
        }
        double[] values = x.detach().toDoubleArray();
        List<Tensor> edges = new ArrayList<>();
        for (int d = 0; d < rank; d++) {
            double[] ends = range == null ? extent(values, d, rank) : Arrays.copyOfRange(range, 2 * d, 2 * d + 2);
            checkEnds(ends, d);
            double half = ends[0] == ends[1] ? 0.5 : 0;
            edges.add(Creation.linspace(x.dtype(), ends[0] - half, ends[1] + half, bins[d] + 1));
        }
        return histogramdd(x, edges, weight, density);
    }

    private static double[] extent(double[] values, int from, int step) {
        double low = values.length == 0 ? 0 : Double.POSITIVE_INFINITY;
        double high = values.length == 0 ? 1 : Double.NEGATIVE_INFINITY;
        for (int i = from; i < values.length; i += step) {
            low = Math.min(low, values[i]);
            high = Math.max(high, values[i]);
        }
        return new double[] {low, high};
    }

    private static void checkEnds(double[] ends, int dim) {
        String low = Norms.plain(ends[0]);
        String high = Norms.plain(ends[1]);
        if (!Double.isFinite(ends[0]) || !Double.isFinite(ends[1])) {
            throw new ArgumentException("torch.histogramdd: dimension " + dim + "'s range [" + low + ", " + high
                    + "] is not finite");
        }
        if (ends[0] > ends[1]) {
            throw new ArgumentException("torch.histogramdd: min should not exceed max, but got min " + low + " max "
                    + high + " for dimension " + dim);
        }
    }

    /** As {@link #histogramdd(Tensor, long[], double[], Tensor, boolean)} with the edges given for each dimension, in ascending order. */
    public static HistogramddResult histogramdd(Tensor x, List<Tensor> edges, @Nullable Tensor weight,
            boolean density) {
        int rank = checkPoints(x, edges.size());
        double[][] places = new double[rank][];
        long[] sizes = new long[rank];
        for (int d = 0; d < rank; d++) {
            checkEdges(x, edges.get(d), d);
            places[d] = edges.get(d).detach().toDoubleArray();
            sizes[d] = places[d].length - 1L;
        }
        if (weight != null) {
            checkWeight(x.size().subList(0, x.dim() - 1), x, weight);
        }
        double[] sums = count(x.detach().toDoubleArray(), places, sizes,
                weight == null ? null : weight.detach().toDoubleArray());
        if (density) {
            toDensity(sums, places, sizes);
        }
        return new HistogramddResult(ViewOps.view(vector(sums, x.dtype()), sizes), List.copyOf(edges));
    }

    private static double[] count(double[] points, double[][] places, long[] sizes, double @Nullable [] weights) {
        double[] sums = new double[Math.toIntExact(Array.numel(sizes))];
        int rank = places.length;
        for (int i = 0; i < points.length / rank; i++) {
            int at = 0;
            for (int d = 0; d < rank && at >= 0; d++) {
                int bin = bin(points[i * rank + d], places[d]);
                at = bin < 0 ? -1 : at * (int) sizes[d] + bin;
            }
            if (at >= 0) {
                sums[at] += weights == null ? 1 : weights[i];
            }
        }
        return sums;
    }

    /** The part between ascending edges in which a value lies, the last one with its upper edge; -1 outside. */
    private static int bin(double value, double[] edges) {
        int last = edges.length - 1;
        if (!(value >= edges[0] && value <= edges[last])) {
            return -1;
        }
        int found = Arrays.binarySearch(edges, value);
        int bin = found < 0 ? -found - 2 : found;
        while (bin < last && value >= edges[bin + 1]) {
            bin++;
        }
        return Math.min(bin, last - 1);
    }

    private static void toDensity(double[] sums, double[][] places, long[] sizes) {
        double total = Arrays.stream(sums).sum();
        for (int i = 0; i < sums.length; i++) {
            double volume = total;
            long rest = i;
            for (int d = sizes.length - 1; d >= 0; d--) {
                int bin = (int) (rest % sizes[d]);
                volume *= places[d][bin + 1] - places[d][bin];
                rest /= sizes[d];
            }
            sums[i] /= volume;
        }
    }

    /** Checks what is to be counted, and gives its number of dimensions. */
    private static int checkPoints(Tensor x, int bins) {
        if (x.dtype() != DType.FLOAT32 && x.dtype() != DType.FLOAT64) {
            throw new DTypeException("\"histogramdd\" not implemented for '" + x.dtype().scalarName() + "'");
        }
        if (x.dim() < 2) {
            throw new ShapeException("torch.histogramdd: input tensor should have at least 2 dimensions");
        }
        if (x.size(-1) != bins) {
            throw new ShapeException(
                    "histogramdd: The size of bins must be equal to the innermost dimension of the input.");
        }
        return bins;
    }

    private static void checkEdges(Tensor x, Tensor edges, int dim) {
        if (edges.dtype() != x.dtype()) {
            throw new DTypeException(
                    "torch.histogramdd: input tensor and bins tensors should have the same dtype, but got input with dtype "
                            + x.dtype().scalarName() + " and bins for dimension " + dim + " with dtype "
                            + edges.dtype().scalarName());
        }
        if (edges.dim() != 1) {
            throw new ShapeException("torch.histogramdd: bins tensor should have one dimension, but got " + edges.dim()
                    + " dimensions in the bins tensor for dimension " + dim);
        }
        if (edges.numel() < 2) {
            throw new ShapeException("torch.histogramdd: bins tensor should have at least 2 edges, but got "
                    + edges.numel() + " for dimension " + dim);
        }
    }

    private static void checkWeight(List<Long> sizes, Tensor x, Tensor weight) {
        if (weight.dtype() != x.dtype()) {
            throw new DTypeException(
                    "torch.histogramdd: if weight tensor is provided, input tensor and weight tensor should have the same "
                            + "dtype, but got input(" + x.dtype() + "), and weight(" + weight.dtype() + ")");
        }
        if (!weight.size().equals(sizes)) {
            throw new ShapeException(
                    "torch.histogramdd: if weight tensor is provided it should have the same shape as the input tensor "
                            + "excluding its innermost dimension, but got input with shape " + x.size()
                            + " and weight with shape " + weight.size());
        }
    }

    private static Tensor vector(double[] values, DType dtype) {
        Tensor exact = Creation.empty(DType.FLOAT64, values.length);
        for (int i = 0; i < values.length; i++) {
            exact.array().putDouble(i, values[i]);
        }
        return exact.to(dtype);
    }
}
