package dev.flambeau.testkit;

import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.nn.functional.ClassLossOptions;
import dev.flambeau.nn.functional.F;
import java.util.function.Consumer;

/** The losses of {@code nn.functional}. */
final class LossCases {
    private LossCases() {}

    static void register(OpTable ops) {
        numbers(ops);
        distributions(ops);
        margins(ops);
    }

    private static void put(OpTable ops, String name, OpTable.Body body) {
        ops.put("nn.functional." + name, body);
    }

    private static void numbers(OpTable ops) {
        put(ops, "mse_loss", c -> c.has("weight")
                ? F.mseLoss(c.self(), c.tensor(1, "target"), reduction(c), c.tensor("weight"))
                : F.mseLoss(c.self(), c.tensor(1, "target"), reduction(c)));
        put(ops, "l1_loss",
                c -> F.l1Loss(c.self(), c.tensor(1, "target"), reduction(c), c.tensorOrNull("weight")));
        put(ops, "smooth_l1_loss",
                c -> F.smoothL1Loss(c.self(), c.tensor(1, "target"), reduction(c), c.number("beta", 1)));
        put(ops, "huber_loss", c -> F.huberLoss(c.self(), c.tensor(1, "target"), c.string(2, "reduction", "mean"),
                c.number(3, "delta", 1), c.tensorOrNull("weight")));
        put(ops, "poisson_nll_loss", c -> F.poissonNllLoss(c.self(), c.tensor(1, "target"),
                c.bool(2, "log_input", true), c.bool(3, "full", false), c.number("eps", 1e-8), reduction(c)));
        put(ops, "gaussian_nll_loss", c -> F.gaussianNllLoss(c.self(), c.tensor(1, "target"), variance(c),
                c.bool(3, "full", false), c.number(4, "eps", 1e-6), c.string(5, "reduction", "mean")));
    }

    private static Tensor variance(OpCall c) {
        return c.isTensor(2, "var")
                ? c.tensor(2, "var")
                : Torch.onesLike(c.self().detach()).mul(c.number(2, "var"));
    }

    private static void distributions(OpTable ops) {
        put(ops, "kl_div",
                c -> F.klDiv(c.self(), c.tensor(1, "target"), reduction(c), c.bool("log_target", false)));
        put(ops, "binary_cross_entropy", c -> F.binaryCrossEntropy(c.self(), c.tensor(1, "target"),
                c.tensorOrNull(2, "weight"), reduction(c)));
        put(ops, "binary_cross_entropy_with_logits", c -> F.binaryCrossEntropyWithLogits(c.self(),
                c.tensor(1, "target"), c.tensorOrNull(2, "weight"), reduction(c), c.tensorOrNull("pos_weight")));
        put(ops, "nll_loss", c -> F.nllLoss(c.self(), c.tensor(1, "target"), classes(c, 2)));
        put(ops, "cross_entropy", c -> F.crossEntropy(c.self(), c.tensor(1, "target"), classes(c, 2)));
        ops.putAll(
                c -> F.linearCrossEntropy(c.self(), c.tensor(1, "linear_weight"), c.tensor(2, "target"),
                        c.tensorOrNull("linear_bias"), classes(c, 3)),
                "nn.functional.linear_cross_entropy", "nn.functional.linear_cross_entropy.chunked",
                "nn.functional.linear_cross_entropy.chunked_none");
    }

    /** The options of losses over classes; their weight is the argument at {@code weight}. */
    private static Consumer<ClassLossOptions> classes(OpCall c, int weight) {
        return o -> {
            o.weight(c.tensorOrNull(weight, "weight")).reduction(reduction(c))
                    .labelSmoothing(c.number("label_smoothing", 0));
            if (c.has("ignore_index")) {
                o.ignoreIndex(c.integer("ignore_index", 0));
            }
        };
    }

    private static void margins(OpTable ops) {
        put(ops, "margin_ranking_loss", c -> F.marginRankingLoss(c.self(), c.tensor(1), c.tensor(2, "target"),
                c.number(3, "margin", 0), reduction(c)));
        put(ops, "hinge_embedding_loss",
                c -> F.hingeEmbeddingLoss(c.self(), c.tensor(1, "target"), c.number(2, "margin", 1), reduction(c)));
        put(ops, "soft_margin_loss", c -> F.softMarginLoss(c.self(), c.tensor(1, "target"), reduction(c)));
        put(ops, "multilabel_soft_margin_loss", c -> F.multilabelSoftMarginLoss(c.self(), c.tensor(1, "target"),
                c.tensorOrNull(2, "weight"), reduction(c)));
        put(ops, "multi_margin_loss", c -> F.multiMarginLoss(c.self(), c.tensor(1, "target"), c.dim(2, "p", 1),
                c.number(3, "margin", 1), c.tensorOrNull(4, "weight"), reduction(c)));
        put(ops, "multilabel_margin_loss",
                c -> F.multilabelMarginLoss(c.self(), c.tensor(1, "target"), reduction(c)));
        put(ops, "cosine_embedding_loss", c -> F.cosineEmbeddingLoss(c.self(), c.tensor(1), c.tensor(2, "target"),
                c.number(3, "margin", 0), reduction(c)));
        put(ops, "triplet_margin_loss", c -> F.tripletMarginLoss(c.self(), c.tensor(1), c.tensor(2),
                c.number(3, "margin", 1), c.number(4, "p", 2), c.number(5, "eps", 1e-6), c.bool(6, "swap", false),
                reduction(c)));
        put(ops, "triplet_margin_with_distance_loss", c -> F.tripletMarginWithDistanceLoss(c.self(), c.tensor(1),
                c.tensor(2), (a, b) -> F.pairwiseDistance(a, b, 2, 1e-6, false), c.number("margin", 1),
                c.bool("swap", false), reduction(c)));
    }

    private static String reduction(OpCall c) {
        return c.string("reduction", "mean");
    }
}
