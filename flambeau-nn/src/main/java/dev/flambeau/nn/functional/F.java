package dev.flambeau.nn.functional;

import dev.flambeau.ArgumentException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.op.Dropouts;
import dev.flambeau.op.Embeddings;
import dev.flambeau.op.Linear;
import dev.flambeau.op.Norms;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code torch.nn.functional}: what layers compute, as functions. */
public final class F extends FunctionalActivations {
    private F() {}

    /** {@code x weightᵀ + bias} for {@code x [*, in]}, {@code weight [out, in]}, {@code bias [out]}. */
    public static Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        return Linear.apply(x, weight, bias);
    }

    /** {@code y[k] = x1ᵀ weight[k] x2 + bias[k]} for {@code x1 [*, in1]}, {@code x2 [*, in2]}, {@code weight [out, in1, in2]}. */
    public static Tensor bilinear(Tensor x1, Tensor x2, Tensor weight, @Nullable Tensor bias) {
        checkBilinear(x1, x2, weight, bias);
        long out = weight.size(0);
        long in1 = weight.size(1);
        long in2 = weight.size(2);
        Tensor rows = x1.reshape(rows(x1), in1);
        Tensor left = rows.matmul(weight.permute(1, 0, 2).reshape(in1, out * in2)).reshape(rows.size(0), out, in2);
        Tensor products = left.matmul(x2.reshape(rows.size(0), in2, 1)).squeeze(2);
        long[] sizes = x1.size().toLongs();
        sizes[sizes.length - 1] = out;
        Tensor result = products.reshape(sizes);
        return bias == null ? result : result.add(bias);
    }

    private static long rows(Tensor x) {
        return Arrays.stream(x.size().toLongs(), 0, x.dim() - 1).reduce(1, (a, b) -> a * b);
    }

    private static void checkBilinear(Tensor x1, Tensor x2, Tensor weight, @Nullable Tensor bias) {
        if (x1.dim() == 0 || x1.dim() != x2.dim()) {
            throw new ShapeException("bilinear(): input dimensions do not match: got " + x1.dim() + " and " + x2.dim());
        }
        for (int i = 0; i < x1.dim() - 1; i++) {
            if (x1.size(i) != x2.size(i)) {
                throw new ShapeException("bilinear(): input batch dimensions do not match at dim " + i + ": got "
                        + x1.size(i) + " and " + x2.size(i));
            }
        }
        if (weight.dim() != 3) {
            throw new ShapeException("bilinear(): weight must have 3 dimensions, but has " + weight.dim());
        }
        if (x1.size(-1) != weight.size(1)) {
            throw new ShapeException("bilinear(): input1 size does not match weight size: got " + x1.size(-1)
                    + " but expected " + weight.size(1));
        }
        if (x2.size(-1) != weight.size(2)) {
            throw new ShapeException("bilinear(): input2 size does not match weight size: got " + x2.size(-1)
                    + " but expected " + weight.size(2));
        }
        if (bias != null && (bias.dim() != 1 || bias.size(0) != weight.size(0))) {
            throw new ShapeException("bilinear(): bias size does not match weight size: got " + bias.numel()
                    + " but expected " + weight.size(0));
        }
    }

    /** Row {@code input[i]} of {@code weight [count, features]} for each index. */
    public static Tensor embedding(Tensor input, Tensor weight) {
        return Embeddings.embedding(weight, input, -1, false);
    }

    /** As {@link #embedding(Tensor, Tensor)}; the row {@code paddingIdx} gets no gradient. */
    public static Tensor embedding(Tensor input, Tensor weight, long paddingIdx) {
        return Embeddings.embedding(weight, input, paddingIdx, null, 2, false);
    }

    /**
     * Sums, means or maxima of rows of {@code weight [count, features]} over bags of row numbers: the rows of {@code input [bags, n]}, or the
     * stretches of {@code input [n]} that begin at the {@code offsets}.
     */
    public static Tensor embeddingBag(Tensor input, Tensor weight, @Nullable Tensor offsets,
            Consumer<EmbeddingBagOptions> options) {
        EmbeddingBagOptions o = new EmbeddingBagOptions();
        options.accept(o);
        return EmbeddingBags.apply(input, weight, offsets, o);
    }

    /** Each number as a vector of zeros with a 1 at that place; -1 classes: as many as the largest number needs. */
    public static Tensor oneHot(Tensor x, long numClasses) {
        return Embeddings.oneHot(x, numClasses);
    }

    /** The cosine of the angle between vectors along a dimension. */
    public static Tensor cosineSimilarity(Tensor x1, Tensor x2, int dim, double eps) {
        return Norms.cosineSimilarity(x1, x2, dim, eps);
    }

    /** The p-norm of {@code x1 - x2 + eps} over the last dimension. */
    public static Tensor pairwiseDistance(Tensor x1, Tensor x2, double p, double eps, boolean keepdim) {
        return Norms.pairwiseDistance(x1, x2, p, eps, keepdim);
    }

    /** The p-norms of the differences of all pairs of rows. */
    public static Tensor pdist(Tensor x, double p) {
        return Norms.pdist(x, p);
    }

    /** {@code x / max(norm, eps)} along a dimension. */
    public static Tensor normalize(Tensor x, double p, int dim, double eps) {
        return Norms.normalize(x, p, new int[] {dim}, eps);
    }

    /** {@code softmax(query keyᵀ / sqrt(features)) value} for {@code [*, l, features]}, {@code [*, s, features]} and {@code [*, s, out]}. */
    public static Tensor scaledDotProductAttention(Tensor query, Tensor key, Tensor value) {
        return scaledDotProductAttention(query, key, value, o -> {});
    }

    /** As {@link #scaledDotProductAttention(Tensor, Tensor, Tensor)}, with a mask, dropout or another scale. */
    public static Tensor scaledDotProductAttention(Tensor query, Tensor key, Tensor value,
            Consumer<AttentionOptions> options) {
        AttentionOptions o = new AttentionOptions();
        options.accept(o);
        if (o.causal && o.mask != null) {
            throw new ArgumentException(
                    "_scaled_dot_product_attention: Explicit attn_mask should not be set when is_causal=True");
        }
        if (query.dim() < 2 || key.dim() < 2 || value.dim() < 2) {
            throw new ShapeException(
                    "scaled_dot_product_attention: Expected query, key, and value to all be at least 2 dimensional, but got Query dim: "
                            + query.dim() + ", Key dim: " + key.dim() + " and Value dim: " + value.dim() + " instead.");
        }
        Tensor keys = o.grouped ? repeated(key, query) : key;
        Tensor values = o.grouped ? repeated(value, query) : value;
        double root = Math.sqrt(o.scale != null ? Math.abs(o.scale) : 1 / Math.sqrt(query.size(-1)));
        double sign = o.scale != null && o.scale < 0 ? -root : root;
        Tensor scores = query.mul(sign).matmul(keys.transpose(-2, -1).mul(root));
        Tensor mask = o.causal ? Torch.ones(dev.flambeau.DType.BOOL, query.size(-2), keys.size(-2)).tril() : o.mask;
        if (mask != null) {
            Tensor added = mask.dtype() == dev.flambeau.DType.BOOL
                    ? Torch.zerosLike(mask).to(query.dtype()).maskedFill(mask.logicalNot(), Double.NEGATIVE_INFINITY)
                    : mask;
            scores = scores.add(added);
        }
        Tensor attention = scores.softmax(-1);
        if (mask != null) {
            // who may look at nothing sees nothing
            Tensor blind = scores.detach().eq(Double.NEGATIVE_INFINITY).all(-1, true);
            attention = attention.maskedFill(blind, 0L);
        }
        return Dropouts.dropout(attention, o.dropout, o.dropout > 0, false).matmul(values);
    }

    /** Each head of key or value as often as the query has heads for it. */
    private static Tensor repeated(Tensor x, Tensor query) {
        long heads = x.dim() < 3 || query.dim() < 3 ? 0 : x.size(-3);
        if (heads == 0 || query.size(-3) % heads != 0) {
            throw new ShapeException(
                    "scaled_dot_product_attention: the number of heads in key and value must divide the number of heads in query, got "
                            + query.size() + " and " + x.size());
        }
        return x.repeatInterleave(query.size(-3) / heads, -3);
    }
}
