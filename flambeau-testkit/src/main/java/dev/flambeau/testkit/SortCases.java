package dev.flambeau.testkit;

/** Sorting, selecting by order, unique, histograms, searching. */
final class SortCases {
    private SortCases() {}

    static void register(OpTable ops) {
        // No line yet.
    }
}
