package dev.flambeau.spi;

/** A kind of device, found by {@link java.util.ServiceLoader}: its memory and its kernels. */
public interface DeviceProvider {
    /** The device type's name, such as {@code cpu} or {@code cuda}. */
    String type();

    /** How many devices of the type this machine has; 0 when its driver or library is missing. */
    int count();

    Allocator allocator(int index);

    Kernels kernels(int index);

    /** One line for a person: which kernels were chosen and why. */
    String description();
}
