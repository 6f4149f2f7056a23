package dev.flambeau.cpu.vector;

import dev.flambeau.cpu.machine.MachineCode;
import java.util.Locale;

/**
 * How the generated kernels are written: with plain scalar code, with the Vector API, or in machine code. All give the same bits, so it does
 * not matter to a result which one ran, nor when one took over from another.
 */
public enum Form {
    /** One element at a time; needs nothing, and is fast from the first call on. */
    PLAIN,
    /** With the Vector API from the first call on: for tests and for programs that run long. */
    VECTOR,
    /** Plain at first; a background thread warms the vector form up for what turns out to be used. */
    ADAPTIVE,
    /** In machine code where there is some for a kernel; else adaptive where the Vector API is there, or plain. */
    MACHINE;

    /** What {@code -Dflambeau.vector=plain|vector|adaptive|machine} asks for, as far as this machine and JVM can do it. */
    public static Form preferred() {
        String wanted = System.getProperty("flambeau.vector", "machine");
        return valueOf(wanted.toUpperCase(Locale.ROOT)).available();
    }

    /** Whether the Vector API is there and has vectors wide enough to be worth it. */
    public static boolean hasVectors() {
        return Lanes.WIDE_ENOUGH;
    }

    /** Whether a loop may go along rows of accumulators ({@link Access#row}); with the Vector API none does. */
    boolean takesRows() {
        return this == PLAIN || this == MACHINE;
    }

    /** Tells people, and what would be quicker. */
    public String description() {
        return switch (this) {
            case PLAIN -> "in plain Java (--add-modules jdk.incubator.vector is quicker)";
            case VECTOR, ADAPTIVE -> "with the Vector API";
            case MACHINE -> "in machine code";
        };
    }

    /** Whether code with the Vector API may run in this form. */
    boolean usesVectors() {
        return this != PLAIN && hasVectors();
    }

    /** This form, or the next best that this machine has. */
    public Form available() {
        if (this == MACHINE) {
            return MachineCode.isAvailable() ? MACHINE : ADAPTIVE.available();
        }
        return hasVectors() ? this : PLAIN;
    }

    /** What is known of the Vector API without touching its classes, which may be missing. */
    private static final class Lanes {
        static final boolean WIDE_ENOUGH =
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent() && Species.wideEnough();
    }
}
