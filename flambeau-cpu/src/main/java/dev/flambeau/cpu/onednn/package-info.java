/** oneDNN, called through the foreign function API. */
@NullMarked
package dev.flambeau.cpu.onednn;

import org.jspecify.annotations.NullMarked;
