package dev.flambeau.cpu.vector;

import dev.flambeau.DType;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import java.util.List;

/** Reduces row after row into a row of accumulators, which may be the output itself. */
final class ColumnReduction {
    private static final int COLUMNS = 2048; // at a time, so that the accumulators stay in the nearest cache
    private static final int DEPTH = 128; // rows of floats that are summed before the sums go on in double
    private static final int WIDE = 128; // fewer columns are taken several rows at a time

    private static final PointwiseKernel WIDEN =
            new PointwiseKernel("widen", List.of(Expr.in(0).add(Expr.in(1))), 2, Kind.DOUBLE);
    private static final PointwiseKernel FLOATS = new PointwiseKernel("result", List.of(Expr.in(0)), 1, Kind.FLOAT);
    private static final PointwiseKernel DOUBLES = new PointwiseKernel("result", List.of(Expr.in(0)), 1, Kind.DOUBLE);
    private static final PointwiseKernel LONGS = new PointwiseKernel("result", List.of(Expr.in(0)), 1, Kind.LONG);

    private final Form form;
    private final Fold fold;
    private final Array in;
    private final Array out;
    private final Space kept; // without the columns
    private final Space rows;
    private final long columns;
    private final long inStep;
    private final long outStep;
    private final boolean isDense;
    private final Loop load;
    private final Loop more;
    private final boolean widens;
    private final DType type; // of what is copied to the output
    private final boolean isDirect;

    ColumnReduction(Form form, Fold fold, Array in, Array out, Space kept, Space reduced) {
        this.form = form;
        this.fold = fold;
        this.in = in;
        this.out = out;
        this.kept = kept.withoutLast();
        this.rows = reduced;
        this.columns = kept.last();
        this.inStep = kept.firstStep();
        this.outStep = kept.secondStep();
        this.isDense = inStep == in.dtype.size();
        int access = isDense ? Access.dense(in.dtype) : Access.strided(in.dtype);
        this.load = fold.loadLoop(form, access);
        this.more = fold.moreLoop(form, access);
        this.widens = fold.widens() && reduced.count() > DEPTH;
        this.type = widens ? DType.FLOAT64 : fold.type();
        this.isDirect = outStep == out.dtype.size() && out.dtype == type && !widens;
    }

    void run() {
        long cost = rows.count() * more.cost;
        long width = Math.clamp(Math.ceilDiv(Math.ceilDiv(columns, Parallel.threads()), 64) * 64, 64, COLUMNS);
        if (columns * cost < 2 * JavaKernels.GRAIN_PICOS || kept.count() >= Parallel.threads()) {
            width = COLUMNS;
        }
        long chunk = width;
        long chunks = Math.ceilDiv(columns, chunk);
        long start = in.address();
        long target = out.address();
        Parallel.run(kept.count() * chunks, Math.max(1, JavaKernels.GRAIN_PICOS / (Math.min(columns, chunk) * cost)),
                (begin, end) -> {
                    for (long i = begin; i < end; i++) {
                        long from = i % chunks * chunk;
                        long at = start + kept.first(i / chunks) + from * inStep;
                        long to = target + kept.second(i / chunks) + from * outStep;
                        columns(at, to, (int) Math.min(chunk, columns - from));
                    }
                });
    }

    private void columns(long at, long to, int count) {
        int group =
                isDense && rows.dims() == 1 && count == columns && rows.firstStep() == columns * inStep && count < WIDE
                        ? (int) Math.min(2 * WIDE / count, rows.count())
                        : 1;
        long acc = isDirect && group == 1 ? to : Scratch.get(0, (long) count * group * fold.type().size());
        if (widens) {
            widely(at, acc, count, group);
        } else {
            rows(at, acc, count, group, 0, rows.count());
        }
        if (acc != to) {
            write(widens ? Scratch.get(1, 8L * count) : acc, to, count);
        }
    }

    /** Sums of floats, in double from depth to depth. */
    private void widely(long at, long acc, int count, int group) {
        long totals = Scratch.get(1, 8L * count);
        Loop add = Loops.of(WIDEN, form,
                new int[] {Access.dense(DType.FLOAT64), Access.dense(DType.FLOAT64), Access.dense(DType.FLOAT32)});
        dev.flambeau.spi.Raw.zeroBytes(totals, 8L * count);
        long depth = (long) DEPTH * group;
        for (long row = 0; row < rows.count(); row += depth) {
            rows(at, acc, count, group, row, Math.min(rows.count(), row + depth));
            add.run(count, totals, totals, acc);
        }
    }

    /** Takes rows into the first {@code count} accumulators, {@code group} rows at a time. */
    private void rows(long at, long acc, int count, int group, long begin, long end) {
        int size = fold.type().size();
        long row = begin;
        int width = (int) Math.min(group, end - begin) * count;
        into(load, acc, at + rows.first(row), width);
        for (row += width / count; row + group <= end; row += group) {
            into(more, acc, at + rows.first(row), width);
        }
        if (row < end) {
            into(more, acc, at + rows.first(row), (int) (end - row) * count);
        }
        Loop join = fold.joinLoop(form);
        for (int left = width / count; left > 1; left = (left + 1) / 2) { // half with half
            int half = (left + 1) / 2;
            join.run((left - half) * count, acc, acc, acc + (long) half * count * size);
        }
    }

    private void write(long from, long to, int count) {
        boolean isDenseOut = outStep == out.dtype.size();
        PointwiseKernel copy = fold.inLongs() || type == DType.BOOL ? LONGS : type == DType.FLOAT64 ? DOUBLES : FLOATS;
        Loop loop = Loops.of(copy, form,
                new int[] {isDenseOut ? Access.dense(out.dtype) : Access.strided(out.dtype), Access.dense(type)});
        if (isDenseOut) {
            loop.run(count, to, from);
        } else {
            loop.run(count, new long[] {to, from}, new long[] {outStep, 0});
        }
    }

    private void into(Loop loop, long acc, long at, int count) {
        switch (loop.arity) {
            case 1 -> loop.run(count, acc, at);
            case 2 -> loop.run(count, acc, at, acc);
            default -> loop.run(count, new long[] {acc, at, acc}, new long[] {0, inStep, 0});
        }
    }
}
