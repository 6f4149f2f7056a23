/** Who owns which storage, and when it is given back. */
@NullMarked
package dev.flambeau.memory;

import org.jspecify.annotations.NullMarked;
