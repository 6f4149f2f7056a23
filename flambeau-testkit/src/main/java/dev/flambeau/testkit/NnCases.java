package dev.flambeau.testkit;

import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.ValuesAndIndices;
import dev.flambeau.nn.functional.ConvOptions;
import dev.flambeau.nn.functional.ConvTransposeOptions;
import dev.flambeau.nn.functional.F;
import dev.flambeau.nn.functional.InterpolateOptions;
import dev.flambeau.nn.functional.PoolOptions;
import dev.flambeau.op.Softmax;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code nn.functional} but its losses and activations. */
final class NnCases {
    private NnCases() {}

    static void register(OpTable ops) {
        maps(ops);
        convolutions(ops);
        maxima(ops);
        averages(ops);
        normalizations(ops);
        dropouts(ops);
        sampling(ops);
    }

    private static void put(OpTable ops, String name, OpTable.Body body) {
        ops.put("nn.functional." + name, body);
    }

    private static void maps(OpTable ops) {
        put(ops, "linear", c -> F.linear(c.self(), c.tensor(1, "weight"), c.tensorOrNull(2, "bias")));
        put(ops, "bilinear",
                c -> F.bilinear(c.self(), c.tensor(1), c.tensor(2, "weight"), c.tensorOrNull(3, "bias")));
        put(ops, "glu", c -> F.glu(c.self(), c.dim(1, "dim", -1)));
        put(ops, "softmin", c -> Softmax.softmin(c.self(), c.dim(1, "dim"), c.dtype("dtype")));
        put(ops, "softmin.with_dtype", c -> Softmax.softmin(c.self(), c.dim(1, "dim"), c.dtype("dtype")));
        put(ops, "cosine_similarity", c -> F.cosineSimilarity(c.self(), c.tensor(1, "x2"), c.dim(2, "dim", 1),
                c.number(3, "eps", 1e-8)));
        put(ops, "pairwise_distance", c -> F.pairwiseDistance(c.self(), c.tensor(1, "x2"), c.number(2, "p", 2),
                c.number(3, "eps", 1e-6), c.bool(4, "keepdim", false)));
        put(ops, "normalize",
                c -> F.normalize(c.self(), c.number(1, "p", 2), c.dim(2, "dim", 1), c.number(3, "eps", 1e-12)));
        put(ops, "pdist", c -> F.pdist(c.self(), c.number(1, "p", 2)));
        put(ops, "embedding_bag", NnCases::bags);
        put(ops, "scaled_dot_product_attention", NnCases::attention);
    }

    private static Tensor bags(OpCall c) {
        // OpInfo's arguments: the table first
        return F.embeddingBag(c.tensor(1), c.self(), c.tensorOrNull(2, "offsets"), o -> {
            o.normType(c.number(4, "norm_type", 2)).scaleGradByFreq(c.bool(5, "scale_grad_by_freq", false))
                    .mode(c.string(6, "mode", "mean")).perSampleWeights(c.tensorOrNull(8, "per_sample_weights"))
                    .includeLastOffset(c.bool(9, "include_last_offset", false));
            if (c.has(3, "max_norm")) {
                o.maxNorm(c.number(3, "max_norm"));
            }
            if (c.has(10, "padding_idx")) {
                o.paddingIdx(c.integer(10, "padding_idx"));
            }
            if (c.bool(7, "sparse", false)) {
                throw new Unsupported("sparse gradients");
            }
        });
    }

    private static Tensor attention(OpCall c) {
        double dropout = c.number(4, "dropout_p", 0);
        if (dropout > 0) {
            throw new Unsupported("random numbers whose seed the case does not give");
        }
        return F.scaledDotProductAttention(c.self(), c.tensor(1, "key"), c.tensor(2, "value"), o -> {
            o.attnMask(c.tensorOrNull(3, "attn_mask")).dropoutP(dropout).isCausal(c.bool(5, "is_causal", false))
                    .enableGqa(c.bool("enable_gqa", false));
            if (c.has("scale")) {
                o.scale(c.number("scale", 1));
            }
        });
    }

    // ---- convolutions

