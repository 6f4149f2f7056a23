/** Gradients: the tape, backward, and functions with a gradient of their own. */
@NullMarked
package dev.flambeau.autograd;

import org.jspecify.annotations.NullMarked;
