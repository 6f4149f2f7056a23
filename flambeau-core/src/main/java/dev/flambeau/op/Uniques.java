package dev.flambeau.op;

import dev.flambeau.IndexException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.UniqueResult;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Elements (or parts along a dimension) without their repetitions. */
public final class Uniques {
    private Uniques() {}

    /** In ascending order, with the place each one went to and how often it occurs; along a dimension parts are compared as a whole. */
    public static UniqueResult unique(Tensor x, @Nullable Integer dim) {
        return unique("unique", x, dim, true);
    }

    /** Only neighbours are compared: each run becomes one. */
    public static UniqueResult uniqueConsecutive(Tensor x, @Nullable Integer dim) {
        return unique("unique_consecutive", x, dim, false);
    }

    private static UniqueResult unique(String name, Tensor input, @Nullable Integer dim, boolean sorted) {
        Tensor x = input.detach();
        if (dim != null && x.dim() == 0) {
            throw new IndexException("Dimension specified as " + dim + " but tensor has no dimensions (" + name + ")");
        }
        int d = dim == null ? 0 : Torch.wrapDim(dim, x.dim());
        Tensor rows =
                dim == null ? ViewOps.reshape(x, -1) : d == 0 ? x : Shapes.movedim(x, new int[] {d}, new int[] {0});
        if (dim != null && x.numel() == 0 && x.size(d) != 0) {
            throw new ShapeException(
                    "There are 0 sized dimensions, and they aren't selected, so unique cannot be applied (" + name
                            + ")");
        }
        int count = Math.toIntExact(rows.size(0));
        int length = count == 0 ? 1 : Math.toIntExact(rows.numel() / count);
        Keys keys = Keys.of(rows);
        int[] order = sorted
                ? IntStream.range(0, count).boxed().sorted((a, b) -> compare(keys, a, b, length))
                        .mapToInt(Integer::intValue).toArray()
                : IntStream.range(0, count).toArray();
        long[] first = new long[count];
        long[] inverse = new long[count];
        long[] counts = new long[count];
        int found = 0;
        for (int i = 0; i < count; i++) {
            if (i == 0 || differ(keys, order[i - 1], order[i], length)) {
                first[found++] = order[i];
            }
            inverse[order[i]] = found - 1L;
            counts[found - 1]++;
        }
        Tensor values = Gathers.indexSelect(rows, 0, Host.vector(Arrays.copyOf(first, found)));
        if (dim != null && d != 0) {
            values = Shapes.movedim(values, new int[] {0}, new int[] {d}).contiguous();
        }
        long[] places = dim == null ? x.array().sizes : new long[] {count};
        return new UniqueResult(values, Host.tensor(inverse, places.clone()),
                Host.vector(Arrays.copyOf(counts, found)));
    }

    private static int compare(Keys keys, int a, int b, int length) {
        for (int i = 0; i < length; i++) {
            int c = keys.compare(a * length + i, b * length + i);
            if (c != 0) {
                return c;
            }
        }
        return 0;
    }

    private static boolean differ(Keys keys, int a, int b, int length) {
        for (int i = 0; i < length; i++) {
            if (keys.differ(a * length + i, b * length + i)) {
                return true;
            }
        }
        return false;
    }
}
