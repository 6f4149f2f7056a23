/** The {@code bench} command: workloads, timing, and the comparison with Python's libraries. */
@NullMarked
package dev.flambeau.examples.bench;

import org.jspecify.annotations.NullMarked;
