package dev.flambeau;

import dev.flambeau.op.Extremes;
import dev.flambeau.op.Reductions;
import dev.flambeau.op.Scans;
import dev.flambeau.op.Softmax;
import dev.flambeau.op.Sorting;

/**
 * Sums, means, extremes: many elements to one; running totals, orders and softmax along a dimension.
 *
 * <p>Dimensions count from the front or, negative, from the end; where none is named, all are reduced. With {@code keepdim}
 * reduced dimensions stay, of size 1.
 */
public sealed interface ReductionMethods extends StatisticMethods permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** The sum of all elements; integers and truth values are summed in int64. */
    default Tensor sum() {
        return Reductions.sum(self(), new int[0], false);
    }

    default Tensor sum(int... dims) {
        return Reductions.sum(self(), dims, false);
    }

    default Tensor sum(int dim, boolean keepdim) {
        return Reductions.sum(self(), new int[] {dim}, keepdim);
    }

    default Tensor sum(int[] dims, boolean keepdim) {
        return Reductions.sum(self(), dims, keepdim);
    }

    default Tensor sum(int[] dims, boolean keepdim, DType dtype) {
        return Reductions.sum(self(), dims, keepdim, dtype);
    }

    default Tensor sum(DType dtype) {
        return Reductions.sum(self(), new int[0], false, dtype);
    }

    /** The sum over what a broadcast from these sizes has repeated. */
    default Tensor sumToSize(long... sizes) {
        return Reductions.sumToSize(self(), sizes);
    }

    /** The sum of all elements that are no NaN. */
    default Tensor nansum(int... dims) {
        return Reductions.nansum(self(), dims, false, null);
    }

    default Tensor nansum(int[] dims, boolean keepdim) {
        return Reductions.nansum(self(), dims, keepdim, null);
    }

    /** The mean of all elements. */
    default Tensor mean() {
        return Reductions.mean(self(), new int[0], false, null);
    }

    default Tensor mean(int... dims) {
        return Reductions.mean(self(), dims, false, null);
    }

    default Tensor mean(int dim, boolean keepdim) {
        return Reductions.mean(self(), new int[] {dim}, keepdim, null);
    }

    default Tensor mean(int[] dims, boolean keepdim) {
        return Reductions.mean(self(), dims, keepdim, null);
    }

    default Tensor mean(int[] dims, boolean keepdim, DType dtype) {
        return Reductions.mean(self(), dims, keepdim, dtype);
    }

    default Tensor mean(DType dtype) {
        return Reductions.mean(self(), new int[0], false, dtype);
    }

    /** The mean of all elements that are no NaN. */
    default Tensor nanmean(int... dims) {
        return Reductions.nanmean(self(), dims, false, null);
    }

    default Tensor nanmean(int[] dims, boolean keepdim) {
        return Reductions.nanmean(self(), dims, keepdim, null);
    }

    /** The product of all elements. */
    default Tensor prod() {
        return Reductions.prod(self(), null, false, null);
    }

    default Tensor prod(int dim) {
        return prod(dim, false);
    }

    default Tensor prod(int dim, boolean keepdim) {
        return Reductions.prod(self(), dim, keepdim, null);
    }

    /** Whether any element is not 0. */
    default Tensor any() {
        return Reductions.any(self(), null, false);
    }

    default Tensor any(int dim) {
        return any(dim, false);
    }

    default Tensor any(int dim, boolean keepdim) {
        return Reductions.any(self(), new int[] {dim}, keepdim);
    }

    default Tensor any(int[] dims, boolean keepdim) {
        return Reductions.any(self(), dims, keepdim);
    }

    /** Whether no element is 0. */
    default Tensor all() {
        return Reductions.all(self(), null, false);
    }

    default Tensor all(int dim) {
        return all(dim, false);
    }

    default Tensor all(int dim, boolean keepdim) {
        return Reductions.all(self(), new int[] {dim}, keepdim);
    }

    default Tensor all(int[] dims, boolean keepdim) {
        return Reductions.all(self(), dims, keepdim);
    }

    /** How many elements are not 0. */
    default Tensor countNonzero(int... dims) {
        return Reductions.countNonzero(self(), dims);
    }

    /** {@code log(sum(exp(x)))} over the dimensions, without overflow. */
    default Tensor logsumexp(int... dims) {
        return Reductions.logsumexp(self(), dims, false);
    }

    default Tensor logsumexp(int dim, boolean keepdim) {
        return Reductions.logsumexp(self(), new int[] {dim}, keepdim);
    }

    default Tensor logsumexp(int[] dims, boolean keepdim) {
        return Reductions.logsumexp(self(), dims, keepdim);
    }

    // ---- extremes

    /** The maximum of all elements; NaN if there is one. */
    default Tensor max() {
        return Extremes.max(self());
    }

    /** The maxima along a dimension and their first positions. */
    default ValuesAndIndices max(int dim) {
        return max(dim, false);
    }

    default ValuesAndIndices max(int dim, boolean keepdim) {
        return Extremes.max(self(), dim, keepdim);
    }

    /** The minimum of all elements; NaN if there is one. */
    default Tensor min() {
        return Extremes.min(self());
    }

    /** The minima along a dimension and their first positions. */
    default ValuesAndIndices min(int dim) {
        return min(dim, false);
    }

    default ValuesAndIndices min(int dim, boolean keepdim) {
        return Extremes.min(self(), dim, keepdim);
    }

    /** The maximum over the dimensions; equal maxima share the gradient. */
    default Tensor amax(int... dims) {
        return Extremes.amax(self(), dims, false);
    }

    default Tensor amax(int dim, boolean keepdim) {
        return Extremes.amax(self(), new int[] {dim}, keepdim);
    }

    default Tensor amax(int[] dims, boolean keepdim) {
        return Extremes.amax(self(), dims, keepdim);
    }

    /** The minimum over the dimensions; equal minima share the gradient. */
    default Tensor amin(int... dims) {
        return Extremes.amin(self(), dims, false);
    }

    default Tensor amin(int dim, boolean keepdim) {
        return Extremes.amin(self(), new int[] {dim}, keepdim);
    }

    default Tensor amin(int[] dims, boolean keepdim) {
        return Extremes.amin(self(), dims, keepdim);
    }

    /** Minimum and maximum of all elements. */
    default MinMax aminmax() {
        return Extremes.aminmax(self(), null, false);
    }

    default MinMax aminmax(int dim, boolean keepdim) {
        return Extremes.aminmax(self(), dim, keepdim);
    }

    /** The first position of the maximum in row-major order. */
    default Tensor argmax() {
        return Extremes.argmax(self(), null, false);
    }

    /** The first position of the maximum along a dimension. */
    default Tensor argmax(int dim) {
        return argmax(dim, false);
    }

    default Tensor argmax(int dim, boolean keepdim) {
        return Extremes.argmax(self(), dim, keepdim);
    }

    /** The first position of the minimum in row-major order. */
    default Tensor argmin() {
        return Extremes.argmin(self(), null, false);
    }

    default Tensor argmin(int dim) {
        return argmin(dim, false);
    }

    default Tensor argmin(int dim, boolean keepdim) {
        return Extremes.argmin(self(), dim, keepdim);
    }

    // ---- softmax

    /** {@code exp(x) / sum(exp(x))} along a dimension. */
    default Tensor softmax(int dim) {
        return Softmax.softmax(self(), dim, null);
    }

    /** As {@link #softmax(int)}, computed in {@code dtype}. */
    default Tensor softmax(int dim, DType dtype) {
        return Softmax.softmax(self(), dim, dtype);
    }

    /** {@code x - log(sum(exp(x)))} along a dimension. */
    default Tensor logSoftmax(int dim) {
        return Softmax.logSoftmax(self(), dim, null);
    }

    default Tensor logSoftmax(int dim, DType dtype) {
        return Softmax.logSoftmax(self(), dim, dtype);
    }

    // ---- scans

    /** The running sum along a dimension; integers in int64. */
    default Tensor cumsum(int dim) {
        return Scans.cumsum(self(), dim, null);
    }

    default Tensor cumsum(int dim, DType dtype) {
        return Scans.cumsum(self(), dim, dtype);
    }

    /** The running product along a dimension; integers in int64. */
    default Tensor cumprod(int dim) {
        return Scans.cumprod(self(), dim, null);
    }

    default Tensor cumprod(int dim, DType dtype) {
        return Scans.cumprod(self(), dim, dtype);
    }

    /** The maximum so far along a dimension and its last position. */
    default ValuesAndIndices cummax(int dim) {
        return Scans.cummax(self(), dim);
    }

    /** The minimum so far along a dimension and its last position. */
    default ValuesAndIndices cummin(int dim) {
        return Scans.cummin(self(), dim);
    }

    /** The logarithm of the running sum of exponentials. */
    default Tensor logcumsumexp(int dim) {
        return Scans.logcumsumexp(self(), dim);
    }

    /** The differences of neighbours along the last dimension. */
    default Tensor diff() {
        return diff(1, -1);
    }

    /** The differences of neighbours, {@code n} times over. */
    default Tensor diff(long n, int dim) {
        return Scans.diff(self(), n, dim, null, null);
    }

    // ---- order

    /** The elements of the last dimension in ascending order and where they stood. */
    default ValuesAndIndices sort() {
        return sort(-1, false);
    }

    default ValuesAndIndices sort(int dim) {
        return sort(dim, false);
    }

    default ValuesAndIndices sort(int dim, boolean descending) {
        return Sorting.sort(self(), dim, descending);
    }

    /** The positions of the elements of the last dimension in ascending order. */
    default Tensor argsort() {
        return argsort(-1, false);
    }

    default Tensor argsort(int dim, boolean descending) {
        return Sorting.argsort(self(), dim, descending);
    }

    /** In ascending order along the first dimension. */
    default Tensor msort() {
        return Sorting.msort(self());
    }

    /** The {@code k} largest elements of the last dimension, the largest first. */
    default ValuesAndIndices topk(long k) {
        return topk(k, -1);
    }

    default ValuesAndIndices topk(long k, int dim) {
        return topk(k, dim, true);
    }

    /** The {@code k} largest or smallest elements. */
    default ValuesAndIndices topk(long k, int dim, boolean largest) {
        return Sorting.topk(self(), k, dim, largest, true);
    }
}
