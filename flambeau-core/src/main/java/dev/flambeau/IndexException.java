package dev.flambeau;

/** An index, a label or a dimension outside its range. */
public final class IndexException extends FlambeauException {
    private static final long serialVersionUID = 1;

    public IndexException(String message) {
        super(message);
    }

    public IndexException(String message, Throwable cause) {
        super(message, cause);
    }
}
