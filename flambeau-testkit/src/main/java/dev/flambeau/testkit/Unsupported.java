package dev.flambeau.testkit;

/** Says that a case asks for what this library does not do: the case is counted apart, neither passed nor failed. */
public final class Unsupported extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Unsupported(String reason) {
        super(reason);
    }
}
