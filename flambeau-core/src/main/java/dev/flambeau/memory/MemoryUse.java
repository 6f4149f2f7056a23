package dev.flambeau.memory;

import dev.flambeau.spi.Allocator;
import dev.flambeau.spi.Devices;

/** Figures about native memory. */
public final class MemoryUse {
    private MemoryUse() {}

    /** Native bytes in use on the CPU. */
    public static long usedBytes() {
        Collector.drain();
        return Devices.cpu().allocator().usedBytes();
    }

    /** Runs the garbage collector, then gives unused blocks back to the operating system. */
    public static void trim() {
        Storages.collectGarbage();
        Devices.cpu().allocator().trim();
    }

    /** The bytes in use, those reserved from the system, and those only the garbage collector can give back. */
    public static String summary() {
        Allocator cpu = Devices.cpu().allocator();
        Collector.drain();
        return "cpu: " + megabytes(cpu.usedBytes()) + " in use, of these " + megabytes(Collector.ownedBytes())
                + " in the garbage collector's care; " + megabytes(cpu.reservedBytes()) + " reserved";
    }

    private static String megabytes(long bytes) {
        return String.format(java.util.Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
