package dev.flambeau.nn.functional;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.IndexException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.op.ElementLosses;
import dev.flambeau.op.Losses.Reduce;
import dev.flambeau.op.Norms;
import java.util.Arrays;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** Losses that ask for a margin between right and wrong. A part of {@link F}. */
abstract class FunctionalMargins {
    private static final double EPSILON = 1e-12;

    FunctionalMargins() {}

    public static Tensor marginRankingLoss(Tensor input1, Tensor input2, Tensor target) {
        return marginRankingLoss(input1, input2, target, 0, "mean");
    }

    /** {@code max(0, -target (input1 - input2) + margin)}: target 1 says that input1 should be larger, -1 that input2 should. */
    public static Tensor marginRankingLoss(Tensor input1, Tensor input2, Tensor target, double margin,
            String reduction) {
        Reduce reduce = Reduce.of(reduction);
        if (input1.dim() != input2.dim() || input1.dim() != target.dim()) {
            throw new ShapeException(
                    "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: "
                            + input1.size() + ", input2: " + input2.size() + ", target: " + target.size());
        }
        return reduce.apply(target.neg().mul(input1.sub(input2)).add(margin).clampMin(0L));
    }

    public static Tensor hingeEmbeddingLoss(Tensor input, Tensor target) {
        return hingeEmbeddingLoss(input, target, 1, "mean");
    }

    /** {@code x} where the target is 1, {@code max(0, margin - x)} where it is -1. */
    public static Tensor hingeEmbeddingLoss(Tensor input, Tensor target, double margin, String reduction) {
        Reduce reduce = Reduce.of(reduction);
        Tensor zero = Torch.zerosLike(input.detach());
        Tensor hinge = input.neg().add(margin).clampMin(0L);
        Tensor losses =
                Torch.where(target.ne(1L), hinge, zero).add(Torch.where(target.ne(-1L), input, zero));
        return reduce.apply(losses);
    }

    public static Tensor softMarginLoss(Tensor input, Tensor target) {
        return softMarginLoss(input, target, "mean");
    }

    /** {@code log(1 + exp(-target x))} for targets of 1 and -1. */
    public static Tensor softMarginLoss(Tensor input, Tensor target, String reduction) {
        return ElementLosses.softMargin(input, target, Reduce.of(reduction));
    }

    public static Tensor multilabelSoftMarginLoss(Tensor input, Tensor target) {
        return multilabelSoftMarginLoss(input, target, null, "mean");
    }

    /** The binary cross entropy of each class' logit, averaged over the classes {@code [*, c]}. */
    public static Tensor multilabelSoftMarginLoss(Tensor input, Tensor target, @Nullable Tensor weight,
            String reduction) {
        if (!reduction.equals("none") && !reduction.equals("mean") && !reduction.equals("sum")) {
            throw new ArgumentException(reduction + " is not valid");
        }
        Tensor positive = target.mul(F.logsigmoid(input));
        Tensor negative = target.neg().add(1L).mul(F.logsigmoid(input.neg()));
        Tensor losses = positive.add(negative).neg();
        Tensor weighted = weight == null ? losses : losses.mul(weight);
        return Reduce.of(reduction).apply(weighted.sum(-1).div((double) input.size(-1)));
    }

    public static Tensor multiMarginLoss(Tensor input, Tensor target) {
        return multiMarginLoss(input, target, 1, 1, null, "mean");
    }

