package dev.flambeau;

import dev.flambeau.op.Copy;
import dev.flambeau.op.Diagonals;
import dev.flambeau.op.Reordering;
import dev.flambeau.op.Shapes;
import dev.flambeau.op.Splits;
import dev.flambeau.op.ViewOps;
import java.util.List;

/** Other shapes, types and orders of the same elements. */
public sealed interface ViewMethods permits Tensor {
    private Tensor self() {
        return (Tensor) this;
    }

    // ---- sizes

    /** The same elements in other sizes, without a copy; one size may be -1. */
    default Tensor view(long... sizes) {
        return ViewOps.view(self(), sizes);
    }

    /** The same bytes read as another type; where its size differs, the last dimension grows or shrinks. */
    default Tensor view(DType dtype) {
        return ViewOps.viewAs(self(), dtype);
    }

    /** As {@link #view(long...)} in the other tensor's sizes. */
    default Tensor viewAs(Tensor other) {
        return ViewOps.view(self(), other.array().sizes);
    }

    /** As {@link #view(long...)}, with a copy where there is no such view. */
    default Tensor reshape(long... sizes) {
        return ViewOps.reshape(self(), sizes);
    }

    /** As {@link #reshape} to the other tensor's sizes. */
    default Tensor reshapeAs(Tensor other) {
        return ViewOps.reshape(self(), other.array().sizes);
    }

    /** All elements in one dimension. */
    default Tensor flatten() {
        return Shapes.flatten(self(), 0, -1);
    }

    /** The dimensions from {@code startDim} on as one. */
    default Tensor flatten(int startDim) {
        return Shapes.flatten(self(), startDim, -1);
    }

    /** The dimensions from {@code startDim} to {@code endDim} (inclusive) as one. */
    default Tensor flatten(int startDim, int endDim) {
        return Shapes.flatten(self(), startDim, endDim);
    }

    /** A dimension split into several sizes, one of which may be -1. */
    default Tensor unflatten(int dim, long... sizes) {
        return Shapes.unflatten(self(), dim, sizes);
    }

    /** All elements in one dimension, row-major. */
    default Tensor ravel() {
        return ViewOps.reshape(self().contiguous(), -1);
    }

    /** Repeats dimensions of size 1, and new leading ones, without a copy; -1 leaves a size as it is. */
    default Tensor expand(long... sizes) {
        return ViewOps.expand(self(), sizes);
    }

    /** As {@link #expand} to the other tensor's sizes. */
    default Tensor expandAs(Tensor other) {
        return ViewOps.expand(self(), other.array().sizes);
    }

    /** As {@link #expand}. */
    default Tensor broadcastTo(long... sizes) {
        return ViewOps.expand(self(), sizes);
    }

    /** Without all dimensions of size 1. */
    default Tensor squeeze() {
        return ViewOps.squeeze(self(), null);
    }

    /** Without those of the named dimensions whose size is 1. */
    default Tensor squeeze(int... dims) {
        return ViewOps.squeeze(self(), dims);
    }

    /** With a new dimension of size 1 at {@code dim}. */
    default Tensor unsqueeze(int dim) {
        return ViewOps.unsqueeze(self(), dim);
    }

    /** A tensor of at least one dimension. */
    default Tensor atleast1d() {
        return Shapes.atLeast1d(self());
    }

    /** A tensor of at least two dimensions; a vector becomes a row. */
    default Tensor atleast2d() {
        return Shapes.atLeast2d(self());
    }

    /** A tensor of at least three dimensions. */
    default Tensor atleast3d() {
        return Shapes.atLeast3d(self());
    }

    /** Any sizes and strides over the storage, from this tensor's first element on. */
    default Tensor asStrided(long[] sizes, long[] strides) {
        return ViewOps.asStrided(self(), sizes, strides, 0);
    }

    /** Any sizes and strides over the storage, from element {@code storageOffset} of it on. */
    default Tensor asStrided(long[] sizes, long[] strides, long storageOffset) {
        return ViewOps.asStrided(self(), sizes, strides, storageOffset - self().storageOffset());
    }

    // ---- order of dimensions

    /** Two dimensions swapped. */
    default Tensor transpose(int dim0, int dim1) {
        return ViewOps.transpose(self(), dim0, dim1);
    }

    /** As {@link #transpose}. */
    default Tensor swapaxes(int axis0, int axis1) {
        return ViewOps.transpose(self(), axis0, axis1);
    }

    /** As {@link #transpose}. */
    default Tensor swapdims(int dim0, int dim1) {
        return ViewOps.transpose(self(), dim0, dim1);
    }

    /** The transpose of a matrix; vectors and scalars as they are. */
    default Tensor t() {
        return ViewOps.t(self());
    }

