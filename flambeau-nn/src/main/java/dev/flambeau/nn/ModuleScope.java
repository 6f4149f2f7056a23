package dev.flambeau.nn;

import dev.flambeau.autograd.GradMode;
import dev.flambeau.memory.MemoryScope;
import dev.flambeau.memory.Reachability;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A module call as a scope of memory: at its end what was computed inside is given back, but for what the result or a field of
 * a module leads to, and what the tape has saved. Only the outermost call on a thread is one, and without recording each.
 */
final class ModuleScope {
    private static final ThreadLocal<State> STATE = ThreadLocal.withInitial(State::new);

    private final State state;
    private final @Nullable ModuleScope outer;
    private final MemoryScope memory;
    private final List<Module> called = new ArrayList<>();

    /** The innermost open scope of a thread. */
    private static final class State {
        @Nullable ModuleScope current;
    }

    private ModuleScope(State state, MemoryScope memory) {
        this.state = state;
        this.outer = state.current;
        this.memory = memory;
    }

    /** Opens the scope of a call, or notes the call in the one that is open and gives null. */
    static @Nullable ModuleScope enter(Module module) {
        State state = STATE.get();
        ModuleScope current = state.current;
        if (current != null) {
            current.called.add(module);
            if (GradMode.isEnabled()) {
                return null;
            }
        }
        MemoryScope memory = MemoryScope.open();
        if (memory == null) {
            return null;
        }
        ModuleScope scope = new ModuleScope(state, memory);
        scope.called.add(module);
        state.current = scope;
        return scope;
    }

    /** Ends the call with its result; null after an exception. */
    void exit(@Nullable Object result) {
        state.current = outer;
        long mark = MemoryScope.newMark();
        Reachability reached = new Reachability(mark);
        reached.mark(result);
        if (reached.metOpaque()) {
            memory.keepAll(mark); // a lambda or a stream may lead anywhere
        } else {
            for (Module module : called) {
                reached.mark(module);
            }
        }
        if (outer != null) {
            outer.called.addAll(called);
        }
        memory.close(mark);
    }
}
