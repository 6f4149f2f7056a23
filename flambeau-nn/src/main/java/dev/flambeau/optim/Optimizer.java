package dev.flambeau.optim;

import dev.flambeau.ArgumentException;
import dev.flambeau.Memory;
import dev.flambeau.StateDictException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.nn.text.PythonText;
import dev.flambeau.op.OptimizerSteps;
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
    /** After so many steps what has vanished from the states is looked for. */
    private static final int STEPS_BETWEEN_LOOKS = 128;

    private final List<ParamGroup> groups = new ArrayList<>();
    private final Map<String, @Nullable Object> defaults;
    private final Map<Tensor, ParamState> states = new IdentityHashMap<>();
    private long steps;

    Optimizer(List<ParamGroup> groups, Map<String, @Nullable Object> defaults) {
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
        Set<Tensor> own = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Tensor param : group.params()) {
            if (!param.isLeaf()) {
                throw new ArgumentException("can't optimize a non-leaf Tensor");
            }
            if (known.contains(param)) {
                throw new ArgumentException("some parameters appear in more than one parameter group");
            }
            if (!own.add(param)) {
                throw new ArgumentException("optimizer contains a parameter group with duplicate parameters");
            }
        }
        ParamGroup whole = group.completed(defaults);
        check(whole);
        group.adopt(whole);
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
        if (steps++ == 0) {
            GradientChecks.atFirstStep(groups);
        }
        try (GradMode _ = Torch.noGrad()) {
            for (ParamGroup group : groups) {
                for (Tensor param : group.params()) {
                    Tensor grad = param.gradUnseen();
                    if (grad != null) {
                        GradientChecks.beforeUpdate(param);
                        update(group, param, grad, states.computeIfAbsent(param, _ -> new ParamState()));
                        GradientChecks.afterUpdate(param, grad);
                    }
                }
            }
        }
        if (steps % STEPS_BETWEEN_LOOKS == 0) {
            states.values().forEach(state -> state.tensors.values().forEach(OptimizerSteps::dropVanished));
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

    // ---- state

    /** The state of all parameters and the options of all groups; the tensors share memory with the optimizer. */
    public OptimizerState stateDict() {
        Map<Integer, Map<String, Tensor>> state = new LinkedHashMap<>();
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        int number = 0;
        for (ParamGroup group : groups) {
            List<Integer> numbers = new ArrayList<>();
            for (Tensor param : group.params()) {
                ParamState known = states.get(param);
                if (known != null && !known.isEmpty()) {
                    state.put(number, known.toMap());
                }
                numbers.add(number++);
            }
            Map<String, @Nullable Object> options = new LinkedHashMap<>(group.options());
            options.put("params", numbers);
            all.add(options);
        }
        return new OptimizerState(state, all);
    }

    /** Goes on from a state that {@link #stateDict} gave: copies of its tensors, its groups' options. */
    public void loadStateDict(OptimizerState from) {
        List<Map<String, @Nullable Object>> saved = from.paramGroups();
        if (saved.size() != groups.size()) {
            throw new StateDictException("loaded state dict has a different number of parameter groups: " + saved.size()
                    + ", not " + groups.size());
        }
        Map<Integer, Tensor> byNumber = new LinkedHashMap<>();
        List<ParamGroup> options = new ArrayList<>();
        for (int i = 0; i < saved.size(); i++) {
            options.add(loaded(groups.get(i), saved.get(i), byNumber));
        }
        Map<Tensor, ParamState> loaded = new IdentityHashMap<>();
        from.state().forEach((number, tensors) -> {
            Tensor param = byNumber.get(number);
            if (param == null) {
                throw new StateDictException("loaded state dict has a state for parameter " + number
                        + ", which is in none of its parameter groups");
            }
            loaded.put(param, ParamState.of(number, param, tensors));
        });
        states.clear();
        states.putAll(loaded);
        for (int i = 0; i < options.size(); i++) {
            groups.get(i).adopt(options.get(i));
        }
    }

    private ParamGroup loaded(ParamGroup group, Map<String, @Nullable Object> saved, Map<Integer, Tensor> byNumber) {
        if (!(saved.get("params") instanceof List<?> numbers) || numbers.size() != group.params().size()) {
            throw new StateDictException(
                    "loaded state dict contains a parameter group that doesn't match the size of optimizer's group");
        }
        for (int i = 0; i < numbers.size(); i++) {
            if (!(numbers.get(i) instanceof Integer number)) {
                throw new StateDictException("a parameter's number in a loaded state dict is " + numbers.get(i));
            }
            byNumber.put(number, group.params().get(i));
        }
        ParamGroup given = new ParamGroup(group.params());
        saved.forEach((option, value) -> {
            if (!option.equals("params")) {
                given.options().put(option, value);
            }
        });
        ParamGroup whole = given.completed(defaults);
        check(whole);
        return whole;
    }

    /** What an optimizer remembers of a parameter. */
    static final class ParamState {
        private static final String STEP = "step";

        private final Map<String, Tensor> tensors = new LinkedHashMap<>();
        long step;

        @Nullable Tensor get(String name) {
            return tensors.get(name);
        }

        /** The tensor of this name; zeros like the parameter at first. */
        Tensor zeros(String name, Tensor param) {
            return tensors.computeIfAbsent(name, _ -> Memory.keep(Torch.zerosLike(param)));
        }

        boolean isEmpty() {
            return tensors.isEmpty() && step == 0;
        }

        /** The steps, if they count, as a number in a tensor, and the tensors themselves. */
        Map<String, Tensor> toMap() {
            Map<String, Tensor> map = new LinkedHashMap<>();
            if (step > 0) {
                map.put(STEP, Torch.tensor((float) step));
            }
            tensors.forEach((name, tensor) -> map.put(name, tensor.detach()));
            return map;
        }

        static ParamState of(int number, Tensor param, Map<String, Tensor> saved) {
            ParamState state = new ParamState();
            saved.forEach((name, tensor) -> {
                if (name.equals(STEP)) {
                    state.step = (long) tensor.item();
                } else if (!tensor.size().equals(param.size())) {
                    throw new StateDictException(
                            "size mismatch for " + name + " of parameter " + number + ": " + tensor.size()
                                    + " in the loaded state dict, the parameter is " + param.size());
                } else {
                    state.tensors.put(name, Memory.keep(tensor.detach().to(param.device(), param.dtype()).clone()));
                }
            });
            return state;
        }
    }

    /** PyTorch's printed form: the groups with their options in alphabetical order. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(getClass().getSimpleName()).append(" (");
        for (int i = 0; i < groups.size(); i++) {
            text.append("\nParameter Group ").append(i).append('\n');
            for (String name : new TreeSet<>(groups.get(i).options().keySet())) {
                text.append("    ").append(name).append(": ").append(PythonText.of(groups.get(i).get(name)))
                        .append('\n');
            }
        }
        return text.append(')').toString();
    }
}
