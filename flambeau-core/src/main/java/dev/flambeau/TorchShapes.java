package dev.flambeau;

import dev.flambeau.op.Diagonals;
import dev.flambeau.op.Indexing;
import dev.flambeau.op.Joining;
import dev.flambeau.op.Padding;
import dev.flambeau.op.Reordering;
import dev.flambeau.op.Searching;
import dev.flambeau.op.Shapes;
import java.util.List;

/** Joining, splitting and reordering tensors, as functions. A part of {@link Torch}. */
abstract class TorchShapes extends TorchReductions {
    TorchShapes() {}

    /** The tensors one after another along the first dimension. */
    public static Tensor cat(List<Tensor> tensors) {
        return Joining.cat(tensors, 0);
    }

    /** The tensors one after another along a dimension, in their common type. */
    public static Tensor cat(List<Tensor> tensors, int dim) {
        return Joining.cat(tensors, dim);
    }

    /** As {@link #cat(List, int)}. */
    public static Tensor concat(List<Tensor> tensors, int dim) {
        return Joining.cat(tensors, dim);
    }

    /** As {@link #cat(List, int)}. */
    public static Tensor concatenate(List<Tensor> tensors, int dim) {
        return Joining.cat(tensors, dim);
    }

    /** The tensors, all of one shape, side by side along a new first dimension. */
    public static Tensor stack(List<Tensor> tensors) {
        return Joining.stack(tensors, 0);
    }

    /** The tensors, all of one shape, side by side along a new dimension. */
    public static Tensor stack(List<Tensor> tensors, int dim) {
        return Joining.stack(tensors, dim);
    }

    /** Side by side: along the second dimension, vectors along the first. */
    public static Tensor hstack(List<Tensor> tensors) {
        return Joining.hstack(tensors);
    }

    /** One below another. */
    public static Tensor vstack(List<Tensor> tensors) {
        return Joining.vstack(tensors);
    }

    /** As {@link #vstack}. */
    public static Tensor rowStack(List<Tensor> tensors) {
        return Joining.vstack(tensors);
    }

    /** One behind another, along the third dimension. */
    public static Tensor dstack(List<Tensor> tensors) {
        return Joining.dstack(tensors);
    }

    /** As {@link #hstack}, where vectors are columns. */
    public static Tensor columnStack(List<Tensor> tensors) {
        return Joining.columnStack(tensors);
    }

    /** A matrix with the tensors (of at most 2 dimensions) along its diagonal. */
    public static Tensor blockDiag(Tensor... tensors) {
        return Joining.blockDiag(List.of(tensors));
    }

    /** All combinations of one element of each vector, a row each. */
    public static Tensor cartesianProd(Tensor... tensors) {
        return Joining.cartesianProd(List.of(tensors));
    }

    /** All pairs of elements of a vector, a row each. */
    public static Tensor combinations(Tensor x) {
        return Joining.combinations(x, 2, false);
    }

    /** All combinations of {@code r} elements of a vector, a row each. */
    public static Tensor combinations(Tensor x, int r, boolean withReplacement) {
        return Joining.combinations(x, r, withReplacement);
    }

    /** The coordinates of a grid: result k varies along dimension k as vector k does. */
    public static List<Tensor> meshgrid(List<Tensor> tensors) {
        return Joining.meshgrid(tensors, "ij");
    }

    /** As {@link #meshgrid(List)}; {@code indexing} is "ij" or, with the first two dimensions swapped, "xy". */
    public static List<Tensor> meshgrid(List<Tensor> tensors, String indexing) {
        return Joining.meshgrid(tensors, indexing);
    }

    /** All tensors expanded to their common shape. */
    public static List<Tensor> broadcastTensors(Tensor... tensors) {
        return Shapes.broadcastTensors(List.of(tensors));
    }

    /** The shape to which all shapes broadcast. */
    public static Size broadcastShapes(long[]... shapes) {
        return Size.of(Shapes.broadcastShapes(shapes));
    }

    /** As {@link Tensor#reshape}. */
    public static Tensor reshape(Tensor x, long... sizes) {
        return x.reshape(sizes);
    }

