package dev.flambeau.cpu.vector;

import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Matrices turned round, tile by tile, so that every cache line that is fetched is used up: {@code to[r, c] = from[c, r]}. */
public final class Turns {
    /** Lines of so many elements, so that a tile of both sides stays in the nearest cache. */
    private static final int TILE = 32;
    /** What an element takes. */
    private static final long PICOS = 1000;
    /** What it takes with vectors, with so much room that one busy moment does not make the difference; before they are compiled it is a hundredfold. */
    private static final long VECTOR_PICOS = 700;

    private static final Late<VectorTurns> KERNEL = new Late<>(Vectors::new);

    private Turns() {}

    /** Whether elements of four bytes are moved by vectors, at the latest when there is enough to do. */
    public static boolean areQuick(Form form) {
        return form.usesVectors() && Vectors.WIDE_ENOUGH;
    }

    /** The kernel for elements of four bytes, so many in all; null if others have to do it, for now or for ever. */
    private static @Nullable VectorTurns kernel(Form form, long elements) {
        return areQuick(form) ? KERNEL.get(form, elements * PICOS) : null;
    }

    /** Elements of 1, 2, 4 or 8 bytes; the steps, from a row or column to the next, are in bytes, too. */
    public static void turn(Form form, int bytes, long to, long toStep, long from, long fromStep, int rows,
            long columns) {
        VectorTurns kernel = bytes == Integer.BYTES ? kernel(form, rows * columns) : null;
        if (kernel == null) {
            plain(bytes, to, toStep, from, fromStep, rows, columns);
            return;
        }
        int[] room = VectorTurns.room();
        for (int row = 0; row < rows; row += VectorTurns.SIZE) {
            int height = Math.min(VectorTurns.SIZE, rows - row);
            for (long column = 0; column < columns; column += VectorTurns.SIZE) {
                kernel.turn(to + row * toStep + column * Integer.BYTES, toStep,
                        from + column * fromStep + (long) row * Integer.BYTES, fromStep, height,
                        (int) Math.min(VectorTurns.SIZE, columns - column), room);
            }
        }
    }

    private static void plain(int bytes, long to, long toStep, long from, long fromStep, int rows, long columns) {
        for (int row = 0; row < rows; row += TILE) {
            int height = Math.min(TILE, rows - row);
            for (long column = 0; column < columns; column += TILE) {
                int width = (int) Math.min(TILE, columns - column);
                long target = to + row * toStep + column * bytes;
                long source = from + column * fromStep + (long) row * bytes;
                switch (bytes) {
                    case 1 -> tile1(target, toStep, source, fromStep, height, width);
                    case 2 -> tile2(target, toStep, source, fromStep, height, width);
                    case 4 -> tile4(target, toStep, source, fromStep, height, width);
                    default -> tile8(target, toStep, source, fromStep, height, width);
                }
            }
        }
    }

    private static void tile1(long to, long toStep, long from, long fromStep, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                Cells.putByte(to + r * toStep + c, Cells.getByte(from + c * fromStep + r));
            }
        }
    }

    private static void tile2(long to, long toStep, long from, long fromStep, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                Cells.putShort(to + r * toStep + 2L * c, Cells.getShort(from + c * fromStep + 2L * r));
            }
        }
    }

    private static void tile4(long to, long toStep, long from, long fromStep, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                Cells.putInt(to + r * toStep + 4L * c, Cells.getInt(from + c * fromStep + 4L * r));
            }
        }
    }

    private static void tile8(long to, long toStep, long from, long fromStep, int rows, int columns) {
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                Cells.putLong(to + r * toStep + 8L * c, Cells.getLong(from + c * fromStep + 8L * r));
            }
        }
    }

    /** What only a JVM with the Vector API may touch. */
    private static final class Vectors implements Late.Source<VectorTurns> {
        static final boolean WIDE_ENOUGH = Species.FLOATS.length() >= VectorTurns.SIZE;

        @Override
        public VectorTurns get() {
            return new VectorTurns();
        }

        @Override
        public IntConsumer warm(VectorTurns kernel) {
            long in = Warmup.floats();
            long out = Warmup.out();
            int[] room = VectorTurns.room();
            return n -> {
                int columns = Math.min(VectorTurns.SIZE, n);
                for (int i = columns; i <= n; i += columns) {
                    kernel.turn(out, VectorTurns.SIZE * Integer.BYTES, in, VectorTurns.SIZE * Integer.BYTES,
                            Math.min(VectorTurns.SIZE, i), columns, room);
                }
            };
        }

        @Override
        public long expectedNanos() {
            return VectorTurns.SIZE * Warmup.ELEMENTS * VECTOR_PICOS / 1000;
        }
    }
}
