/** Data sets, samplers and loaders. */
@NullMarked
package dev.flambeau.data;

import org.jspecify.annotations.NullMarked;
