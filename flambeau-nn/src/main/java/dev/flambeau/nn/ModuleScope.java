package dev.flambeau.nn;

import dev.flambeau.Check;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.memory.MemoryScope;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A module call as a region of memory: at its end what was computed inside is given back, but for what the result or a field of
 * a module leads to, and what the tape has saved. Only the outermost call on a thread is one, and without recording each.
 */
final class ModuleScope {
    private final Module root;
    private final MemoryScope memory;

    private ModuleScope(Module root, MemoryScope memory) {
        this.root = root;
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
        return new ModuleScope(module, memory);
    }

    /** Ends the call with its result; null after an exception. */
    void exit(@Nullable Object result) {
        if (GradMode.isEnabled() && root.isFirstCall() && Check.UNREGISTERED_MODULES.isOn()) {
            checkRegistered();
        }
        memory.closeRegion(result);
    }

    /** Warns of modules that were called and would train, but that the root does not know: no optimizer will. */
    private void checkRegistered() {
        Set<Object> known = Collections.newSetFromMap(new IdentityHashMap<>());
        known.addAll(root.modules());
        known.addAll(root.parameters());
        for (Object called : memory.called()) {
            if (called instanceof Module module && !known.contains(module)
                    && module.parameters().stream().anyMatch(p -> p.requiresGrad() && !known.contains(p))) {
                Check.UNREGISTERED_MODULES.warn(module.name() + " is called inside " + root.name()
                        + " and trains, but it is not among its modules, so parameters(), stateDict(), to() and train() miss "
                        + "it: hold it in a field, also in a list, map or array, or use registerModule");
            }
        }
    }
}
