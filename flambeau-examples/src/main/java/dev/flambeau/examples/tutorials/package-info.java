/** Five PyTorch tutorials as Java programs; each prints what its original prints. Written as users write: without nullness annotations. */
@NullUnmarked
package dev.flambeau.examples.tutorials;

import org.jspecify.annotations.NullUnmarked;
