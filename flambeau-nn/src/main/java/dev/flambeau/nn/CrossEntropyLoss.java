package dev.flambeau.nn;

import dev.flambeau.Tensor;
import dev.flambeau.nn.functional.ClassLossOptions;
import dev.flambeau.nn.functional.F;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The cross entropy between logits and targets, {@code -log(exp(x[target]) / sum(exp(x)))}, with optional class weights and label smoothing.
 *
 * <p>Shapes: input {@code [n, c, d…]} or {@code [c]}; target class numbers {@code [n, d…]}, or probabilities of the input's shape.
 */
@SuppressWarnings("this-escape") // registering looks at the names of the fields, no more
public class CrossEntropyLoss extends Module {
    private final ClassLossOptions options;

    public CrossEntropyLoss() {
        this(null, o -> {});
    }

    public CrossEntropyLoss(Consumer<ClassLossOptions> options) {
        this(null, options);
    }

    /** With a weight for each class. */
    public CrossEntropyLoss(@Nullable Tensor weight, Consumer<ClassLossOptions> options) {
        this.options = ClassLossOptions.of(options);
        buffers.put("weight", new Buffer(weight, true));
    }

    /** The loss of logits and targets. */
    public Tensor call(Tensor input, Tensor target) {
        return scoped(() -> F.crossEntropy(input, target, o -> o.from(options).weight(buffer("weight"))));
    }
}
