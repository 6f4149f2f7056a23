package dev.flambeau.cpu.vector;

import dev.flambeau.reference.Spatial;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Convolution;

/**
 * What a convolution's kernel sees of its (padded) input, as a matrix that is never made as a whole: a row for each element of the
 * kernel (channel, depth, height, width), a column for each position of the output (image, depth, height, width). Where one
 * of them is in memory is the sum of two offsets.
 */
final class Patches {
    private final long[] out; // images, then spatial sizes
    private final long[] steps; // bytes between neighbours among those
    private final long[] taps; // the offset of each element of a group's kernel
    private final long dense; // so many positions from a multiple of it on lie one after another

    /** For an input whose padding has been added; where its arrays lie does not matter. */
    Patches(Convolution c, Array out, Array x, Array weight) {
        long[] o = Spatial.fill(out).sizes;
        long[] w = Spatial.fill(weight).sizes;
        long[] strides = Spatial.fill(x).strides;
        long[] stride = Spatial.fill(c.stride(), 1);
        long[] dilation = Spatial.fill(c.dilation(), 1);
        int size = x.dtype.size();
        this.out = new long[] {o[0], o[2], o[3], o[4]};
        this.steps = new long[] {strides[0] * size, stride[0] * strides[2] * size, stride[1] * strides[3] * size,
            stride[2] * strides[4] * size};
        this.taps = new long[Math.toIntExact(w[1] * w[2] * w[3] * w[4])];
        for (int i = 0; i < taps.length; i++) {
            long rest = i;
            long offset = 0;
            for (int d = 2; d >= 0; d--) {
                offset += rest % w[2 + d] * dilation[d] * strides[2 + d];
                rest /= w[2 + d];
            }
            taps[i] = (offset + rest * strides[1]) * size;
        }
        long run = 1;
        for (int i = 3; i > 0 && steps[i] == run * size; i--) {
            run *= this.out[i];
        }
        this.dense = run >= Rows.BULK ? run : 1;
    }

    /** How many elements a group's kernel has. */
    int taps() {
        return taps.length;
    }

    /** The patches of an input whose first image's first channel is at this address. */
    Factor factor(long address, int size) {
        return (rows, to, row, count, column, n) -> {
            long[] positions = positions(column, n);
            for (int i = 0; i < count; i++) {
                long start = address + taps[Math.toIntExact(row + i)];
                if (dense == 1) {
                    rows.gather(to + i, 0, start, positions, 0, n);
                } else {
                    int run;
                    for (int at = 0; at < n; at += run) {
                        run = (int) Math.min(n - at, dense - (column + at) % dense);
                        rows.load(to + i, at, start + positions[at], size, run);
                    }
                }
            }
        };
    }

    /** The same with a row for each position and a column for each of the kernel's elements. */
    Factor turned(long address) {
        return (rows, to, row, count, column, n) -> {
            long[] positions = positions(row, count);
            for (int i = 0; i < count; i++) {
                rows.gather(to + i, 0, address + positions[i], taps, Math.toIntExact(column), n);
            }
        };
    }

    /** Adds all up where it comes from. */
    Target target(long address) {
        return (rows, from, row, count, column, n) -> {
            long[] positions = positions(column, n);
            for (int i = 0; i < count; i++) {
                rows.scatterAdd(from + i, address + taps[Math.toIntExact(row + i)], positions, n);
            }
        };
    }

    /** The offsets of some positions. */
    private long[] positions(long first, int count) {
        long[] offsets = new long[count];
        long[] place = new long[4];
        long rest = first;
        long offset = 0;
        for (int d = 3; d > 0; d--) {
            place[d] = rest % out[d];
            rest /= out[d];
            offset += place[d] * steps[d];
        }
        offset += rest * steps[0];
        for (int i = 0; i < count; i++) {
            offsets[i] = offset;
            offset += steps[3];
            for (int d = 3; d > 0 && ++place[d] == out[d]; d--) {
                offset += steps[d - 1] - out[d] * steps[d];
                place[d] = 0;
            }
        }
        return offsets;
    }
}
