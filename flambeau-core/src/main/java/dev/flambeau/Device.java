package dev.flambeau;

import java.util.Locale;

/** A place where tensors live: {@code cpu}, {@code cuda:0} … */
public record Device(String type, int index) {
    public static final Device CPU = new Device("cpu", 0);

    /** The device named {@code cpu}, {@code cuda} or {@code cuda:1}; whether it is there shows at its first use. */
    public static Device of(String name) {
        String[] parts = name.toLowerCase(Locale.ROOT).split(":", -1);
        if (!parts[0].equals("cpu") && !parts[0].equals("cuda")) {
            throw new DeviceException("Expected one of cpu, cuda device type at start of device string: " + parts[0]);
        }
        if (parts.length > 2) {
            throw new DeviceException("Invalid device string: '" + name + "'");
        }
        try {
            return new Device(parts[0], parts.length == 2 ? Integer.parseUnsignedInt(parts[1]) : 0);
        } catch (NumberFormatException e) {
            throw new DeviceException("Invalid device string: '" + name + "'", e);
        }
    }

    /** {@code cpu}, or {@code cuda:0}. */
    @Override
    public String toString() {
        return type.equals("cpu") ? type : type + ":" + index;
    }
}