    /** All dimensions in reverse order. */
    default Tensor T() {
        return Shapes.reverse(self());
    }

    /** The last two dimensions swapped. */
    default Tensor mT() {
        return Shapes.matrixTranspose(self(), "tensor.mT");
    }

    /** The conjugate transpose of a matrix, for real numbers the transpose. */
    default Tensor H() {
        return Shapes.conjugateTranspose(self());
    }

    /** As {@link #mT}: real numbers are their own conjugates. */
    default Tensor mH() {
        return Shapes.matrixTranspose(self(), "tensor.mH");
    }

    /** As {@link #mH}. */
    default Tensor adjoint() {
        return Shapes.matrixTranspose(self(), "tensor.adjoint()");
    }

    /** The dimensions in another order. */
    default Tensor permute(int... dims) {
        return ViewOps.permute(self(), dims);
    }

    /** A dimension moved to another place. */
    default Tensor movedim(int source, int destination) {
        return Shapes.movedim(self(), new int[] {source}, new int[] {destination});
    }

    /** Dimensions moved to other places; the others keep their order. */
    default Tensor movedim(int[] source, int[] destination) {
        return Shapes.movedim(self(), source, destination);
    }

    /** As {@link #movedim(int, int)}. */
    default Tensor moveaxis(int source, int destination) {
        return movedim(source, destination);
    }

    /** As {@link #movedim(int[], int[])}. */
    default Tensor moveaxis(int[] source, int[] destination) {
        return movedim(source, destination);
    }

    // ---- parts

    /** Positions {@code start} to {@code start + length} of a dimension. */
    default Tensor narrow(int dim, long start, long length) {
        return ViewOps.narrow(self(), dim, start, length);
    }

    /** As {@link #narrow(int, long, long)}, with the start in a 0-d integer tensor. */
    default Tensor narrow(int dim, Tensor start, long length) {
        return Splits.narrow(self(), dim, start, length);
    }

    /** Position {@code index} of a dimension, which disappears. */
    default Tensor select(int dim, long index) {
        return ViewOps.select(self(), dim, index);
    }

    /** Positions {@code start} to {@code end} of a dimension: Python's {@code start:end}. */
    default Tensor slice(int dim, long start, long end) {
        return ViewOps.slice(self(), dim, start, end, 1);
    }

    /** Python's {@code start:end:step} of a dimension. */
    default Tensor slice(int dim, long start, long end, long step) {
        return ViewOps.slice(self(), dim, start, end, step);
    }

    /** Parts of {@code size} positions of the first dimension; the last one may be smaller. */
    default List<Tensor> split(long size) {
        return Splits.split(self(), size, 0);
    }

    /** Parts of {@code size} positions of a dimension; the last one may be smaller. */
    default List<Tensor> split(long size, int dim) {
        return Splits.split(self(), size, dim);
    }

    /** Parts of these sizes of a dimension. */
    default List<Tensor> split(long[] sizes, int dim) {
        return Splits.split(self(), sizes, dim);
    }

    /** As {@link #split(long[], int)}. */
    default List<Tensor> splitWithSizes(long[] sizes, int dim) {
        return Splits.split(self(), sizes, dim);
    }

    /** At most {@code chunks} equal parts of the first dimension. */
    default List<Tensor> chunk(long chunks) {
        return Splits.chunk(self(), chunks, 0);
    }

    /** At most {@code chunks} equal parts of a dimension; the last one may be smaller. */
    default List<Tensor> chunk(long chunks, int dim) {
        return Splits.chunk(self(), chunks, dim);
    }

    /** {@code sections} parts of a dimension whose sizes differ by at most 1. */
    default List<Tensor> tensorSplit(long sections, int dim) {
        return Splits.tensorSplit(self(), sections, dim);
    }

    /** The parts of a dimension between these positions. */
    default List<Tensor> tensorSplit(long[] indices, int dim) {
        return Splits.tensorSplit(self(), indices, dim);
    }

    /** As the others, with the number of sections (0-d) or the positions (1-d) in an int64 tensor. */
    default List<Tensor> tensorSplit(Tensor indicesOrSections, int dim) {
        return Splits.tensorSplit(self(), indicesOrSections, dim);
    }

    /** Equal parts of columns (of a vector: its elements). */
    default List<Tensor> hsplit(long sections) {
        return Splits.evenSplit("hsplit", self(), sections);
    }

    /** The parts of columns (of a vector: its elements) between these positions. */
    default List<Tensor> hsplit(long[] indices) {
        return Splits.evenSplit("hsplit", self(), indices);
    }

    /** Equal parts of rows. */
    default List<Tensor> vsplit(long sections) {
        return Splits.evenSplit("vsplit", self(), sections);
    }

    /** The parts of rows between these positions. */
    default List<Tensor> vsplit(long[] indices) {
        return Splits.evenSplit("vsplit", self(), indices);
    }

