package dev.flambeau;

/** An option or an argument outside its range. */
public final class ArgumentException extends FlambeauException {
    private static final long serialVersionUID = 1;

    public ArgumentException(String message) {
        super(message);
    }

    public ArgumentException(String message, Throwable cause) {
        super(message, cause);
    }
}
