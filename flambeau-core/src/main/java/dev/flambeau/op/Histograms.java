package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.HistogramResult;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import java.util.Arrays;
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
        int bins = Math.toIntExact(Math.max(minLength, Arrays.stream(values).max().orElse(-1) + 1));
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
        checkBins("histc", bins);
        double[] values = x.detach().toDoubleArray();
        double[] range = range("histc", values, min, max);
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

    private static void checkBins(String name, long bins) {
        if (bins <= 0) {
            throw new ArgumentException("torch." + name + "(): bins must be > 0, but got " + bins + " for dimension 0");
        }
    }

    private static double[] range(String name, double[] values, double min, double max) {
        double low = min;
        double high = max;
        if (low == high && values.length > 0) {
            low = Arrays.stream(values).reduce(Double.POSITIVE_INFINITY, Math::min);
            high = Arrays.stream(values).reduce(Double.NEGATIVE_INFINITY, Math::max);
        }
        if (!Double.isFinite(low) || !Double.isFinite(high)) {
            throw new ArgumentException(
                    "torch." + name + ": range of [" + Norms.plain(low) + ", " + Norms.plain(high) + "] is not finite");
        }
        if (low > high) {
            throw new ArgumentException("torch." + name + ": max must be larger than min");
        }
        return low == high ? new double[] {low - 1, high + 1} : new double[] {low, high};
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
        checkFloating(x);
        checkBins("histogram", bins);
        if (range != null && range.length != 2) {
            throw new ArgumentException("torch.histogram(): range must be a pair, got " + range.length + " values");
        }
        double[] values = x.detach().toDoubleArray();
        double[] ends = range == null && values.length == 0
                ? new double[] {0, 1}
                : range("histogram", values, range == null ? 0 : range[0], range == null ? 0 : range[1]);
        Tensor edges = Creation.linspace(x.dtype(), ends[0], ends[1], bins + 1);
        return histogram(x, edges, weight, density);
    }

    /** As {@link #histogram(Tensor, long, double[], Tensor, boolean)} with the edges given, in ascending order. */
    public static HistogramResult histogram(Tensor x, Tensor edges, @Nullable Tensor weight, boolean density) {
        checkFloating(x);
        if (edges.dtype() != x.dtype()) {
            throw new DTypeException(
                    "torch.histogram(): input tensor and bins tensors should have the same dtype, but got input with dtype "
                            + x.dtype().scalarName() + " and bins with dtype " + edges.dtype().scalarName());
        }
        if (edges.dim() != 1 || edges.numel() < 2) {
            throw new ShapeException(
                    "torch.histogram(): bins tensor should have one dimension and at least two edges, but got "
                            + edges.size());
        }
        if (weight != null && !weight.size().equals(x.size())) {
            throw new ShapeException(
                    "torch.histogram(): if weight tensor is provided it should have the same shape as the input tensor "
                            + "excluding its innermost dimension, but got input with shape " + x.size()
                            + " and weight with shape " + weight.size());
        }
        double[] places = edges.detach().toDoubleArray();
        double[] values = x.detach().toDoubleArray();
        double[] weights = weight == null ? null : weight.detach().toDoubleArray();
        double[] sums = new double[places.length - 1];
        for (int i = 0; i < values.length; i++) {
            double v = values[i];
            if (v >= places[0] && v <= places[places.length - 1]) {
                int at = Arrays.binarySearch(places, v);
                int bin = at < 0 ? -at - 2 : at;
                while (bin < sums.length - 1 && v >= places[bin + 1]) {
                    bin++;
                }
                sums[Math.clamp(bin, 0, sums.length - 1)] += weights == null ? 1 : weights[i];
            }
        }
        if (density) {
            double total = Arrays.stream(sums).sum();
            for (int i = 0; i < sums.length; i++) {
                sums[i] /= total * (places[i + 1] - places[i]);
            }
        }
        return new HistogramResult(vector(sums, x.dtype()), edges);
    }

    private static void checkFloating(Tensor x) {
        if (!x.isFloatingPoint()) {
            throw new DTypeException("\"histogram_cpu\" not implemented for '" + x.dtype().scalarName() + "'");
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
