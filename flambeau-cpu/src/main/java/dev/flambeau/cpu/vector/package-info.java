/** Pointwise kernels, reductions and fused steps generated as bytecode over the Vector API, or as plain loops. */
@NullMarked
package dev.flambeau.cpu.vector;

import org.jspecify.annotations.NullMarked;
