package dev.flambeau.cpu.vector;

import dev.flambeau.DType;
import dev.flambeau.expr.Expr;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Reduction;
import java.util.Arrays;

/**
 * Maxima and minima with their first positions along one dimension. NaN is the most extreme value. The elements come through
 * {@link Fold#load} in pieces, as floats, doubles or longs, where they are not that already.
 */
final class Extrema {
    private static final int PIECE = 2048;

    private final Fold fold;
    private final boolean isMin;
    private final Array in;
    private final Array values;
    private final Array places;
    private final Space kept;
    private final long n;
    private final long step;
    private final boolean isPlain; // elements can be compared where they are
    private final Loop load;
    private final Loop loadStrided;

    private Extrema(Form form, Fold fold, Expr before, Array in, Array[] outs, Space kept, Space reduced) {
        this.fold = fold;
        this.isMin = fold.op() == Reduction.Kind.MIN_WITH_INDEX;
        this.in = in;
        this.values = outs[0];
        this.places = outs[1];
        this.kept = kept;
        this.n = reduced.last();
        this.step = reduced.firstStep();
        this.isPlain = before.equals(Expr.in(0)) && in.dtype == fold.type();
        this.load = fold.loadLoop(form, Access.dense(in.dtype));
        this.loadStrided = fold.loadLoop(form, Access.strided(in.dtype));
    }

    /** False when this is not the way to do it. */
    static boolean reduce(Form form, Reduction reduction, Array[] outs, Array in, long dims) {
        boolean isAlike = outs[1].dtype == DType.INT64 && Arrays.equals(outs[0].strides, outs[1].strides);
        if (Long.bitCount(dims) > 1 || in.numel == 0 || !isAlike) {
            return false;
        }
        Space kept = new Space(in.dim());
        Space reduced = new Space(in.dim());
        Reductions.split(in, outs[0], dims, kept, reduced);
        Fold fold = Fold.of(reduction, outs[0].dtype, in.dtype);
        Extrema extrema = new Extrema(form, fold, reduction.before(), in, outs, kept, reduced);
        if (Reductions.isBetterInColumns(kept, reduced)) {
            extrema.columns();
        } else {
            extrema.lines();
        }
        return true;
    }

    private void lines() {
        long start = in.address();
        Parallel.run(kept.count(), Math.max(1, JavaKernels.GRAIN_PICOS / (50_000 + n * 1500)), (begin, end) -> {
            for (long i = begin; i < end; i++) {
                line(start + kept.first(i), kept.second(i));
            }
        });
    }

    private void line(long at, long to) {
        long best = 0;
        long place = -1;
        for (long from = 0; from < n; from += PIECE) {
            int count = (int) Math.min(PIECE, n - from);
            long elements = at + from * step;
            long gap = step;
            if (!isPlain) {
                gap = fold.type().size();
                elements = load(elements, step, count);
            }
            long bestYet = place < 0 ? number(elements) : best;
            int found = find(elements, gap, count, bestYet);
            if (found >= 0) {
                best = number(elements + found * gap);
                place = from + found;
            } else if (place < 0) {
                best = bestYet;
                place = 0;
            }
        }
        fold.store(values.dtype, values.address() + to, best);
        Cells.putLong(places.address() + to / values.dtype.size() * 8, place);
    }

    /** Elements as numbers of the fold's type, in scratch memory. */
    private long load(long at, long gap, int count) {
        long scratch = Scratch.get(0, PIECE * 8L);
        if (gap == in.dtype.size() || count == 1) {
            load.run(count, scratch, at);
        } else {
            loadStrided.run(count, new long[] {scratch, at}, new long[] {0, gap});
        }
        return scratch;
    }

    private long number(long address) {
        return Cells.load(fold.type(), address, fold.inLongs());
    }

    /** The first position of what is the extremum of all elements and {@code best}; -1 if none is beyond {@code best}. */
    private int find(long at, long gap, int count, long best) {
        return switch (fold.type()) {
            case FLOAT32 -> findFloat(at, gap, count, (float) Double.longBitsToDouble(best), isMin ? -1 : 1);
            case FLOAT64 -> findDouble(at, gap, count, Double.longBitsToDouble(best), isMin ? -1 : 1);
            default -> findLong(at, gap, count, best, isMin ? -1 : 0);
        };
    }

