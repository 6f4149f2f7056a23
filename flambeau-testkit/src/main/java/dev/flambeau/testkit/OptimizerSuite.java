package dev.flambeau.testkit;

/** The suite {@code optimizers}: the optimizers. */
final class OptimizerSuite implements Suite {
    @Override
    public Outcome run(Case c) {
        return Outcome.unsupported("not yet");
    }
}
