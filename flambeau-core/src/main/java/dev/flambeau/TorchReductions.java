package dev.flambeau;

import dev.flambeau.op.Histograms;
import dev.flambeau.op.Norms;
import dev.flambeau.op.Scans;
import dev.flambeau.op.Searching;
import dev.flambeau.op.Statistics;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reductions, scans and sorting, as functions. A part of {@link Torch}. */
abstract class TorchReductions extends TorchPointwise {
    TorchReductions() {}

    /** The sum of all elements. */
    public static Tensor sum(Tensor x) {
        return x.sum();
    }

    public static Tensor sum(Tensor x, int... dims) {
        return x.sum(dims);
    }

    public static Tensor sum(Tensor x, int dim, boolean keepdim) {
        return x.sum(dim, keepdim);
    }

    public static Tensor sum(Tensor x, int[] dims, boolean keepdim) {
        return x.sum(dims, keepdim);
    }

    /** The mean of all elements. */
    public static Tensor mean(Tensor x) {
        return x.mean();
    }

    public static Tensor mean(Tensor x, int... dims) {
        return x.mean(dims);
    }

    public static Tensor mean(Tensor x, int dim, boolean keepdim) {
        return x.mean(dim, keepdim);
    }

    public static Tensor mean(Tensor x, int[] dims, boolean keepdim) {
        return x.mean(dims, keepdim);
    }

    public static Tensor nansum(Tensor x, int... dims) {
        return x.nansum(dims);
    }

    public static Tensor nanmean(Tensor x, int... dims) {
        return x.nanmean(dims);
    }

    /** The product of all elements. */
    public static Tensor prod(Tensor x) {
        return x.prod();
    }

    public static Tensor prod(Tensor x, int dim) {
        return x.prod(dim);
    }

    public static Tensor prod(Tensor x, int dim, boolean keepdim) {
        return x.prod(dim, keepdim);
    }

    /** Whether any element is not 0. */
    public static Tensor any(Tensor x) {
        return x.any();
    }

    public static Tensor any(Tensor x, int dim) {
        return x.any(dim);
    }

    /** Whether no element is 0. */
    public static Tensor all(Tensor x) {
        return x.all();
    }

    public static Tensor all(Tensor x, int dim) {
        return x.all(dim);
    }

    public static Tensor countNonzero(Tensor x, int... dims) {
        return x.countNonzero(dims);
    }

    /** {@code log(sum(exp(x)))} over the dimensions, without overflow. */
    public static Tensor logsumexp(Tensor x, int... dims) {
        return x.logsumexp(dims);
    }

    public static Tensor logsumexp(Tensor x, int dim, boolean keepdim) {
        return x.logsumexp(dim, keepdim);
    }

    /** The maximum of all elements. */
    public static Tensor max(Tensor x) {
        return x.max();
    }

    /** The maxima along a dimension and their first positions. */
    public static ValuesAndIndices max(Tensor x, int dim) {
        return x.max(dim);
    }

    public static ValuesAndIndices max(Tensor x, int dim, boolean keepdim) {
        return x.max(dim, keepdim);
    }

    /** The minimum of all elements. */
    public static Tensor min(Tensor x) {
        return x.min();
    }

    /** The minima along a dimension and their first positions. */
    public static ValuesAndIndices min(Tensor x, int dim) {
        return x.min(dim);
    }

    public static ValuesAndIndices min(Tensor x, int dim, boolean keepdim) {
        return x.min(dim, keepdim);
    }

    public static Tensor amax(Tensor x, int... dims) {
        return x.amax(dims);
    }

    public static Tensor amin(Tensor x, int... dims) {
        return x.amin(dims);
    }

    public static MinMax aminmax(Tensor x) {
        return x.aminmax();
    }

    public static Tensor argmax(Tensor x) {
        return x.argmax();
    }

    public static Tensor argmax(Tensor x, int dim) {
        return x.argmax(dim);
    }

    public static Tensor argmax(Tensor x, int dim, boolean keepdim) {
        return x.argmax(dim, keepdim);
    }

    public static Tensor argmin(Tensor x) {
        return x.argmin();
    }

    public static Tensor argmin(Tensor x, int dim) {
        return x.argmin(dim);
    }

    public static Tensor argmin(Tensor x, int dim, boolean keepdim) {
        return x.argmin(dim, keepdim);
    }

