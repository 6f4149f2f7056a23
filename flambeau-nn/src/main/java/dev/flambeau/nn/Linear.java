package dev.flambeau.nn;

import dev.flambeau.ArgumentException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.nn.functional.F;
import dev.flambeau.nn.init.Init;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Applies an affine map to the last dimension: {@code y = x Wᵀ + b}.
 *
 * <p>Shapes: {@code [*, in]} to {@code [*, out]}. Weight and bias start uniform in ±1/sqrt(in).
 *
 * {@snippet :
 * var layer = new Linear(784, 10);
 * Tensor y = layer.call(Torch.randn(64, 784)); // [64, 10]
 * }
 */
public class Linear extends Module {
    public final Parameter weight;
    public final @Nullable Parameter bias;
    private final long inFeatures;
    private final long outFeatures;

    public Linear(long inFeatures, long outFeatures) {
        this(inFeatures, outFeatures, true);
    }

    public Linear(long inFeatures, long outFeatures, boolean bias) {
        this(inFeatures, outFeatures, o -> o.bias(bias));
    }

    public Linear(long inFeatures, long outFeatures, Consumer<LayerOptions> options) {
        if (inFeatures < 0 || outFeatures < 0) {
            throw new ArgumentException(
                    "Linear: numbers of features must not be negative: " + inFeatures + ", " + outFeatures);
        }
        LayerOptions o = LayerOptions.of(options);
        this.inFeatures = inFeatures;
        this.outFeatures = outFeatures;
        this.weight = new Parameter(Torch.empty(o.dtype(), outFeatures, inFeatures));
        this.bias = o.hasBias() ? new Parameter(Torch.empty(o.dtype(), outFeatures)) : null;
        resetParameters();
    }

    /** Draws new first values. */
    public final void resetParameters() {
        if (inFeatures > 0) {
            Init.kaimingUniform_(weight, Math.sqrt(5), "fan_in", "leaky_relu");
        }
        if (bias != null) {
            double bound = inFeatures > 0 ? 1 / Math.sqrt(inFeatures) : 0;
            Init.uniform_(bias, -bound, bound);
        }
    }

    @Override
    protected Tensor forward(Tensor x) {
        return F.linear(x, weight, bias);
    }

    @Override
    protected String extraRepr() {
        return "in_features=" + inFeatures + ", out_features=" + outFeatures + ", bias="
                + (bias != null ? "True" : "False");
    }
}
