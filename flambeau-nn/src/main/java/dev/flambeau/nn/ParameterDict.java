package dev.flambeau.nn;

import dev.flambeau.ArgumentException;
import dev.flambeau.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parameters by name that belong to the module which holds it. */
@SuppressWarnings("this-escape") // registering looks at the names of the fields, no more
public class ParameterDict extends Module {
    private final transient Map<String, Parameter> parameters = new LinkedHashMap<>();

    public ParameterDict() {}

    public ParameterDict(Map<String, ? extends Tensor> parameters) {
        update(parameters);
    }

    /** Adds or replaces a parameter; a plain tensor becomes one. */
    public final ParameterDict put(String name, Tensor parameter) {
        Parameter added = parameter instanceof Parameter p ? p : new Parameter(parameter);
        checkName(name);
        registered.put(name, added);
        parameters.put(name, added);
        return this;
    }

    /** Adds or replaces several. */
    public final ParameterDict update(Map<String, ? extends Tensor> more) {
        for (Map.Entry<String, ? extends Tensor> each : more.entrySet()) {
            put(each.getKey(), each.getValue());
        }
        return this;
    }

    /** The parameter of this name. */
    public Parameter get(String name) {
        Parameter found = parameters.get(name);
        if (found == null) {
            throw new ArgumentException("KeyError: '" + name + "' is not in " + parameters.keySet());
        }
        return found;
    }

    public boolean containsKey(String name) {
        return parameters.containsKey(name);
    }

    public Set<String> keys() {
        return Collections.unmodifiableSet(parameters.keySet());
    }

    public int size() {
        return parameters.size();
    }

    @Override
    protected String extraRepr() {
        List<String> lines = new ArrayList<>();
        parameters.forEach((name, parameter) -> lines.add(
                ParameterList.line(name, "torch." + parameter.dtype().scalarName() + "Tensor", parameter)));
        return String.join("\n", lines);
    }
}
