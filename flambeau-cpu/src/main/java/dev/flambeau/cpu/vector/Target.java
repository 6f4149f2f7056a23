package dev.flambeau.cpu.vector;

/** Where a product goes. */
interface Target {
    /** Takes {@code count} rows of the product from {@code row} on, of each {@code n} columns from {@code column} on, out of heap rows from {@code from} on. */
    void take(Rows rows, int from, long row, int count, long column, int n);
}
