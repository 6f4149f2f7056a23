package dev.flambeau.spi;

import dev.flambeau.Generator;
import dev.flambeau.expr.PointwiseKernel;
import org.jspecify.annotations.Nullable;

/**
 * The seam between the operations and a device: one method a family. Operations travel through it as data (an expression, a
 * reduction, a convolution's geometry), so a new operation needs no new method here.
 *
 * <p>What holds for every method: sizes, element types and indices' types were checked before; outputs are allocated,
 * do not overlap one another, and overlap an input only where it is the same array; any strides may come (0 where an
 * input is broadcast); empty and 0-d arrays come too. Arrays are never immediate but where a method says so.
 */
public interface Kernels {
    /** The name that {@code flambeau info} prints, such as {@code onednn}. */
    String name();

    /**
     * Computes each of the kernel's expressions at every position: {@code outs[k][p] = expr_k(ins[0][p], ins[1][p], …)}.
     * All arrays have the same sizes (inputs broadcast by strides of 0) or are immediate; each is converted from its own
     * element type to the kernel's kind when read, and to the output's when written.
     */
    void pointwise(PointwiseKernel kernel, Array[] outs, Array[] ins);

    /** {@code to[p] = from[p]}, converted; same sizes, or {@code from} immediate. */
    void copy(Array to, Array from);

    /**
     * Reduces the dimensions whose bit is set in {@code dims}. Outputs have the input's rank with size 1 in those
     * dimensions. With nothing to reduce an output gets the neutral element.
     */
    void reduce(Reduction reduction, Array[] outs, Array in, long dims);

    /** Running totals along one dimension; outputs have the input's sizes (the second one, if any, takes int64 positions). */
    void scan(Scan scan, Array[] outs, Array in, int dim);

    /**
     * {@code out[b] = x[b] @ y[b] (+ bias)}: rank 3 each ({@code [batch, n, k] @ [batch, k, m]}), one element type; the bias, if any,
     * broadcasts to {@code out}.
     */
    void matmul(Array out, Array x, Array y, @Nullable Array bias);

    /** The convolution (cross-correlation) of {@code x [n, c, spatial…]} with {@code weight [k, c/groups, spatial…]}. */
    void convolution(Convolution c, Array out, Array x, Array weight, @Nullable Array bias);

    /** The gradient with respect to the input; also what a transposed convolution computes. */
    void convolutionInputGrad(Convolution c, Array xGrad, Array grad, Array weight);

    /** The gradients with respect to weight and, where asked for, bias. */
    void convolutionWeightGrad(Convolution c, Array weightGrad, @Nullable Array biasGrad, Array grad, Array x);

    /** Maximum or average over windows of {@code x [n, c, spatial…]}; for a maximum {@code positions} takes its place in the plane. */
    void pool(Pooling p, Array out, @Nullable Array positions, Array x);

    /** The gradient of {@link #pool} with respect to its input. */
    void poolGrad(Pooling p, Array xGrad, Array grad, @Nullable Array positions);

    /** {@code softmax} or {@code log_softmax} along a dimension. */
    void softmax(boolean log, Array out, Array x, int dim);

    /** The gradient of {@link #softmax} from its result. */
    void softmaxGrad(boolean log, Array xGrad, Array grad, Array out, int dim);

    /** {@code out[p] = x[p with coordinate dim replaced by index[p]]}; throws before writing when an index is out of range. */
    void gather(Array out, Array x, int dim, Array index);

    /** {@code out[p with coordinate dim replaced by index[p]] ∘= source[p]}, in place; {@code source} may be immediate. */
    void scatter(Scatter mode, Array out, int dim, Array index, Array source);

    /**
     * Indexing by integer arrays: the first {@code indices.length} dimensions of {@code x} are replaced by the (common) shape of the
     * indices: {@code out[i…, r…] = x[indices[0][i…], indices[1][i…], …, r…]}. Negative indices count from the end; throws
     * before writing when one is out of range.
     */
    void index(Array out, Array x, Array[] indices);

    /** The reverse of {@link #index}, in place: {@code out[indices…, r…] = source} or {@code += source}; {@code source} may be immediate. */
    void indexPut(Array out, Array[] indices, Array source, boolean accumulate);

    /** How many elements are not 0 (true). */
    long countNonzero(Array x);

    /** The coordinates of the elements that are not 0, in row-major order, as {@code out [count, rank]} of int64. */
    void nonzero(Array out, Array x);

    /** Sorts along a dimension (stably); NaN counts as the largest number. */
    void sort(Array values, Array positions, Array x, int dim, boolean descending);

    /** Fills {@code out} with random numbers. */
    void random(RandomStream stream, Array out, Generator generator);
}
