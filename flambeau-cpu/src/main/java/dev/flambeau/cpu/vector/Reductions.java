package dev.flambeau.cpu.vector;

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Reduction;

/** Chooses how to reduce: along lines or over columns, as the input lies in memory. */
final class Reductions {
    private static final int SHORT = 16; // lines shorter than this are not worth their overhead if columns are longer
    private static final int FEW = 1 << 14; // elements that need no second thread, which columns would not get
    private static final long PICOS = 400; // what an element of such a line takes to be added

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
        if (areShortSums(fold, out, in, kept, reduced)) {
            shortSums(in.address(), out.address(), kept.count(), (int) reduced.count());
        } else if (isBetterInColumns(kept, reduced)) {
            new ColumnReduction(form, fold, in, out, kept, reduced).run();
        } else {
            new LineReduction(form, fold, in.dtype, reduced).run(in, out, kept);
        }
    }

    /** Whether these are sums of lines of floats so short that nothing is worth more than to add them up, one after another. */
    private static boolean areShortSums(Fold fold, Array out, Array in, Space kept, Space reduced) {
        return reduced.count() < SHORT && reduced.dims() == 1 && kept.dims() == 1 && reduced.firstStep() == Float.BYTES
                && kept.firstStep() == reduced.count() * Float.BYTES && kept.secondStep() == Float.BYTES
                && in.dtype == DType.FLOAT32 && out.dtype == DType.FLOAT32
                && fold.addsInLanes(Access.dense(DType.FLOAT32));
    }

    private static void shortSums(long from, long to, long count, int n) {
        Parallel.run(count, Math.max(1, JavaKernels.GRAIN_PICOS / (n * PICOS)), (begin, end) -> ShortLines
                .total(from + begin * n * Float.BYTES, to + begin * Float.BYTES, end - begin, n));
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
        return kept.firstStep() < reduced.firstStep()
                ? columns * 4 >= line || columns >= 4 && columns * line <= FEW
                : line < SHORT && columns > 4 * line;
    }
}
