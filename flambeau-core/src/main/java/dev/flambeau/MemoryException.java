package dev.flambeau;

/** A tensor whose memory has been given back, or memory that is exhausted. */
public final class MemoryException extends FlambeauException {
    private static final long serialVersionUID = 1;

    public MemoryException(String message) {
        super(message);
    }

    public MemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
