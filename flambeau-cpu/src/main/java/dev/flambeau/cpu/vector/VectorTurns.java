package dev.flambeau.cpu.vector;

import dev.flambeau.spi.Raw;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Turns tiles of 16 x 16 elements of four bytes. Laying the first eight lines and the last eight into one another four times exchanges
 * lines and columns. Loaded only where the Vector API is there.
 */
final class VectorTurns {
    static final int SIZE = 16;
    private static final VectorSpecies<Integer> LINE = IntVector.SPECIES_512;
    private static final IntVector LOWER = from(0);
    private static final IntVector UPPER = from(SIZE / 2);

    /** The lanes of one half of two vectors in turn. */
    private static IntVector from(int start) {
        int[] lanes = new int[SIZE];
        for (int i = 0; i < SIZE; i++) {
            lanes[i] = start + i / 2 + i % 2 * SIZE;
        }
        return IntVector.fromArray(LINE, lanes, 0);
    }

    /** Room for {@link #turn} to work in. */
    static int[] room() {
        return new int[SIZE * SIZE];
    }

    /** {@code to[r, c] = from[c, r]}, each dense in its second coordinate, with up to 16 rows and columns. */
    void turn(long to, long toStep, long from, long fromStep, int rows, int columns, int[] room) {
        VectorMask<Integer> sources = LINE.indexInRange(0, rows);
        int last = columns - 1;
        for (int i = 0; i < SIZE / 4; i++) {
            // lines behind the last are not looked at in the end
            half(room, i, load(from + Math.min(i, last) * fromStep, sources),
                    load(from + Math.min(i + 4, last) * fromStep, sources),
                    load(from + Math.min(i + 8, last) * fromStep, sources),
                    load(from + Math.min(i + 12, last) * fromStep, sources));
        }
        VectorMask<Integer> targets = LINE.indexInRange(0, columns);
        for (int i = 0; 4 * i < rows; i++) {
            otherHalf(room, i, to + 4L * i * toStep, toStep, rows - 4 * i, targets);
        }
    }

    private static IntVector load(long at, VectorMask<Integer> mask) {
        return IntVector.fromMemorySegment(LINE, Raw.ALL, at, Species.ORDER, mask);
    }

    /** Two of the four times, for each fourth line from {@code i} on. */
    private static void half(int[] room, int i, IntVector a, IntVector b, IntVector c, IntVector d) {
        int to = 4 * i * SIZE;
        IntVector ac = LOWER.selectFrom(a, c);
        IntVector bd = LOWER.selectFrom(b, d);
        LOWER.selectFrom(ac, bd).intoArray(room, to);
        UPPER.selectFrom(ac, bd).intoArray(room, to + SIZE);
        IntVector ca = UPPER.selectFrom(a, c);
        IntVector db = UPPER.selectFrom(b, d);
        LOWER.selectFrom(ca, db).intoArray(room, to + 2 * SIZE);
        UPPER.selectFrom(ca, db).intoArray(room, to + 3 * SIZE);
    }

    /** The last two times, of which four rows come that are neighbours. */
    private static void otherHalf(int[] room, int i, long to, long step, int rows, VectorMask<Integer> mask) {
        IntVector a = IntVector.fromArray(LINE, room, i * SIZE);
        IntVector b = IntVector.fromArray(LINE, room, (i + 4) * SIZE);
        IntVector c = IntVector.fromArray(LINE, room, (i + 8) * SIZE);
        IntVector d = IntVector.fromArray(LINE, room, (i + 12) * SIZE);
        IntVector ac = LOWER.selectFrom(a, c);
        IntVector bd = LOWER.selectFrom(b, d);
        IntVector ca = UPPER.selectFrom(a, c);
        IntVector db = UPPER.selectFrom(b, d);
        store(LOWER.selectFrom(ac, bd), to, mask);
        if (rows > 1) {
            store(UPPER.selectFrom(ac, bd), to + step, mask);
        }
        if (rows > 2) {
            store(LOWER.selectFrom(ca, db), to + 2 * step, mask);
        }
        if (rows > 3) {
            store(UPPER.selectFrom(ca, db), to + 3 * step, mask);
        }
    }

    private static void store(IntVector row, long to, VectorMask<Integer> mask) {
        row.intoMemorySegment(Raw.ALL, to, Species.ORDER, mask);
    }
}
