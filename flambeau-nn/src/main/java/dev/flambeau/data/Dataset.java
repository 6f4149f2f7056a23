package dev.flambeau.data;

/**
 * Samples by number. Extend it with the two methods; {@link DataLoader} makes batches of what {@code get} gives.
 *
 * @param <T> a sample: a Tensor, a {@link Batch} of them, or anything for which the loader is given a collate function
 */
public abstract class Dataset<T> {
    /** For datasets without state of their own. */
    protected Dataset() {}

    /** The sample at a position from 0 to {@link #size()} - 1. */
    public abstract T get(long index);

    /** The number of samples. */
    public abstract long size();
}
