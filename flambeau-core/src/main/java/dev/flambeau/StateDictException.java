package dev.flambeau;

/** A state dictionary that does not fit the module. */
public final class StateDictException extends FlambeauException {
    private static final long serialVersionUID = 1;

    public StateDictException(String message) {
        super(message);
    }

    public StateDictException(String message, Throwable cause) {
        super(message, cause);
    }
}
