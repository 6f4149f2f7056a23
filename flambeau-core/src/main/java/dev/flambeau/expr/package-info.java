/** Pointwise mathematics as data: one expression gives the meaning, the kernels and the gradient. */
@NullMarked
package dev.flambeau.expr;

import org.jspecify.annotations.NullMarked;
