package dev.flambeau.testkit;

/** Reductions and scans. */
final class ReductionCases {
    private ReductionCases() {}

    static void register(OpTable ops) {
        // No line yet.
    }
}
