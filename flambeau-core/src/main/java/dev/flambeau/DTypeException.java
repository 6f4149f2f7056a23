package dev.flambeau;

/** An element type that the operation does not take. */
public final class DTypeException extends FlambeauException {
    private static final long serialVersionUID = 1;

    public DTypeException(String message) {
        super(message);
    }

    public DTypeException(String message, Throwable cause) {
        super(message, cause);
    }
}