    private static void convolutions(OpTable ops) {
        put(ops, "conv1d", c -> F.conv1d(c.self(), c.tensor(1, "weight"), c.tensorOrNull(2, "bias"), convolution(c)));
        put(ops, "conv2d", c -> F.conv2d(c.self(), c.tensor(1, "weight"), c.tensorOrNull(2, "bias"), convolution(c)));
        put(ops, "conv3d", c -> F.conv3d(c.self(), c.tensor(1, "weight"), c.tensorOrNull(2, "bias"), convolution(c)));
        put(ops, "conv_transpose1d",
                c -> F.convTranspose1d(c.self(), c.tensor(1, "weight"), c.tensorOrNull(2, "bias"), transposed(c)));
        put(ops, "conv_transpose2d",
                c -> F.convTranspose2d(c.self(), c.tensor(1, "weight"), c.tensorOrNull(2, "bias"), transposed(c)));
        put(ops, "conv_transpose3d",
                c -> F.convTranspose3d(c.self(), c.tensor(1, "weight"), c.tensorOrNull(2, "bias"), transposed(c)));
    }

    private static Consumer<ConvOptions> convolution(OpCall c) {
        return o -> {
            o.stride(c.longs(3, "stride", 1)).dilation(c.longs(5, "dilation", 1)).groups(c.dim(6, "groups", 1));
            if (c.isString(4, "padding")) {
                o.padding(c.string(4, "padding"));
            } else {
                o.padding(c.longs(4, "padding", 0));
            }
        };
    }

    private static Consumer<ConvTransposeOptions> transposed(OpCall c) {
        return o -> o.stride(c.longs(3, "stride", 1)).padding(c.longs(4, "padding", 0))
                .outputPadding(c.longs(5, "output_padding", 0)).groups(c.dim(6, "groups", 1))
                .dilation(c.longs(7, "dilation", 1));
    }

    // ---- pooling

    /** A line for a maximum with its positions, or alone, as the argument at {@code place} says. */
    private static void maximum(OpTable ops, String name, int place, Function<OpCall, ValuesAndIndices> function) {
        put(ops, name, c -> {
            boolean withIndices = c.bool(place, "return_indices", false);
            ValuesAndIndices both = function.apply(c);
            return withIndices ? both : both.values();
        });
    }

    private static void maxima(OpTable ops) {
        maximum(ops, "max_pool1d", 6,
                c -> F.maxPool1dWithIndices(c.self(), c.longs(1, "kernel_size"), windows(c)));
        maximum(ops, "max_pool2d", 6,
                c -> F.maxPool2dWithIndices(c.self(), c.longs(1, "kernel_size"), windows(c)));
        maximum(ops, "max_pool3d", 6,
                c -> F.maxPool3dWithIndices(c.self(), c.longs(1, "kernel_size"), windows(c)));
        maximum(ops, "adaptive_max_pool1d", 2, c -> F.adaptiveMaxPool1d(c.self(), length(c)));
        maximum(ops, "adaptive_max_pool2d", 2,
                c -> F.adaptiveMaxPool2d(c.self(), ModuleTable.sizes(c.arg(1, "output_size"))));
        maximum(ops, "adaptive_max_pool3d", 2,
                c -> F.adaptiveMaxPool3d(c.self(), ModuleTable.sizes(c.arg(1, "output_size"))));
        maximum(ops, "fractional_max_pool2d", 4, c -> F.fractionalMaxPool2d(c.self(), c.longs(1, "kernel_size"),
                fractional(c, 2), c.tensorOrNull(5, "_random_samples")));
        maximum(ops, "fractional_max_pool3d", 4, c -> F.fractionalMaxPool3d(c.self(), c.longs(1, "kernel_size"),
                fractional(c, 3), c.tensorOrNull(5, "_random_samples")));
        for (String form : List.of("", ".grad")) {
            put(ops, "max_unpool1d" + form, c -> F.maxUnpool1d(c.self(), c.tensor(1, "indices"),
                    c.longs(2, "kernel_size"), outputSize(c), unpooling(c)));
            put(ops, "max_unpool2d" + form, c -> F.maxUnpool2d(c.self(), c.tensor(1, "indices"),
                    c.longs(2, "kernel_size"), outputSize(c), unpooling(c)));
            put(ops, "max_unpool3d" + form, c -> F.maxUnpool3d(c.self(), c.tensor(1, "indices"),
                    c.longs(2, "kernel_size"), outputSize(c), unpooling(c)));
        }
    }

