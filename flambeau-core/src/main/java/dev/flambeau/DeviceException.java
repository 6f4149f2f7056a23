package dev.flambeau;

/** Tensors on different devices, or a device that is not there. */
public final class DeviceException extends FlambeauException {
    private static final long serialVersionUID = 1;

    public DeviceException(String message) {
        super(message);
    }

    public DeviceException(String message, Throwable cause) {
        super(message, cause);
    }
}
