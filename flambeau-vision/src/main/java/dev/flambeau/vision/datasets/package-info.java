/** Image data sets. */
@NullMarked
package dev.flambeau.vision.datasets;

import org.jspecify.annotations.NullMarked;
