package dev.flambeau.op;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import dev.flambeau.autograd.Edge;
import dev.flambeau.autograd.Node;
import dev.flambeau.autograd.SavedTensor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The graph's node of a primitive operation: its gradients and what the tape keeps for them. */
final class OpNode extends Node {
    private Supplier<String> name; // asked for rarely: most nodes never say it
    private final Grads grads;
    private final Spec[] specs;
    private final Spec[] outputSpecs;
    private final long needed;
    private final @Nullable SavedTensor[] inputs;
    private final @Nullable SavedTensor[] outputs;

    OpNode(Supplier<String> name, Grads grads, Edge[] next, Tensor[] in, long needed, Spec[] outputSpecs,
            @Nullable Tensor overwritten) {
        super(next);
        this.name = name;
        this.grads = grads;
        this.needed = needed;
        this.outputSpecs = outputSpecs;
        this.outputs = new @Nullable SavedTensor[outputSpecs.length];
        this.specs = new Spec[in.length];
        this.inputs = new @Nullable SavedTensor[in.length];
        long keep = grads.savedInputs(needed);
        for (int i = 0; i < in.length; i++) {
            specs[i] = Spec.like(in[i].array());
            if ((keep & 1L << i) != 0) {
                inputs[i] = new SavedTensor(i == 0 && overwritten != null ? overwritten : in[i]);
            }
        }
    }

    void saveOutputs(Tensor[] out) {
        long keep = grads.savedOutputs(needed);
        for (int k = 0; k < out.length; k++) {
            if ((keep & 1L << k) != 0) {
                outputs[k] = new SavedTensor(out[k], this, k);
            }
        }
    }

    /** Gives the step the name of the composition that it ends, before anybody has seen it. */
    void rename(String nodeName) {
        name = () -> nodeName;
    }

    @Override
    public String name() {
        return name.get();
    }

    @Override
    protected int outputs() {
        return outputSpecs.length;
    }

    @Override
    protected @Nullable Tensor[] backward(@Nullable Tensor[] g) {
        return backward(g, ALL);
    }

    @Override
    protected @Nullable Tensor[] backward(@Nullable Tensor[] g, long wanted) {
        @Nullable Tensor[] result = grads.apply(new View(g, wanted), specs.length);
        for (int i = 0; i < result.length; i++) {
            Tensor grad = result[i];
            if (grad != null) {
                result[i] = Engine.fit(grad, specs[i]);
            }
        }
        return result;
    }

    @Override
    protected void release() {
        eachSaved(SavedTensor::release);
    }

    @Override
    protected void forget() {
        eachSaved(SavedTensor::forget);
    }

    private void eachSaved(Consumer<SavedTensor> action) {
        for (SavedTensor saved : inputs) {
            if (saved != null) {
                action.accept(saved);
            }
        }
        for (SavedTensor saved : outputs) {
            if (saved != null) {
                action.accept(saved);
            }
        }
    }

    /** What a formula sees of this node while it runs. */
    private final class View implements Saved {
        private final @Nullable Tensor[] g;
        private final long asked;

        View(@Nullable Tensor[] g, long wanted) {
            this.g = g;
            this.asked = needed & wanted;
        }

        @Override
        public Tensor g(int k) {
            Tensor grad = g[k];
            return grad != null ? grad : Engine.zeros(outputSpecs[k]);
        }

        @Override
        public @Nullable Tensor gOrNull(int k) {
            return g[k];
        }

        @Override
        public @Nullable Tensor spare() {
            Tensor grad = g[0];
            return grad != null && Long.bitCount(asked) == 1 && isSpare(grad) ? grad : null;
        }

        @Override
        public Tensor in(int i) {
            return unpack(inputs[i]);
        }

        @Override
        public Tensor out(int k) {
            return unpack(outputs[k]);
        }

        @Override
        public boolean needs(int i) {
            return (asked & 1L << i) != 0;
        }

        @Override
        public Spec spec(int i) {
            return specs[i];
        }

        @Override
        public int inputs() {
            return specs.length;
        }

        private Tensor unpack(@Nullable SavedTensor saved) {
            if (saved == null) {
                throw new AutogradException(name + ": the gradient reads a tensor that its masks do not name");
            }
            return saved.unpack(OpNode.this);
        }
    }
}
