package dev.flambeau.testkit;

import org.jspecify.annotations.Nullable;

/**
 * What became of a case.
 *
 * @param reason why it failed or is unsupported; empty where it passed
 * @param note a thing that is counted apart (the graph's name, the text of an error): as in PyTorch or not; null where it was not looked at
 */
public record Outcome(Status status, String reason, @Nullable Boolean note) {
    /** The three ways a case ends. */
    public enum Status {
        PASS,
        FAIL,
        UNSUPPORTED
    }

    static Outcome pass() {
        return new Outcome(Status.PASS, "", null);
    }

    /** Passed, and with it whether what is counted apart agreed; the reason says how it did not. */
    static Outcome pass(boolean note, String reason) {
        return new Outcome(Status.PASS, reason, note);
    }

    static Outcome fail(String reason) {
        return new Outcome(Status.FAIL, reason, null);
    }

    static Outcome unsupported(String reason) {
        return new Outcome(Status.UNSUPPORTED, reason, null);
    }
}
