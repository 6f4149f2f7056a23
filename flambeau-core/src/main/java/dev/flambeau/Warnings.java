package dev.flambeau;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Warnings, each said once, through {@link System.Logger} under the name {@code dev.flambeau}. */
public final class Warnings {
    private static final Logger LOGGER = System.getLogger("dev.flambeau");
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();
    private static volatile boolean always;

    private Warnings() {}

    /** Logs the warning unless it was logged before; with {@link Torch#setWarnAlways} each time. */
    public static void once(String message) {
        if (SAID.add(message) || always) {
            LOGGER.log(Level.WARNING, message);
        }
    }

    static void setAlways(boolean value) {
        always = value;
    }

    static boolean isAlways() {
        return always;
    }
}