    /** Equal parts of the third dimension. */
    default List<Tensor> dsplit(long sections) {
        return Splits.evenSplit("dsplit", self(), sections);
    }

    /** The parts of the third dimension between these positions. */
    default List<Tensor> dsplit(long[] indices) {
        return Splits.evenSplit("dsplit", self(), indices);
    }

    /** All positions of the first dimension, which disappears. */
    default List<Tensor> unbind() {
        return Splits.unbind(self(), 0);
    }

    /** All positions of a dimension, which disappears. */
    default List<Tensor> unbind(int dim) {
        return Splits.unbind(self(), dim);
    }

    /** Windows of {@code size} positions of a dimension, {@code step} apart, as a view; their inside becomes the last dimension. */
    default Tensor unfold(int dim, long size, long step) {
        return ViewOps.unfold(self(), dim, size, step);
    }

    // ---- diagonals

    /** The main diagonal of the first two dimensions, as a view. */
    default Tensor diagonal() {
        return Diagonals.diagonal(self(), 0, 0, 1);
    }

    /** The diagonal {@code offset} above the main one of the first two dimensions, as a view. */
    default Tensor diagonal(int offset) {
        return Diagonals.diagonal(self(), offset, 0, 1);
    }

    /** The diagonal of two dimensions as a view; it becomes the last dimension. */
    default Tensor diagonal(int offset, int dim1, int dim2) {
        return Diagonals.diagonal(self(), offset, dim1, dim2);
    }

    /** A vector as a matrix's diagonal; a matrix's diagonal as a vector. */
    default Tensor diag() {
        return Diagonals.diag(self(), 0);
    }

    /** As {@link #diag()}, for the diagonal that lies {@code diagonal} above the main one. */
    default Tensor diag(int diagonal) {
        return Diagonals.diag(self(), diagonal);
    }

    /** Matrices with the last dimension as their diagonal. */
    default Tensor diagEmbed() {
        return Diagonals.diagEmbed(self(), 0, -2, -1);
    }

    /** As {@link #diagEmbed()}, for another diagonal, in the dimensions named. */
    default Tensor diagEmbed(int offset, int dim1, int dim2) {
        return Diagonals.diagEmbed(self(), offset, dim1, dim2);
    }

    /** A matrix with all elements along its diagonal. */
    default Tensor diagflat() {
        return Diagonals.diagFlat(self(), 0);
    }

    /** As {@link #diagflat()}, {@code offset} above the main diagonal. */
    default Tensor diagflat(int offset) {
        return Diagonals.diagFlat(self(), offset);
    }

    /** The sum of a matrix's diagonal. */
    default Tensor trace() {
        return Diagonals.trace(self());
    }

    /** A copy with {@code source} as the diagonal. */
    default Tensor diagonalScatter(Tensor source, int offset, int dim1, int dim2) {
        return Diagonals.diagonalScatter(self(), source, offset, dim1, dim2);
    }

    /** A copy with {@code source} at position {@code index} of a dimension. */
    default Tensor selectScatter(Tensor source, int dim, long index) {
        return Diagonals.selectScatter(self(), source, dim, index);
    }

    /** A copy with {@code source} as the slice {@code start:end:step} of a dimension. */
    default Tensor sliceScatter(Tensor source, int dim, long start, long end, long step) {
        return Diagonals.sliceScatter(self(), source, dim, start, end, step);
    }

    /** A copy with {@code source} as the elements that {@link #asStrided} would give. */
    default Tensor asStridedScatter(Tensor source, long[] sizes, long[] strides) {
        return Diagonals.asStridedScatter(self(), source, sizes, strides, 0);
    }

    /** The lower triangle, zeros above. */
    default Tensor tril() {
        return Diagonals.tril(self(), 0);
    }

    /** What lies on and below a diagonal, zeros above. */
    default Tensor tril(long diagonal) {
        return Diagonals.tril(self(), diagonal);
    }

    /** The upper triangle, zeros below. */
    default Tensor triu() {
        return Diagonals.triu(self(), 0);
    }

    /** What lies on and above a diagonal, zeros below. */
    default Tensor triu(long diagonal) {
        return Diagonals.triu(self(), diagonal);
    }

    /** Zeros above a diagonal, in place. */
    default Tensor tril_(long diagonal) {
        return Diagonals.trilInPlace(self(), diagonal);
    }

    /** Zeros below a diagonal, in place. */
    default Tensor triu_(long diagonal) {
        return Diagonals.triuInPlace(self(), diagonal);
    }

    // ---- order of elements

    /** The positions of these dimensions in reverse order, as a copy. */
    default Tensor flip(int... dims) {
        return Reordering.flip(self(), dims);
    }

