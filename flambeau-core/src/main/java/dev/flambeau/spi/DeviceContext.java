package dev.flambeau.spi;

import dev.flambeau.Device;

/** A device as the engine uses it: its name, its memory, its kernels. */
public record DeviceContext(Device device, Allocator allocator, Kernels kernels) {}
