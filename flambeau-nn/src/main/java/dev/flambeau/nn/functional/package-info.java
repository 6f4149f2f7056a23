/** Layers and losses as functions, without parameters of their own. */
@NullMarked
package dev.flambeau.nn.functional;

import org.jspecify.annotations.NullMarked;
