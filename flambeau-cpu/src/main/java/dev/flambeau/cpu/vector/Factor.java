package dev.flambeau.cpu.vector;

/** A matrix to be multiplied: in memory as it is, or made of something on the way. */
interface Factor {
    /** Loads {@code count} rows from {@code row} on, of each {@code n} columns from {@code column} on, into heap rows from {@code to} on. */
    void load(Rows rows, int to, long row, int count, long column, int n);
}
