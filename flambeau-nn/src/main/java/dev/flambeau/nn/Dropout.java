package dev.flambeau.nn;

import dev.flambeau.ArgumentException;
import dev.flambeau.Tensor;
import dev.flambeau.nn.functional.F;

/**
 * In training, zeroes elements at random with probability p and scales the others by {@code 1 / (1 - p)}; in evaluation, nothing. Shapes: any, the
 * same. Source: Hinton et al. 2012.
 */
public class Dropout extends Module {
    private final double p;

    public Dropout() {
        this(0.5);
    }

    /** {@code p} from 0 to 1. */
    public Dropout(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new ArgumentException("dropout probability has to be between 0 and 1, but got " + p);
        }
        this.p = p;
    }

    @Override
    protected Tensor forward(Tensor x) {
        return F.dropout(x, p, isTraining());
    }

    @Override
    protected String extraRepr() {
        return "p=" + p + ", inplace=False";
    }
}
