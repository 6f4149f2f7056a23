package dev.flambeau;

import dev.flambeau.op.Creation;
import dev.flambeau.op.Histograms;
import dev.flambeau.op.Norms;
import dev.flambeau.op.Quantiles;
import dev.flambeau.op.Statistics;
import dev.flambeau.op.Uniques;
import org.jspecify.annotations.Nullable;

/** Spread, ranks, norms, counts. */
public sealed interface StatisticMethods permits ReductionMethods {
    private Tensor self() {
        return (Tensor) this;
    }

    /** The variance of all elements, with n - 1 as the divisor. */
    default Tensor var() {
        return Statistics.var(self(), new int[0], 1, false);
    }

    /** The variance; {@code unbiased} divides by n - 1 instead of n. */
    default Tensor var(boolean unbiased) {
        return Statistics.var(self(), new int[0], unbiased ? 1 : 0, false);
    }

    default Tensor var(int... dims) {
        return Statistics.var(self(), dims, 1, false);
    }

    /** The variance over the dimensions (none: all) with n - {@code correction} as the divisor. */
    default Tensor var(int[] dims, double correction, boolean keepdim) {
        return Statistics.var(self(), dims, correction, keepdim);
    }

    /** The standard deviation of all elements, with n - 1 as the divisor. */
    default Tensor std() {
        return Statistics.std(self(), new int[0], 1, false);
    }

    /** The standard deviation; {@code unbiased} divides by n - 1 instead of n. */
    default Tensor std(boolean unbiased) {
        return Statistics.std(self(), new int[0], unbiased ? 1 : 0, false);
    }

    default Tensor std(int... dims) {
        return Statistics.std(self(), dims, 1, false);
    }

    /** The standard deviation over the dimensions (none: all) with n - {@code correction} as the divisor. */
    default Tensor std(int[] dims, double correction, boolean keepdim) {
        return Statistics.std(self(), dims, correction, keepdim);
    }

    // ---- norms

    /** The square root of the sum of all squares. */
    default Tensor norm() {
        return norm(2);
    }

    /** {@code sum(|x|^p)^(1/p)} of all elements or over the dimensions. */
    default Tensor norm(double p, int... dims) {
        return norm(p, dims, false);
    }

    default Tensor norm(double p, int[] dims, boolean keepdim) {
        return Norms.vectorNorm(self(), p, dims, keepdim, null);
    }

    /** The norm named {@code fro} or {@code nuc}. */
    default Tensor norm(String order) {
        return Norms.norm(self(), order, null, false, null);
    }

    /** Each part along {@code dim} with a p-norm above {@code maxNorm} scaled down to it. */
    default Tensor renorm(double p, int dim, double maxNorm) {
        return Norms.renorm(self(), p, dim, maxNorm);
    }

    /** The p-norm of the difference. */
    default Tensor dist(Tensor other, double p) {
        return Norms.dist(self(), other, p);
    }

    default Tensor dist(Tensor other) {
        return dist(other, 2);
    }

    // ---- ranks

    /** The median of all elements: of an even number the lower one in the middle. */
    default Tensor median() {
        return Quantiles.median(self());
    }

    default ValuesAndIndices median(int dim) {
        return median(dim, false);
    }

    default ValuesAndIndices median(int dim, boolean keepdim) {
        return Quantiles.median(self(), dim, keepdim);
    }

    /** The median of all elements that are no NaN. */
    default Tensor nanmedian() {
        return Quantiles.nanmedian(self());
    }

    default ValuesAndIndices nanmedian(int dim) {
        return nanmedian(dim, false);
    }

    default ValuesAndIndices nanmedian(int dim, boolean keepdim) {
        return Quantiles.nanmedian(self(), dim, keepdim);
    }

    /** The most frequent elements along the last dimension. */
    default ValuesAndIndices mode() {
        return mode(-1, false);
    }

    /** The most frequent elements along a dimension, the smallest of several. */
    default ValuesAndIndices mode(int dim, boolean keepdim) {
        return Quantiles.mode(self(), dim, keepdim);
    }

    /** The {@code k}-th smallest elements of the last dimension, counted from 1. */
    default ValuesAndIndices kthvalue(long k) {
        return kthvalue(k, -1, false);
    }

    default ValuesAndIndices kthvalue(long k, int dim, boolean keepdim) {
        return Quantiles.kthvalue(self(), k, dim, keepdim);
    }

    /** The value below which the part {@code q} of all elements lies, between neighbours by their distance. */
    default Tensor quantile(double q) {
        return quantile(Creation.full(self().isFloatingPoint() ? self().dtype() : DType.FLOAT32, q), null, false,
                "linear");
    }

    default Tensor quantile(double q, int dim) {
        return quantile(Creation.full(self().isFloatingPoint() ? self().dtype() : DType.FLOAT32, q), dim, false,
                "linear");
    }

    /** As {@link #quantile(Tensor, Integer, boolean, String)}, with {@code linear}. */
    default Tensor quantile(Tensor q, int dim, boolean keepdim) {
        return quantile(q, dim, keepdim, "linear");
    }

    /**
     * The quantiles {@code q} (0-d or 1-d) along a dimension (null: of all elements) by {@code linear}, {@code lower}, {@code higher},
     * {@code midpoint} or {@code nearest} interpolation.
     */
    default Tensor quantile(Tensor q, @Nullable Integer dim, boolean keepdim, String interpolation) {
        return Quantiles.quantile(self(), q, dim, keepdim, interpolation, false);
    }

    /** As {@link #quantile(double)} of what is no NaN. */
    default Tensor nanquantile(double q) {
        return nanquantile(Creation.full(self().isFloatingPoint() ? self().dtype() : DType.FLOAT32, q), null, false,
                "linear");
    }

    /** As {@link #quantile(Tensor, Integer, boolean, String)} of what is no NaN. */
    default Tensor nanquantile(Tensor q, @Nullable Integer dim, boolean keepdim, String interpolation) {
        return Quantiles.quantile(self(), q, dim, keepdim, interpolation, true);
    }

    // ---- counts

    /** The different elements in ascending order. */
    default UniqueResult unique() {
        return Uniques.unique(self(), null);
    }

    /** The different parts along a dimension. */
    default UniqueResult unique(int dim) {
        return Uniques.unique(self(), dim);
    }

    /** Each run of equal elements as one. */
    default UniqueResult uniqueConsecutive() {
        return Uniques.uniqueConsecutive(self(), null);
    }

    default UniqueResult uniqueConsecutive(int dim) {
        return Uniques.uniqueConsecutive(self(), dim);
    }

    /** How often each integer from 0 on occurs. */
    default Tensor bincount() {
        return Histograms.bincount(self(), null, 0);
    }

    /** As {@link #bincount()}, each occurrence counted with its weight (null: 1), in at least {@code minLength} places. */
    default Tensor bincount(@Nullable Tensor weights, long minLength) {
        return Histograms.bincount(self(), weights, minLength);
    }

    /** How many elements fall into each of {@code bins} equal parts of [min, max]; where both are 0, of the range of the elements. */
    default Tensor histc(long bins, double min, double max) {
        return Histograms.histc(self(), bins, min, max);
    }

    /** The covariances of the rows. */
    default Tensor cov() {
        return Statistics.cov(self(), 1, null, null);
    }

    /** The correlations of the rows. */
    default Tensor corrcoef() {
        return Statistics.corrcoef(self());
    }
}
