/** The sets of kernels beside one another. */
@NullMarked
package dev.flambeau.testkit.kernels;

import org.jspecify.annotations.NullMarked;