    /**
     * {@code sum over j != target of max(0, margin - x[target] + x[j])^p / c} for {@code input [n, c]} (or {@code [c]}) and class numbers {@code [n]};
     * {@code weight} is one number a class.
     */
    public static Tensor multiMarginLoss(Tensor input, Tensor target, int p, double margin, @Nullable Tensor weight,
            String reduction) {
        Reduce reduce = Reduce.of(reduction);
        checkMultiMargin(input, target, p, weight);
        boolean single = input.dim() < 2;
        Tensor x = single ? input.reshape(1, -1) : input;
        Tensor classes = target.reshape(-1, 1);
        checkRange(classes, 0, x.size(1), "multi_margin_loss: target out of range");
        Tensor hinge = x.sub(x.gather(1, classes)).add(margin).relu();
        Tensor powered = p == 1 ? hinge : hinge.square();
        if (weight != null) {
            powered = powered.mul(weight.gather(0, classes.reshape(-1)).unsqueeze(1));
        }
        Tensor others = powered.scatter(1, classes, 0.0);
        Tensor losses = others.sum(1).div((double) x.size(1));
        return reduce.apply(single && target.dim() == 0 ? losses.squeeze(0) : losses);
    }

    private static void checkMultiMargin(Tensor input, Tensor target, int p, @Nullable Tensor weight) {
        if (p != 1 && p != 2) {
            throw new ArgumentException("only p == 1 and p == 2 supported");
        }
        if (weight != null && weight.dim() != 1) {
            throw new ShapeException("weight must be one-dimensional");
        }
        String sizes = Arrays.toString(input.size().toLongs());
        if (input.dim() > 2 || input.numel() == 0 && input.size(-1) == 0) {
            throw new ShapeException(
                    "Expected non-empty vector or matrix with optional 0-dim batch size, but got: " + sizes);
        }
        long samples = input.dim() < 2 ? 1 : input.size(0);
        if (target.dim() > 1 || target.numel() != samples) {
            throw new ShapeException(
                    "multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples "
                            + "(batch size). Expected target size [" + samples + "], but got "
                            + Arrays.toString(target.size().toLongs()) + ". Input has shape " + sizes + ".");
        }
        long classes = input.dim() == 0 ? 1 : input.size(-1);
        if (weight != null && weight.numel() != classes) {
            throw new ShapeException("inconsistent weight size, expected " + classes + " but got "
                    + Arrays.toString(weight.size().toLongs()));
        }
        if (target.dtype() != DType.INT64) {
            throw new DTypeException(
                    "multi_margin_loss: expected scalar type Long but found " + target.dtype().scalarName());
        }
    }

    public static Tensor multilabelMarginLoss(Tensor input, Tensor target) {
        return multilabelMarginLoss(input, target, "mean");
    }

    /**
     * {@code sum of max(0, 1 - (x[y] - x[i])) / c} over the target classes y and all other classes i. A row of {@code target} lists class numbers
     * up to the first -1.
     */
    public static Tensor multilabelMarginLoss(Tensor input, Tensor target, String reduction) {
        Reduce reduce = Reduce.of(reduction);
        if (input.dim() > 2 || input.dim() > 0 && input.size(-1) == 0) {
            throw new ShapeException("Expected non-empty vector or matrix with optional 0-dim batch size, but got: "
                    + Arrays.toString(input.size().toLongs()));
        }
        if (!input.size().equals(target.size()) && !(input.dim() <= 1 && target.dim() <= 1
                && input.numel() == target.numel())) {
            throw new ShapeException("inconsistent target size: " + Arrays.toString(target.size().toLongs())
                    + " for input of size: " + Arrays.toString(input.size().toLongs()));
        }
        if (target.dtype() != DType.INT64) {
            throw new DTypeException(
                    "multilabel_margin_loss: expected scalar type Long but found " + target.dtype().scalarName());
        }
        boolean single = input.dim() < 2;
        long classes = input.dim() == 0 ? 1 : input.size(-1);
        Tensor x = input.reshape(-1, classes);
        Tensor listed = target.reshape(-1, classes);
        checkRange(listed, -1, classes, "multilabel_margin_loss: argument #2 'target' is out of range");
        Tensor counts = listed.ge(0L).toLong().cumprod(1); // 1 up to the first -1
        Tensor places = listed.mul(counts);
        Tensor isTarget = Torch.zerosLike(listed).scatterAdd(1, places, counts).gt(0L);
        Tensor gap = x.gather(1, places).neg().add(1L).unsqueeze(2).add(x.unsqueeze(1));
        Tensor counted = counts.toBool().unsqueeze(2).logicalAnd(isTarget.logicalNot().unsqueeze(1));
        Tensor losses = Torch.where(counted, gap.relu(), Torch.zeros(x.dtype())).sum(1, 2).div((double) classes);
        return reduce.apply(single ? losses.squeeze(0) : losses);
    }

