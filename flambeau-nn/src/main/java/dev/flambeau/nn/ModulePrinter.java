package dev.flambeau.nn;

import java.util.ArrayList;
import java.util.List;

/** PyTorch's printed form of modules: the class, its extra line, its children indented by two. */
final class ModulePrinter {
    private ModulePrinter() {}

    static String print(Module module) {
        String extra = module.extraRepr();
        List<String> lines = new ArrayList<>();
        boolean severalExtraLines = extra.contains("\n");
        if (severalExtraLines) {
            lines.addAll(List.of(extra.split("\n")));
        }
        List<String> children = new ArrayList<>();
        module.forEachPlace(
                (name, child) -> children.add("(" + name + "): " + indent(child == null ? "None" : child.toString())));
        if (children.isEmpty() && !severalExtraLines) {
            return module.name() + "(" + extra + ")";
        }
        if (!severalExtraLines && !extra.isEmpty()) {
            lines.add(extra);
        }
        lines.addAll(children);
        return module.name() + "(\n  " + String.join("\n  ", lines) + "\n)";
    }

    /** Indents all lines but the first by two. */
    static String indent(String text) {
        return text.replace("\n", "\n  ");
    }
}
