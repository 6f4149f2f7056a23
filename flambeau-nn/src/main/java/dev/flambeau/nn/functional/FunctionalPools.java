package dev.flambeau.nn.functional;

import dev.flambeau.ArgumentException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.ValuesAndIndices;
import dev.flambeau.op.AdaptivePools;
import dev.flambeau.op.FractionalPools;
import dev.flambeau.op.Pools;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Dims;
import dev.flambeau.spi.Pooling;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Pooling. A part of {@link F}. Sizes take one number for all dimensions or one for each; inputs are {@code [n, c, spatial…]} or
 * {@code [c, spatial…]}.
 */
abstract class FunctionalPools extends FunctionalSampling {
    /** Stands for the input's own size among an adaptive pool's output sizes: Python's None. */
    public static final long KEEP_SIZE = AdaptivePools.KEEP;

    FunctionalPools() {}

    // ---- maxima

    /** The maxima of windows of {@code [n, c, l]}. */
    public static Tensor maxPool1d(Tensor x, long[] kernel, Consumer<PoolOptions> options) {
        return max(1, x, kernel, options)[0];
    }

    /** As {@link #maxPool1d}, with the maxima's positions. */
    public static ValuesAndIndices maxPool1dWithIndices(Tensor x, long[] kernel, Consumer<PoolOptions> options) {
        return pair(max(1, x, kernel, options));
    }

    /** The maxima of square windows that lie side by side. */
    public static Tensor maxPool2d(Tensor x, long kernel) {
        return maxPool2d(x, new long[] {kernel}, o -> {});
    }

    /** The maxima of square windows. */
    public static Tensor maxPool2d(Tensor x, long kernel, long stride) {
        return maxPool2d(x, new long[] {kernel}, o -> o.stride(stride));
    }

    /** The maxima of windows that lie side by side. */
    public static Tensor maxPool2d(Tensor x, long[] kernel) {
        return maxPool2d(x, kernel, o -> {});
    }

    /**
     * The maxima of windows.
     *
     * <p>Shapes: {@code [n, c, h, w]} or {@code [c, h, w]} to {@code [n, c, (h + 2 padding - dilation (kernel - 1) - 1) / stride + 1, …]}.
     */
    public static Tensor maxPool2d(Tensor x, long[] kernel, Consumer<PoolOptions> options) {
        return max(2, x, kernel, options)[0];
    }

    /** As {@link #maxPool2d(Tensor, long[], Consumer)}, with the maxima's positions in the plane. */
    public static ValuesAndIndices maxPool2dWithIndices(Tensor x, long[] kernel, Consumer<PoolOptions> options) {
        return pair(max(2, x, kernel, options));
    }

    /** The maxima of windows of {@code [n, c, d, h, w]}. */
    public static Tensor maxPool3d(Tensor x, long[] kernel, Consumer<PoolOptions> options) {
        return max(3, x, kernel, options)[0];
    }

    /** As {@link #maxPool3d}, with the maxima's positions in the volume. */
    public static ValuesAndIndices maxPool3dWithIndices(Tensor x, long[] kernel, Consumer<PoolOptions> options) {
        return pair(max(3, x, kernel, options));
    }

    /** Puts maxima back where {@link #maxPool1dWithIndices} found them, zeros elsewhere; null size: the smallest that fits. */
    public static Tensor maxUnpool1d(Tensor x, Tensor indices, long[] kernel, long @Nullable [] outputSize,
            Consumer<PoolOptions> options) {
        return unpool(1, x, indices, kernel, outputSize, options);
    }

    /** As {@link #maxUnpool1d} in two dimensions. */
    public static Tensor maxUnpool2d(Tensor x, Tensor indices, long[] kernel, long @Nullable [] outputSize,
            Consumer<PoolOptions> options) {
        return unpool(2, x, indices, kernel, outputSize, options);
    }

    /** As {@link #maxUnpool1d} in three dimensions. */
    public static Tensor maxUnpool3d(Tensor x, Tensor indices, long[] kernel, long @Nullable [] outputSize,
            Consumer<PoolOptions> options) {
        return unpool(3, x, indices, kernel, outputSize, options);
    }

