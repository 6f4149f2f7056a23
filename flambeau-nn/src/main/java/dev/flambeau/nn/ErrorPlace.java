package dev.flambeau.nn;

import dev.flambeau.FlambeauException;
import java.util.Map;

/** Where in a tree of modules an exception came from: {@code in Net.features.0: Linear(in_features=400, out_features=120, bias=True)}. */
final class ErrorPlace {
    private final Module innermost;
    private Module reached;
    private String path = "";

    private ErrorPlace(Module innermost) {
        this.innermost = innermost;
        this.reached = innermost;
    }

    /** Notes that an exception passes through the call of a module on its way out. */
    static void note(FlambeauException e, Module module) {
        if (e.place() instanceof ErrorPlace place) {
            place.leave(module);
        } else {
            e.setPlace(new ErrorPlace(module));
        }
    }

    private void leave(Module outer) {
        String name = "?";
        for (Map.Entry<String, Module> each : outer.namedChildrenAll().entrySet()) {
            if (each.getValue() == reached) {
                name = each.getKey();
                break;
            }
        }
        path = "." + name + path;
        reached = outer;
    }

    @Override
    public String toString() {
        String text = innermost.toString();
        int end = text.indexOf('\n');
        return "in " + reached.name() + path + (path.isEmpty() && end < 0 && text.equals(innermost.name() + "()")
                ? ""
                : ": " + (end < 0 ? text : innermost.name() + "(...)"));
    }
}
