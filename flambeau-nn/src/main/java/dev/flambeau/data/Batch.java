package dev.flambeau.data;

import dev.flambeau.IndexException;
import dev.flambeau.Tensor;
import java.util.List;

/** Tensors that belong together: a sample's or a batch's inputs, labels … */
public record Batch(List<Tensor> tensors) {
    public Batch {
        tensors = List.copyOf(tensors);
    }

    public Batch(Tensor... tensors) {
        this(List.of(tensors));
    }

    public Tensor get(int index) {
        if (index < 0 || index >= tensors.size()) {
            throw new IndexException(
                    "index " + index + " is out of range for a batch of " + tensors.size() + " tensors");
        }
        return tensors.get(index);
    }

    /** The first tensor: the inputs. */
    public Tensor x() {
        return get(0);
    }

    /** The second tensor: the labels. */
    public Tensor y() {
        return get(1);
    }
}
