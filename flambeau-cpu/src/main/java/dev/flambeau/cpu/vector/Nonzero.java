package dev.flambeau.cpu.vector;

import static dev.flambeau.expr.Expr.in;

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;
import dev.flambeau.spi.Reduction;
import java.util.Arrays;

/** Counts and finds the elements that are not 0. */
final class Nonzero {
    private static final Reduction COUNT = new Reduction(Reduction.Kind.SUM, in(0).ne(0));

    private Nonzero() {}

    static long count(Form form, Array x) {
        long[] sizes = new long[x.dim()];
        Arrays.fill(sizes, 1);
        Array count = Scratch.array(4, DType.INT64, sizes);
        Reductions.reduce(form, COUNT, count, x, (1L << x.dim()) - 1);
        return count.getLong(0);
    }

    /** False when this is not the way to do it. */
    static boolean coordinates(Form form, Array out, Array x) {
        if (!out.contiguous || out.dtype != DType.INT64) {
            return false;
        }
        Array from = Scratch.contiguous(form, 4, x);
        boolean isFloating = x.dtype.isFloatingPoint();
        long at = from.address();
        long to = out.address();
        long end = to + out.numel * Long.BYTES;
        for (long i = 0; to < end; i++, at += x.dtype.size()) {
            if (isFloating ? Raw.getDouble(x.dtype, at) != 0 : Raw.getLong(x.dtype, at) != 0) {
                long rest = i;
                for (int d = x.dim() - 1; d >= 0; d--) {
                    Cells.putLong(to + d * (long) Long.BYTES, rest % x.sizes[d]);
                    rest /= x.sizes[d];
                }
                to += x.dim() * (long) Long.BYTES;
            }
        }
        return true;
    }
}