    /** As {@link Tensor#flatten()}. */
    public static Tensor flatten(Tensor x) {
        return x.flatten();
    }

    /** As {@link Tensor#flatten(int)}. */
    public static Tensor flatten(Tensor x, int startDim) {
        return x.flatten(startDim);
    }

    /** As {@link Tensor#flatten(int, int)}. */
    public static Tensor flatten(Tensor x, int startDim, int endDim) {
        return x.flatten(startDim, endDim);
    }

    /** As {@link Tensor#unflatten}. */
    public static Tensor unflatten(Tensor x, int dim, long... sizes) {
        return x.unflatten(dim, sizes);
    }

    /** As {@link Tensor#ravel}. */
    public static Tensor ravel(Tensor x) {
        return x.ravel();
    }

    /** As {@link Tensor#broadcastTo}. */
    public static Tensor broadcastTo(Tensor x, long... sizes) {
        return x.broadcastTo(sizes);
    }

    /** As {@link Tensor#squeeze()}. */
    public static Tensor squeeze(Tensor x) {
        return x.squeeze();
    }

    /** As {@link Tensor#squeeze(int...)}. */
    public static Tensor squeeze(Tensor x, int... dims) {
        return x.squeeze(dims);
    }

    /** As {@link Tensor#unsqueeze}. */
    public static Tensor unsqueeze(Tensor x, int dim) {
        return x.unsqueeze(dim);
    }

    /** As {@link Tensor#transpose}. */
    public static Tensor transpose(Tensor x, int dim0, int dim1) {
        return x.transpose(dim0, dim1);
    }

    /** As {@link Tensor#swapaxes}. */
    public static Tensor swapaxes(Tensor x, int axis0, int axis1) {
        return x.swapaxes(axis0, axis1);
    }

    /** As {@link Tensor#t}. */
    public static Tensor t(Tensor x) {
        return x.t();
    }

    /** As {@link Tensor#permute}. */
    public static Tensor permute(Tensor x, int... dims) {
        return x.permute(dims);
    }

    /** As {@link Tensor#movedim(int, int)}. */
    public static Tensor movedim(Tensor x, int source, int destination) {
        return x.movedim(source, destination);
    }

    /** As {@link Tensor#movedim(int[], int[])}. */
    public static Tensor movedim(Tensor x, int[] source, int[] destination) {
        return x.movedim(source, destination);
    }

    /** As {@link Tensor#narrow(int, long, long)}. */
    public static Tensor narrow(Tensor x, int dim, long start, long length) {
        return x.narrow(dim, start, length);
    }

    /** As {@link Tensor#select}. */
    public static Tensor select(Tensor x, int dim, long index) {
        return x.select(dim, index);
    }

    /** As {@link Tensor#split(long)}. */
    public static List<Tensor> split(Tensor x, long size) {
        return x.split(size);
    }

    /** As {@link Tensor#split(long, int)}. */
    public static List<Tensor> split(Tensor x, long size, int dim) {
        return x.split(size, dim);
    }

    /** As {@link Tensor#split(long[], int)}. */
    public static List<Tensor> split(Tensor x, long[] sizes, int dim) {
        return x.split(sizes, dim);
    }

    /** As {@link Tensor#chunk(long, int)}. */
    public static List<Tensor> chunk(Tensor x, long chunks, int dim) {
        return x.chunk(chunks, dim);
    }

    /** As {@link Tensor#tensorSplit(long, int)}. */
    public static List<Tensor> tensorSplit(Tensor x, long sections, int dim) {
        return x.tensorSplit(sections, dim);
    }

    /** As {@link Tensor#tensorSplit(long[], int)}. */
    public static List<Tensor> tensorSplit(Tensor x, long[] indices, int dim) {
        return x.tensorSplit(indices, dim);
    }

    /** As {@link Tensor#unbind()}. */
    public static List<Tensor> unbind(Tensor x) {
        return x.unbind();
    }

    /** As {@link Tensor#unbind(int)}. */
    public static List<Tensor> unbind(Tensor x, int dim) {
        return x.unbind(dim);
    }

