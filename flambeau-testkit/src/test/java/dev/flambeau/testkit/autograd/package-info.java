/** Autograd as users meet it. */
@NullMarked
package dev.flambeau.testkit.autograd;

import org.jspecify.annotations.NullMarked;
