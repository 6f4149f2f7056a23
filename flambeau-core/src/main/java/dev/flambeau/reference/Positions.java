package dev.flambeau.reference;

import dev.flambeau.spi.Array;
import java.util.Arrays;

/**
 * Walks arrays of the same sizes together, in row-major order: {@link #at} is the address of each one's current
 * element.
 *
 * <pre>{@code
 * for (Positions p = Positions.over(out, x); p.valid(); p.next()) { ... p.at(0) ... p.at(1) ... }
 * }</pre>
 */
final class Positions {
    private final long[] sizes;
    private final long[] coordinates;
    private final long[][] steps; // bytes between neighbours, by array and dimension
    private final long[] at;
    private final boolean empty;
    private boolean valid;

    /** Over all positions of {@code sizes}; an array's strides alone say how it moves, immediate ones do not. */
    Positions(long[] sizes, Array... arrays) {
        this.sizes = sizes;
        this.coordinates = new long[sizes.length];
        this.steps = new long[arrays.length][sizes.length];
        this.at = new long[arrays.length];
        for (int k = 0; k < arrays.length; k++) {
            Array array = arrays[k];
            if (!array.immediate) {
                at[k] = array.address();
                for (int i = 0; i < sizes.length; i++) {
                    steps[k][i] = array.strides[i] * array.dtype.size();
                }
            }
        }
        this.empty = Array.numel(sizes) == 0;
        this.valid = !empty;
    }

    /** Over all positions of the first array. */
    static Positions over(Array... arrays) {
        return new Positions(arrays[0].sizes, arrays);
    }

    /** Over the first element of each line along {@code dim}; see {@link Elements#step}. */
    static Positions lines(int dim, Array... arrays) {
        long[] sizes = arrays[0].sizes.clone();
        if (sizes.length > 0) {
            sizes[dim] = Math.min(sizes[dim], 1);
        }
        return new Positions(sizes, arrays);
    }

    boolean valid() {
        return valid;
    }

    /** The address of array {@code k}'s element at the current position. */
    long at(int k) {
        return at[k];
    }

    /** The current coordinate along dimension {@code i}. */
    long coordinate(int i) {
        return coordinates[i];
    }

    void next() {
        for (int i = sizes.length - 1; i >= 0; i--) {
            if (++coordinates[i] < sizes[i]) {
                move(i, 1);
                return;
            }
            coordinates[i] = 0;
            move(i, 1 - sizes[i]);
        }
        valid = false;
    }

    /** Starts again, array 0 at another address; the others go on from where the walk has left them: at their start. */
    void restart(long address) {
        Arrays.fill(coordinates, 0);
        at[0] = address;
        valid = !empty;
    }

    /** Starts again, arrays 0 and 1 at other addresses. */
    void restart(long first, long second) {
        restart(first);
        at[1] = second;
    }

    private void move(int dim, long count) {
        for (int k = 0; k < at.length; k++) {
            at[k] += count * steps[k][dim];
        }
    }
}
