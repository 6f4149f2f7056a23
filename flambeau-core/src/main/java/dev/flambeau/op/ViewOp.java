package dev.flambeau.op;

import dev.flambeau.Tensor;
import dev.flambeau.spi.Array;

/** An operation whose result shares its input's storage: it computes sizes, strides and an offset, nothing else. */
public interface ViewOp {
    /** The name, as {@link Op#name}. */
    String name();

    /** Checks and gives the view; throws when it is not possible. */
    Array view(Array in);

    /** The gradient with respect to the input; as a rule the view's gradient laid into zeros. */
    default Tensor grad(Tensor g, Spec in) {
        return Engine.run(new ViewGrad(this, in), g);
    }

    default String nodeName() {
        return Op.nodeName(name());
    }
}
