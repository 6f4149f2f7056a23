package dev.flambeau.nn.functional;

import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.op.AdaptivePools;
import dev.flambeau.op.Pools;
import dev.flambeau.spi.Pooling;
import java.util.Arrays;
import java.util.function.Consumer;

/** Pooling. A part of {@link F}. */
abstract class FunctionalPools extends FunctionalLosses {
    FunctionalPools() {}

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
        return maxPool(2, x, kernel, options)[0];
    }

    /** As {@link #maxPool2d(Tensor, long[], Consumer)}, with the maxima's positions in the plane. */
    public static Tensor[] maxPool2dWithIndices(Tensor x, long[] kernel, Consumer<PoolOptions> options) {
        return maxPool(2, x, kernel, options);
    }

    /** The averages of square windows that lie side by side. */
    public static Tensor avgPool2d(Tensor x, long kernel) {
        return avgPool2d(x, new long[] {kernel}, o -> {});
    }

    /** The averages of windows. */
    public static Tensor avgPool2d(Tensor x, long[] kernel, Consumer<PoolOptions> options) {
        return avgPool(2, x, kernel, options);
    }

    /** Averages over as many windows as give the wanted output size (one number for both dimensions, or two; -1 keeps a size). */
    public static Tensor adaptiveAvgPool2d(Tensor x, long... outputSize) {
        return AdaptivePools.average(x, F.dims("output_size", outputSize, 2));
    }

    static Tensor[] maxPool(int spatial, Tensor x, long[] kernel, Consumer<PoolOptions> options) {
        PoolOptions o = new PoolOptions();
        options.accept(o);
        boolean batched = batched("max_pool" + spatial + "d", spatial, x);
        Tensor[] out = Pools.max(batched ? x : x.unsqueeze(0), o.pooling(Pooling.Kind.MAX, spatial, kernel), o.ceil);
        return batched ? out : new Tensor[] {out[0].squeeze(0), out[1].squeeze(0)};
    }

    static Tensor avgPool(int spatial, Tensor x, long[] kernel, Consumer<PoolOptions> options) {
        PoolOptions o = new PoolOptions();
        options.accept(o);
        boolean batched = batched("avg_pool" + spatial + "d", spatial, x);
        Tensor out =
                Pools.average(batched ? x : x.unsqueeze(0), o.pooling(Pooling.Kind.AVERAGE, spatial, kernel), o.ceil);
        return batched ? out : out.squeeze(0);
    }

    private static boolean batched(String op, int spatial, Tensor x) {
        if (x.dim() != spatial + 1 && x.dim() != spatial + 2) {
            throw new ShapeException(op + ": Expected " + (spatial + 1) + "D or " + (spatial + 2)
                    + "D (batch mode) tensor, but got input "
                    + "of size: " + Arrays.toString(x.size().toLongs()));
        }
        return x.dim() == spatial + 2;
    }
}