    /**
     * The maxima of windows at random distances, as many as give the wanted output size, and their positions. {@code samples [n, c, 2]}, numbers
     * from 0 to 1, decide where the windows lie; null draws them.
     */
    public static ValuesAndIndices fractionalMaxPool2d(Tensor x, long[] kernel, long[] outputSize,
            @Nullable Tensor samples) {
        return pair(FractionalPools.max(x, F.dims("kernel_size", kernel, 2), F.dims("output_size", outputSize, 2),
                samples));
    }

    /** As {@link #fractionalMaxPool2d} in three dimensions. */
    public static ValuesAndIndices fractionalMaxPool3d(Tensor x, long[] kernel, long[] outputSize,
            @Nullable Tensor samples) {
        return pair(FractionalPools.max(x, F.dims("kernel_size", kernel, 3), F.dims("output_size", outputSize, 3),
                samples));
    }

    // ---- averages

    /** The averages of windows of {@code [n, c, l]}. */
    public static Tensor avgPool1d(Tensor x, long[] kernel, Consumer<PoolOptions> options) {
        return average(1, x, kernel, options);
    }

    /** The averages of square windows that lie side by side. */
    public static Tensor avgPool2d(Tensor x, long kernel) {
        return avgPool2d(x, new long[] {kernel}, o -> {});
    }

    /** The averages of windows. */
    public static Tensor avgPool2d(Tensor x, long[] kernel, Consumer<PoolOptions> options) {
        return average(2, x, kernel, options);
    }

    /** The averages of windows of {@code [n, c, d, h, w]}. */
    public static Tensor avgPool3d(Tensor x, long[] kernel, Consumer<PoolOptions> options) {
        return average(3, x, kernel, options);
    }

    /** {@code (sum of x^p)^(1/p)} over windows; only stride and ceilMode are options. */
    public static Tensor lpPool1d(Tensor x, double p, long[] kernel, Consumer<PoolOptions> options) {
        return power(1, x, p, kernel, options);
    }

    /** As {@link #lpPool1d} in two dimensions. */
    public static Tensor lpPool2d(Tensor x, double p, long[] kernel, Consumer<PoolOptions> options) {
        return power(2, x, p, kernel, options);
    }

    /** As {@link #lpPool1d} in three dimensions. */
    public static Tensor lpPool3d(Tensor x, double p, long[] kernel, Consumer<PoolOptions> options) {
        return power(3, x, p, kernel, options);
    }

    // ---- windows as many as wanted

    /** Averages over as many windows as give the wanted length. */
    public static Tensor adaptiveAvgPool1d(Tensor x, long outputSize) {
        return AdaptivePools.average(x, Dims.of(outputSize));
    }

    /** Averages over as many windows as give the wanted output size (one number for both dimensions, or two; {@link #KEEP_SIZE} keeps one). */
    public static Tensor adaptiveAvgPool2d(Tensor x, long... outputSize) {
        return AdaptivePools.average(x, F.dims("output_size", outputSize, 2));
    }

    /** As {@link #adaptiveAvgPool2d} in three dimensions. */
    public static Tensor adaptiveAvgPool3d(Tensor x, long... outputSize) {
        return AdaptivePools.average(x, F.dims("output_size", outputSize, 3));
    }

    /** The maxima of as many windows as give the wanted length, and their positions. */
    public static ValuesAndIndices adaptiveMaxPool1d(Tensor x, long outputSize) {
        return pair(AdaptivePools.max(x, Dims.of(outputSize)));
    }

    /** The maxima of as many windows as give the wanted output size, and their positions in the plane. */
    public static ValuesAndIndices adaptiveMaxPool2d(Tensor x, long... outputSize) {
        return pair(AdaptivePools.max(x, F.dims("output_size", outputSize, 2)));
    }

    /** As {@link #adaptiveMaxPool2d} in three dimensions. */
    public static ValuesAndIndices adaptiveMaxPool3d(Tensor x, long... outputSize) {
        return pair(AdaptivePools.max(x, F.dims("output_size", outputSize, 3)));
    }

