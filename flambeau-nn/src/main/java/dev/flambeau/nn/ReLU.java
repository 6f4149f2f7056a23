package dev.flambeau.nn;

import dev.flambeau.Tensor;

/** The rectifier {@code max(0, x)} of each element. Shapes: any, the same. */
public class ReLU extends Module {
    private final boolean inplace;

    public ReLU() {
        this(false);
    }

    /** {@code inplace}: the result is written over the input. */
    public ReLU(boolean inplace) {
        this.inplace = inplace;
    }

    @Override
    protected Tensor forward(Tensor x) {
        return inplace ? x.relu_() : x.relu();
    }

    @Override
    protected String extraRepr() {
        return inplace ? "inplace=True" : "";
    }
}
