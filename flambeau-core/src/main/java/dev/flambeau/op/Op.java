package dev.flambeau.op;

import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;

/**
 * A primitive operation: its checks, its computation, its gradient. Attributes (a stride, a dimension) are an implementing
 * record's components, so two equal operations are equal objects. The {@link Engine} does everything else.
 */
public interface Op {
    /** The name in messages and, with a capital and {@code Backward0}, in the graph: {@code max_pool2d_with_indices}. */
    String name();

    /** Checks the inputs and says what comes out; reads no data and throws before anything has changed. */
    Spec[] infer(Array[] in);

    /** Computes the outputs, which are allocated, contiguous and not initialized. */
    void run(Kernels kernels, Array[] out, Array[] in);

    /** The gradients with respect to the inputs. */
    default Grads grads() {
        return Grads.NONE;
    }

    /**
     * Whether output 0 starts as a copy of input 0, which {@link #run} then changes in part (a scatter, an assignment): such an
     * operation can also run in place.
     */
    default boolean updates() {
        return false;
    }

    /** The graph's name for a node of this operation. */
    default String nodeName() {
        return nodeName(name());
    }

    /** {@code log_softmax} becomes {@code LogSoftmaxBackward0}, {@code log1p} becomes {@code Log1PBackward0}. */
    static String nodeName(String name) {
        StringBuilder camel = new StringBuilder();
        boolean upper = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_') {
                upper = true;
            } else {
                camel.append(upper ? Character.toUpperCase(c) : c);
                upper = Character.isDigit(c);
            }
        }
        return camel.append("Backward0").toString();
    }
}
