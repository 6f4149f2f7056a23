package dev.flambeau.cpu;

import dev.flambeau.ArgumentException;
import dev.flambeau.cpu.onednn.OneDnn;
import dev.flambeau.cpu.onednn.OneDnnKernels;
import dev.flambeau.cpu.vector.JavaKernels;
import dev.flambeau.cpu.vector.Parallel;
import dev.flambeau.reference.ReferenceKernels;
import dev.flambeau.spi.Allocator;
import dev.flambeau.spi.DeviceProvider;
import dev.flambeau.spi.Kernels;
import java.lang.management.ManagementFactory;

/**
 * The CPU: its memory, and one of three sets of kernels with one meaning, chosen by {@code -Dflambeau.cpu=}: {@code onednn} (the
 * default: oneDNN for the heavy ones), {@code java} (no native library), {@code reference} (slow and obvious).
 */
public final class CpuProvider implements DeviceProvider {
    private final Allocator allocator = new CachingAllocator(CpuProvider::memoryLimit);
    private final Kernels kernels = choose(System.getProperty("flambeau.cpu", "onednn"));

    @Override
    public String type() {
        return "cpu";
    }

    @Override
    public int count() {
        return 1;
    }

    @Override
    public Allocator allocator(int index) {
        return allocator;
    }

    @Override
    public Kernels kernels(int index) {
        return kernels;
    }

    @Override
    public int threads() {
        return Parallel.threads();
    }

    @Override
    public void setThreads(int count) {
        Parallel.setThreads(count);
        if (kernels instanceof OneDnnKernels && OneDnn.isAvailable()) {
            OneDnn.threadsChanged();
        }
    }

    @Override
    public String description() {
        String loops = kernels instanceof JavaKernels java ? ", loops " + java.form().description() : "";
        return "cpu kernels: " + kernels.name() + loops;
    }

    /** The kernels of that name. */
    public static Kernels choose(String name) {
        return switch (name) {
            case "onednn" -> new OneDnnKernels();
            case "java" -> new JavaKernels();
            case "reference" -> new ReferenceKernels();
            default -> throw new ArgumentException("-Dflambeau.cpu=" + name + ": there are onednn, java and reference");
        };
    }

    /** Bytes of native memory this process may take: four fifths of the machine's, or {@code -Dflambeau.memory.limit}. */
    private static long memoryLimit() {
        String given = System.getProperty("flambeau.memory.limit");
        if (given != null) {
            try {
                return Long.parseLong(given);
            } catch (NumberFormatException e) {
                throw new ArgumentException("-Dflambeau.memory.limit=" + given + ": not a number of bytes", e);
            }
        }
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize() / 5 * 4
                : Long.MAX_VALUE;
    }
}
