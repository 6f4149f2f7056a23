package dev.flambeau.autograd;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import dev.flambeau.memory.MemoryScope;
import dev.flambeau.memory.Reachability;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides how what the tape saves is kept while the graph waits for backward: packed when it is saved, unpacked when it is needed.
 * Holds for what this thread saves until closed; of several the innermost holds.
 *
 * <p>As in {@code try (var _ = SavedTensorHooks.open(x -> x.to(DType.BFLOAT16), x -> x.to(DType.FLOAT32))) { … }}.
 */
public abstract sealed class SavedTensorHooks implements AutoCloseable
        permits SavedTensorHooks.Users, Recomputation, Recomputation.Again {
    private static final ThreadLocal<@Nullable SavedTensorHooks> CURRENT = new ThreadLocal<>();

    private @Nullable SavedTensorHooks outer;

    SavedTensorHooks() {}

    /**
     * Hooks that keep what {@code pack} gives and give back what {@code unpack} makes of it: a tensor of the same size and type.
     * The tensor that {@code pack} gets must not be changed in place.
     */
    public static <T> SavedTensorHooks open(Function<Tensor, T> pack, Function<T, Tensor> unpack) {
        return new Users<>(pack, unpack).enter();
    }

    /** Those that hold for what this thread saves now. */
    static @Nullable SavedTensorHooks current() {
        return CURRENT.get();
    }

    SavedTensorHooks enter() {
        outer = CURRENT.get();
        CURRENT.set(this);
        return this;
    }

    @Override
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }

    /** What stands for a tensor. */
    abstract Object pack(Tensor tensor);

    /** The tensor again; only its contents count. */
    abstract Tensor unpack(Object packed);

    /** After a pass that keeps the graph: it may be unpacked again. */
    void forget(Object packed) {}

    /** It will not be unpacked any more. */
    void release(Object packed) {}

    /** A user's. */
    static final class Users<T> extends SavedTensorHooks {
        private final Function<Tensor, T> pack;
        private final Function<T, Tensor> unpack;

        Users(Function<Tensor, T> pack, Function<T, Tensor> unpack) {
            this.pack = pack;
            this.unpack = unpack;
        }

        @Override
        Object pack(Tensor tensor) {
            Tensor given = tensor.detach();
            int version = given.storage().version();
            T packed;
            try (GradMode _ = GradMode.set(false)) {
                packed = pack.apply(given);
            }
            if (given.storage().version() != version) {
                throw new AutogradException(
                        "A saved tensor pack hook is modifying its input in place. Tensors provided as input to pack hook "
                                + "cannot be modified by in-place operations as this can lead to unexpected side-effects. Please "
                                + "open an issue if you need to perform in-place operations on the input to a pack hook.");
            }
            if (packed == null) {
                throw new AutogradException("a saved tensor pack hook gave null");
            }
            new Reachability(MemoryScope.newMark()).tensors(packed, t -> MemoryScope.keep(t.storage()));
            return packed;
        }

        @Override
        @SuppressWarnings("unchecked") // what pack gave
        Tensor unpack(Object packed) {
            Tensor tensor;
            try (GradMode _ = GradMode.set(false)) {
                tensor = unpack.apply((T) packed);
            }
            if (tensor == null) {
                throw new AutogradException(
                        "Output of saved tensor unpack_hook expected to be a Tensor but got result of type null");
            }
            return tensor;
        }
    }
}
