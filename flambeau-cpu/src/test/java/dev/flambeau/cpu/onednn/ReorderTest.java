package dev.flambeau.cpu.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flambeau.spi.Dims;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class ReorderTest {
    @Test
    void transposes() {
        try (Arena arena = Arena.ofConfined()) {
            Floats from = Floats.random(arena, 5 * 7, 1);
            Floats to = Floats.garbage(arena, 5 * 7);
            Layout rows = Layout.dense(DnnlType.F32, Dims.of(5, 7));
            Layout columns = Layout.strided(DnnlType.F32, Dims.of(5, 7), Dims.of(1, 5));
            Reorder.of(rows, columns).execute(from.address(), to.address());
            double[] expected = new double[35];
            for (int i = 0; i < 5; i++) {
                for (int j = 0; j < 7; j++) {
                    expected[j * 5 + i] = from.get(i * 7 + j);
                }
            }
            to.assertClose(expected, 0, "transposed");
        }
    }

    @Test
    void blocksAndBackWithZerosBetween() {
        for (int channels : new int[] {1, 3, 5, 16, 17}) {
            Dims dims = Dims.of(3, channels, 5, 7);
            Layout plain = Layout.dense(DnnlType.F32, dims);
            for (int tag : Operands.blockedTags(4)) {
                Layout blocked = Layout.tagged(DnnlType.F32, dims, tag);
                try (Arena arena = Arena.ofConfined()) {
                    Floats from = Floats.random(arena, Sizes.product(dims), 1);
                    Floats middle = Floats.garbage(arena, blocked.sizeInBytes() / 4);
                    Floats back = Floats.garbage(arena, from.size());
                    Reorder.of(plain, blocked).execute(from.address(), middle.address());
                    middle.assertGuards("blocked");
                    assertEquals(blocked.isPadded(), middle.size() > from.size());
                    long zeros = 0;
                    for (long i = 0; i < middle.size(); i++) {
                        zeros += middle.get(i) == 0 ? 1 : 0;
                    }
                    assertEquals(middle.size() - from.size(), zeros);
                    Reorder.of(blocked, plain).execute(middle.address(), back.address());
                    double[] expected = new double[(int) from.size()];
                    for (int i = 0; i < expected.length; i++) {
                        expected[i] = from.get(i);
                    }
                    back.assertClose(expected, 0, "back");
                }
            }
        }
    }

    @Test
    void roundsToBfloat16AndBack() {
        Dims dims = Dims.of(9);
        Layout full = Layout.dense(DnnlType.F32, dims);
        Layout half = Layout.dense(DnnlType.BF16, dims);
        assertEquals(18, half.sizeInBytes());
        try (Arena arena = Arena.ofConfined()) {
            Floats from = Floats.random(arena, 9, 1);
            from.set(0, Float.POSITIVE_INFINITY);
            from.set(1, 1 + 0x1p-8f); // half way between two: to even
            MemorySegment middle = arena.allocate(18, 64);
            Reorder.of(full, half).execute(from.address(), middle.address());
            for (int i = 0; i < 9; i++) {
                int bits = Float.floatToRawIntBits(from.get(i));
                int rounded = (bits + 0x7fff + (bits >>> 16 & 1)) >>> 16;
                assertEquals((short) rounded, middle.getAtIndex(ValueLayout.JAVA_SHORT, i));
            }
            Floats back = Floats.garbage(arena, 9);
            Reorder.of(half, full).execute(middle.address(), back.address());
            for (int i = 0; i < 9; i++) {
                int bits = middle.getAtIndex(ValueLayout.JAVA_SHORT, i) << 16;
                assertEquals(Float.intBitsToFloat(bits), back.get(i));
            }
        }
    }

    @Test
    void layoutsAreOneEach() {
        Dims dims = Dims.of(2, 3, 4, 5);
        Layout plain = Layout.dense(DnnlType.F32, dims);
        assertSame(plain, Layout.strided(DnnlType.F32, Dims.of(2, 3, 4, 5), Dims.of(60, 20, 5, 1)));
        assertSame(Layout.tagged(DnnlType.F32, dims, 78), Layout.tagged(DnnlType.F32, dims, 78));
        assertNotSame(plain, Layout.dense(DnnlType.BF16, dims));
        assertNotSame(plain, Layout.tagged(DnnlType.F32, dims, 78));
        assertTrue(plain.isPlain());
        assertFalse(plain.isPadded());
        assertEquals(Dims.of(60, 20, 5, 1), plain.strides());
        assertEquals(4 * 120, plain.sizeInBytes());
        assertThrows(IllegalStateException.class, () -> Layout.tagged(DnnlType.F32, dims, 78).strides());
    }

    @Test
    void refusesWhatDoesNotFit() {
        Layout a = Layout.dense(DnnlType.F32, Dims.of(2, 3));
        Layout b = Layout.dense(DnnlType.F32, Dims.of(3, 2));
        assertThrows(IllegalArgumentException.class, () -> Reorder.of(a, b));
        Reorder same = Reorder.of(a, Layout.strided(DnnlType.F32, Dims.of(2, 3), Dims.of(1, 2)));
        assertThrows(IllegalArgumentException.class, () -> same.execute(0, 64));
        assertThrows(IllegalArgumentException.class, () -> Layout.dense(DnnlType.F32, Dims.of(2, 0)));
        assertThrows(IllegalArgumentException.class, () -> Layout.dense(DnnlType.F32, Dims.of()));
        assertThrows(IllegalArgumentException.class,
                () -> Layout.strided(DnnlType.F32, Dims.of(2, 3), Dims.of(0, 1)));
        assertThrows(ArithmeticException.class,
                () -> Layout.dense(DnnlType.F32, Dims.of(1L << 31, 1L << 31, 1L << 31)));
    }
}
