package dev.flambeau.nn;

import dev.flambeau.autograd.GradMode;
import dev.flambeau.memory.MemoryScope;
import org.jspecify.annotations.Nullable;

/**
 * A module call as a region of memory: at its end what was computed inside is given back, but for what the result or a field of
 * a module leads to, and what the tape has saved. Only the outermost call on a thread is one, and without recording each.
 */
final class ModuleScope {
    private final MemoryScope memory;

    private ModuleScope(MemoryScope memory) {
        this.memory = memory;
    }

    /** Opens the scope of a call, or notes the call in the one that is open and gives null. */
    static @Nullable ModuleScope enter(Module module) {
        if (GradMode.isEnabled() && MemoryScope.noteCall(module)) {
            return null;
        }
        MemoryScope memory = MemoryScope.openRegion();
        if (memory == null) {
            return null;
        }
        MemoryScope.noteCall(module);
        return new ModuleScope(memory);
    }

    /** Ends the call with its result; null after an exception. */
    void exit(@Nullable Object result) {
        memory.closeRegion(result);
    }
}
