/** The MNIST program: training, its report, and the digit in a picture. */
@NullMarked
package dev.flambeau.examples.mnist;

import org.jspecify.annotations.NullMarked;
