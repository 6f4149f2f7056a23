package dev.flambeau.cpu.vector;

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Reduction;

/**
 * Reduces line by line: many accumulators side by side along the line, joined in the end, and from block to block in double; sums of
 * floats have few ({@link LaneSum}). The order of all additions depends on sizes and strides alone, not on threads or on lanes.
 */
final class LineReduction {
    private static final int WIDTH = Access.ROW; // accumulators
    private static final int DEPTH = 64; // elements that each takes before they are joined
    private static final long BLOCK = WIDTH * (long) DEPTH;

    private final Fold fold;
    private final Space runs; // the reduced dimensions but the last
    private final long n;
    private final long step;
    private final boolean addsInLanes; // one run
    private final boolean takesRows; // several with one call of the loop
    private final Loop load;
    private final Loop more;
    private final Loop join;

    /** For elements of this type at these places. */
    LineReduction(Form form, Fold fold, DType type, Space reduced) {
        this.fold = fold;
        this.runs = reduced.withoutLast();
        this.n = reduced.last();
        this.step = reduced.firstStep();
        int access = step == type.size() || n == 1 ? Access.dense(type) : Access.strided(type);
        this.load = fold.loadLoop(form, access);
        this.addsInLanes = runs.count() == 1 && fold.addsInLanes(access);
        this.takesRows = form.takesRows() && Access.isDense(access);
        this.more = addsInLanes
                ? fold.addLoop(form)
                : takesRows ? fold.rowsLoop(form, access) : fold.moreLoop(form, access);
        this.join = fold.joinLoop(form);
    }

    /** For dense lines of so many elements. */
    static LineReduction dense(Form form, Reduction.Kind kind, DType type, long n) {
        Space line = new Space(1);
        line.add(n, type.size(), 0);
        return new LineReduction(form, Fold.of(Reduction.of(kind), type, type), type, line);
    }

    /** Reduces an array's kept positions to those of the output. */
    void run(Array in, Array out, Space kept) {
        long start = in.address();
        long target = out.address();
        long lineCost = 60_000 + runs.count() * n * more.cost;
        if (kept.count() >= 2L * Parallel.threads() || runs.count() > 1 || n <= 2 * BLOCK) {
            Parallel.run(kept.count(), Math.max(1, JavaKernels.GRAIN_PICOS / lineCost), (begin, end) -> {
                for (long i = begin; i < end; i++) {
                    fold.store(out.dtype, target + kept.second(i), line(start + kept.first(i)));
                }
            });
        } else {
            for (long i = 0; i < kept.count(); i++) {
                fold.store(out.dtype, target + kept.second(i), blocks(start + kept.first(i)));
            }
        }
    }

    /** One long run, its blocks shared out over threads. */
    private long blocks(long at) {
        long[] parts = new long[Math.toIntExact(Math.ceilDiv(n, BLOCK))];
        Parallel.run(parts.length, Math.max(1, JavaKernels.GRAIN_PICOS / (BLOCK * more.cost)), (begin, end) -> {
            for (long b = begin; b < end; b++) {
                parts[(int) b] = run(at + b * BLOCK * step, Math.min(BLOCK, n - b * BLOCK));
            }
        });
        long total = fold.neutral();
        for (long part : parts) {
            total = fold.join(total, part);
        }
        return total;
    }

    /** The result for the line that starts here, as {@link Cells#load} gives numbers. */
    long line(long at) {
        if (runs.count() == 1) {
            long total = fold.neutral();
            for (long from = 0; from < n; from += BLOCK) {
                total = fold.join(total, run(at + from * step, Math.min(BLOCK, n - from)));
            }
            return total;
        }
        return severalRuns(at);
    }

    /** At most a block of one run. */
    private long run(long at, long count) {
        long acc = Scratch.get(0, WIDTH * 8L);
        if (addsInLanes && count > LaneSum.LANES) {
            more.run((int) count, acc, at);
            return fold.total(join, acc, LaneSum.LANES);
        }
        int width = (int) Math.min(WIDTH, count);
        into(load, acc, at, width);
        more(acc, at + width * step, (int) count - width);
        return fold.total(join, acc, width);
    }

    /** All runs through the same accumulators. */
    private long severalRuns(long at) {
        long acc = Scratch.get(0, WIDTH * 8L);
        long total = fold.neutral();
        int width = 0; // accumulators in use
        int depth = 0; // rows in them
        for (long r = 0; r < runs.count(); r++) {
            long start = at + runs.first(r);
            long from = 0;
            while (from < n) {
                if (depth == DEPTH || depth > 0 && Math.min(WIDTH, n - from) > width) {
                    total = fold.join(total, fold.total(join, acc, width));
                    depth = 0;
                }
                // as many rows as there are, all full or one that is not
                long rows = depth == 0 ? 1 : Math.clamp((n - from) / WIDTH, 1, DEPTH - depth);
                int count = (int) Math.min(rows * WIDTH, n - from);
                if (depth == 0) {
                    into(load, acc, start + from * step, count);
                    width = count;
                } else {
                    more(acc, start + from * step, count);
                }
                depth += (int) rows;
                from += count;
            }
        }
        return fold.join(total, fold.total(join, acc, width));
    }

    /** Takes rows of elements into the accumulators, one after another. */
    private void more(long acc, long at, int count) {
        int most = takesRows ? count : WIDTH;
        for (int from = 0; from < count; from += most) {
            into(more, acc, at + from * step, Math.min(most, count - from));
        }
    }

    private void into(Loop loop, long acc, long at, int count) {
        switch (loop.arity) {
            case 1 -> loop.run(count, acc, at);
            case 2 -> loop.run(count, acc, at, acc);
            default -> loop.run(count, new long[] {acc, at, acc}, new long[] {0, step, 0});
        }
    }
}