    /** Columns in reverse order. */
    default Tensor fliplr() {
        return Reordering.fliplr(self());
    }

    /** Rows in reverse order. */
    default Tensor flipud() {
        return Reordering.flipud(self());
    }

    /** The flat tensor's elements moved on by {@code shift}, the last ones coming back first. */
    default Tensor roll(long shift) {
        return Reordering.roll(self(), new long[] {shift});
    }

    /** A dimension's positions moved on by {@code shift}, the last ones coming back first. */
    default Tensor roll(long shift, int dim) {
        return Reordering.roll(self(), new long[] {shift}, dim);
    }

    /** As {@link #roll(long, int)}, for several dimensions. */
    default Tensor roll(long[] shifts, int... dims) {
        return Reordering.roll(self(), shifts, dims);
    }

    /** A quarter turn of the first two dimensions, {@code k} times. */
    default Tensor rot90(long k) {
        return Reordering.rot90(self(), k, 0, 1);
    }

    /** A quarter turn from the first dimension named towards the second, {@code k} times. */
    default Tensor rot90(long k, int... dims) {
        return Reordering.rot90(self(), k, dims);
    }

    /** The tensor laid out so many times along each dimension. */
    default Tensor repeat(long... repeats) {
        return Reordering.repeat(self(), repeats);
    }

    /** As {@link #repeat}; missing leading repeats are 1. */
    default Tensor tile(long... repeats) {
        return Reordering.tile(self(), repeats);
    }

    /** Each element of the flat tensor so many times in succession. */
    default Tensor repeatInterleave(long repeats) {
        return Reordering.repeatInterleave(self(), repeats, null, -1);
    }

    /** Each position of a dimension so many times in succession. */
    default Tensor repeatInterleave(long repeats, int dim) {
        return Reordering.repeatInterleave(self(), repeats, dim, -1);
    }

    /** Element {@code i} of the flat tensor {@code repeats[i]} times. */
    default Tensor repeatInterleave(Tensor repeats) {
        return Reordering.repeatInterleave(self(), repeats, null, -1);
    }

    /** Position {@code i} of a dimension {@code repeats[i]} times. */
    default Tensor repeatInterleave(Tensor repeats, int dim) {
        return Reordering.repeatInterleave(self(), repeats, dim, -1);
    }

    // ---- type and layout

    /** This tensor if its elements lie in row-major order, else a copy in which they do. */
    default Tensor contiguous() {
        return self().isContiguous() ? self() : self().clone();
    }

    /** This tensor if it has the type, else a converted copy. */
    default Tensor to(DType dtype) {
        return Copy.to(self(), dtype);
    }

    /** As {@link #to(DType)}; with {@code copy} a copy in any case. */
    default Tensor to(DType dtype, boolean copy) {
        return copy ? Copy.convert(self(), dtype) : Copy.to(self(), dtype);
    }

    /** This tensor if it is on the device. */
    default Tensor to(Device device) {
        return Copy.toDevice(self(), device);
    }

    /** On the device and in the type named. */
    default Tensor to(Device device, DType dtype) {
        return Copy.to(Copy.toDevice(self(), device), dtype);
    }

    /** On the device and in the type of another tensor. */
    default Tensor to(Tensor other) {
        return to(other.device(), other.dtype());
    }

    /** In the other tensor's type. */
    default Tensor typeAs(Tensor other) {
        return Copy.to(self(), other.dtype());
    }

    /** On the CPU. */
    default Tensor cpu() {
        return Copy.toDevice(self(), Device.CPU);
    }

    /** As {@code float32}. */
    default Tensor toFloat() {
        return Copy.to(self(), DType.FLOAT32);
    }

    /** As {@code float64}. */
    default Tensor toDouble() {
        return Copy.to(self(), DType.FLOAT64);
    }

    /** As {@code float16}. */
    default Tensor toHalf() {
        return Copy.to(self(), DType.FLOAT16);
    }

    /** As {@code bfloat16}. */
    default Tensor toBfloat16() {
        return Copy.to(self(), DType.BFLOAT16);
    }

    /** As {@code int32}. */
    default Tensor toInt() {
        return Copy.to(self(), DType.INT32);
    }

    /** As {@code int64}. */
    default Tensor toLong() {
        return Copy.to(self(), DType.INT64);
    }

    /** As {@code int16}. */
    default Tensor toShort() {
        return Copy.to(self(), DType.INT16);
    }

    /** As {@code int8}. */
    default Tensor toChar() {
        return Copy.to(self(), DType.INT8);
    }

    /** As {@code uint8}. */
    default Tensor toByte() {
        return Copy.to(self(), DType.UINT8);
    }

    /** As {@code bool}. */
    default Tensor toBool() {
        return Copy.to(self(), DType.BOOL);
    }
}