    public static Tensor cosineEmbeddingLoss(Tensor input1, Tensor input2, Tensor target) {
        return cosineEmbeddingLoss(input1, input2, target, 0, "mean");
    }

    /** {@code 1 - cos} of rows whose target is 1, {@code max(0, cos - margin)} of those whose target is -1. */
    public static Tensor cosineEmbeddingLoss(Tensor input1, Tensor input2, Tensor target, double margin,
            String reduction) {
        Reduce reduce = Reduce.of(reduction);
        if (target.dim() > 1) {
            throw new ShapeException("0D or 1D target tensor expected, multi-target not supported");
        }
        int dims = target.dim() + 1;
        if (input1.dim() != dims || input2.dim() != dims) {
            throw new ShapeException(target.dim() + "D target tensor expects " + dims
                    + "D input tensors, but found inputs with sizes " + Arrays.toString(input1.size().toLongs())
                    + " and " + Arrays.toString(input2.size().toLongs()) + ".");
        }
        int last = target.dim();
        Tensor products = input1.mul(input2).sum(last);
        Tensor squares1 = input1.mul(input1).sum(last).add(EPSILON);
        Tensor squares2 = input2.mul(input2).sum(last).add(EPSILON);
        Tensor cosine = products.div(squares1.mul(squares2).sqrt());
        Tensor zeros = Torch.zerosLike(cosine.detach());
        Tensor alike = Torch.where(target.eq(1L), cosine.neg().add(1L), zeros);
        Tensor unlike = Torch.where(target.eq(-1L), cosine.sub(margin).clampMin(0L), zeros);
        return reduce.apply(alike.add(unlike));
    }

    public static Tensor tripletMarginLoss(Tensor anchor, Tensor positive, Tensor negative) {
        return tripletMarginLoss(anchor, positive, negative, 1, 2, 1e-6, false, "mean");
    }

    /** {@code max(0, |anchor - positive| - |anchor - negative| + margin)} with p-norms; {@code swap} takes the positive's distance to the negative where it is smaller. */
    public static Tensor tripletMarginLoss(Tensor anchor, Tensor positive, Tensor negative, double margin, double p,
            double eps, boolean swap, String reduction) {
        return tripletMarginWithDistanceLoss(anchor, positive, negative,
                (a, b) -> Norms.pairwiseDistance(a, b, p, eps, false), margin, swap, reduction);
    }

    /** As {@link #tripletMarginLoss} with a distance of choice. */
    public static Tensor tripletMarginWithDistanceLoss(Tensor anchor, Tensor positive, Tensor negative,
            BinaryOperator<Tensor> distance, double margin, boolean swap, String reduction) {
        Reduce reduce = Reduce.of(reduction);
        if (!(margin > 0)) {
            throw new ArgumentException("margin must be greater than 0, got " + margin);
        }
        if (anchor.dim() != positive.dim() || positive.dim() != negative.dim()) {
            throw new ShapeException(
                    "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got: anchor "
                            + anchor.dim() + "D, positive " + positive.dim() + "D, and negative " + negative.dim()
                            + "D inputs");
        }
        Tensor near = distance.apply(anchor, positive);
        Tensor far = distance.apply(anchor, negative);
        if (swap) {
            far = far.minimum(distance.apply(positive, negative));
        }
        return reduce.apply(near.add(margin).sub(far).clampMin(0L));
    }

    private static void checkRange(Tensor classes, long least, long end, String message) {
        for (long each : classes.toLongArray()) {
            if (each < least || each >= end) {
                throw new IndexException(message + " (" + each + " among " + end + " classes)");
            }
        }
    }
}
