package dev.flambeau;

import dev.flambeau.memory.MemoryScope;
import dev.flambeau.memory.MemoryUse;
import dev.flambeau.memory.Reachability;
import org.jspecify.annotations.Nullable;

/**
 * What users may want to say about memory; nothing of it has to be said. A module's {@code call} gives back what it made and did
 * not return or keep; everything else the garbage collector finds.
 */
public final class Memory {
    private Memory() {}

    /** Lets a tensor outlive the module call or scope that makes it. */
    public static <T extends Tensor> T keep(T tensor) {
        MemoryScope.keep(tensor.array().storage);
        return tensor;
    }

    /**
     * Opens a scope: what is computed until it is closed is given back then, but for parameters, gradients, buffers, optimizer state and
     * what was {@linkplain #keep kept}. Useful in loops over raw tensors; never necessary.
     */
    public static Scope scope() {
        return new Scope(MemoryScope.open());
    }

    /** The bytes in use and reserved, by device. */
    public static String summary() {
        return MemoryUse.summary();
    }

    /** Native bytes in use by tensors on the CPU. */
    public static long usedBytes() {
        return MemoryUse.usedBytes();
    }

    /** Collects garbage and gives unused native memory back to the operating system. */
    public static void trim() {
        MemoryUse.trim();
    }

    /** An open scope. */
    public static final class Scope implements AutoCloseable {
        private @Nullable MemoryScope scope;

        private Scope(@Nullable MemoryScope scope) {
            this.scope = scope;
        }

        /** Lets something computed in the scope outlive it: a tensor, or all tensors that an object leads to. */
        public <T> T keep(T value) {
            Reachability reached = new Reachability(MemoryScope.newMark());
            reached.tensors(value, tensor -> MemoryScope.keep(tensor.array().storage));
            return value;
        }

        @Override
        public void close() {
            MemoryScope open = scope;
            scope = null;
            if (open != null) {
                open.close(MemoryScope.newMark());
            }
        }
    }
}
