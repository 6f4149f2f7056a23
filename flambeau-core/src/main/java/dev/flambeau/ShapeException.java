package dev.flambeau;

/** Sizes that do not fit together, or do not fit the operation. */
public final class ShapeException extends FlambeauException {
    private static final long serialVersionUID = 1;

    public ShapeException(String message) {
        super(message);
    }

    public ShapeException(String message, Throwable cause) {
        super(message, cause);
    }
}
