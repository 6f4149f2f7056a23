package dev.flambeau.cpu.vector;

import dev.flambeau.spi.Array;
import dev.flambeau.spi.Scatter;

/** Gathers and scatters along a dimension, line by line of the last one. */
final class Gathers {
    private static final long PICOS = 2000; // for an element

    private final Array moving; // what the index moves in
    private final long address;
    private final long[] sizes; // of the index
    private final int dim;
    private final int shift;
    private final int last;
    private final long n;
    private final long lines;
    private final long dimStep;
    private final long lastStep;

    private Gathers(Array moving, Array index, int dim) {
        this.moving = moving;
        this.address = moving.address();
        this.sizes = index.sizes;
        this.dim = dim;
        this.shift = Elements.shift(moving.dtype);
        this.last = sizes.length - 1;
        this.n = sizes[last];
        this.lines = index.numel / n;
        this.dimStep = moving.strides[dim] << shift;
        this.lastStep = dim == last ? 0 : moving.strides[last] << shift;
    }

    /** False when this is not the way to do it, or an index is out of range. */
    static boolean gather(Form form, Array out, Array x, int dim, Array index) {
        if (index.numel == 0 || index.dim() == 0 || x.dim() != index.dim()) {
            return false;
        }
        long places = Elements.indices(form, 4, index, 0, x.sizes[dim]);
        if (places == 0) {
            return false;
        }
        Array to = out.contiguous ? out : Scratch.array(5, out.dtype, out.sizes);
        new Gathers(x, index, dim).gather(to.address(), places);
        if (to != out) {
            Copies.copy(form, out, to);
        }
        return true;
    }

    /** False when this is not the way to do it, or an index is out of range: then nothing has been written. */
    static boolean scatter(Form form, Scatter mode, Array out, int dim, Array index, Array source) {
        if (index.numel == 0 || index.dim() == 0 || out.dim() != index.dim() || !Elements.canJoin(mode, out, source)) {
            return false;
        }
        long places = Elements.indices(form, 4, index, 0, out.sizes[dim]);
        if (places == 0) {
            return false;
        }
        Array from = Scratch.contiguous(form, 5, source.view(source.offset, index.sizes, source.strides));
        new Gathers(out, index, dim).scatter(mode, from.address(), places);
        return true;
    }

    private long grain() {
        return Math.max(1, JavaKernels.GRAIN_PICOS / (n * PICOS + 10_000));
    }

    private void gather(long to, long places) {
        Parallel.run(lines, grain(), (begin, end) -> {
            for (long line = begin; line < end; line++) {
                long from = start(line);
                for (long i = line * n; i < (line + 1) * n; i++) {
                    Elements.move(shift, from + Cells.getLong(places + 8 * i) * dimStep, to + (i << shift));
                    from += lastStep;
                }
            }
        });
    }

    private void scatter(Scatter mode, long from, long places) {
        // where lines may write to the same place, the later one has to come later
        Parallel.run(lines, dim == last ? grain() : lines, (begin, end) -> {
            for (long line = begin; line < end; line++) {
                long to = start(line);
                for (long i = line * n; i < (line + 1) * n; i++) {
                    long place = to + Cells.getLong(places + 8 * i) * dimStep;
                    if (mode == Scatter.SET) {
                        Elements.move(shift, from + (i << shift), place);
                    } else {
                        Elements.add(moving.dtype, from + (i << shift), place, 1);
                    }
                    to += lastStep;
                }
            }
        });
    }

    /** Where a line begins, but for the index. */
    private long start(long line) {
        long offset = 0;
        long rest = line;
        for (int i = last - 1; i > 0; i--) {
            offset += i == dim ? 0 : rest % sizes[i] * moving.strides[i];
            rest /= sizes[i];
        }
        offset += dim == 0 ? 0 : rest * moving.strides[0]; // a division takes longer than to move an element
        return address + (offset << shift);
    }
}