    /** The output size that a case gives, or that its ratio gives. */
    private static long[] fractional(OpCall c, int spatial) {
        if (c.has(2, "output_size")) {
            c.arg(3, "output_ratio");
            return c.longs(2, "output_size");
        }
        double[] ratio = c.numbers(3, "output_ratio");
        long[] sizes = new long[spatial];
        for (int i = 0; i < spatial; i++) {
            sizes[i] = (long) (c.self().size(i - spatial) * ratio[ratio.length == 1 ? 0 : i]);
        }
        return sizes;
    }

    private static long @Nullable [] outputSize(OpCall c) {
        return c.has(5, "output_size") ? c.longs(5, "output_size") : null;
    }

    private static Consumer<PoolOptions> unpooling(OpCall c) {
        return o -> stride(c, 3, o).padding(c.longs(4, "padding", 0));
    }

    /** The one output size of a pool along one dimension. */
    private static long length(OpCall c) {
        long[] sizes = ModuleTable.sizes(c.arg(1, "output_size"));
        if (sizes.length != 1) {
            throw new ShapeException("output_size has " + sizes.length + " numbers, not one");
        }
        return sizes[0];
    }

    private static Consumer<PoolOptions> windows(OpCall c) {
        return o -> stride(c, 2, o).padding(c.longs(3, "padding", 0)).dilation(c.longs(4, "dilation", 1))
                .ceilMode(c.bool(5, "ceil_mode", false));
    }

    private static PoolOptions stride(OpCall c, int place, PoolOptions o) {
        return c.has(place, "stride") ? o.stride(c.longs(place, "stride")) : o;
    }

    private static void averages(OpTable ops) {
        put(ops, "avg_pool1d", c -> F.avgPool1d(c.self(), c.longs(1, "kernel_size"), average(c)));
        put(ops, "avg_pool2d", c -> F.avgPool2d(c.self(), c.longs(1, "kernel_size"), average(c)));
        put(ops, "avg_pool3d", c -> F.avgPool3d(c.self(), c.longs(1, "kernel_size"), average(c)));
        put(ops, "lp_pool1d", c -> F.lpPool1d(c.self(), c.number(1, "norm_type"), c.longs(2, "kernel_size"), power(c)));
        put(ops, "lp_pool2d", c -> F.lpPool2d(c.self(), c.number(1, "norm_type"), c.longs(2, "kernel_size"), power(c)));
        put(ops, "lp_pool3d", c -> F.lpPool3d(c.self(), c.number(1, "norm_type"), c.longs(2, "kernel_size"), power(c)));
        put(ops, "adaptive_avg_pool1d", c -> F.adaptiveAvgPool1d(c.self(), length(c)));
        put(ops, "adaptive_avg_pool2d",
                c -> F.adaptiveAvgPool2d(c.self(), ModuleTable.sizes(c.arg(1, "output_size"))));
        put(ops, "adaptive_avg_pool3d",
                c -> F.adaptiveAvgPool3d(c.self(), ModuleTable.sizes(c.arg(1, "output_size"))));
    }

    private static Consumer<PoolOptions> average(OpCall c) {
        return o -> {
            stride(c, 2, o).padding(c.longs(3, "padding", 0)).ceilMode(c.bool(4, "ceil_mode", false))
                    .countIncludePad(c.bool(5, "count_include_pad", true));
            if (c.has(6, "divisor_override")) {
                o.divisorOverride(c.integer(6, "divisor_override"));
            }
        };
    }

    private static Consumer<PoolOptions> power(OpCall c) {
        return o -> stride(c, 3, o).ceilMode(c.bool(4, "ceil_mode", false));
    }

    // ---- normalization and dropout

