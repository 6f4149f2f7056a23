package dev.flambeau.autograd;

import dev.flambeau.Tensor;
import org.jspecify.annotations.Nullable;

/** What autograd knows of a tensor; only tensors that have to do with a graph have one. Internal. */
public final class AutogradMeta {
    /** For a leaf: whether its gradient is wanted. */
    public boolean requiresGrad;
    /** The step that made the tensor, and which of its outputs this is; none for a leaf. */
    public @Nullable Node gradFn;
    public int outputNumber;
    /** The gradient collected so far. */
    public @Nullable Tensor grad;
    /** Whether a user has seen {@link #grad}: then its memory is never reused behind his back. */
    public boolean gradSeen;
    public boolean retainsGrad;
    @Nullable AccumulateGrad accumulator;

    /** Of a tensor that has no gradient and wants none. */
    public AutogradMeta() {}

    /** Where a gradient for this tensor goes. */
    public Edge edge(Tensor tensor) {
        if (gradFn != null) {
            return new Edge(gradFn, outputNumber);
        }
        if (!requiresGrad) {
            return Edge.NOWHERE;
        }
        synchronized (this) {
            if (accumulator == null) {
                accumulator = new AccumulateGrad(tensor);
            }
            return accumulator.asEdge();
        }
    }
}
