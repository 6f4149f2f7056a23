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

    static void run(Loop loop, Array[] outs, Array[] ins, boolean inLongs) {
        Line line = new Line(loop, outs, ins, inLongs);
        long numel = outs[0].numel;
        long grain = JavaKernels.grain(loop);
        if (numel <= grain) {
            loop.invoke((int) numel, line.starts, line.steps);
        } else {
            Parallel.run(numel, grain, line);
        }
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