    /** {@code exp(x) / sum(exp(x))} along a dimension. */
    public static Tensor softmax(Tensor x, int dim) {
        return x.softmax(dim);
    }

    public static Tensor softmax(Tensor x, int dim, DType dtype) {
        return x.softmax(dim, dtype);
    }

    public static Tensor logSoftmax(Tensor x, int dim) {
        return x.logSoftmax(dim);
    }

    public static Tensor logSoftmax(Tensor x, int dim, DType dtype) {
        return x.logSoftmax(dim, dtype);
    }

    public static Tensor cumsum(Tensor x, int dim) {
        return x.cumsum(dim);
    }

    public static Tensor cumprod(Tensor x, int dim) {
        return x.cumprod(dim);
    }

    public static ValuesAndIndices cummax(Tensor x, int dim) {
        return x.cummax(dim);
    }

    public static ValuesAndIndices cummin(Tensor x, int dim) {
        return x.cummin(dim);
    }

    public static Tensor logcumsumexp(Tensor x, int dim) {
        return x.logcumsumexp(dim);
    }

    /** The differences of neighbours along the last dimension. */
    public static Tensor diff(Tensor x) {
        return x.diff();
    }

    /** The differences of neighbours, {@code n} times over, with what is put before and after. */
    public static Tensor diff(Tensor x, long n, int dim, @Nullable Tensor prepend, @Nullable Tensor append) {
        return Scans.diff(x, n, dim, prepend, append);
    }

    /** The area under {@code y} by trapezoids of width 1 along the last dimension. */
    public static Tensor trapezoid(Tensor y) {
        return trapezoid(y, 1, -1);
    }

    public static Tensor trapezoid(Tensor y, double dx, int dim) {
        return Scans.trapezoid(y, null, dx, dim);
    }

    /** The area under {@code y} at the places {@code x}. */
    public static Tensor trapezoid(Tensor y, Tensor x, int dim) {
        return Scans.trapezoid(y, x, 1, dim);
    }

    /** The areas up to each place. */
    public static Tensor cumulativeTrapezoid(Tensor y, double dx, int dim) {
        return Scans.cumulativeTrapezoid(y, null, dx, dim);
    }

    public static Tensor cumulativeTrapezoid(Tensor y, Tensor x, int dim) {
        return Scans.cumulativeTrapezoid(y, x, 1, dim);
    }

    /** The derivatives along all dimensions, estimated from values at distances of 1. */
    public static List<Tensor> gradient(Tensor x) {
        return gradient(x, o -> {});
    }

    /** As {@link #gradient(Tensor)}: {@code gradient(x, o -> o.spacing(0.1).dim(0, 1).edgeOrder(2))}. */
    public static List<Tensor> gradient(Tensor x, Consumer<GradientOptions> options) {
        GradientOptions chosen = new GradientOptions();
        options.accept(chosen);
        return chosen.apply(x);
    }

    public static ValuesAndIndices sort(Tensor x) {
        return x.sort();
    }

    public static ValuesAndIndices sort(Tensor x, int dim, boolean descending) {
        return x.sort(dim, descending);
    }

    public static Tensor argsort(Tensor x) {
        return x.argsort();
    }

    public static Tensor argsort(Tensor x, int dim, boolean descending) {
        return x.argsort(dim, descending);
    }

    public static Tensor msort(Tensor x) {
        return x.msort();
    }

    /** The {@code k} largest elements of the last dimension. */
    public static ValuesAndIndices topk(Tensor x, long k) {
        return x.topk(k);
    }

    public static ValuesAndIndices topk(Tensor x, long k, int dim) {
        return x.topk(k, dim);
    }

    // ---- statistics

    public static Tensor var(Tensor x, int... dims) {
        return x.var(dims);
    }

    public static Tensor std(Tensor x, int... dims) {
        return x.std(dims);
    }

    /** Variance and mean over the dimensions (none: all), in this order. */
    public static Tensor[] varMean(Tensor x, int[] dims, double correction, boolean keepdim) {
        return Statistics.varMean(x, dims, correction, keepdim);
    }

    /** Standard deviation and mean over the dimensions (none: all), in this order. */
    public static Tensor[] stdMean(Tensor x, int[] dims, double correction, boolean keepdim) {
        return Statistics.stdMean(x, dims, correction, keepdim);
    }

    public static Tensor median(Tensor x) {
        return x.median();
    }

    public static ValuesAndIndices median(Tensor x, int dim) {
        return x.median(dim);
    }

