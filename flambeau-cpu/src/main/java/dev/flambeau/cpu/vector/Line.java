package dev.flambeau.cpu.vector;

import dev.flambeau.spi.Array;

/** Dense arrays, seen as one line that a loop goes along and threads share. */
final class Line implements Parallel.Body {
    private final Loop loop;
    private final long[] starts; // outputs first: an address, or an immediate value
    private final long[] steps; // in bytes

    private Line(Loop loop, Array[] outs, Array[] ins, boolean inLongs) {
        this.loop = loop;
        this.starts = new long[outs.length + ins.length];
        this.steps = new long[starts.length];
        for (int k = 0; k < starts.length; k++) {
            Array array = k < outs.length ? outs[k] : ins[k - outs.length];
            starts[k] = JavaKernels.argument(array, inLongs);
            steps[k] = array.immediate ? 0 : array.dtype.size();
        }
    }

    /** From so many bytes of results on, they are written past the caches: who reads them first would not find them there. */
    static final long STREAMED_BYTES = 1L << 24;

    private static final long LINE_BYTES = 64;

    static void run(Loop loop, Array[] outs, Array[] ins, boolean inLongs) {
        long numel = outs[0].numel;
        Line line = new Line(isStreamed(outs, ins) ? loop.streaming() : loop, outs, ins, inLongs);
        long grain = JavaKernels.grain(loop);
        if (numel <= grain) {
            loop.invoke((int) numel, line.starts, line.steps);
        } else {
            Parallel.run(numel, grain, line);
        }
    }

    /** Whether the results are large, begin at cache lines (pieces of the work do, too), and are nowhere over the inputs. */
    private static boolean isStreamed(Array[] outs, Array[] ins) {
        if (outs[0].numel * outs[0].dtype.size() < STREAMED_BYTES) {
            return false;
        }
        for (Array out : outs) {
            if (out.address() % LINE_BYTES != 0) {
                return false;
            }
            for (Array in : ins) {
                if (!in.immediate && in.storage == out.storage) {
                    return false;
                }
            }
        }
        return true;
    }

    @Override
    public void run(long begin, long end) {
        for (long from = begin; from < end; from += JavaKernels.MAX_COUNT) {
            loop.invoke((int) Math.min(JavaKernels.MAX_COUNT, end - from), at(from), steps);
        }
    }

    private long[] at(long element) {
        long[] at = new long[starts.length];
        for (int k = 0; k < at.length; k++) {
            at[k] = starts[k] + element * steps[k];
        }
        return at;
    }
}
