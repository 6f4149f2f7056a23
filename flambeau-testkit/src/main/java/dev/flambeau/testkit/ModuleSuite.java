package dev.flambeau.testkit;

/** The suite {@code modules}: the modules of {@code torch.nn}. */
final class ModuleSuite implements Suite {
    @Override
    public Outcome run(Case c) {
        return Outcome.unsupported("not yet");
    }
}
