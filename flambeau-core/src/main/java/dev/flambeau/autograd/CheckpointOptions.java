package dev.flambeau.autograd;

/** What {@link Checkpoint} can be told. */
public final class CheckpointOptions {
    boolean preserveRngState = true;
    boolean earlyStop = true;
    boolean checkDeterminism = true;

    CheckpointOptions() {}

    /** Whether the second computation sees the random numbers of the first one; true unless said. */
    public CheckpointOptions preserveRngState(boolean value) {
        preserveRngState = value;
        return this;
    }

    /** Whether the second computation ends as soon as all that backward needs is there; true unless said. */
    public CheckpointOptions earlyStop(boolean value) {
        earlyStop = value;
        return this;
    }

    /** Whether sizes and types of what is computed again are compared with those of the first time; true unless said. */
    public CheckpointOptions checkDeterminism(boolean value) {
        checkDeterminism = value;
        return this;
    }
}
