package dev.flambeau;

/** A use of the graph that has no meaning: backward twice, a leaf changed in place, no graph at all. */
public final class AutogradException extends FlambeauException {
    private static final long serialVersionUID = 1;

    public AutogradException(String message) {
        super(message);
    }

    public AutogradException(String message, Throwable cause) {
        super(message, cause);
    }
}
