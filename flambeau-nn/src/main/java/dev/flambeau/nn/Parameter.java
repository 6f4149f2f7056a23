package dev.flambeau.nn;

import dev.flambeau.Tensor;

/** A tensor that a module trains: found in its fields, moved and saved with it, and handed to optimizers. */
public final class Parameter extends Tensor {
    /** A parameter over the tensor's data, whose gradient is wanted. */
    public Parameter(Tensor data) {
        this(data, true);
    }

    /** A parameter over the tensor's data. */
    public Parameter(Tensor data, boolean requiresGrad) {
        super(data, requiresGrad);
    }

    /** {@code Parameter containing:} and the tensor. */
    @Override
    public String toString() {
        return "Parameter containing:\n" + super.toString();
    }
}
