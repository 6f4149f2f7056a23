package dev.flambeau;

import dev.flambeau.spi.Devices;

/** {@code torch.cuda}: whether this machine has graphics cards that compute. */
public final class Cuda {
    private Cuda() {}

    /** Whether there is at least one. */
    public static boolean isAvailable() {
        return deviceCount() > 0;
    }

    /** How many there are. */
    public static int deviceCount() {
        return Devices.count("cuda");
    }
}
