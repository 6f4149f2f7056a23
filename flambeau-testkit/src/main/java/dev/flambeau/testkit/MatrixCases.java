package dev.flambeau.testkit;

/** Products of matrices and vectors. */
final class MatrixCases {
    private MatrixCases() {}

    static void register(OpTable ops) {
        // No line yet.
    }
}
