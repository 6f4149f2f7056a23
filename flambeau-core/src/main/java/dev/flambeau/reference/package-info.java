/** The slow, obvious kernels: the meaning of every operation and the oracle of the kernel tests. */
@NullMarked
package dev.flambeau.reference;

import org.jspecify.annotations.NullMarked;
