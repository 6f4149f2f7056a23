package dev.flambeau.testkit;

/** Factorizations, solvers, norms of matrices. */
final class LinalgCases {
    private LinalgCases() {}

    static void register(OpTable ops) {
        // No line yet.
    }
}
