package dev.flambeau.autograd;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import dev.flambeau.memory.MemoryScope;
import dev.flambeau.memory.Reachability;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function with a gradient of its own, {@code torch.autograd.Function}.
 *
 * <pre>{@code
 * class Exp extends Function {
 *     protected Tensor[] forward(Context ctx, Tensor... in) {
 *         Tensor y = in[0].exp();
 *         ctx.saveForBackward(y);
 *         return tensors(y);
 *     }
 *
 *     protected Tensor[] backward(Context ctx, Tensor... grads) {
 *         return tensors(grads[0].mul(ctx.saved(0)));
 *     }
 * }
 *
 * Tensor y = new Exp().apply(x);
 * }</pre>
 *
 * <p>What is no tensor (an axis, a factor) goes to the constructor. What backward needs of a call goes through the context, not
 * through fields: one function may be applied many times, by many threads. Forward is not recorded; backward is when its
 * own gradient is wanted ({@code createGraph}), so a backward of tensor operations has derivatives of all orders.
 */
public abstract class Function {
    private static final Class<?>[] BACKWARD = {Context.class, Tensor[].class};
    private static final ClassValue<Boolean> ONCE = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return isOnceDifferentiable(type);
        }
    };

    /** With no state of its own but what a subclass has. */
    protected Function() {}

    /** Computes the results. */
    protected abstract Tensor[] forward(Context ctx, Tensor... in);

    /**
     * Computes the gradients with respect to the inputs, one each in their order (null: none), from those with respect to the
     * outputs.
     */
    protected @Nullable Tensor[] backward(Context ctx, @Nullable Tensor... grads) {
        throw new AutogradException("You must implement either the backward or vjp method for your custom "
                + "autograd.Function to use it with backward mode AD.");
    }

    /** The result of a function that has one. */
    public final Tensor apply(Tensor... in) {
        Tensor[] out = applyAll(in);
        if (out.length != 1) {
            throw new AutogradException(
                    name() + " has " + out.length + " results: call applyAll, which gives all of them");
        }
        return out[0];
    }

    /** All results. */
    public final Tensor[] applyAll(Tensor... in) {
        return FunctionNode.apply(this, in);
    }

    /** An array of these tensors, for {@code return tensors(y)}. */
    protected static Tensor[] tensors(Tensor... all) {
        return all;
    }

    /** The function's name in the graph (with {@code Backward} after it) and in messages. */
    String name() {
        for (Class<?> type = getClass(); type != Function.class; type = type.getSuperclass()) {
            if (!type.getSimpleName().isEmpty()) {
                return type.getSimpleName();
            }
        }
        return "Function";
    }

    boolean isOnceDifferentiable() {
        return ONCE.get(getClass());
    }

    private static boolean isOnceDifferentiable(Class<?> type) {
        for (Class<?> c = type; c != null && c != Function.class; c = c.getSuperclass()) {
            for (Method method : c.getDeclaredMethods()) {
                if (method.getName().equals("backward") && Arrays.equals(method.getParameterTypes(), BACKWARD)) {
                    return method.isAnnotationPresent(OnceDifferentiable.class);
                }
            }
        }
        return false;
    }

    /** What one call's forward leaves for its backward. */
    public static final class Context {
        private final boolean recorded;
        private final boolean[] needed;
        private Tensor @Nullable [] inputs; // while forward runs
        private @Nullable Tensor[] toSave = {};
        private @Nullable SavedTensor[] saved = {};
        private List<Tensor> dirty = List.of();
        private List<Tensor> nonDifferentiable = List.of();
        private @Nullable Map<Object, Object> values;
        private boolean materialize = true;
        private @Nullable Node node;

        Context(Tensor[] in, boolean recorded) {
            this.inputs = in;
            this.recorded = recorded;
            this.needed = new boolean[in.length];
            for (int i = 0; i < in.length; i++) {
                needed[i] = in[i].requiresGrad();
            }
        }

        /** Keeps inputs, outputs or what was computed on the way (null is allowed) for backward; to be called once. */
        public void saveForBackward(@Nullable Tensor... all) {
            toSave = all.clone();
        }

        /** What {@link #saveForBackward} kept, for backward. */
        public @Nullable Tensor[] savedTensors() {
            @Nullable Tensor[] all = new @Nullable Tensor[saved.length];
            for (int i = 0; i < all.length; i++) {
                SavedTensor each = saved[i];
                all[i] = each == null ? null : each.unpack(step());
            }
            return all;
        }

        /** One of the tensors that {@link #saveForBackward} kept. */
        public Tensor saved(int i) {
            SavedTensor each = i < 0 || i >= saved.length ? null : saved[i];
            if (each == null) {
                throw new AutogradException("no tensor was saved as number " + i + ": " + saved.length + " were saved"
                        + (node == null ? ", and they can be read in backward only" : ""));
            }
            return each.unpack(step());
        }

        /** Puts something that is no input and no output aside for backward: a number, a shape, a mask. */
        public void put(Object key, Object value) {
            if (values == null) {
                values = new HashMap<>();
            }
            values.put(key, value);
            if (recorded) {
                new Reachability(MemoryScope.newMark()).tensors(value, t -> MemoryScope.keep(t.storage()));
            }
        }

        /** What was {@linkplain #put put} aside. */
        public <T> T get(Object key, Class<T> type) {
            Object value = values == null ? null : values.get(key);
            if (value == null) {
                throw new AutogradException("nothing was put aside as " + key);
            }
            return type.cast(value);
        }

        /** Says that forward changes these inputs in place; they must be among the results. */
        public void markDirty(Tensor... all) {
            for (Tensor tensor : all) {
                if (recorded && tensor.requiresGrad() && tensor.isLeaf()) {
                    throw new AutogradException(
                            "a leaf Variable that requires grad has been used in an in-place operation.");
                }
                if (recorded) {
                    tensor.checkNotFrozen();
                }
            }
            dirty = Arrays.asList(all.clone());
        }

        /** Says that these results have no gradient; integer ones never have. */
        public void markNonDifferentiable(Tensor... all) {
            nonDifferentiable = Arrays.asList(all.clone());
        }

        /** Whether backward gets zeros where nothing has flowed into a result, as it does unless this is false, or null. */
        public void setMaterializeGrads(boolean value) {
            materialize = value;
        }

        /** Whether the gradient of input {@code i} is wanted. */
        public boolean needsInputGrad(int i) {
            return needed[i];
        }

        boolean materializes() {
            return materialize;
        }

        boolean isDirty(Tensor tensor) {
            return dirty.stream().anyMatch(each -> each == tensor);
        }

        List<Tensor> dirty() {
            return dirty;
        }

        boolean isDifferentiable(Tensor tensor) {
            return tensor.dtype().isFloatingPoint() && nonDifferentiable.stream().noneMatch(each -> each == tensor);
        }

        /** The position of an input; -1 if it is none. */
        int position(Tensor tensor) {
            Tensor[] all = inputs;
            for (int i = 0; all != null && i < all.length; i++) {
                if (all[i] == tensor) {
                    return i;
                }
            }
            return -1;
        }

        /** Ends forward: saves what is to be saved, outputs as such, and forgets the inputs. */
        void seal(Node step, Tensor[] returned, Tensor[] results) {
            node = step;
            List<@Nullable SavedTensor> all = new ArrayList<>();
            for (Tensor tensor : toSave) {
                all.add(tensor == null ? null : save(tensor, step, returned, results));
            }
            saved = all.toArray(new @Nullable SavedTensor[0]);
            forgetInputs();
        }

        private SavedTensor save(Tensor tensor, Node step, Tensor[] returned, Tensor[] results) {
            for (int k = 0; k < returned.length; k++) {
                if (returned[k] == tensor && results[k].gradFn() == step) {
                    return new SavedTensor(results[k], step, k);
                }
            }
            return new SavedTensor(tensor);
        }

        void forgetInputs() {
            inputs = null;
            toSave = new @Nullable Tensor[0];
            dirty = List.of();
            nonDifferentiable = List.of();
        }

        void release() {
            for (SavedTensor each : saved) {
                if (each != null) {
                    each.release();
                }
            }
        }

        void forget() {
            for (SavedTensor each : saved) {
                if (each != null) {
                    each.forget();
                }
            }
        }

        private Node step() {
            if (node == null) {
                throw new AutogradException("saved tensors can be read in backward only");
            }
            return node;
        }
    }
}
