package dev.flambeau.op;

import dev.flambeau.Tensor;

/**
 * A function that is a composition of operations going forward, but one step of the graph: with a name and a gradient of its
 * own, shorter or steadier than the pieces' gradients would be. A device with one kernel for all of it can run that instead.
 */
public interface Composite {
    /** The name, as {@link Op#name}. */
    String name();

    /** Computes the result; nothing is recorded. Checks come first. */
    Tensor compose(Tensor[] in);

    /** As {@link #compose}, for a function with several results. */
    default Tensor[] composeAll(Tensor[] in) {
        return new Tensor[] {compose(in)};
    }

    /** The gradients, in terms of the inputs and the result. */
    Grads grads();

    default String nodeName() {
        return Op.nodeName(name());
    }
}
