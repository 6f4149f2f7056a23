package dev.flambeau.autograd;

/** Whether this thread records operations; a mode is set for a block and restored at its end. */
public final class GradMode implements AutoCloseable {
    private static final ThreadLocal<State> STATE = ThreadLocal.withInitial(State::new);

    private final State state;
    private final boolean enabledBefore;
    private final boolean inferenceBefore;

    private GradMode(boolean enabled, boolean inference) {
        this(STATE.get(), enabled, inference);
    }

    private GradMode(State state, boolean enabled, boolean inference) {
        this.state = state;
        enabledBefore = state.enabled;
        inferenceBefore = state.inference;
        state.enabled = enabled;
        state.inference = inference;
    }

    /** Whether operations on tensors that require a gradient are recorded; never in inference mode. */
    public static boolean isEnabled() {
        State state = STATE.get();
        return state.enabled && !state.inference;
    }

    /** Whether tensors made now can never be part of a graph. */
    public static boolean isInference() {
        return STATE.get().inference;
    }

    /** Records or does not record until closed; inference mode, if it is on, stays on. */
    public static GradMode set(boolean enabled) {
        State state = STATE.get();
        return new GradMode(state, enabled, state.inference);
    }

    /** Neither records nor allows what is made inside to be recorded later, until closed. */
    public static GradMode inference() {
        return inference(true);
    }

    /** As {@link #inference()}; false leaves inference mode and records again, until closed. */
    public static GradMode inference(boolean mode) {
        return new GradMode(!mode, mode);
    }

    /** Switches recording without a block. */
    public static void setEnabled(boolean enabled) {
        STATE.get().enabled = enabled;
    }

    @Override
    public void close() {
        state.enabled = enabledBefore;
        state.inference = inferenceBefore;
    }

    private static final class State {
        boolean enabled = true;
        boolean inference;
    }
}
