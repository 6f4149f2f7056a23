package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.op.Resampling.Axis;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Dims;
import dev.flambeau.spi.Pooling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Averages and maxima over as many windows as give a wanted size: window {@code i} of {@code n} over a length {@code l} reaches from
 * {@code floor(i l / n)} to {@code ceil((i + 1) l / n)}, so that windows may overlap and differ in length by one.
 */
public final class AdaptivePools {
    /** Stands for the input's own size among wanted sizes: Python's None. */
    public static final long KEEP = Long.MIN_VALUE;

    private AdaptivePools() {}

    /**
     * The averages of {@code x [n, c, spatial…]} or {@code [c, spatial…]}.
     *
     * @param wanted the output's spatial sizes; {@link #KEEP} keeps one
     */
    public static Tensor average(Tensor x, Dims wanted) {
        int first = x.dim() - wanted.size();
        long[] sizes = resolve(x, wanted);
        String name = "adaptive_avg_pool" + sizes.length + "d";
        PoolChecks.adaptive(name, true, x.array(), sizes);
        if (sizes.length == 1) {
            Tensor plane = average(ViewOps.unsqueeze(x, -2), Dims.of(1, sizes[0]));
            return ViewOps.squeeze(plane, new int[] {-2});
        }
        if (Arrays.stream(sizes).allMatch(size -> size == 1)) {
            int[] dims = new int[sizes.length];
            Arrays.setAll(dims, i -> first + i);
            return Reductions.mean(x, dims, true, null);
        }
        Pooling even = even(x, sizes, Pooling.Kind.AVERAGE);
        if (even != null) {
            return Pools.average(name, x, even);
        }
        List<Axis> axes = new ArrayList<>();
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] != x.size(first + i)) {
                axes.add(axis(first + i, x.size(first + i), sizes[i]));
            }
        }
        return Resampling.apply(name, Pools.nodeName(name), x, axes);
    }

    /** The windows, if they lie side by side and are all of one size; else null. */
    private static @Nullable Pooling even(Tensor x, long[] windows, Pooling.Kind kind) {
        int first = x.dim() - windows.length;
        long[] kernel = new long[windows.length];
        for (int i = 0; i < windows.length; i++) {
            if (windows[i] <= 0 || x.size(first + i) % windows[i] != 0) {
                return null;
            }
            kernel[i] = x.size(first + i) / windows[i];
        }
        Dims side = Dims.of(kernel);
        return new Pooling(kind, side, side, Dims.repeat(0, windows.length), Dims.repeat(1, windows.length), true, 0);
    }

    /** The maxima of {@code x [n, c, spatial…]} or {@code [c, spatial…]}, and their positions in the plane; {@link #KEEP} keeps a size. */
    public static Tensor[] max(Tensor x, Dims wanted) {
        long[] sizes = resolve(x, wanted);
        String name = "adaptive_max_pool" + sizes.length + "d";
        PoolChecks.adaptive(name, false, x.array(), sizes);
        boolean batched = x.dim() == sizes.length + 2;
        Tensor batch = batched ? x.detach() : ViewOps.unsqueeze(x.detach(), 0);
        Tensor positions = positions(batch, sizes);
        Tensor where = batched ? positions : ViewOps.squeeze(positions, new int[] {0});
        return Pools.picked(name, sizes.length, x, where);
    }

    /** Where in the plane the maximum of each window of {@code x [n, c, spatial…]} lies. */
    private static Tensor positions(Tensor x, long[] windows) {
        int spatial = windows.length;
        long[] result = x.array().sizes.clone();
        System.arraycopy(windows, 0, result, 2, spatial);
        if (Array.numel(result) == 0) {
            return Torch.zeros(DType.INT64, result);
        }
        Pooling even = even(x, windows, Pooling.Kind.MAX);
        if (even != null) {
            return Pools.max(x, even, false)[1];
        }
        long[][] places = {{0}};
        for (int i = 0; i < spatial; i++) {
            places = cross(places, places(x.size(i + 2), windows[i]), x.size(i + 2));
        }
        return Pools.largest(x, Torch.tensor(places), result);
    }

    /** The places of windows over one axis more: the row-major positions of all pairs. */
    private static long[][] cross(long[][] outer, long[][] inner, long length) {
        long[][] both = new long[outer.length * inner.length][outer[0].length * inner[0].length];
        for (int i = 0; i < both.length; i++) {
            long[] rows = outer[i / inner.length];
            long[] columns = inner[i % inner.length];
            Arrays.setAll(both[i], k -> rows[k / columns.length] * length + columns[k % columns.length]);
        }
        return both;
    }

    /** The averages along one dimension: a tap for each place of the longest window, of weight 0 where a window is shorter. */
    private static Axis axis(int dim, long length, long windows) {
        long[][] byWindow = places(length, windows);
        int longest = byWindow.length == 0 ? 1 : byWindow[0].length;
        long[][] places = new long[longest][byWindow.length];
        double[][] weights = new double[longest][byWindow.length];
        for (int i = 0; i < byWindow.length; i++) {
            long count = end(i, windows, length) - start(i, windows, length);
            for (int k = 0; k < longest; k++) {
                places[k][i] = byWindow[i][k];
                weights[k][i] = k < count ? 1.0 / count : 0;
            }
        }
        return new Axis(dim, length, places, weights);
    }

    /** The places of each window along one axis, filled up to the same number with the last one. */
    private static long[][] places(long length, long windows) {
        int longest = 0;
        for (long i = 0; i < windows; i++) {
            longest = Math.max(longest, (int) (end(i, windows, length) - start(i, windows, length)));
        }
        long[][] places = new long[Math.toIntExact(windows)][longest];
        for (int i = 0; i < windows; i++) {
            long start = start(i, windows, length);
            long last = end(i, windows, length) - 1;
            Arrays.setAll(places[i], k -> Math.min(start + k, last));
        }
        return places;
    }

    private static long start(long i, long windows, long length) {
        return i * length / windows;
    }

    private static long end(long i, long windows, long length) {
        return ((i + 1) * length + windows - 1) / windows;
    }

    private static long[] resolve(Tensor x, Dims wanted) {
        int first = x.dim() - wanted.size();
        long[] sizes = wanted.toArray();
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == KEEP && first > 0) {
                sizes[i] = x.size(first + i);
            }
        }
        return sizes;
    }
}
