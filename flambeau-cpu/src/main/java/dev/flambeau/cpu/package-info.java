/** The fast CPU device: its provider, its allocator and the choice of a kernel. */
@NullMarked
package dev.flambeau.cpu;

import org.jspecify.annotations.NullMarked;
