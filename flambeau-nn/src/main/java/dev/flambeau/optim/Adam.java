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
 * Adam: steps by the running mean of the gradient over the root of the running mean of its square, both corrected for their start at zero:
 * {@code m = β₁ m + (1 - β₁) g; v = β₂ v + (1 - β₂) g²; p = p - lr m̂ / (sqrt(v̂) + eps)}. Source: Kingma and Ba 2014.
 */
public class Adam extends Optimizer {
    public Adam(List<? extends Tensor> params) {
        this(params, 0.001);
    }

    public Adam(List<? extends Tensor> params, double lr) {
        this(params, lr, o -> {});
    }

    public Adam(List<? extends Tensor> params, double lr, Consumer<Options> options) {
        this(List.of(new ParamGroup(params)), o -> options.accept(o.lr(lr)));
    }

    /** With groups that may have options of their own. */
    public Adam(List<ParamGroup> groups, Consumer<Options> options) {
        super(groups, Options.of(options));
    }

    @Override
    void check(ParamGroup group) {
        super.check(group);
        atLeastZero(group, "eps", "epsilon value");
        for (int i = 0; i < 2; i++) {
            double beta = beta(group, i);
            if (!(beta >= 0 && beta < 1)) {
                throw new ArgumentException("Invalid beta parameter at index " + i + ": " + beta);
            }
        }
    }

    private static double beta(ParamGroup group, int i) {
        if (group.get("betas") instanceof List<?> betas && betas.size() == 2 && betas.get(i) instanceof Number beta) {
            return beta.doubleValue();
        }
        throw new ArgumentException("betas must be a list of two numbers, but got " + group.get("betas"));
    }

    @Override
    void update(ParamGroup group, Tensor param, Tensor grad, ParamState state) {
        state.step++;
        double beta1 = beta(group, 0);
        double beta2 = beta(group, 1);
        double lr = group.number("lr");
        double decay = group.number("weight_decay");
        if (group.flag("decoupled_weight_decay")) {
            param.mul_(1 - lr * decay);
            decay = 0;
        }
        double correction1 = 1 - Math.pow(beta1, state.step);
        double correction2 = Math.sqrt(1 - Math.pow(beta2, state.step));
        var o = new OptimizerSteps.Adam(group.flag("maximize") ? -1 : 1, decay, beta1, beta2, lr / correction1,
                correction2, group.number("eps"));
        Tensor mean = state.zeros("exp_avg", param);
        Tensor square = state.zeros("exp_avg_sq", param);
        if (group.flag("amsgrad")) {
            o.amsgrad(param, grad, mean, square, state.zeros("max_exp_avg_sq", param));
        } else {
            o.step(param, grad, mean, square);
        }
    }

    /** The options of {@link Adam}. */
    public static final class Options {
        private final Map<String, @Nullable Object> values = new LinkedHashMap<>();

        private Options() {
            values.put("lr", 0.001);
            values.put("betas", List.of(0.9, 0.999));
            values.put("eps", 1e-8);
            values.put("weight_decay", 0L);
            values.put("amsgrad", false);
            values.put("maximize", false);
            values.put("foreach", null);
            values.put("capturable", false);
            values.put("differentiable", false);
            values.put("fused", null);
            values.put("decoupled_weight_decay", false);
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

        /** The rates of the two running means, in [0, 1). */
        public Options betas(double first, double second) {
            values.put("betas", List.of(first, second));
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

        /** Divides by the largest running mean so far. Source: Reddi et al. 2018. */
        public Options amsgrad(boolean value) {
            values.put("amsgrad", value);
            return this;
        }

        /** Goes up the gradient instead of down. */
        public Options maximize(boolean value) {
            values.put("maximize", value);
            return this;
        }

        /** Makes the parameters smaller by {@code lr weightDecay} themselves, instead of adding to the gradient. Source: Loshchilov and Hutter 2017. */
        public Options decoupledWeightDecay(boolean value) {
            values.put("decoupled_weight_decay", value);
            return this;
        }
    }
}
