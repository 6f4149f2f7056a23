package dev.flambeau.testkit;

/** The suite {@code schedulers}: the learning-rate schedulers. */
final class SchedulerSuite implements Suite {
    @Override
    public Outcome run(Case c) {
        return Outcome.unsupported("no scheduler " + c.text("scheduler"));
    }
}
