package dev.flambeau.nn;

import dev.flambeau.IndexException;
import dev.flambeau.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A list of parameters that belong to the module which holds it; named 0, 1, … */
@SuppressWarnings("this-escape") // registering looks at the names of the fields, no more
public class ParameterList extends Module implements Iterable<Parameter> {
    private final transient List<Parameter> parameters = new ArrayList<>();

    public ParameterList(Tensor... parameters) {
        this(List.of(parameters));
    }

    public ParameterList(List<? extends Tensor> parameters) {
        for (Tensor parameter : parameters) {
            append(parameter);
        }
    }

    /** Adds a parameter at the end; a plain tensor becomes one. */
    public final ParameterList append(Tensor parameter) {
        Parameter added = parameter instanceof Parameter p ? p : new Parameter(parameter);
        registered.put(Integer.toString(parameters.size()), added);
        parameters.add(added);
        return this;
    }

    /** The parameter at a position; negative ones count from the end. */
    public Parameter get(int index) {
        int at = index < 0 ? index + parameters.size() : index;
        if (at < 0 || at >= parameters.size()) {
            throw new IndexException("index " + index + " is out of range");
        }
        return parameters.get(at);
    }

    public int size() {
        return parameters.size();
    }

    @Override
    public Iterator<Parameter> iterator() {
        return List.copyOf(parameters).iterator();
    }

    @Override
    protected String extraRepr() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            lines.add(line(Integer.toString(i), parameters.get(i).dtype().toString(), parameters.get(i)));
        }
        return String.join("\n", lines);
    }

    /** {@code   (name): Parameter containing: [torch.float32 of size 4x4]}. */
    static String line(String name, String type, Parameter parameter) {
        StringBuilder size = new StringBuilder();
        for (long s : parameter.size()) {
            size.append(size.isEmpty() ? "" : "x").append(s);
        }
        return "  (" + name + "): Parameter containing: [" + type + " of size " + size + "]";
    }
}
