package dev.flambeau.spi;

import dev.flambeau.Device;
import dev.flambeau.DeviceException;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.ConcurrentHashMap;

/** The devices of this machine, from the providers on the class or module path. */
public final class Devices {
    private static final List<DeviceProvider> PROVIDERS =
            ServiceLoader.load(DeviceProvider.class, Devices.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get).toList();
    private static final Map<Device, DeviceContext> CONTEXTS = new ConcurrentHashMap<>();

    private Devices() {}

    /** The CPU, found at the first use. */
    public static DeviceContext cpu() {
        return Cpu.CONTEXT;
    }

    public static DeviceContext context(Device device) {
        return device.equals(Device.CPU) ? cpu() : CONTEXTS.computeIfAbsent(device, Devices::open);
    }

    public static List<DeviceProvider> providers() {
        return PROVIDERS;
    }

    /** How many devices of a type this machine has. */
    public static int count(String type) {
        return PROVIDERS.stream().filter(p -> p.type().equals(type)).mapToInt(DeviceProvider::count).sum();
    }

    private static DeviceContext open(Device device) {
        for (DeviceProvider provider : PROVIDERS) {
            if (provider.type().equals(device.type()) && device.index() < provider.count()) {
                return new DeviceContext(device, provider.allocator(device.index()), provider.kernels(device.index()));
            }
        }
        throw new DeviceException("no device " + device + " here: "
                + (PROVIDERS.isEmpty()
                        ? "no device provider is on the class path (add dev.flambeau:flambeau)"
                        : "there are " + PROVIDERS.stream().map(p -> p.count() + " " + p.type()).toList()));
    }

    private static final class Cpu {
        static final DeviceContext CONTEXT = open(Device.CPU);
    }
}
