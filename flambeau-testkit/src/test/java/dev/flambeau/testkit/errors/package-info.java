/** What is refused, and in which words. */
@NullMarked
package dev.flambeau.testkit.errors;

import org.jspecify.annotations.NullMarked;
