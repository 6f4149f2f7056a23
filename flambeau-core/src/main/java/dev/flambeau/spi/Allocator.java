package dev.flambeau.spi;

/** Where a device's storages come from. Safe for use by many threads at once. */
public interface Allocator {
    /** The address of at least {@code bytes} bytes, 64-byte aligned, not zeroed; 0 when the device has no more. */
    long allocate(long bytes);

    /** Takes back what {@link #allocate} gave for this many bytes. */
    void free(long address, long bytes);

    /** Gives unused blocks back to the operating system or the driver. */
    void trim();

    /** Bytes taken from the operating system or the driver, in use or cached. */
    long reservedBytes();

    /** Bytes handed out and not yet given back. */
    long usedBytes();
}
