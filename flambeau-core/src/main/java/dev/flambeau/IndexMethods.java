package dev.flambeau;

import dev.flambeau.op.Gathers;
import dev.flambeau.op.Indexing;
import dev.flambeau.op.Scatters;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elements and parts picked by position, by mask, by tensors of positions. */
public sealed interface IndexMethods permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    /** The part at position {@code index} of the first dimension, as a view. */
    default Tensor get(long index) {
        return Indexing.get(self(), index);
    }

    /** The part at these positions of the first dimensions, as a view: {@code x.get(1, 2)} is Python's {@code x[1, 2]}. */
    default Tensor get(long... indices) {
        return Indexing.get(self(), Arrays.stream(indices).boxed().toArray());
    }

    /**
     * Python's {@code x[…]}. An index is a number, an {@link Index} (a slice, an ellipsis, a new dimension), a boolean mask or a tensor
     * or array of positions. With numbers and slices alone the result is a view; masks and positions give a copy.
     *
     * <pre>{@code
     * x.index(all(), slice(0, 2))       // x[:, 0:2]
     * x.index(Torch.arange(3), labels)  // x[arange(3), labels]
     * x.index(x.gt(0))                  // x[x > 0]
     * }</pre>
     */
    default Tensor index(@Nullable Object... indices) {
        return Indexing.get(self(), indices);
    }

    /** Python's {@code x[…] = value}, in place; gradients flow to the value and to what stays. */
    default Tensor set(Tensor value, @Nullable Object... indices) {
        return Indexing.set(self(), value, indices);
    }

    /** Python's {@code x[…] = value}, in place. */
    default Tensor set(double value, @Nullable Object... indices) {
        return Indexing.set(self(), Tensor.scalar(value), indices);
    }

    /** Python's {@code x[…] = value}, in place. */
    default Tensor set(long value, @Nullable Object... indices) {
        return Indexing.set(self(), Tensor.scalar(value), indices);
    }

    /** Python's {@code x[…] = value}, in place. */
    default Tensor set(boolean value, @Nullable Object... indices) {
        return Indexing.set(self(), Tensor.scalar(value ? 1L : 0L), indices);
    }

    /** The elements at the positions that the tensors (null: all positions of that dimension) name together. */
    default Tensor index(List<? extends @Nullable Tensor> indices) {
        return Indexing.index(self(), indices);
    }

    /** A copy with {@code values}, broadcast, at these positions. */
    default Tensor indexPut(List<? extends @Nullable Tensor> indices, Tensor values) {
        return Indexing.indexPut(self(), indices, values, false);
    }

    /** A copy with {@code values}, broadcast, at these positions, or added there. */
    default Tensor indexPut(List<? extends @Nullable Tensor> indices, Tensor values, boolean accumulate) {
        return Indexing.indexPut(self(), indices, values, accumulate);
    }

    /** As {@link #indexPut(List, Tensor)}, in place. */
    default Tensor indexPut_(List<? extends @Nullable Tensor> indices, Tensor values) {
        return Indexing.indexPutInPlace(self(), indices, values, false);
    }

    /** As {@link #indexPut(List, Tensor, boolean)}, in place. */
    default Tensor indexPut_(List<? extends @Nullable Tensor> indices, Tensor values, boolean accumulate) {
        return Indexing.indexPutInPlace(self(), indices, values, accumulate);
    }

    // ---- along a dimension

    /** {@code out[i][j] = x[index[i][j]][j]} for dimension 0, and likewise for the others. */
    default Tensor gather(int dim, Tensor index) {
        return Gathers.gather(self(), dim, index);
    }

    /** As {@link #gather} from the flat tensor, with negative positions too. */
    default Tensor takeAlongDim(Tensor index) {
        return Gathers.takeAlongDim(self(), index, null);
    }

    /** As {@link #gather}, with broadcasting and negative positions. */
    default Tensor takeAlongDim(Tensor index, int dim) {
        return Gathers.takeAlongDim(self(), index, dim);
    }

    /** The positions of a dimension that a vector names, in its order. */
    default Tensor indexSelect(int dim, Tensor index) {
        return Gathers.indexSelect(self(), dim, index);
    }

    /** The source's slices added to those that {@code index} names, as a copy. */
    default Tensor indexAdd(int dim, Tensor index, Tensor source) {
        return Scatters.indexAdd(self(), dim, index, source, Tensor.scalar(1));
    }

    /** The source's slices added to those that {@code index} names, in place. */
    default Tensor indexAdd_(int dim, Tensor index, Tensor source) {
        return Scatters.indexAddInPlace(self(), dim, index, source, Tensor.scalar(1));
    }

    /** {@code alpha} times the source's slices added to those that {@code index} names, as a copy. */
    default Tensor indexAdd(int dim, Tensor index, Tensor source, double alpha) {
        return Scatters.indexAdd(self(), dim, index, source, Tensor.scalar(alpha));
    }

    /** {@code alpha} times the source's slices added to those that {@code index} names, in place. */
    default Tensor indexAdd_(int dim, Tensor index, Tensor source, double alpha) {
        return Scatters.indexAddInPlace(self(), dim, index, source, Tensor.scalar(alpha));
    }

    /** The source's slices in the place of those that {@code index} names, as a copy. */
    default Tensor indexCopy(int dim, Tensor index, Tensor source) {
        return Scatters.indexCopy(self(), dim, index, source);
    }

    /** The source's slices in the place of those that {@code index} names, in place. */
    default Tensor indexCopy_(int dim, Tensor index, Tensor source) {
        return Scatters.indexCopyInPlace(self(), dim, index, source);
    }

    /** A number in the slices that {@code index} names, as a copy. */
    default Tensor indexFill(int dim, Tensor index, double value) {
        return Scatters.indexFill(self(), dim, index, Tensor.scalar(value));
    }

    /** A number in the slices that {@code index} names, in place. */
    default Tensor indexFill_(int dim, Tensor index, double value) {
        return Scatters.indexFillInPlace(self(), dim, index, Tensor.scalar(value));
    }

    /** A number in the slices that {@code index} names, as a copy. */
    default Tensor indexFill(int dim, Tensor index, long value) {
        return Scatters.indexFill(self(), dim, index, Tensor.scalar(value));
    }

    /** A number in the slices that {@code index} names, in place. */
    default Tensor indexFill_(int dim, Tensor index, long value) {
        return Scatters.indexFillInPlace(self(), dim, index, Tensor.scalar(value));
    }

    /** The value of a 0-d tensor in the slices that {@code index} names, as a copy. */
    default Tensor indexFill(int dim, Tensor index, Tensor value) {
        return Scatters.indexFill(self(), dim, index, value);
    }

    /** The value of a 0-d tensor in the slices that {@code index} names, in place. */
    default Tensor indexFill_(int dim, Tensor index, Tensor value) {
        return Scatters.indexFillInPlace(self(), dim, index, value);
    }

    /** The source's slices joined with those that {@code index} names by prod, mean, amax or amin, as a copy. */
    default Tensor indexReduce(int dim, Tensor index, Tensor source, String reduce) {
        return Scatters.indexReduce(self(), dim, index, source, reduce, true);
    }

    /** The source's slices joined with those that {@code index} names by prod, mean, amax or amin, in place. */
    default Tensor indexReduce_(int dim, Tensor index, Tensor source, String reduce) {
        return Scatters.indexReduceInPlace(self(), dim, index, source, reduce, true);
    }

    /** The source's slices joined (with those of this tensor if {@code includeSelf}) by prod, mean, amax or amin, as a copy. */
    default Tensor indexReduce(int dim, Tensor index, Tensor source, String reduce, boolean includeSelf) {
        return Scatters.indexReduce(self(), dim, index, source, reduce, includeSelf);
    }

    /** The source's slices joined (with those of this tensor if {@code includeSelf}) by prod, mean, amax or amin, in place. */
    default Tensor indexReduce_(int dim, Tensor index, Tensor source, String reduce, boolean includeSelf) {
        return Scatters.indexReduceInPlace(self(), dim, index, source, reduce, includeSelf);
    }

    /** The source's elements at the positions named, as a copy. */
    default Tensor scatter(int dim, Tensor index, Tensor source) {
        return Scatters.scatter(self(), dim, index, source);
    }

    /** The source's elements at the positions named, in place. */
    default Tensor scatter_(int dim, Tensor index, Tensor source) {
        return Scatters.scatterInPlace(self(), dim, index, source);
    }

    /** A number at the positions named, as a copy. */
    default Tensor scatter(int dim, Tensor index, double value) {
        return Scatters.scatterValue(self(), dim, index, Tensor.scalar(value));
    }

    /** A number at the positions named, in place. */
    default Tensor scatter_(int dim, Tensor index, double value) {
        return Scatters.scatterValueInPlace(self(), dim, index, Tensor.scalar(value));
    }

    /** A number at the positions named, as a copy. */
    default Tensor scatter(int dim, Tensor index, long value) {
        return Scatters.scatterValue(self(), dim, index, Tensor.scalar(value));
    }

    /** A number at the positions named, in place. */
    default Tensor scatter_(int dim, Tensor index, long value) {
        return Scatters.scatterValueInPlace(self(), dim, index, Tensor.scalar(value));
    }

    /** The source's elements added at the positions named, as a copy. */
    default Tensor scatterAdd(int dim, Tensor index, Tensor source) {
        return Scatters.scatterAdd(self(), dim, index, source);
    }

    /** The source's elements added at the positions named, in place. */
    default Tensor scatterAdd_(int dim, Tensor index, Tensor source) {
        return Scatters.scatterAddInPlace(self(), dim, index, source);
    }

    /** The elements that go to one place, and the one there, joined by sum, prod, mean, amax or amin, as a copy. */
    default Tensor scatterReduce(int dim, Tensor index, Tensor source, String reduce) {
        return Scatters.scatterReduce(self(), dim, index, source, reduce, true);
    }

    /** The elements that go to one place, and the one there, joined by sum, prod, mean, amax or amin, in place. */
    default Tensor scatterReduce_(int dim, Tensor index, Tensor source, String reduce) {
        return Scatters.scatterReduceInPlace(self(), dim, index, source, reduce, true);
    }

    /** The elements that go to one place (and the one there if {@code includeSelf}) joined by sum, prod, mean, amax or amin, as a copy. */
    default Tensor scatterReduce(int dim, Tensor index, Tensor source, String reduce, boolean includeSelf) {
        return Scatters.scatterReduce(self(), dim, index, source, reduce, includeSelf);
    }

    /** The elements that go to one place (and the one there if {@code includeSelf}) joined by sum, prod, mean, amax or amin, in place. */
    default Tensor scatterReduce_(int dim, Tensor index, Tensor source, String reduce, boolean includeSelf) {
        return Scatters.scatterReduceInPlace(self(), dim, index, source, reduce, includeSelf);
    }

    /** The source's elements, one after another, where the mask is true, as a copy. */
    default Tensor maskedScatter(Tensor mask, Tensor source) {
        return Indexing.maskedScatter(self(), mask, source);
    }

    /** The source's elements, one after another, where the mask is true, in place. */
    default Tensor maskedScatter_(Tensor mask, Tensor source) {
        return Indexing.maskedScatterInPlace(self(), mask, source);
    }

    /** The source's elements at these positions of the flat tensor, as a copy. */
    default Tensor put(Tensor index, Tensor source) {
        return Indexing.put(self(), index, source, false);
    }

    /** The source's elements at these positions of the flat tensor, in place. */
    default Tensor put_(Tensor index, Tensor source) {
        return Indexing.putInPlace(self(), index, source, false);
    }

    /** The source's elements at these positions of the flat tensor, or added there, as a copy. */
    default Tensor put(Tensor index, Tensor source, boolean accumulate) {
        return Indexing.put(self(), index, source, accumulate);
    }

    /** The source's elements at these positions of the flat tensor, or added there, in place. */
    default Tensor put_(Tensor index, Tensor source, boolean accumulate) {
        return Indexing.putInPlace(self(), index, source, accumulate);
    }

    /** As {@link #scatter(int, Tensor, Tensor)}, joined with what is there: {@code reduce} is "add" or "multiply". */
    default Tensor scatter(int dim, Tensor index, Tensor source, String reduce) {
        return Scatters.scatter(self(), dim, index, source, reduce);
    }

    /** As {@link #scatter(int, Tensor, double)}, joined with what is there: {@code reduce} is "add" or "multiply". */
    default Tensor scatter(int dim, Tensor index, double value, String reduce) {
        return Scatters.scatter(self(), dim, index, Tensor.scalar(value), reduce);
    }

    // ---- masks, flat positions, places

    /** The elements where the mask, broadcast, is true, as a vector. */
    default Tensor maskedSelect(Tensor mask) {
        return Indexing.maskedSelect(self(), mask);
    }

    /** The elements at these positions of the flat tensor, in the shape of {@code index}. */
    default Tensor take(Tensor index) {
        return Indexing.take(self(), index);
    }

    /** The coordinates of the elements that are not 0, a row each. */
    default Tensor nonzero() {
        return Indexing.nonzero(self());
    }

    /** The coordinates of the elements that are not 0, a vector for each dimension: what {@link #index(Object...)} takes. */
    default List<Tensor> nonzeroAsTuple() {
        return Indexing.nonzeroColumns(self());
    }

    /** As {@link #nonzero}. */
    default Tensor argwhere() {
        return Indexing.nonzero(self());
    }
}
