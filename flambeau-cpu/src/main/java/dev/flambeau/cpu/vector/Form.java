package dev.flambeau.cpu.vector;

import java.util.Locale;

/**
 * How the generated kernels are written: with plain scalar code or with the Vector API. Both give the same bits, so it does
 * not matter to a result which one ran, nor when one took over from the other.
 */
public enum Form {
    /** One element at a time; needs nothing, and is fast from the first call on. */
    PLAIN,
    /** With the Vector API from the first call on: for tests and for programs that run long. */
    VECTOR,
    /** Plain at first; a background thread warms the vector form up for what turns out to be used. */
    ADAPTIVE;

    /** What {@code -Dflambeau.vector=plain|vector|adaptive} asks for, as far as this JVM can do it. */
    public static Form preferred() {
        String wanted = System.getProperty("flambeau.vector", "adaptive");
        return valueOf(wanted.toUpperCase(Locale.ROOT)).available();
    }

    /** Whether the Vector API is there and has vectors wide enough to be worth it. */
    public static boolean hasVectors() {
        return Lanes.WIDE_ENOUGH;
    }

    /** This form, or the plain one where there are no vectors. */
    public Form available() {
        return hasVectors() ? this : PLAIN;
    }

    /** What is known of the Vector API without touching its classes, which may be missing. */
    private static final class Lanes {
        static final boolean WIDE_ENOUGH =
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && Species.wideEnough();
    }
}
