/** How Python prints values. */
@NullMarked
package dev.flambeau.nn.text;

import org.jspecify.annotations.NullMarked;
