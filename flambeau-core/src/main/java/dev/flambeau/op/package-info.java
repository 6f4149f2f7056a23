/** Every primitive operation, each defined once: its checks, its kernel call, its gradient. */
@NullMarked
package dev.flambeau.op;

import org.jspecify.annotations.NullMarked;
