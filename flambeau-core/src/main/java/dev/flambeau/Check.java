package dev.flambeau;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Mistakes that PyTorch lets pass in silence and that are looked for here. Each says so once, as a warning of the logger
 * {@code dev.flambeau}, and each can be switched off: {@code Check.STALE_GRADIENTS.set(false)}, all by {@link #setAll} or
 * {@code -Dflambeau.checks=off}, some by {@code -Dflambeau.checks=off:stale_gradients,missing_gradients}.
 */
public enum Check {
    /** An optimizer's step by gradients that hold those of an earlier step too: {@code zeroGrad()} was forgotten. */
    STALE_GRADIENTS,
    /** An optimizer whose parameters have no gradient at its first step: they are not those that the loss depends on. */
    MISSING_GRADIENTS,
    /** A softmax or sigmoid before a loss that takes logits. */
    LOGITS_EXPECTED,
    /** A module that is called inside another one, trains, and is not among its modules. */
    UNREGISTERED_MODULES,
    /** Dropout or batch normalization in training mode while nothing is recorded: {@code eval()} was forgotten. */
    TRAINING_WITHOUT_GRADIENTS,
    /** A target whose size is not the input's: refused. Switched off, it is broadcast with a warning, as PyTorch does. */
    BROADCAST_TARGETS;

    private static final String PROPERTY = "flambeau.checks";

    private volatile boolean on = true;

    static {
        String setting = System.getProperty(PROPERTY, "");
        Set<String> off = Arrays.stream(setting.replaceFirst("^off:?", "").split(",")).map(String::strip)
                .filter(name -> !name.isEmpty()).map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        for (Check check : values()) {
            check.on = !setting.startsWith("off") || !off.isEmpty() && !off.remove(check.key());
        }
        if (!off.isEmpty()) {
            Warnings.once("-D" + PROPERTY + "=" + setting + " names no check: " + String.join(", ", off)
                    + "; there are "
                    + Arrays.stream(values()).map(Check::key).collect(Collectors.joining(", ")));
        }
    }

    /** Whether this mistake is looked for. */
    public boolean isOn() {
        return on;
    }

    /** Looks for this mistake, or no longer does. */
    public void set(boolean value) {
        on = value;
    }

    /** Looks for all of them, or for none. */
    public static void setAll(boolean value) {
        for (Check check : values()) {
            check.on = value;
        }
    }

    /** Says that the mistake was found, and how not to hear of it; each text once. */
    public void warn(String message) {
        if (on) {
            Warnings.once(message + " (Check." + name() + ".set(false) if this is meant)");
        }
    }

    private String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
