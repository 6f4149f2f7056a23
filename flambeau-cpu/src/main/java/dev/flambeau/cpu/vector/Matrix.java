package dev.flambeau.cpu.vector;

import dev.flambeau.spi.Array;

/**
 * A matrix in memory, steps in bytes. Its columns may lie in pieces: {@code columns} of them one {@code columnStep} after another, the
 * next piece {@code pieceStep} further on, as the positions of several images do.
 */
record Matrix(long address, long rowStep, long columnStep, long columns, long pieceStep) implements Factor, Target {
    /** Columns in one piece. */
    Matrix(long address, long rowStep, long columnStep) {
        this(address, rowStep, columnStep, Long.MAX_VALUE, 0);
    }

    /** One of a batch of matrices. */
    static Matrix of(Array array, long batch) {
        int size = array.dtype.size();
        return new Matrix(array.address() + batch * array.strides[0] * size, array.strides[1] * size,
                array.strides[2] * size);
    }

    /** Rows for columns; only of a matrix in one piece. */
    Matrix transposed() {
        return new Matrix(address, columnStep, rowStep);
    }

    @Override
    public void load(Rows rows, int to, long row, int count, long column, int n) {
        int run;
        for (int at = 0; at < n; at += run) {
            long place = (column + at) % columns;
            run = (int) Math.min(n - at, columns - place);
            long from = at(row, column + at, place);
            int i = 0;
            if (columnStep > rowStep) {
                for (; i + 4 <= count; i += 4) {
                    rows.loadFour(to + i, at, from + i * rowStep, rowStep, columnStep, run);
                }
            }
            for (; i < count; i++) {
                rows.load(to + i, at, from + i * rowStep, columnStep, run);
            }
        }
    }

    @Override
    public void take(Rows rows, int from, long row, int count, long column, int n) {
        int run;
        for (int at = 0; at < n; at += run) {
            long place = (column + at) % columns;
            run = (int) Math.min(n - at, columns - place);
            long to = at(row, column + at, place);
            for (int i = 0; i < count; i++) {
                rows.store(from + i, at, to + i * rowStep, columnStep, run);
            }
        }
    }

    /** The address of an element; only of a matrix in one piece. */
    long at(long row, long column) {
        return address + row * rowStep + column * columnStep;
    }

    private long at(long row, long column, long place) {
        return address + row * rowStep + column / columns * pieceStep + place * columnStep;
    }
}
