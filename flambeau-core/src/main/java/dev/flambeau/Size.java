package dev.flambeau;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.RandomAccess;

/** The sizes of a tensor: an immutable list of longs that prints as {@code torch.Size([64, 10])}. */
public final class Size extends AbstractList<Long> implements RandomAccess {
    private final long[] sizes;

    private Size(long[] sizes) {
        this.sizes = sizes;
    }

    public static Size of(long... sizes) {
        return new Size(sizes.clone());
    }

    /** The size of a dimension; negative ones count from the end. */
    public long at(int dim) {
        return sizes[Torch.wrapDim(dim, sizes.length)];
    }

    @Override
    public Long get(int dim) {
        return at(dim);
    }

    /** The number of dimensions. */
    @Override
    public int size() {
        return sizes.length;
    }

    /** The number of elements of a tensor of these sizes. */
    public long numel() {
        long n = 1;
        for (long size : sizes) {
            n *= size;
        }
        return n;
    }

    public long[] toLongs() {
        return sizes.clone();
    }

    /** The sizes from dimension {@code from} (inclusive) to {@code to} (exclusive). */
    public Size slice(int from, int to) {
        return new Size(Arrays.copyOfRange(sizes, from, to));
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Size other ? Arrays.equals(sizes, other.sizes) : super.equals(o);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    @Override
    public String toString() {
        return "torch.Size(" + Arrays.toString(sizes) + ")";
    }
}
