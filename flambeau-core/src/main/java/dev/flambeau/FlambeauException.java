package dev.flambeau;

/** The root of everything this library throws. */
public class FlambeauException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public FlambeauException(String message) {
        super(message);
    }

    public FlambeauException(String message, Throwable cause) {
        super(message, cause);
    }
}