    private static void normalizations(OpTable ops) {
        put(ops, "layer_norm", c -> F.layerNorm(c.self(), c.longs(1, "normalized_shape"), c.tensorOrNull(2, "weight"),
                c.tensorOrNull(3, "bias"), c.number(4, "eps", 1e-5)));
        put(ops, "rms_norm", c -> F.rmsNorm(c.self(), c.longs(1, "normalized_shape"), c.tensorOrNull(2, "weight"),
                c.has(3, "eps") ? Double.valueOf(c.number(3, "eps")) : null));
        put(ops, "group_norm", c -> F.groupNorm(c.self(), c.dim(1, "num_groups"), c.tensorOrNull(2, "weight"),
                c.tensorOrNull(3, "bias"), c.number(4, "eps", 1e-5)));
        put(ops, "batch_norm",
                c -> F.batchNorm(c.self(), c.tensorOrNull(1, "running_mean"), c.tensorOrNull(2, "running_var"),
                        c.tensorOrNull(3, "weight"), c.tensorOrNull(4, "bias"), c.bool(5, "training", false),
                        c.number(6, "momentum", 0.1), c.number(7, "eps", 1e-5)));
        put(ops, "instance_norm",
                c -> F.instanceNorm(c.self(), c.tensorOrNull(1, "running_mean"), c.tensorOrNull(2, "running_var"),
                        c.tensorOrNull(3, "weight"), c.tensorOrNull(4, "bias"), c.bool(5, "use_input_stats", true),
                        c.number(6, "momentum", 0.1), c.number(7, "eps", 1e-5)));
        put(ops, "local_response_norm", c -> F.localResponseNorm(c.self(), c.integer(1, "size"),
                c.number(2, "alpha", 1e-4), c.number(3, "beta", 0.75), c.number(4, "k", 1)));
    }

    private static void dropouts(OpTable ops) {
        put(ops, "dropout", c -> F.dropout(c.self(), c.number(1, "p", 0.5), c.bool(2, "training", true)));
        put(ops, "dropout1d", c -> F.dropout1d(c.self(), c.number(1, "p", 0.5), c.bool(2, "training", true)));
        put(ops, "dropout2d", c -> F.dropout2d(c.self(), c.number(1, "p", 0.5), c.bool(2, "training", true)));
        put(ops, "dropout3d", c -> F.dropout3d(c.self(), c.number(1, "p", 0.5), c.bool(2, "training", true)));
        put(ops, "alpha_dropout", c -> F.alphaDropout(c.self(), c.number(1, "p", 0.5), c.bool(2, "training", false)));
        ops.putAll(c -> F.featureAlphaDropout(c.self(), c.number(1, "p", 0.5), c.bool(2, "training", false)),
                "nn.functional.feature_alpha_dropout.with_train", "nn.functional.feature_alpha_dropout.without_train");
        put(ops, "rrelu", c -> F.rrelu(c.self(), c.number(1, "lower", 1.0 / 8), c.number(2, "upper", 1.0 / 3),
                c.bool(3, "training", false)));
    }

    // ---- other sizes

    private static void sampling(OpTable ops) {
        for (String mode : List.of("nearest", "nearest-exact", "area", "linear", "bilinear", "bicubic", "trilinear")) {
            put(ops, "interpolate." + mode, c -> F.interpolate(c.self(), o -> {
                size(c, o);
                o.mode(c.string(3, "mode", "nearest")).recomputeScaleFactor(c.bool(5, "recompute_scale_factor", false));
                if (c.has(4, "align_corners")) {
                    o.alignCorners(c.bool(4, "align_corners", false));
                }
            }));
        }
        put(ops, "grid_sample", c -> F.gridSample(c.self(), c.tensor(1, "grid"),
                o -> o.mode(c.string(2, "mode", "bilinear")).paddingMode(c.string(3, "padding_mode", "zeros"))
                        .alignCorners(c.bool(4, "align_corners", false))));
        put(ops, "upsample_nearest", c -> F.interpolate(c.self(), o -> size(c, o)));
        put(ops, "upsample_bilinear", c -> F.interpolate(c.self(), o -> {
            size(c, o);
            o.mode("bilinear").alignCorners(true);
        }));
    }

    private static void size(OpCall c, InterpolateOptions o) {
        if (c.has(1, "size")) {
            o.size(c.longs(1, "size"));
        }
        if (c.has(2, "scale_factor")) {
            o.scaleFactor(c.numbers(2, "scale_factor"));
        }
    }
}
