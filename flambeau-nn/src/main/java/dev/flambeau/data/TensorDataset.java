package dev.flambeau.data;

import dev.flambeau.DType;
import dev.flambeau.IndexException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import java.util.Arrays;
import java.util.List;

/** Samples that are the rows of tensors; whole batches are cut out at once, as views where they lie together. */
public class TensorDataset extends Dataset<Batch> {
    private final List<Tensor> tensors;

    /** All tensors must have the same first size. */
    public TensorDataset(Tensor... tensors) {
        if (tensors.length == 0) {
            throw new ShapeException("TensorDataset needs at least one tensor");
        }
        for (Tensor tensor : tensors) {
            if (tensor.dim() == 0 || tensor.size(0) != tensors[0].size(0)) {
                throw new ShapeException(
                        "Size mismatch between tensors: " + Arrays.stream(tensors).map(Tensor::size).toList());
            }
        }
        this.tensors = List.of(tensors);
    }

    public List<Tensor> tensors() {
        return tensors;
    }

    @Override
    public Batch get(long index) {
        return new Batch(tensors.stream().map(t -> t.get(index)).toList());
    }

    /** The samples from {@code from} (inclusive) to {@code to} (exclusive), both clamped as in a Python slice; no copy. */
    public Batch slice(long from, long to) {
        return new Batch(tensors.stream().map(t -> t.slice(0, from, to)).toList());
    }

    /** The samples at these positions: no copy where they follow each other, else one. */
    public Batch select(long... indices) {
        check(indices);
        if (areConsecutive(indices)) {
            return slice(indices[0], indices[0] + indices.length);
        }
        Tensor positions = Torch.tensor(indices, DType.INT64);
        return new Batch(tensors.stream().map(t -> t.indexSelect(0, positions)).toList());
    }

    private void check(long[] indices) {
        long size = size();
        for (long index : indices) {
            if (index < 0 || index >= size) {
                throw new IndexException("index " + index + " is out of bounds for dimension 0 with size " + size);
            }
        }
    }

    private static boolean areConsecutive(long[] indices) {
        for (int i = 1; i < indices.length; i++) {
            if (indices[i] != indices[0] + i) {
                return false;
            }
        }
        return indices.length > 0;
    }

    @Override
    public long size() {
        return tensors.get(0).size(0);
    }
}
