package dev.flambeau.autograd;

/** What the methods of {@link Functional} can be told. */
public final class FunctionalOptions {
    boolean createGraph;
    boolean strict;

    FunctionalOptions() {}

    /** Whether the results can be differentiated themselves, with respect to the inputs. */
    public FunctionalOptions createGraph(boolean value) {
        createGraph = value;
        return this;
    }

    /** Refuses a function whose result does not depend on an input; else the derivative is zeros. */
    public FunctionalOptions strict(boolean value) {
        strict = value;
        return this;
    }
}
