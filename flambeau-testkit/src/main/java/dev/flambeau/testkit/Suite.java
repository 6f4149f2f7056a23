package dev.flambeau.testkit;

/** How the cases of one folder are run. */
@FunctionalInterface
interface Suite {
    /** Runs a case; an exception that comes out of it is the case's failure, an {@link Unsupported} is not. */
    Outcome run(Case c);
}
