package dev.flambeau.optim;

import dev.flambeau.ArgumentException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.GradMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The base of all optimizers: groups of parameters with their options, and a state for each parameter. */
public abstract class Optimizer {
    private final List<ParamGroup> groups = new ArrayList<>();
    private final Map<String, Object> defaults;
    private final Map<Tensor, ParamState> states = new IdentityHashMap<>();

    Optimizer(List<ParamGroup> groups, Map<String, Object> defaults) {
        this.defaults = new LinkedHashMap<>(defaults);
        if (groups.isEmpty() || groups.stream().allMatch(g -> g.params().isEmpty()) && groups.size() == 1) {
            throw new ArgumentException("optimizer got an empty parameter list");
        }
        groups.forEach(this::addParamGroup);
    }

    /** Adds parameters, for instance of a layer that is trained from now on. */
    public final void addParamGroup(ParamGroup group) {
        Set<Tensor> known = Collections.newSetFromMap(new IdentityHashMap<>());
        groups.forEach(g -> known.addAll(g.params()));
        for (Tensor param : group.params()) {
            if (!param.isLeaf()) {
                throw new ArgumentException("can't optimize a non-leaf Tensor");
            }
            if (!known.add(param)) {
                throw new ArgumentException("some parameters appear in more than one parameter group");
            }
        }
        defaults.forEach((name, value) -> {
            if (!group.has(name)) {
                group.set(name, value);
            }
        });
        check(group);
        groups.add(group);
    }

    /** Checks a group's options. */
    void check(ParamGroup group) {
        atLeastZero(group, "lr", "learning rate");
        atLeastZero(group, "weight_decay", "weight_decay value");
    }

    static void atLeastZero(ParamGroup group, String option, String what) {
        if (!(group.number(option) >= 0)) {
            throw new ArgumentException("Invalid " + what + ": " + group.get(option));
        }
    }

    public List<ParamGroup> paramGroups() {
        return Collections.unmodifiableList(groups);
    }

    /** Takes all gradients away. */
    public void zeroGrad() {
        zeroGrad(true);
    }

    /** Takes all gradients away, or sets them to zero. */
    public void zeroGrad(boolean setToNone) {
        for (ParamGroup group : groups) {
            for (Tensor param : group.params()) {
                Tensor grad = param.gradUnseen();
                if (setToNone) {
                    param.clearGrad();
                } else if (grad != null) {
                    try (GradMode _ = Torch.noGrad()) {
                        grad.detach_().zero_();
                    }
                }
            }
        }
    }

    /** Updates all parameters that have a gradient. */
    public void step() {
        try (GradMode _ = Torch.noGrad()) {
            for (ParamGroup group : groups) {
                for (Tensor param : group.params()) {
                    Tensor grad = param.gradUnseen();
                    if (grad != null) {
                        update(group, param, grad, states.computeIfAbsent(param, _ -> new ParamState()));
                    }
                }
            }
        }
    }

    /** Computes the loss (and its gradients) again by {@code closure}, then updates. */
    public Tensor step(Supplier<Tensor> closure) {
        Tensor loss;
        try (GradMode _ = GradMode.set(true)) {
            loss = closure.get();
        }
        step();
        return loss;
    }

    /** Updates one parameter. */
    abstract void update(ParamGroup group, Tensor param, Tensor grad, ParamState state);

    /** What an optimizer remembers of a parameter. */
    static final class ParamState {
        private final Map<String, Tensor> tensors = new LinkedHashMap<>();
        long step;

        @Nullable Tensor get(String name) {
            return tensors.get(name);
        }

        /** The tensor of this name; zeros like the parameter at first. */
        Tensor zeros(String name, Tensor param) {
            return tensors.computeIfAbsent(name, _ -> dev.flambeau.Memory.keep(Torch.zerosLike(param)));
        }

        void put(String name, Tensor tensor) {
            tensors.put(name, dev.flambeau.Memory.keep(tensor));
        }
    }

    /** PyTorch's printed form: the groups with their options in alphabetical order. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(getClass().getSimpleName()).append(" (");
        for (int i = 0; i < groups.size(); i++) {
            text.append("\nParameter Group ").append(i).append('\n');
            for (String name : new TreeSet<>(groups.get(i).names())) {
                text.append("    ").append(name).append(": ").append(python(groups.get(i).get(name))).append('\n');
            }
        }
        return text.append(')').toString();
    }

    /** As Python prints a value. */
    private static String python(Object value) {
        return switch (value) {
            case Boolean b -> b ? "True" : "False";
            case None _ -> "None";
            case Double d -> pythonDouble(d);
            default -> value.toString();
        };
    }

    private static String pythonDouble(double value) {
        String text = Double.toString(value);
        int e = text.indexOf('E');
        if (e < 0) {
            return text;
        }
        int exponent = Integer.parseInt(text.substring(e + 1));
        if (exponent >= -4 && exponent < 16) {
            String plain = new java.math.BigDecimal(text).toPlainString();
            return plain.contains(".") ? plain : plain + ".0";
        }
        String mantissa = text.substring(0, e);
        return (mantissa.endsWith(".0") ? mantissa.substring(0, mantissa.length() - 2) : mantissa) + "e"
                + (exponent < 0 ? "-" : "+")
                + (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    }

    /** Python's None as an option's value. */
    enum None {
        NONE
    }
}
