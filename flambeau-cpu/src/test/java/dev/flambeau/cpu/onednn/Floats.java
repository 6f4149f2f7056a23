package dev.flambeau.cpu.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/** A native block of floats between two guards, which show whether a kernel wrote where it must not. */
final class Floats {
    private static final int GUARD = 64;
    private static final float MARK = 12345.678f;

    private final MemorySegment segment;
    private final long size;

    Floats(Arena arena, long size) {
        this.segment = arena.allocate(4 * (size + 2 * GUARD), 64);
        this.size = size;
        for (int i = 0; i < GUARD; i++) {
            segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, MARK);
            segment.setAtIndex(ValueLayout.JAVA_FLOAT, GUARD + size + i, MARK);
        }
    }

    /** Numbers between -1 and 1, the same for the same seed. */
    static Floats random(Arena arena, long size, long seed) {
        Floats floats = new Floats(arena, size);
        Random random = new Random(seed);
        for (long i = 0; i < size; i++) {
            floats.set(i, random.nextFloat() * 2 - 1);
        }
        return floats;
    }

    /** Numbers that are not what a kernel should write. */
    static Floats garbage(Arena arena, long size) {
        Floats floats = new Floats(arena, size);
        for (long i = 0; i < size; i++) {
            floats.set(i, -777);
        }
        return floats;
    }

    long address() {
        return segment.address() + 4L * GUARD;
    }

    long size() {
        return size;
    }

    float get(long i) {
        return segment.getAtIndex(ValueLayout.JAVA_FLOAT, GUARD + i);
    }

    void set(long i, float value) {
        segment.setAtIndex(ValueLayout.JAVA_FLOAT, GUARD + i, value);
    }

    float[] toArray() {
        assertGuards("a kernel");
        return segment.asSlice(4L * GUARD, 4 * size).toArray(ValueLayout.JAVA_FLOAT);
    }

    void assertGuards(String what) {
        for (int i = 0; i < GUARD; i++) {
            assertEquals(MARK, segment.getAtIndex(ValueLayout.JAVA_FLOAT, i), () -> what + ": wrote before its memory");
            assertEquals(MARK, segment.getAtIndex(ValueLayout.JAVA_FLOAT, GUARD + size + i),
                    () -> what + ": wrote behind its memory");
        }
    }

    void assertClose(double[] expected, double tolerance, String what) {
        assertEquals(expected.length, size, what);
        for (int i = 0; i < expected.length; i++) {
            int at = i;
            assertEquals(expected[i], get(i), tolerance * (1 + Math.abs(expected[i])), () -> what + " at " + at);
        }
        assertGuards(what);
    }
}
