package dev.flambeau.nn.functional;

import dev.flambeau.ArgumentException;
import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.op.ElementLosses;
import dev.flambeau.op.Linear;
import dev.flambeau.op.Losses;
import dev.flambeau.op.Losses.Reduce;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Losses. A part of {@link F}. In all of them {@code reduction} is {@code "mean"}, {@code "sum"} or {@code "none"}. */
abstract class FunctionalLosses extends FunctionalMargins {
    FunctionalLosses() {}

    // ---- of numbers

    /** The mean of the squared differences; the sizes must be the same. */
    public static Tensor mseLoss(Tensor input, Tensor target) {
        return Losses.mse(input, target, Reduce.MEAN);
    }

    /** The squared differences. */
    public static Tensor mseLoss(Tensor input, Tensor target, String reduction) {
        return Losses.mse(input, target, Reduce.of(reduction));
    }

    /** The squared differences with a weight for each element; their mean is the weighted one. */
    public static Tensor mseLoss(Tensor input, Tensor target, String reduction, Tensor weight) {
        return ElementLosses.weightedMse(input, target, weight, Reduce.of(reduction));
    }

    /** The mean of the absolute differences; the sizes must be the same. */
    public static Tensor l1Loss(Tensor input, Tensor target) {
        return l1Loss(input, target, "mean", null);
    }

    /** The absolute differences; with a weight for each element their mean is the weighted one. */
    public static Tensor l1Loss(Tensor input, Tensor target, String reduction, @Nullable Tensor weight) {
        return ElementLosses.l1(input, target, weight, Reduce.of(reduction));
    }

    public static Tensor smoothL1Loss(Tensor input, Tensor target) {
        return smoothL1Loss(input, target, "mean", 1);
    }

    /** {@code (x - y)² / (2 beta)} where x and y are nearer than beta, {@code |x - y| - beta / 2} where they are not. */
    public static Tensor smoothL1Loss(Tensor input, Tensor target, String reduction, double beta) {
        return ElementLosses.smoothL1(input, target, Reduce.of(reduction), beta);
    }

    public static Tensor huberLoss(Tensor input, Tensor target) {
        return huberLoss(input, target, "mean", 1, null);
    }

    /** {@code (x - y)² / 2} where x and y are nearer than delta, {@code delta (|x - y| - delta / 2)} where they are not. */
    public static Tensor huberLoss(Tensor input, Tensor target, String reduction, double delta,
            @Nullable Tensor weight) {
        return ElementLosses.huber(input, target, Reduce.of(reduction), delta, weight);
    }

    public static Tensor poissonNllLoss(Tensor input, Tensor target) {
        return poissonNllLoss(input, target, true, false, 1e-8, "mean");
    }

    /**
     * The negative log-likelihood of counts under Poisson distributions with these means (or, with {@code logInput}, their logarithms);
     * {@code full} adds Stirling's approximation of {@code log(target!)}.
     */
    public static Tensor poissonNllLoss(Tensor input, Tensor target, boolean logInput, boolean full, double eps,
            String reduction) {
        Reduce reduce = Reduce.of(reduction);
        Tensor loss = logInput
                ? input.exp().sub(target.mul(input))
                : input.sub(target.mul(input.add(eps).log()));
        if (full) {
            Tensor stirling = target.mul(target.log()).sub(target).add(target.mul(2 * Math.PI).log().mul(0.5));
            loss = loss.add(stirling.maskedFill(target.le(1), 0));
        }
        return reduce.apply(loss);
    }

    public static Tensor gaussianNllLoss(Tensor input, Tensor target, Tensor variance) {
        return gaussianNllLoss(input, target, variance, false, 1e-6, "mean");
    }

    /**
     * The negative log-likelihood of targets under Gaussians with means {@code input}: {@code (log(var) + (input - target)² / var) / 2}, variances
     * being at least eps; {@code full} adds the constant. The variances' last dimension may be missing or 1.
     */
    public static Tensor gaussianNllLoss(Tensor input, Tensor target, Tensor variance, boolean full, double eps,
            String reduction) {
        if (variance.detach().lt(0).any().itemBoolean()) {
            throw new ArgumentException("var has negative entry/entries");
        }
        Tensor var = alongInput(input, variance);
        Reduce reduce = gaussianReduce(reduction);
        var = var.clone();
        try (GradMode _ = Torch.noGrad()) {
            var.clampMin_(eps);
        }
        Tensor loss = var.log().add(input.sub(target).square().div(var)).mul(0.5);
        return reduce.apply(full ? loss.add(0.5 * Math.log(2 * Math.PI)) : loss);
    }

    private static Reduce gaussianReduce(String reduction) {
        if (!reduction.equals("none") && !reduction.equals("mean") && !reduction.equals("sum")) {
            throw new ArgumentException(reduction + " is not valid");
        }
        return Reduce.of(reduction);
    }

    private static Tensor alongInput(Tensor input, Tensor variance) {
        long[] x = input.size().toLongs();
        long[] v = variance.size().toLongs();
        if (Arrays.equals(x, v)) {
            return variance;
        }
        if (x.length > 0 && Arrays.equals(Arrays.copyOf(x, x.length - 1), v)) {
            return variance.unsqueeze(-1);
        }
        long differing = 0;
        for (int i = 0; i < v.length && v.length == x.length; i++) {
            differing += x[i] == v[i] ? 0 : v[i];
        }
        if (v.length == x.length && differing == 1) {
            return variance;
        }
        throw new ShapeException("var is of incorrect size: " + variance.size() + " beside input " + input.size());
    }

