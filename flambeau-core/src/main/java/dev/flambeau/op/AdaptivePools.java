package dev.flambeau.op;

import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.spi.Dims;
import java.util.Arrays;

/**
 * Averages over as many windows as give a wanted size: window {@code i} of {@code n} over a length {@code l} reaches from
 * {@code floor(i l / n)} to {@code ceil((i + 1) l / n)}, so that windows may overlap and differ in length by one.
 */
public final class AdaptivePools {
    private AdaptivePools() {}

    /**
     * The averages of {@code x [n, c, spatial…]} or {@code [c, spatial…]}.
     *
     * @param wanted the output's spatial sizes; -1 keeps a size
     */
    public static Tensor average(Tensor x, Dims wanted) {
        int first = x.dim() - wanted.size();
        long[] sizes = wanted.toArray();
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == -1 && first > 0) {
                sizes[i] = x.size(first + i);
            }
        }
        PoolChecks.adaptive("adaptive_avg_pool" + sizes.length + "d", true, x.array(), sizes);
        Tensor out = x;
        for (int i = 0; i < sizes.length; i++) {
            out = average(out, first + i, sizes[i]);
        }
        return out;
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
        int longest = 0;
        for (long i = 0; i < windows; i++) {
            longest = Math.max(longest, (int) (end(i, windows, length) - start(i, windows, length)));
        }
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
