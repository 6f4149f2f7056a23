package dev.flambeau.nn;

import dev.flambeau.ArgumentException;
import dev.flambeau.Tensor;
import dev.flambeau.nn.functional.F;
import dev.flambeau.nn.text.PythonText;

/**
 * In training, zeroes elements at random with probability p and scales the others by {@code 1 / (1 - p)}; in evaluation, nothing. Shapes: any, the
 * same. Source: Hinton et al. 2012.
 */
public class Dropout extends Module {
    private final double p;
    private final boolean inplace;

    public Dropout() {
        this(0.5);
    }

    /** {@code p} from 0 to 1. */
    public Dropout(double p) {
        this(p, false);
    }

    /** {@code inplace}: the result is written over the input. */
    public Dropout(double p, boolean inplace) {
        if (!(p >= 0 && p <= 1)) {
            throw new ArgumentException("dropout probability has to be between 0 and 1, but got " + p);
        }
        this.p = p;
        this.inplace = inplace;
    }

    @Override
    protected Tensor forward(Tensor x) {
        return inplace ? F.dropout_(x, p, isTraining()) : F.dropout(x, p, isTraining());
    }

    @Override
    protected String extraRepr() {
        return "p=" + PythonText.of(p) + ", inplace=" + PythonText.of(inplace);
    }
}