    // ---- of distributions

    public static Tensor klDiv(Tensor input, Tensor target) {
        return klDiv(input, target, "mean", false);
    }

    /**
     * {@code target (log(target) - input)} for log-probabilities {@code input}; the target may be logarithms too. {@code reduction} can also be
     * {@code "batchmean"}, the sum over the batch's size, which is what the divergence is defined as.
     */
    public static Tensor klDiv(Tensor input, Tensor target, String reduction, boolean logTarget) {
        if (!input.isFloatingPoint() || !target.isFloatingPoint()) {
            throw new DTypeException("kl_div: Integral inputs not supported.");
        }
        boolean batchMean = reduction.equals("batchmean");
        Reduce reduce = batchMean ? Reduce.SUM : Reduce.of(reduction);
        Tensor losses = logTarget
                ? target.exp().mul(target.sub(input))
                : target.xlogy(target).sub(target.mul(input));
        Tensor reduced = reduce.apply(losses);
        return batchMean && input.dim() > 0 ? reduced.div((double) input.size(0)) : reduced;
    }

    public static Tensor binaryCrossEntropy(Tensor input, Tensor target) {
        return binaryCrossEntropy(input, target, null, "mean");
    }

    /** {@code -w (y log(x) + (1 - y) log(1 - x))} for probabilities x and targets y from 0 to 1. */
    public static Tensor binaryCrossEntropy(Tensor input, Tensor target, @Nullable Tensor weight, String reduction) {
        return ElementLosses.binaryCrossEntropy(input, target, weight, Reduce.of(reduction));
    }

    public static Tensor binaryCrossEntropyWithLogits(Tensor input, Tensor target) {
        return binaryCrossEntropyWithLogits(input, target, null, "mean", null);
    }

    /** The binary cross entropy of {@code sigmoid(input)}, without overflow; {@code posWeight} multiplies the losses of positive targets. */
    public static Tensor binaryCrossEntropyWithLogits(Tensor input, Tensor target, @Nullable Tensor weight,
            String reduction, @Nullable Tensor posWeight) {
        return ElementLosses.binaryCrossEntropyWithLogits(input, target, weight, posWeight, Reduce.of(reduction));
    }

    // ---- over classes

    /** The mean negative log-likelihood of the targets under log-probabilities {@code [n, c]}. */
    public static Tensor nllLoss(Tensor logProbabilities, Tensor target) {
        return nllLoss(logProbabilities, target, o -> {});
    }

    public static Tensor nllLoss(Tensor logProbabilities, Tensor target, Consumer<ClassLossOptions> options) {
        ClassLossOptions o = ClassLossOptions.of(options);
        return Losses.nll(logProbabilities, target, o.weight, o.ignoreIndex(), Reduce.of(o.reduction));
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
        ClassLossOptions o = ClassLossOptions.of(options);
        return Losses.crossEntropy(logits, target, o.weight, o.ignoreIndex(), Reduce.of(o.reduction), o.labelSmoothing);
    }

    /**
     * The cross entropy of {@code linear(input, linearWeight, linearBias)}: for {@code linearWeight [c, in]}, or {@code [c, d…, in]} where each input
     * has several targets.
     */
    public static Tensor linearCrossEntropy(Tensor input, Tensor linearWeight, Tensor target,
            @Nullable Tensor linearBias, Consumer<ClassLossOptions> options) {
        ClassLossOptions o = ClassLossOptions.of(options);
        if (input.dim() < 1 || input.dim() > 2) {
            throw new ShapeException("expected input with dimensionality 1 or 2, got " + input.dim());
        }
        if (linearWeight.dim() < 2) {
            throw new ShapeException(
                    "expected linear_weight with dimensionality at least 2, got " + linearWeight.dim());
        }
        long features = input.size(-1);
        if (features != linearWeight.size(-1)) {
            throw new ShapeException("expected equal input and linear_weight last dimensions (in_features), got "
                    + features + " and " + linearWeight.size(-1) + ", respectively");
        }
        long[] weightSizes = linearWeight.size().toLongs();
        long[] perSample = Arrays.copyOf(weightSizes, weightSizes.length - 1);
        if (linearBias != null && !Arrays.equals(linearBias.size().toLongs(), perSample)) {
            throw new ShapeException("expected linear_bias shape " + tuple(perSample) + ", got "
                    + tuple(linearBias.size().toLongs()));
        }
        if (perSample.length > 1 && input.dim() == 1) {
            throw new ShapeException("K-dimensional loss defined by linear_weight shape " + tuple(weightSizes)
                    + " requires batched input, (N, " + features + "), got unbatched input with shape "
                    + tuple(input.size().toLongs()));
        }
        long[] logitSizes = perSample;
        if (input.dim() == 2) {
            logitSizes = new long[perSample.length + 1];
            logitSizes[0] = input.size(0);
            System.arraycopy(perSample, 0, logitSizes, 1, perSample.length);
        }
        if (Arrays.equals(target.size().toLongs(), logitSizes) && o.ignoreIndex != null) {
            throw new ArgumentException("ignore_index cannot be specified when target contains probabilities");
        }
        Tensor flatBias = linearBias == null ? null : linearBias.reshape(-1);
        Tensor logits = Linear.apply(input, linearWeight.reshape(-1, features), flatBias);
        return crossEntropy(logits.reshape(logitSizes), target, options);
    }

    private static String tuple(long[] sizes) {
        return Arrays.toString(sizes).replace('[', '(').replace(']', ')');
    }
}
