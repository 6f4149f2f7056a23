package dev.flambeau.data;

import dev.flambeau.ArgumentException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import java.util.ArrayList;
import java.util.List;

/** Joins samples to a batch, as PyTorch's {@code default_collate}: tensors are stacked. */
final class Collate {
    private Collate() {}

    @SuppressWarnings("unchecked") // a batch of tensors is a tensor, one of Batches a Batch
    static <T> T stack(List<T> samples) {
        T first = samples.get(0);
        if (first instanceof Tensor) {
            return (T) Torch.stack((List<Tensor>) samples, 0);
        }
        if (first instanceof Batch batch) {
            List<Tensor> stacked = new ArrayList<>();
            for (int i = 0; i < batch.tensors().size(); i++) {
                int place = i;
                stacked.add(Torch.stack(samples.stream().map(sample -> ((Batch) sample).get(place)).toList(), 0));
            }
            return (T) new Batch(stacked);
        }
        throw new ArgumentException(
                "samples of " + first.getClass().getName() + " cannot be stacked: give the loader a collate function");
    }
}