    /** As {@link Tensor#atleast1d}. */
    public static Tensor atleast1d(Tensor x) {
        return x.atleast1d();
    }

    /** As {@link Tensor#atleast2d}. */
    public static Tensor atleast2d(Tensor x) {
        return x.atleast2d();
    }

    /** As {@link Tensor#atleast3d}. */
    public static Tensor atleast3d(Tensor x) {
        return x.atleast3d();
    }

    /** As {@link Tensor#asStrided(long[], long[])}. */
    public static Tensor asStrided(Tensor x, long[] sizes, long[] strides) {
        return x.asStrided(sizes, strides);
    }

    /** As {@link Tensor#diagonal(int, int, int)}. */
    public static Tensor diagonal(Tensor x, int offset, int dim1, int dim2) {
        return x.diagonal(offset, dim1, dim2);
    }

    /** As {@link Tensor#diag()}. */
    public static Tensor diag(Tensor x) {
        return x.diag();
    }

    /** As {@link Tensor#diag(int)}. */
    public static Tensor diag(Tensor x, int diagonal) {
        return x.diag(diagonal);
    }

    /** As {@link Tensor#diagEmbed()}. */
    public static Tensor diagEmbed(Tensor x) {
        return x.diagEmbed();
    }

    /** As {@link Tensor#diagflat()}. */
    public static Tensor diagflat(Tensor x) {
        return x.diagflat();
    }

    /** As {@link Tensor#trace}. */
    public static Tensor trace(Tensor x) {
        return x.trace();
    }

    /** As {@link Tensor#tril()}. */
    public static Tensor tril(Tensor x) {
        return x.tril();
    }

    /** As {@link Tensor#tril(long)}. */
    public static Tensor tril(Tensor x, long diagonal) {
        return x.tril(diagonal);
    }

    /** As {@link Tensor#triu()}. */
    public static Tensor triu(Tensor x) {
        return x.triu();
    }

    /** As {@link Tensor#triu(long)}. */
    public static Tensor triu(Tensor x, long diagonal) {
        return x.triu(diagonal);
    }

    /** As {@link Tensor#flip}. */
    public static Tensor flip(Tensor x, int... dims) {
        return x.flip(dims);
    }

    /** As {@link Tensor#fliplr}. */
    public static Tensor fliplr(Tensor x) {
        return x.fliplr();
    }

    /** As {@link Tensor#flipud}. */
    public static Tensor flipud(Tensor x) {
        return x.flipud();
    }

    /** As {@link Tensor#roll(long)}. */
    public static Tensor roll(Tensor x, long shift) {
        return x.roll(shift);
    }

    /** As {@link Tensor#roll(long, int)}. */
    public static Tensor roll(Tensor x, long shift, int dim) {
        return x.roll(shift, dim);
    }

    /** As {@link Tensor#roll(long[], int...)}. */
    public static Tensor roll(Tensor x, long[] shifts, int... dims) {
        return x.roll(shifts, dims);
    }

    /** As {@link Tensor#rot90(long, int...)}. */
    public static Tensor rot90(Tensor x, long k, int... dims) {
        return x.rot90(k, dims);
    }

    /** As {@link Tensor#tile}. */
    public static Tensor tile(Tensor x, long... repeats) {
        return x.tile(repeats);
    }

    /** As {@link Tensor#repeatInterleave(long, int)}. */
    public static Tensor repeatInterleave(Tensor x, long repeats, int dim) {
        return x.repeatInterleave(repeats, dim);
    }

    /** As {@link Tensor#repeatInterleave(Tensor, int)}. */
    public static Tensor repeatInterleave(Tensor x, Tensor repeats, int dim) {
        return x.repeatInterleave(repeats, dim);
    }

    /** As {@link Tensor#gather}. */
    public static Tensor gather(Tensor x, int dim, Tensor index) {
        return x.gather(dim, index);
    }

    /** As {@link Tensor#take}. */
    public static Tensor take(Tensor x, Tensor index) {
        return x.take(index);
    }

