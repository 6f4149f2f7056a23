package dev.flambeau.spi;

/** A kind of device, found by {@link java.util.ServiceLoader}: its memory and its kernels. */
public interface DeviceProvider {
    /** The device type's name, such as {@code cpu} or {@code cuda}. */
    String type();

    /** How many devices of the type this machine has; 0 when its driver or library is missing. */
    int count();

    Allocator allocator(int index);

    Kernels kernels(int index);

    /** How many threads of the processor its kernels use together. */
    default int threads() {
        return 1;
    }

    /** Sets {@link #threads}; without a meaning for a device that computes elsewhere. */
    default void setThreads(int count) {}

    /** One line for a person: which kernels were chosen and why. */
    String description();
}
