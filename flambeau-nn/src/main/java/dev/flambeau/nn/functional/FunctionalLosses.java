package dev.flambeau.nn.functional;

import dev.flambeau.Tensor;
import dev.flambeau.op.Losses;
import dev.flambeau.op.Losses.Reduce;
import java.util.function.Consumer;

/** Losses. A part of {@link F}. */
abstract class FunctionalLosses {
    FunctionalLosses() {}

    /** The mean of the squared differences; the sizes must be the same. */
    public static Tensor mseLoss(Tensor input, Tensor target) {
        return Losses.mse(input, target, Reduce.MEAN);
    }

    /** The squared differences, {@code "mean"}, {@code "sum"} or {@code "none"}. */
    public static Tensor mseLoss(Tensor input, Tensor target, String reduction) {
        return Losses.mse(input, target, Reduce.of(reduction));
    }

    /** The mean negative log-likelihood of the targets under log-probabilities {@code [n, c]}. */
    public static Tensor nllLoss(Tensor logProbabilities, Tensor target) {
        return nllLoss(logProbabilities, target, o -> {});
    }

    public static Tensor nllLoss(Tensor logProbabilities, Tensor target, Consumer<ClassLossOptions> options) {
        ClassLossOptions o = new ClassLossOptions();
        options.accept(o);
        return Losses.nll(logProbabilities, target, o.weight, o.ignoreIndex, Reduce.of(o.reduction));
    }

    /** The mean cross entropy between logits {@code [n, c]} and class numbers {@code [n]}. */
    public static Tensor crossEntropy(Tensor logits, Tensor target) {
        return crossEntropy(logits, target, o -> {});
    }

    /**
     * The cross entropy between logits {@code [n, c, d…]} (or {@code [c]}) and targets: class numbers {@code [n, d…]}, or probabilities of the
     * logits' shape: {@code -log(exp(x[target]) / sum(exp(x)))}.
     */
    public static Tensor crossEntropy(Tensor logits, Tensor target, Consumer<ClassLossOptions> options) {
        ClassLossOptions o = new ClassLossOptions();
        options.accept(o);
        return Losses.crossEntropy(logits, target, o.weight, o.ignoreIndex, Reduce.of(o.reduction), o.labelSmoothing);
    }
}
