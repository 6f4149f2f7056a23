/** The tutorials, the MNIST program and the commands of the launcher. */
@NullMarked
package dev.flambeau.examples;

import org.jspecify.annotations.NullMarked;
