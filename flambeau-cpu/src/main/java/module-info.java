/** The CPU device: oneDNN and generated vector loops. */
module dev.flambeau.cpu {
    requires dev.flambeau.core;
    requires jdk.management; // how much memory the machine has
    requires static jdk.incubator.vector; // faster with it, correct without
    requires static org.jspecify;

    provides dev.flambeau.spi.DeviceProvider with dev.flambeau.cpu.CpuProvider;
}
