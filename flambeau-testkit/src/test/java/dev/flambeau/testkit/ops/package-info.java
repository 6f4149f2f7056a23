/** Functions by their values, a class a family: small examples, their numbers computed by PyTorch or by hand. */
@NullMarked
package dev.flambeau.testkit.ops;

import org.jspecify.annotations.NullMarked;
