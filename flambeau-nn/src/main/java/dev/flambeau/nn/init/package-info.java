/** First values of parameters. */
@NullMarked
package dev.flambeau.nn.init;

import org.jspecify.annotations.NullMarked;
