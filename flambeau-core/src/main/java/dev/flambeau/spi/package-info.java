/** The seam to a device: arrays, kernels, allocators and their provider. */
@NullMarked
package dev.flambeau.spi;

import org.jspecify.annotations.NullMarked;
