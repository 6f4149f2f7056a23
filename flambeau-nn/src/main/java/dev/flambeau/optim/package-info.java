/** Optimizers. */
@NullMarked
package dev.flambeau.optim;

import org.jspecify.annotations.NullMarked;
