package dev.flambeau.op;

import dev.flambeau.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradients of an operation: one formula an input, or one formula that gives several. */
public final class Grads {
    public static final Grads NONE = new Grads(List.of(), null, 0, 0);

    private final List<Grad> each;
    private final @Nullable Joint joint;
    private final long inputs;
    private final long outputs;

    /** Gives the gradients of all inputs at once; entries of inputs that need none (see {@link Saved#needs}) may be null. */
    @FunctionalInterface
    public interface Joint {
        @Nullable Tensor[] apply(Saved saved);
    }

    private Grads(List<Grad> each, @Nullable Joint joint, long inputs, long outputs) {
        this.each = each;
        this.joint = joint;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /** One formula an input, in the inputs' order; inputs beyond the last one have no gradient. */
    public static Grads each(Grad... grads) {
        return new Grads(List.of(grads), null, 0, 0);
    }

    /** The same formula for each of however many inputs there are. */
    public static Grads joint(Joint formula) {
        return new Grads(List.of(), formula, 0, 0);
    }

    /** One formula for several gradients; the masks say what it reads. */
    public static Grads joint(int[] inputs, int[] outputs, Joint formula) {
        return new Grads(List.of(), formula, Grad.mask(inputs), Grad.mask(outputs));
    }

    /** Whether input {@code i} can have a gradient. */
    public boolean differentiable(int i) {
        return joint != null || i < each.size() && each.get(i) != Grad.NONE;
    }

    /** The inputs to keep when those of {@code needed} want a gradient. */
    public long savedInputs(long needed) {
        long mask = joint != null ? inputs : 0;
        for (int i = 0; i < each.size(); i++) {
            mask |= (needed & 1L << i) != 0 ? each.get(i).inputs() : 0;
        }
        return mask;
    }

    /** The outputs to keep when those inputs want a gradient. */
    public long savedOutputs(long needed) {
        long mask = joint != null ? outputs : 0;
        for (int i = 0; i < each.size(); i++) {
            mask |= (needed & 1L << i) != 0 ? each.get(i).outputs() : 0;
        }
        return mask;
    }

    /** Computes the gradients of the inputs that need one; null for the others and for zeros. */
    public @Nullable Tensor[] apply(Saved saved, int count) {
        if (joint != null) {
            return joint.apply(saved);
        }
        @Nullable Tensor[] result = new @Nullable Tensor[count];
        for (int i = 0; i < each.size() && i < count; i++) {
            if (saved.needs(i)) {
                result[i] = each.get(i).formula().apply(saved);
            }
        }
        return result;
    }
}
