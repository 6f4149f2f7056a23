package dev.flambeau.reference;

import dev.flambeau.spi.Array;
import dev.flambeau.spi.Dims;
import java.util.Arrays;

/** Makes three spatial dimensions of one, two or three: the missing ones come first and have size 1. */
public final class Spatial {
    private Spatial() {}

    /** {@code [n, c, spatial…]} as {@code [n, c, depth, height, width]}. */
    public static Array fill(Array x) {
        long[] sizes = new long[5];
        long[] strides = new long[5];
        Arrays.fill(sizes, 1);
        for (int i = 0; i < x.dim(); i++) {
            int to = i < 2 ? i : 5 - x.dim() + i;
            sizes[to] = x.sizes[i];
            strides[to] = x.strides[i];
        }
        return x.view(x.offset, sizes, strides);
    }

    /** One entry for each of the three dimensions, {@code missing} for those that were not there. */
    public static long[] fill(Dims dims, long missing) {
        long[] filled = {missing, missing, missing};
        for (int i = 0; i < dims.size(); i++) {
            filled[3 - dims.size() + i] = dims.get(i);
        }
        return filled;
    }
}
