package dev.flambeau.nn;

import dev.flambeau.Tensor;
import dev.flambeau.nn.functional.F;
import dev.flambeau.op.Losses.Reduce;

/** The mean (or sum, or none) of the squared differences between input and target, which must have the same sizes. */
public class MSELoss extends Module {
    private final String reduction;

    public MSELoss() {
        this("mean");
    }

    /** {@code reduction}: {@code "mean"}, {@code "sum"} or {@code "none"}. */
    public MSELoss(String reduction) {
        Reduce.of(reduction);
        this.reduction = reduction;
    }

    public Tensor call(Tensor input, Tensor target) {
        return scoped(() -> F.mseLoss(input, target, reduction));
    }
}
