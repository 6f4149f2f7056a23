/** Tensors and what belongs to them: data types, shapes, devices, indexing, random numbers, memory; {@code Torch} is the way in. */
@NullMarked
package dev.flambeau;

import org.jspecify.annotations.NullMarked;
