package dev.flambeau.nn;

import dev.flambeau.Memory;
import dev.flambeau.Tensor;
import dev.flambeau.autograd.Hooks.Handle;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** The hooks of one module. What a hook sees is kept: it may have stored it anywhere. */
final class ModuleHooks {
    private final List<Module.ForwardPreHook> before = new CopyOnWriteArrayList<>();
    private final List<Module.ForwardHook> after = new CopyOnWriteArrayList<>();

    boolean isEmpty() {
        return before.isEmpty() && after.isEmpty();
    }

    Handle add(Module.ForwardPreHook hook) {
        before.add(hook);
        return () -> before.remove(hook);
    }

    Handle add(Module.ForwardHook hook) {
        after.add(hook);
        return () -> after.remove(hook);
    }

    Tensor run(Module module, Tensor x, UnaryOperator<Tensor> forward) {
        Tensor input = x;
        for (Module.ForwardPreHook hook : before) {
            Tensor replaced = hook.apply(module, Memory.keep(input));
            input = replaced == null ? input : replaced;
        }
        Tensor output = forward.apply(input);
        for (Module.ForwardHook hook : after) {
            Tensor replaced = hook.apply(module, Memory.keep(input), Memory.keep(output));
            output = replaced == null ? output : replaced;
        }
        return output;
    }
}
