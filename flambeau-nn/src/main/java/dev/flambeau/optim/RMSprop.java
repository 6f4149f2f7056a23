package dev.flambeau.optim;

import dev.flambeau.Tensor;
import dev.flambeau.op.OptimizerSteps;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Divides the gradient by the root of a running mean of its square: {@code v = α v + (1 - α) g²; p = p - lr g / (sqrt(v) + eps)}; centered: by that of
 * its variance. Source: Hinton, lecture 6e of Neural Networks for Machine Learning, 2012; centered: Graves 2013.
 */
public class RMSprop extends Optimizer {
    public RMSprop(List<? extends Tensor> params) {
        this(params, 0.01);
    }

    public RMSprop(List<? extends Tensor> params, double lr) {
        this(params, lr, o -> {});
    }

    public RMSprop(List<? extends Tensor> params, double lr, Consumer<Options> options) {
        this(List.of(new ParamGroup(params)), o -> options.accept(o.lr(lr)));
    }

    /** With groups that may have options of their own. */
    public RMSprop(List<ParamGroup> groups, Consumer<Options> options) {
        super(groups, Options.of(options));
    }

    @Override
    void check(ParamGroup group) {
        super.check(group);
        atLeastZero(group, "eps", "epsilon value");
        atLeastZero(group, "momentum", "momentum value");
        atLeastZero(group, "alpha", "alpha value");
    }

    @Override
    void update(ParamGroup group, Tensor param, Tensor grad, ParamState state) {
        state.step++;
        boolean centered = group.flag("centered");
        double momentum = group.number("momentum");
        OptimizerSteps.rmsprop(param, grad, state.zeros("square_avg", param),
                centered ? state.zeros("grad_avg", param) : null,
                momentum > 0 ? state.zeros("momentum_buffer", param) : null, group.flag("maximize") ? -1 : 1,
                group.number("weight_decay"),
                group.number("lr"), group.number("alpha"), group.number("eps"), momentum);
    }

    /** The options of {@link RMSprop}. */
    public static final class Options {
        private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

        private Options() {
            values.put("lr", 0.01);
            values.put("momentum", 0L);
            values.put("alpha", 0.99);
            values.put("eps", 1e-8);
            values.put("centered", false);
            values.put("weight_decay", 0L);
            values.put("capturable", false);
            values.put("foreach", null);
            values.put("maximize", false);
            values.put("differentiable", false);
        }

        static Map<String, @Nullable Object> of(Consumer<Options> options) {
            Options o = new Options();
            options.accept(o);
            return o.values;
        }

        public Options lr(double value) {
            values.put("lr", value);
            return this;
        }

        /** The rate of the running means. */
        public Options alpha(double value) {
            values.put("alpha", value);
            return this;
        }

        public Options eps(double value) {
            values.put("eps", value);
            return this;
        }

        public Options weightDecay(double value) {
            values.put("weight_decay", value);
            return this;
        }

        public Options momentum(double value) {
            values.put("momentum", value);
            return this;
        }

        public Options centered(boolean value) {
            values.put("centered", value);
            return this;
        }

        /** Goes up the gradient instead of down. */
        public Options maximize(boolean value) {
            values.put("maximize", value);
            return this;
        }
    }
}
