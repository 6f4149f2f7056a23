package dev.flambeau.nn;

import dev.flambeau.DType;
import dev.flambeau.Torch;
import java.util.function.Consumer;

/** The options of a layer with weights. */
public final class LayerOptions {
    private boolean bias = true;
    private DType dtype = Torch.getDefaultDtype();

    private LayerOptions() {}

    static LayerOptions of(Consumer<LayerOptions> options) {
        LayerOptions o = new LayerOptions();
        options.accept(o);
        return o;
    }

    /** Whether the layer adds a learned bias. */
    public LayerOptions bias(boolean value) {
        bias = value;
        return this;
    }

    /** The parameters' type. */
    public LayerOptions dtype(DType value) {
        dtype = value;
        return this;
    }

    boolean hasBias() {
        return bias;
    }

    DType dtype() {
        return dtype;
    }
}
