package dev.flambeau.optim;

import dev.flambeau.ArgumentException;
import dev.flambeau.Tensor;
import dev.flambeau.op.OptimizerSteps;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent, with momentum on request: {@code b = momentum b + (1 - dampening) g; p = p - lr b}, where {@code g} is the gradient plus
 * {@code weightDecay p}. Nesterov: {@code p = p - lr (g + momentum b)}. Source: Sutskever et al. 2013.
 */
public class SGD extends Optimizer {
    public SGD(List<? extends Tensor> params) {
        this(params, 0.001);
    }

    public SGD(List<? extends Tensor> params, double lr) {
        this(params, lr, o -> {});
    }

    public SGD(List<? extends Tensor> params, double lr, Consumer<Options> options) {
        this(List.of(new ParamGroup(params)), o -> options.accept(o.lr(lr)));
    }

    /** With groups that may have options of their own. */
    public SGD(List<ParamGroup> groups, Consumer<Options> options) {
        super(groups, Options.of(options));
    }

    @Override
    void check(ParamGroup group) {
        super.check(group);
        atLeastZero(group, "momentum", "momentum value");
        if (group.flag("nesterov") && (group.number("momentum") <= 0 || group.number("dampening") != 0)) {
            throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
        }
    }

    @Override
    void update(ParamGroup group, Tensor param, Tensor grad, ParamState state) {
        double sign = group.flag("maximize") ? -1 : 1;
        double decay = group.number("weight_decay");
        double lr = group.number("lr");
        double momentum = group.number("momentum");
        if (momentum == 0) {
            OptimizerSteps.sgd(param, grad, sign, decay, lr);
            return;
        }
        boolean first = state.get("momentum_buffer") == null;
        Tensor buffer = state.zeros("momentum_buffer", param);
        double dampening = first ? 0 : group.number("dampening");
        OptimizerSteps.sgdMomentum(param, grad, buffer, sign, decay, lr, momentum, dampening, group.flag("nesterov"));
    }

    /** The options of {@link SGD}. */
    public static final class Options {
        private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

        private Options() {
            values.put("lr", 0.001);
            values.put("momentum", 0L);
            values.put("dampening", 0L);
            values.put("weight_decay", 0L);
            values.put("nesterov", false);
            values.put("maximize", false);
            values.put("foreach", null);
            values.put("differentiable", false);
            values.put("fused", null);
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

        public Options momentum(double value) {
            values.put("momentum", value);
            return this;
        }

        public Options dampening(double value) {
            values.put("dampening", value);
            return this;
        }

        public Options weightDecay(double value) {
            values.put("weight_decay", value);
            return this;
        }

        public Options nesterov(boolean value) {
            values.put("nesterov", value);
            return this;
        }

        /** Goes up the gradient instead of down. */
        public Options maximize(boolean value) {
            values.put("maximize", value);
            return this;
        }
    }
}