    public static Tensor quantile(Tensor x, double q) {
        return x.quantile(q);
    }

    public static Tensor quantile(Tensor x, double q, int dim) {
        return x.quantile(q, dim);
    }

    public static ValuesAndIndices mode(Tensor x) {
        return x.mode();
    }

    public static ValuesAndIndices kthvalue(Tensor x, long k) {
        return x.kthvalue(k);
    }

    public static Tensor norm(Tensor x) {
        return x.norm();
    }

    public static Tensor norm(Tensor x, double p, int... dims) {
        return x.norm(p, dims);
    }

    public static Tensor dist(Tensor x, Tensor y) {
        return x.dist(y);
    }

    public static Tensor dist(Tensor x, Tensor y, double p) {
        return x.dist(y, p);
    }

    /** The Euclidean distances of each row of {@code x [*, n, k]} to each row of {@code y [*, m, k]}. */
    public static Tensor cdist(Tensor x, Tensor y) {
        return cdist(x, y, 2);
    }

    public static Tensor cdist(Tensor x, Tensor y, double p) {
        return Norms.cdist(x, y, p);
    }

    public static Tensor renorm(Tensor x, double p, int dim, double maxNorm) {
        return x.renorm(p, dim, maxNorm);
    }

    public static Tensor cov(Tensor x) {
        return x.cov();
    }

    /** The covariances of the rows; observations (columns) may be counted ({@code fweights}) and weighted ({@code aweights}). */
    public static Tensor cov(Tensor x, long correction, @Nullable Tensor fweights, @Nullable Tensor aweights) {
        return Statistics.cov(x, correction, fweights, aweights);
    }

    public static Tensor corrcoef(Tensor x) {
        return x.corrcoef();
    }

    public static UniqueResult unique(Tensor x) {
        return x.unique();
    }

    public static UniqueResult unique(Tensor x, int dim) {
        return x.unique(dim);
    }

    public static UniqueResult uniqueConsecutive(Tensor x) {
        return x.uniqueConsecutive();
    }

    public static Tensor bincount(Tensor x) {
        return x.bincount();
    }

    public static Tensor bincount(Tensor x, @Nullable Tensor weights, long minLength) {
        return x.bincount(weights, minLength);
    }

    public static Tensor histc(Tensor x, long bins, double min, double max) {
        return x.histc(bins, min, max);
    }

    /** The numbers of elements in {@code bins} equal parts of their range. */
    public static HistogramResult histogram(Tensor x, long bins) {
        return Histograms.histogram(x, bins, null, null, false);
    }

    /** As {@link #histogram(Tensor, long)} in a range, weighted, as densities. */
    public static HistogramResult histogram(Tensor x, long bins, double @Nullable [] range, @Nullable Tensor weight,
            boolean density) {
        return Histograms.histogram(x, bins, range, weight, density);
    }

    /** As {@link #histogram(Tensor, long)} between given edges. */
    public static HistogramResult histogram(Tensor x, Tensor edges, @Nullable Tensor weight, boolean density) {
        return Histograms.histogram(x, edges, weight, density);
    }

    /** The numbers of points, the rows of {@code x [*, n]}, in boxes: {@code bins} equal parts of their range along each dimension. */
    public static HistogramddResult histogramdd(Tensor x, long... bins) {
        return histogramdd(x, bins, null, null, false);
    }

    /** As {@link #histogramdd(Tensor, long...)} in a range (in pairs), weighted, as densities. */
    public static HistogramddResult histogramdd(Tensor x, long[] bins, double @Nullable [] range,
            @Nullable Tensor weight, boolean density) {
        return Histograms.histogramdd(x, bins, range, weight, density);
    }

    /** As {@link #histogramdd(Tensor, long...)} between given edges. */
    public static HistogramddResult histogramdd(Tensor x, List<Tensor> edges, @Nullable Tensor weight,
            boolean density) {
        return Histograms.histogramdd(x, edges, weight, density);
    }

    /** Whether each element is one of {@code testElements}. */
    public static Tensor isin(Tensor elements, Tensor testElements) {
        return isin(elements, testElements, false);
    }

    /** As {@link #isin(Tensor, Tensor)}, or whether it is not, where {@code invert}. */
    public static Tensor isin(Tensor elements, Tensor testElements, boolean invert) {
        return Searching.isIn(elements, testElements, invert);
    }
}
