package dev.flambeau;

import org.jspecify.annotations.Nullable;

/** The root of everything this library throws. */
public class FlambeauException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private transient @Nullable Object place;

    public FlambeauException(String message) {
        super(message);
    }

    public FlambeauException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Where it happened: the module that was being called; null outside of one. Its text ends the message. */
    public final @Nullable Object place() {
        return place;
    }

    /** Notes where it happened. */
    public final void setPlace(Object where) {
        place = where;
    }

    @Override
    public String getMessage() {
        String message = String.valueOf(super.getMessage());
        return place == null ? message : message + " (" + place + ")";
    }
}
