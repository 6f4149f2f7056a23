package dev.flambeau.cpu.vector;

/** Matrices turned round, tile by tile, so that every cache line that is fetched is used up: {@code to[r, c] = from[c, r]}. */
public final class Turns {
    /** Lines of so many elements, so that a tile of both sides stays in the nearest cache. */
    private static final int TILE = 32;

    private Turns() {}

    /** Whether elements of four bytes are moved by vectors. */
    public static boolean areQuick(Form form) {
        return form == Form.MACHINE;
    }

    /** Elements of 1, 2, 4 or 8 bytes; the steps, from a row or column to the next, are in bytes, too. */
    public static void turn(Form form, int bytes, long to, long toStep, long from, long fromStep, int rows,
            long columns) {
        if (bytes != Integer.BYTES || !areQuick(form)) {
            plain(bytes, to, toStep, from, fromStep, rows, columns);
            return;
        }
        for (int row = 0; row < rows; row += TurnCode.SIZE) {
            int height = Math.min(TurnCode.SIZE, rows - row);
            for (long column = 0; column < columns; column += TurnCode.SIZE) {
                TurnCode.turn(to + row * toStep + column * Integer.BYTES, toStep,
                        from + column * fromStep + (long) row * Integer.BYTES, fromStep, height,
                        (int) Math.min(TurnCode.SIZE, columns - column));
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
}