    private static int findFloat(long at, long gap, int count, float start, float sign) {
        int place = -1;
        float best = sign * start;
        for (int i = 0; i < count; i++) {
            float value = sign * Cells.getFloat(at + i * gap);
            if (!(value <= best)) { // larger, or one of them is NaN
                if (Float.isNaN(best)) {
                    return place;
                }
                best = value;
                place = i;
            }
        }
        return place;
    }

    private static int findDouble(long at, long gap, int count, double start, double sign) {
        int place = -1;
        double best = sign * start;
        for (int i = 0; i < count; i++) {
            double value = sign * Cells.getDouble(at + i * gap);
            if (!(value <= best)) {
                if (Double.isNaN(best)) {
                    return place;
                }
                best = value;
                place = i;
            }
        }
        return place;
    }

    /** {@code flip} is 0, or -1 for the minimum: complements are in the opposite order. */
    private static int findLong(long at, long gap, int count, long start, long flip) {
        int place = -1;
        long best = start ^ flip;
        for (int i = 0; i < count; i++) {
            long value = Cells.getLong(at + i * gap) ^ flip;
            if (value > best) {
                best = value;
                place = i;
            }
        }
        return place;
    }

    private void columns() {
        Space rest = kept.withoutLast();
        long columns = kept.last();
        long gap = kept.firstStep();
        long toGap = kept.secondStep();
        long pieces = Math.ceilDiv(columns, PIECE);
        long start = in.address();
        Parallel.run(rest.count() * pieces,
                Math.max(1, JavaKernels.GRAIN_PICOS / (Math.min(PIECE, columns) * n * 1500)), (begin, end) -> {
                    for (long i = begin; i < end; i++) {
                        long from = i % pieces * PIECE;
                        long at = start + rest.first(i / pieces) + from * gap;
                        columns(at, gap, rest.second(i / pieces) + from * toGap, toGap,
                                (int) Math.min(PIECE, columns - from));
                    }
                });
    }

    private void columns(long at, long gap, long to, long toGap, int count) {
        int size = fold.type().size();
        long best = Scratch.get(1, PIECE * 8L);
        long place = Scratch.get(2, PIECE * 8L);
        for (long row = 0; row < n; row++) {
            long elements = isPlain ? at + row * step : load(at + row * step, gap, count);
            long elementGap = isPlain ? gap : size;
            switch (fold.type()) {
                case FLOAT32 -> takeFloats(elements, elementGap, count, row, best, place, isMin ? -1 : 1);
                case FLOAT64 -> takeDoubles(elements, elementGap, count, row, best, place, isMin ? -1 : 1);
                default -> takeLongs(elements, elementGap, count, row, best, place, isMin ? -1 : 0);
            }
        }
        for (int j = 0; j < count; j++) {
            fold.store(values.dtype, values.address() + to + j * toGap, number(best + (long) j * size));
            Cells.putLong(places.address() + (to + j * toGap) / values.dtype.size() * 8, Cells.getLong(place + 8L * j));
        }
    }

    private static void takeFloats(long at, long gap, int count, long row, long best, long place, float sign) {
        for (int j = 0; j < count; j++) {
            float value = Cells.getFloat(at + j * gap);
            float old = row == 0 ? value : Cells.getFloat(best + 4L * j);
            if (row == 0 || !(sign * value <= sign * old) && !Float.isNaN(old)) {
                Cells.putFloat(best + 4L * j, value);
                Cells.putLong(place + 8L * j, row);
            }
        }
    }

    private static void takeDoubles(long at, long gap, int count, long row, long best, long place, double sign) {
        for (int j = 0; j < count; j++) {
            double value = Cells.getDouble(at + j * gap);
            double old = row == 0 ? value : Cells.getDouble(best + 8L * j);
            if (row == 0 || !(sign * value <= sign * old) && !Double.isNaN(old)) {
                Cells.putDouble(best + 8L * j, value);
                Cells.putLong(place + 8L * j, row);
            }
        }
    }

    private static void takeLongs(long at, long gap, int count, long row, long best, long place, long flip) {
        for (int j = 0; j < count; j++) {
            long value = Cells.getLong(at + j * gap);
            if (row == 0 || (value ^ flip) > (Cells.getLong(best + 8L * j) ^ flip)) {
                Cells.putLong(best + 8L * j, value);
                Cells.putLong(place + 8L * j, row);
            }
        }
    }
}
