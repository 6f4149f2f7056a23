package dev.flambeau.op;

import dev.flambeau.Tensor;
import org.jspecify.annotations.Nullable;

/** What a gradient formula works with. */
public interface Saved {
    /** The gradient of output 0; zeros if nothing flowed into it. */
    default Tensor g() {
        return g(0);
    }

    /** The gradient of output {@code k}; zeros if nothing flowed into it. */
    Tensor g(int k);

    /** The gradient of output {@code k}, or null if nothing flowed into it. */
    @Nullable Tensor gOrNull(int k);

    /** The gradient of output 0, if the one gradient that is wanted may be written over it. */
    @Nullable Tensor spare();

    /** Input {@code i}, if the formula said that it reads it. */
    Tensor in(int i);

    /** Output {@code k}, if the formula said that it reads it. */
    Tensor out(int k);

    /** Whether input {@code i} was given at all and wants a gradient. */
    boolean needs(int i);

    /** Type and sizes of input {@code i}; always known. */
    Spec spec(int i);

    /** How many inputs there were. */
    int inputs();
}
