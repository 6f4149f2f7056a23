package dev.flambeau.nn;

import dev.flambeau.Tensor;

/** The logistic function {@code 1 / (1 + exp(-x))} of each element. Shapes: any, the same. */
public class Sigmoid extends Module {
    /** Without parameters. */
    public Sigmoid() {}

    @Override
    protected Tensor forward(Tensor x) {
        return x.sigmoid();
    }
}
