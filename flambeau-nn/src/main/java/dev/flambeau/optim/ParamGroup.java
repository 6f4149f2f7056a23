package dev.flambeau.optim;

import dev.flambeau.ArgumentException;
import dev.flambeau.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parameters that are updated with the same options. */
public final class ParamGroup {
    private final List<Tensor> params;
    private final Map<String, Object> options = new LinkedHashMap<>();

    /** A group whose options are the optimizer's, unless {@link #set}. */
    public ParamGroup(List<? extends Tensor> params) {
        this.params = List.copyOf(params);
    }

    public List<Tensor> params() {
        return params;
    }

    /** Sets an option by its PyTorch name, such as {@code lr} or {@code weight_decay}. */
    public ParamGroup set(String option, Object value) {
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

    public Object get(String option) {
        Object value = options.get(option);
        if (value == null) {
            throw new ArgumentException("no option " + option + " among " + options.keySet());
        }
        return value;
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    Set<String> names() {
        return options.keySet();
    }
}
