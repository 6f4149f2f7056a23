package dev.flambeau.cpu.vector;

import dev.flambeau.spi.Array;
import dev.flambeau.spi.Reduction;

/** Chooses how to reduce: along lines or over columns, as the input lies in memory. */
final class Reductions {
    private static final int SHORT = 16; // lines shorter than this are not worth their overhead if columns are longer

    private Reductions() {}

    /** All but the kinds with an index. */
    static void reduce(Form form, Reduction reduction, Array out, Array in, long dims) {
        if (out.numel == 0) {
            return;
        }
        Fold fold = Fold.of(reduction, out.dtype, in.dtype);
        if (in.numel == 0) {
            Copies.copy(form, out, fold.neutral(out.dtype));
            return;
        }
        Space kept = new Space(in.dim());
        Space reduced = new Space(in.dim());
        split(in, out, dims, kept, reduced);
        if (isBetterInColumns(kept, reduced)) {
            new ColumnReduction(form, fold, in, out, kept, reduced).run();
        } else {
            new LineReduction(form, fold, in.dtype, reduced).run(in, out, kept);
        }
    }

    /** Sorts the input's dimensions into those that are kept, with the output's steps beside them, and those that are reduced. */
    static void split(Array in, Array out, long dims, Space kept, Space reduced) {
        for (int i = 0; i < in.dim(); i++) {
            long step = in.strides[i] * in.dtype.size();
            if ((dims >> i & 1) != 0) {
                reduced.add(in.sizes[i], step, 0);
            } else {
                kept.add(in.sizes[i], step, out.strides[i] * out.dtype.size());
            }
        }
        kept.merge();
        reduced.merge();
    }

    static boolean isBetterInColumns(Space kept, Space reduced) {
        long columns = kept.last();
        long line = reduced.last();
        if (columns == 1 || reduced.count() == 1) {
            return columns > 1;
        }
        return kept.firstStep() < reduced.firstStep() ? columns * 4 >= line : line < SHORT && columns > 4 * line;
    }
}
