package dev.flambeau.nn;

import dev.flambeau.IndexException;
import dev.flambeau.Tensor;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Modules one after another, each called with the output of the one before; children are named 0, 1, … or by a map's keys. */
@SuppressWarnings("this-escape") // registering looks at the names of the fields, no more
public class Sequential extends Module implements Iterable<Module> {
    public Sequential(Module... modules) {
        for (int i = 0; i < modules.length; i++) {
            registered.put(Integer.toString(i), modules[i]);
        }
    }

    public Sequential(List<? extends Module> modules) {
        this(modules.toArray(Module[]::new));
    }

    /** With names, in the map's order. */
    public Sequential(Map<String, ? extends Module> modules) {
        for (Map.Entry<String, ? extends Module> each : modules.entrySet()) {
            checkName(each.getKey());
            registered.put(each.getKey(), each.getValue());
        }
    }

    /** Adds a module at the end. */
    public Sequential append(Module module) {
        registerModule(Integer.toString(size()), module);
        return this;
    }

    public int size() {
        return namedChildrenAll().size();
    }

    /** The module at a position; negative ones count from the end. */
    public Module get(int index) {
        List<Module> all = List.copyOf(namedChildrenAll().values());
        int at = index < 0 ? index + all.size() : index;
        if (at < 0 || at >= all.size()) {
            throw new IndexException("index " + index + " is out of range");
        }
        return all.get(at);
    }

    @Override
    public Iterator<Module> iterator() {
        return List.copyOf(namedChildrenAll().values()).iterator();
    }

    @Override
    protected Tensor forward(Tensor x) {
        Tensor result = x;
        // a subclass may hold modules in fields too, which come first
        for (Object member : ModuleFields.has(getClass()) ? namedChildrenAll().values() : registered.values()) {
            if (member instanceof Module module) {
                result = module.call(result);
            }
        }
        return result;
    }
}
