package dev.flambeau.cpu.vector;

import dev.flambeau.reference.Spatial;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Convolution;

/**
 * What a convolution's kernel sees of its (padded) input, as a matrix that is never made as a whole: a row for each element of the
 * kernel (channel, depth, height, width), a column for each position of the output (image, depth, height, width). Where one
 * of them is in memory is the sum of three offsets: the image's, the position's and the kernel element's.
 */
final class Patches {
    private final int size;
    private final long imageStep;
    private final long[] taps; // by element of a group's kernel
    private final long[] positions; // by position in an image's output
    private final int dense; // so many positions from a multiple of it on lie one after another

    /** For an input whose padding has been added; where its arrays lie does not matter. */
    Patches(Convolution c, Array out, Array x, Array weight) {
        long[] o = Spatial.fill(out).sizes;
        long[] w = Spatial.fill(weight).sizes;
        long[] strides = Spatial.fill(x).strides;
        long[] stride = Spatial.fill(c.stride(), 1);
        long[] dilation = Spatial.fill(c.dilation(), 1);
        this.size = x.dtype.size();
        this.imageStep = strides[0] * size;
        this.taps = offsets(new long[] {w[1], w[2], w[3], w[4]}, new long[] {strides[1] * size,
            dilation[0] * strides[2] * size, dilation[1] * strides[3] * size, dilation[2] * strides[4] * size});
        long[] steps = {stride[0] * strides[2] * size, stride[1] * strides[3] * size, stride[2] * strides[4] * size};
        this.positions = offsets(new long[] {o[2], o[3], o[4]}, steps);
        long run = 1;
        for (int i = 2; i >= 0 && (steps[i] == run * size || o[2 + i] == 1); i--) {
            run *= o[2 + i];
        }
        this.dense = run >= Rows.BULK ? Math.toIntExact(run) : 1;
    }

    /** The offsets of all places, in row-major order. */
    private static long[] offsets(long[] sizes, long[] steps) {
        long[] offsets = new long[Math.toIntExact(Array.numel(sizes))];
        int known = 1; // places of the last dimensions
        for (int d = sizes.length - 1; d >= 0 && offsets.length > 0; d--) {
            for (int i = known; i < known * sizes[d]; i++) {
                offsets[i] = offsets[i - known] + steps[d];
            }
            known *= (int) sizes[d];
        }
        return offsets;
    }

    /** How many elements a group's kernel has. */
    int taps() {
        return taps.length;
    }

    /** How many positions an image's output has. */
    int positions() {
        return positions.length;
    }

    /** What is done with positions of one image: {@code count} from {@code first} on, which are columns from {@code at} on. */
    private interface Piece {
        void take(long image, int first, int at, int count);
    }

    private void pieces(long column, int n, Piece piece) {
        int count;
        for (int at = 0; at < n; at += count) {
            int first = (int) ((column + at) % positions.length);
            count = Math.min(n - at, positions.length - first);
            piece.take((column + at) / positions.length * imageStep, first, at, count);
        }
    }

    /** The patches of an input whose first image's first channel is at this address. */
    Factor factor(long address) {
        return (rows, to, row, count, column, n) -> pieces(column, n, (image, first, at, length) -> {
            for (int i = 0; i < count; i++) {
                load(rows, to + i, at, address + image + taps[(int) row + i], first, length);
            }
        });
    }

    private void load(Rows rows, int to, int at, long address, int first, int count) {
        if (dense == 1) {
            rows.gather(to, at, address, positions, first, count);
            return;
        }
        int run;
        for (int i = first; i < first + count; i += run) {
            run = Math.min(first + count - i, dense - i % dense);
            rows.load(to, at + i - first, address + positions[i], size, run);
        }
    }

    /** The same with a row for each position and a column for each of the kernel's elements. */
    Factor turned(long address) {
        return (rows, to, row, count, column, n) -> pieces(row, count, (image, first, at, length) -> {
            for (int i = 0; i < length; i++) {
                rows.gather(to + at + i, 0, address + image + positions[first + i], taps, (int) column, n);
            }
        });
    }

    /** Adds all up where it comes from. */
    Target target(long address) {
        return (rows, from, row, count, column, n) -> pieces(column, n, (image, first, at, length) -> {
            for (int i = 0; i < count; i++) {
                rows.scatterAdd(from + i, at, address + image + taps[(int) row + i], positions, first, length);
            }
        });
    }
}