    private static Tensor[] max(int spatial, Tensor x, long[] kernel, Consumer<PoolOptions> options) {
        PoolOptions o = PoolOptions.of(options);
        return Pools.max(x, o.pooling(Pooling.Kind.MAX, spatial, kernel), o.ceil);
    }

    private static Tensor average(int spatial, Tensor x, long[] kernel, Consumer<PoolOptions> options) {
        PoolOptions o = PoolOptions.of(options);
        return Pools.average(x, o.pooling(Pooling.Kind.AVERAGE, spatial, kernel), o.ceil);
    }

    private static Tensor power(int spatial, Tensor x, double p, long[] kernel, Consumer<PoolOptions> options) {
        if (p == 0) {
            throw new ArgumentException("norm_type must be a non-zero value, but got " + p);
        }
        if (p == Double.POSITIVE_INFINITY) {
            return max(spatial, x.abs(), kernel, options)[0];
        }
        if (p == Double.NEGATIVE_INFINITY) {
            return max(spatial, x.abs().neg(), kernel, options)[0].neg();
        }
        PoolOptions o = PoolOptions.of(options);
        Pooling pooling = o.pooling(Pooling.Kind.AVERAGE, spatial, kernel);
        return Pools.power(x, p, pooling, o.ceil, Array.numel(pooling.kernel().toArray()));
    }

    private static Tensor unpool(int spatial, Tensor x, Tensor indices, long[] kernel, long @Nullable [] outputSize,
            Consumer<PoolOptions> options) {
        Pooling pooling = PoolOptions.of(options).pooling(Pooling.Kind.MAX, spatial, kernel);
        long[] stride = pooling.stride().toArray();
        if (Arrays.stream(stride).anyMatch(s -> s <= 0)) {
            throw new ShapeException("strides should be greater than zero, but got stride: " + Arrays.toString(stride));
        }
        if (x.dim() < spatial) {
            throw new ShapeException("Input to max_unpooling" + spatial + "d should be a " + (spatial + 1) + "d or "
                    + (spatial + 2) + "d Tensor, but got a tensor with " + x.dim() + " dimensions.");
        }
        long[] plane = new long[spatial];
        for (int i = 0; i < spatial; i++) {
            plane[i] = (x.size(x.dim() - spatial + i) - 1) * pooling.stride().get(i) + pooling.kernel().get(i)
                    - 2 * pooling.padding().get(i);
        }
        if (outputSize != null) {
            plane = chosen(outputSize, plane, pooling.stride());
        }
        for (int i = 0; i < spatial; i++) {
            if (plane[i] < 0) {
                throw new ShapeException(
                        "max_unpooling: output_size must contain non-negative spatial dimensions, but got output_size["
                                + i + "]=" + plane[i]);
            }
        }
        if (spatial == 1) {
            return Pools.unpool(x.unsqueeze(-1), indices.unsqueeze(-1), Dims.of(plane[0], 1)).squeeze(-1);
        }
        return Pools.unpool(x, indices, Dims.of(plane));
    }

    /** A wanted output size, which may stand behind those of batch and channels, and lies near the smallest that fits. */
    private static long[] chosen(long[] wanted, long[] smallest, Dims stride) {
        int spatial = smallest.length;
        if (wanted.length != spatial && wanted.length != spatial + 2) {
            throw new ShapeException("output_size should be a sequence containing " + spatial + " or " + (spatial + 2)
                    + " elements, but it has a length of '" + wanted.length + "'");
        }
        long[] sizes = Arrays.copyOfRange(wanted, wanted.length - spatial, wanted.length);
        for (int i = 0; i < spatial; i++) {
            long low = smallest[i] - stride.get(i);
            long high = smallest[i] + stride.get(i);
            if (sizes[i] <= low || sizes[i] >= high) {
                throw new ShapeException("invalid output_size \"" + Arrays.toString(sizes) + "\" (dim " + i
                        + " must be between " + low + " and " + high + ")");
            }
        }
        return sizes;
    }

    private static ValuesAndIndices pair(Tensor[] both) {
        return new ValuesAndIndices(both[0], both[1]);
    }
}
