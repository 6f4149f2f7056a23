package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Dims;
import dev.flambeau.spi.Pooling;
import java.util.Arrays;

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
        PoolChecks.adaptive("adaptive_avg_pool" + sizes.length + "d", true, x.array(), sizes);
        Tensor out = x;
        for (int i = 0; i < sizes.length; i++) {
            out = average(out, first + i, sizes[i]);
        }
        return out;
    }

    /** The maxima of {@code x [n, c, spatial…]} or {@code [c, spatial…]}, and their positions in the plane; {@link #KEEP} keeps a size. */
    public static Tensor[] max(Tensor x, Dims wanted) {
        long[] sizes = resolve(x, wanted);
        PoolChecks.adaptive("adaptive_max_pool" + sizes.length + "d", false, x.array(), sizes);
        boolean batched = x.dim() == sizes.length + 2;
        Tensor batch = batched ? x : ViewOps.unsqueeze(x, 0);
        Tensor positions = positions(batch.detach(), sizes);
        Tensor values = Pools.pick(batch, positions);
        return batched ? new Tensor[] {values, positions} : new Tensor[] {values.squeeze(0), positions.squeeze(0)};
    }

    /** Where in the plane the maximum of each window of {@code x [n, c, spatial…]} lies. */
    private static Tensor positions(Tensor x, long[] windows) {
        int spatial = windows.length;
        long[] kernel = new long[spatial];
        boolean even = true;
        for (int i = 0; i < spatial; i++) {
            even &= windows[i] > 0 && x.size(i + 2) % windows[i] == 0;
            kernel[i] = even ? x.size(i + 2) / windows[i] : 0;
        }
        long[] result = x.array().sizes.clone();
        System.arraycopy(windows, 0, result, 2, spatial);
        if (Array.numel(result) == 0) {
            return Torch.zeros(DType.INT64, result);
        }
        if (even) {
            Dims side = Dims.of(kernel);
            Pooling pooling = new Pooling(Pooling.Kind.MAX, side, side, Dims.repeat(0, spatial),
                    Dims.repeat(1, spatial), true, 0);
            return Pools.max(x, pooling, false)[1];
        }
        long[][] places = {{0}};
        for (int i = 0; i < spatial; i++) {
            places = cross(places, axis(x.size(i + 2), windows[i]), x.size(i + 2));
        }
        return Pools.largest(x, Torch.tensor(places), result);
    }

    /** The places of each window along one axis, filled up to the same number with the last one. */
    private static long[][] axis(long length, long windows) {
        int longest = longest(length, windows);
        long[][] places = new long[Math.toIntExact(windows)][longest];
        for (int i = 0; i < windows; i++) {
            long start = start(i, windows, length);
            long last = end(i, windows, length) - 1;
            Arrays.setAll(places[i], k -> Math.min(start + k, last));
        }
        return places;
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

    private static int longest(long length, long windows) {
        int longest = 0;
        for (long i = 0; i < windows; i++) {
            longest = Math.max(longest, (int) (end(i, windows, length) - start(i, windows, length)));
        }
        return longest;
    }

    private static Tensor average(Tensor x, int dim, long windows) {
        long length = x.size(dim);
        if (windows == length) {
            return x;
        }
        if (windows > 0 && length % windows == 0) {
            return ViewOps.reshape(x, split(x, dim, windows, length / windows)).mean(dim + 1);
        }
        return overlapping(x, dim, windows);
    }

    /** Windows of unequal lengths: each is filled up to the longest with places of weight 0. */
    private static Tensor overlapping(Tensor x, int dim, long windows) {
        long length = x.size(dim);
        int longest = longest(length, windows);
        long[] places = new long[Math.toIntExact(windows * longest)];
        double[] weights = new double[places.length];
        for (int i = 0; i < windows; i++) {
            long start = start(i, windows, length);
            long count = end(i, windows, length) - start;
            for (int k = 0; k < longest; k++) {
                places[i * longest + k] = start + Math.min(k, count - 1);
                weights[i * longest + k] = k < count ? 1.0 / count : 0;
            }
        }
        long[] broadcast = new long[x.dim() + 1 - dim];
        Arrays.fill(broadcast, 1);
        broadcast[0] = windows;
        broadcast[1] = longest;
        Tensor weight = Torch.tensor(weights).to(x.device(), x.dtype()).reshape(broadcast);
        Tensor gathered = x.indexSelect(dim, Torch.tensor(places).to(x.device()));
        return ViewOps.reshape(gathered, split(x, dim, windows, longest)).mul(weight).sum(dim + 1);
    }

    private static long start(long i, long windows, long length) {
        return i * length / windows;
    }

    private static long end(long i, long windows, long length) {
        return ((i + 1) * length + windows - 1) / windows;
    }

    /** The sizes of {@code x} with dimension {@code dim} as two. */
    private static long[] split(Tensor x, int dim, long outer, long inner) {
        long[] sizes = new long[x.dim() + 1];
        for (int i = 0; i < x.dim(); i++) {
            sizes[i < dim ? i : i + 1] = x.size(i);
        }
        sizes[dim] = outer;
        sizes[dim + 1] = inner;
        return sizes;
    }
}
