package dev.flambeau.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TurnsTest {
    private static final int[] SIZES = {1, 2, 5, 15, 16, 17, 31, 40, 100};
    private static final int GAP = 3;

    /** Every element arrives, and nothing else is written. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 8})
    void allSizes(int bytes) {
        Random random = new Random(1);
        for (Form form : new Form[] {Form.PLAIN, Form.MACHINE.available()}) {
            for (int rows : SIZES) {
                for (int columns : SIZES) {
                    try (Arena arena = Arena.ofConfined()) {
                        int fromStep = (rows + GAP) * bytes;
                        int toStep = (columns + GAP) * bytes;
                        byte[] source = new byte[columns * fromStep - GAP * bytes];
                        random.nextBytes(source);
                        byte[] expected = new byte[rows * toStep];
                        random.nextBytes(expected);
                        MemorySegment from = arena.allocate(source.length, 8).copyFrom(MemorySegment.ofArray(source));
                        MemorySegment to = arena.allocate(expected.length, 8).copyFrom(MemorySegment.ofArray(expected));
                        for (int r = 0; r < rows; r++) {
                            for (int c = 0; c < columns; c++) {
                                System.arraycopy(source, c * fromStep + r * bytes, expected, r * toStep + c * bytes,
                                        bytes);
                            }
                        }
                        Turns.turn(form, bytes, to.address(), toStep, from.address(), fromStep, rows, columns);
                        assertArrayEquals(expected, to.toArray(ValueLayout.JAVA_BYTE),
                                form + " " + rows + " x " + columns);
                    }
                }
            }
        }
    }
}