    /** As {@link Tensor#takeAlongDim(Tensor, int)}. */
    public static Tensor takeAlongDim(Tensor x, Tensor index, int dim) {
        return x.takeAlongDim(index, dim);
    }

    /** As {@link Tensor#indexSelect}. */
    public static Tensor indexSelect(Tensor x, int dim, Tensor index) {
        return x.indexSelect(dim, index);
    }

    /** As {@link Tensor#maskedSelect}. */
    public static Tensor maskedSelect(Tensor x, Tensor mask) {
        return x.maskedSelect(mask);
    }

    /** As {@link Tensor#scatter(int, Tensor, Tensor)}. */
    public static Tensor scatter(Tensor x, int dim, Tensor index, Tensor source) {
        return x.scatter(dim, index, source);
    }

    /** As {@link Tensor#scatterAdd(int, Tensor, Tensor)}. */
    public static Tensor scatterAdd(Tensor x, int dim, Tensor index, Tensor source) {
        return x.scatterAdd(dim, index, source);
    }

    /** As {@link Tensor#nonzero}. */
    public static Tensor nonzero(Tensor x) {
        return x.nonzero();
    }

    /** As {@link Tensor#argwhere}. */
    public static Tensor argwhere(Tensor x) {
        return x.argwhere();
    }

    /** Each position {@code i} as often as {@code repeats[i]} says: {@code [1, 0, 2]} gives {@code [0, 2, 2]}. */
    public static Tensor repeatInterleave(Tensor repeats) {
        return Reordering.repeatInterleave(repeats, -1);
    }

    /** The coordinates of the elements that are true or not 0, a vector for each dimension. */
    public static List<Tensor> where(Tensor condition) {
        return Indexing.nonzeroColumns(condition);
    }

    /** Rows and columns of the lower triangle's elements, {@code [2, count]}. */
    public static Tensor trilIndices(long rows, long columns) {
        return Diagonals.triangleIndices(false, rows, columns, 0, DType.INT64);
    }

    /** Rows and columns of the elements on and below a diagonal, {@code [2, count]}. */
    public static Tensor trilIndices(long rows, long columns, long offset) {
        return Diagonals.triangleIndices(false, rows, columns, offset, DType.INT64);
    }

    /** Rows and columns of the upper triangle's elements, {@code [2, count]}. */
    public static Tensor triuIndices(long rows, long columns) {
        return Diagonals.triangleIndices(true, rows, columns, 0, DType.INT64);
    }

    /** Rows and columns of the elements on and above a diagonal, {@code [2, count]}. */
    public static Tensor triuIndices(long rows, long columns, long offset) {
        return Diagonals.triangleIndices(true, rows, columns, offset, DType.INT64);
    }

    /** Where in the sorted vector, or row by row, the values would be put in, before equal ones. */
    public static Tensor searchsorted(Tensor sorted, Tensor values) {
        return Searching.searchSorted(sorted, values, false, false, null, null);
    }

    /** As {@link #searchsorted(Tensor, Tensor)}; {@code right} puts values after equal ones. */
    public static Tensor searchsorted(Tensor sorted, Tensor values, boolean right) {
        return Searching.searchSorted(sorted, values, false, right, null, null);
    }

    /** The number of the bucket between sorted boundaries in which each value lies. */
    public static Tensor bucketize(Tensor values, Tensor boundaries) {
        return Searching.bucketize(values, boundaries, false, false);
    }

    /** As {@link #bucketize(Tensor, Tensor)}; {@code right} puts values after equal boundaries. */
    public static Tensor bucketize(Tensor values, Tensor boundaries, boolean right) {
        return Searching.bucketize(values, boundaries, false, right);
    }

    /** The coordinates of positions of a flat tensor of this shape, a tensor for each dimension. */
    public static List<Tensor> unravelIndex(Tensor indices, long... shape) {
        return Indexing.unravelIndex(indices, shape);
    }

    /** Pads the last dimensions with a number: {@code pad} is (before, after) of the last one, then of the one before it, … */
    public static Tensor constantPadNd(Tensor x, long[] pad, double value) {
        return Padding.constant(x, pad, Tensor.scalar(value));
    }
}
