package dev.flambeau;

/** A file that is missing, damaged or not what it should be; the message names it. */
public final class FileException extends FlambeauException {
    private static final long serialVersionUID = 1;

    public FileException(String message) {
        super(message);
    }

    public FileException(String message, Throwable cause) {
        super(message, cause);
    }
}
