package dev.flambeau.optim;

import dev.flambeau.ArgumentException;
import dev.flambeau.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parameters that are updated with the same options. */
public final class ParamGroup {
    private final List<Tensor> params;
    private final Map<String, @Nullable Object> options = new LinkedHashMap<>();
    private boolean complete;

    /** A group whose options are the optimizer's, unless {@link #set}. */
    public ParamGroup(List<? extends Tensor> params) {
        this.params = List.copyOf(params);
    }

    public List<Tensor> params() {
        return params;
    }

    /** Sets an option by its PyTorch name, such as {@code lr} or {@code weight_decay}; also while training. */
    public ParamGroup set(String option, Object value) {
        if (complete && !options.containsKey(option)) {
            throw unknown(option, options.keySet());
        }
        options.put(option, value);
        return this;
    }

    /** An option's value as a number. */
    public double number(String option) {
        if (get(option) instanceof Number number) {
            return number.doubleValue();
        }
        throw new ArgumentException("option " + option + " is no number: " + get(option));
    }

    /** An option's value as a truth value. */
    public boolean flag(String option) {
        return Boolean.TRUE.equals(get(option));
    }

    /** An option's value; null is Python's None. */
    public @Nullable Object get(String option) {
        if (!options.containsKey(option)) {
            throw unknown(option, options.keySet());
        }
        return options.get(option);
    }

    /** A group of the same parameters with all options: its own before the defaults. */
    ParamGroup completed(Map<String, @Nullable Object> defaults) {
        for (String option : options.keySet()) {
            if (!defaults.containsKey(option)) {
                throw unknown(option, defaults.keySet());
            }
        }
        ParamGroup whole = new ParamGroup(params);
        whole.options.putAll(defaults);
        whole.options.putAll(options);
        return whole;
    }

    /** Takes all options of another group. */
    void adopt(ParamGroup other) {
        options.clear();
        options.putAll(other.options);
        complete = true;
    }

    Map<String, @Nullable Object> options() {
        return options;
    }

    private static ArgumentException unknown(String option, Set<String> known) {
        return new ArgumentException("no option " + option + " among " + known);
    }
}
