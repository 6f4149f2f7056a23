/**
 * The kernels of our own. Pointwise kernels, reductions and fused steps are generated: as machine code, as bytecode over the Vector API, or as
 * plain loops ({@link dev.flambeau.cpu.vector.Form}). What ends with {@code Code} is machine code written by hand.
 */
@NullMarked
package dev.flambeau.cpu.vector;

import org.jspecify.annotations.NullMarked;
