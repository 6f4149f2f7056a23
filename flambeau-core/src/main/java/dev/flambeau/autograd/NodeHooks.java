package dev.flambeau.autograd;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import dev.flambeau.autograd.Hooks.Handle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What is hung on a node: hooks on the gradients of single outputs, tensors that keep theirs, hooks before and after the node's
 * step. Lists are copied when they change, so a running pass sees one state.
 */
final class NodeHooks {
    private volatile List<OutputHook> outputs = List.of();
    private volatile List<Retained> retained = List.of();
    private volatile List<Before> before = List.of();
    private volatile List<After> after = List.of();

    /** A hook on the gradient of one output. */
    private record OutputHook(int output, UnaryOperator<@Nullable Tensor> action) {}

    /** A hook's place in the list: the same hook may be hung on twice. */
    private record Before(Node.Prehook action) {}

    private record After(Node.Hook action) {}

    /** A tensor that keeps its gradient though it is no leaf. */
    private record Retained(int output, AutogradMeta meta) {}

    synchronized Handle onOutput(int output, UnaryOperator<@Nullable Tensor> action) {
        OutputHook hook = new OutputHook(output, action);
        outputs = with(outputs, hook);
        return () -> removeOutput(hook);
    }

    private synchronized void removeOutput(OutputHook hook) {
        outputs = without(outputs, hook);
    }

    synchronized void retain(int output, AutogradMeta meta) {
        retained = with(retained, new Retained(output, meta));
    }

    synchronized void letGo(AutogradMeta meta) {
        retained = retained.stream().filter(each -> each.meta() != meta).toList();
    }

    synchronized Handle onStart(Node.Prehook hook) {
        Before own = new Before(hook);
        before = with(before, own);
        return () -> removeBefore(own);
    }

    private synchronized void removeBefore(Before hook) {
        before = without(before, hook);
    }

    synchronized Handle onEnd(Node.Hook hook) {
        After own = new After(hook);
        after = with(after, own);
        return () -> removeAfter(own);
    }

    private synchronized void removeAfter(After hook) {
        after = without(after, hook);
    }

    boolean onTensors() {
        return !outputs.isEmpty() || !retained.isEmpty();
    }

    boolean onStart() {
        return !before.isEmpty();
    }

    boolean onEnd() {
        return !after.isEmpty();
    }

    /** Runs the hooks on single outputs, which replace elements of {@code grads}, then keeps what is to be kept. */
    void runOnTensors(@Nullable Tensor[] grads) {
        for (OutputHook hook : outputs) {
            Tensor grad = grads[hook.output()];
            if (grad != null) {
                Tensor changed = hook.action().apply(grad);
                if (changed != null) {
                    grads[hook.output()] = checked(changed, grad);
                }
            }
        }
        for (Retained each : retained) {
            Tensor grad = grads[each.output()];
            if (grad != null) {
                each.meta().retain(grad);
            }
        }
    }

    /** Runs the hooks that come before the step, and gives the gradients that it shall see. */
    @Nullable Tensor[] runBefore(@Nullable Tensor[] grads) {
        @Nullable Tensor[] current = grads;
        for (Before hook : before) {
            @Nullable Tensor @Nullable [] changed = hook.action().apply(current.clone());
            if (changed != null) {
                current = checked(changed, current);
            }
        }
        return current;
    }

    /** Runs the hooks that come after the step, and gives the gradients that go on from it. */
    @Nullable Tensor[] runAfter(@Nullable Tensor[] inputs, @Nullable Tensor[] grads) {
        @Nullable Tensor[] current = inputs;
        for (After hook : after) {
            @Nullable Tensor @Nullable [] changed = hook.action().apply(current.clone(), grads.clone());
            if (changed != null) {
                current = checked(changed, current);
            }
        }
        return current;
    }

    private static @Nullable Tensor[] checked(@Nullable Tensor[] changed, @Nullable Tensor[] before) {
        if (changed.length != before.length) {
            throw new AutogradException("hook has returned an incorrect number of values (got " + changed.length
                    + ", but expected " + before.length + ")");
        }
        for (int i = 0; i < changed.length; i++) {
            Tensor now = changed[i];
            Tensor was = before[i];
            if (now != null && was != null) {
                checked(now, was);
            }
        }
        return changed;
    }

    private static Tensor checked(Tensor changed, Tensor before) {
        if (changed.dtype() != before.dtype()) {
            throw new AutogradException("hook has changed the type of value (was torch." + before.dtype().scalarName()
                    + "Tensor got torch." + changed.dtype().scalarName() + "Tensor)");
        }
        if (!changed.size().equals(before.size())) {
            throw new AutogradException("hook has changed the size of value (was " + before.size() + " got "
                    + changed.size() + ")");
        }
        return changed;
    }

    private static <T> List<T> with(List<T> list, T item) {
        List<T> changed = new ArrayList<>(list);
        changed.add(item);
        return List.copyOf(changed);
    }

    private static <T> List<T> without(List<T> list, T item) {
        return list.stream().filter(each -> each != item).toList();
    }
}
