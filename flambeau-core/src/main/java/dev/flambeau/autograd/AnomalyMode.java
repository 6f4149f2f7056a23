package dev.flambeau.autograd;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import dev.flambeau.Warnings;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the origin of bad gradients, in all threads, until closed: each step remembers the line of the program that made it,
 * and a gradient with NaN stops backward with an exception that names the step and this line.
 *
 * <p>As in {@code try (var _ = Autograd.detectAnomaly()) { … }} around forward and backward. Slow; for debugging only.
 */
public final class AnomalyMode implements AutoCloseable {
    private static volatile boolean enabled;
    private static volatile boolean checkNan = true;

    private final boolean enabledBefore = enabled;
    private final boolean checkNanBefore = checkNan;

    private AnomalyMode() {}

    static AnomalyMode open(boolean mode, boolean nan) {
        if (mode) {
            Warnings.once("Anomaly Detection has been enabled. This mode will increase the runtime and should only be "
                    + "enabled for debugging.");
        }
        AnomalyMode before = new AnomalyMode();
        enabled = mode;
        checkNan = nan;
        return before;
    }

    public static boolean isEnabled() {
        return enabled;
    }

    /** Whether gradients are searched for NaN while the mode is on. */
    public static boolean isCheckNanEnabled() {
        return checkNan;
    }

    @Override
    public void close() {
        enabled = enabledBefore;
        checkNan = checkNanBefore;
    }

    /** Throws if a gradient that a step gave has NaN. */
    static void check(Node node, @Nullable Tensor[] results) {
        if (!checkNan) {
            return;
        }
        try (GradMode _ = GradMode.set(false)) {
            for (int i = 0; i < results.length; i++) {
                Tensor result = results[i];
                if (result != null && result.isnan().any().itemBoolean()) {
                    throw new AutogradException(
                            "Function '" + node.name() + "' returned nan values in its " + i + "th output."
                                    + ForwardCall.line(node),
                            ForwardCall.cause(node));
                }
            }
        }
    }
}
