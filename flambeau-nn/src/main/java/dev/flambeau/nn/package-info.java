/** Neural network layers, losses and containers. */
@NullMarked
package dev.flambeau.nn;

import org.jspecify.annotations.NullMarked;
