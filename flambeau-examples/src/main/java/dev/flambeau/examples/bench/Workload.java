package dev.flambeau.examples.bench;

/**
 * What is timed.
 *
 * @param step a training step, an inference or an operation
 * @param restart gives a training its beginning back. Thousands of steps on one batch leave gradients, and an optimizer's means of
 *     them, too small for a normal float, with which some processors compute ten times as slowly; nobody trains so long on one batch
 */
record Workload(Runnable step, Runnable restart) {
    /** One that stays as it is. */
    static Workload constant(Runnable step) {
        return new Workload(step, () -> {});
    }
}
