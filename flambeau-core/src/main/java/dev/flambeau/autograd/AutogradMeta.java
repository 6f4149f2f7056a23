package dev.flambeau.autograd;

import dev.flambeau.Tensor;
import dev.flambeau.memory.MemoryScope;
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
    /** The version of {@link #grad} by which an optimizer has stepped; -1 if none has. */
    public int steppedVersion = -1;
    /** Whether a gradient was added to one by which an optimizer had stepped already. */
    public boolean gradStale;
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

    /** Makes another step the tensor's origin; a gradient that is kept is that of the new value from here on. */
    public void setOrigin(@Nullable Node node, int output) {
        if (retainsGrad && node != gradFn) {
            if (gradFn != null) {
                gradFn.hooks().letGo(this);
            }
            if (node != null) {
                node.hooks().retain(output, this);
            }
        }
        gradFn = node;
        outputNumber = output;
    }

    /** Adds to {@link #grad} the gradient of a tensor that is no leaf but keeps it. */
    void retain(Tensor gradient) {
        Tensor old = grad;
        Tensor kept = old == null ? gradient.clone() : old.add(gradient);
        MemoryScope.keep(kept.array().storage);
        grad = kept;
    }
}
