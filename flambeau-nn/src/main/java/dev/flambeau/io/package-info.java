/** Tensors and state dicts in files. */
@NullMarked
package dev.flambeau.io;

import org.jspecify.annotations.NullMarked;
