/** What every device has to pass: conformance with PyTorch, gradcheck, the leak check. */
@NullMarked
package dev.flambeau.testkit;

import org.jspecify.annotations.NullMarked;
