package dev.flambeau.nn;

import dev.flambeau.StateDictException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.GradMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A module's state by name, and its loading: all checks come before the first value is copied. */
final class StateDict {
    private StateDict() {}

    static Map<String, Tensor> of(Module root) {
        Map<String, Tensor> state = new LinkedHashMap<>();
        collect(root, "", state);
        return state;
    }

    /** A module that stands in two places has its state under both names. */
    private static void collect(Module module, String prefix, Map<String, Tensor> state) {
        module.forEachState((name, tensor) -> state.put(Module.join(prefix, name), tensor.detach()));
        module.namedChildrenAll().forEach((name, child) -> collect(child, Module.join(prefix, name), state));
    }

    static void load(Module root, Map<String, ? extends Tensor> given, boolean strict) {
        Map<String, Tensor> own = of(root);
        List<String> errors = new ArrayList<>();
        if (strict) {
            report(errors, "Missing key(s) in state_dict: ", own.keySet(), given.keySet());
            report(errors, "Unexpected key(s) in state_dict: ", given.keySet(), own.keySet());
        }
        own.forEach((name, tensor) -> {
            Tensor value = given.get(name);
            if (value != null && !value.size().equals(tensor.size())) {
                errors.add("size mismatch for " + name + ": copying a param with shape " + value.size()
                        + " from checkpoint, the shape in current model is " + tensor.size() + ".");
            }
        });
        if (!errors.isEmpty()) {
            throw new StateDictException(
                    "Error(s) in loading state_dict for " + root.name() + ":\n\t" + String.join("\n\t", errors));
        }
        try (GradMode _ = Torch.noGrad()) {
            own.forEach((name, tensor) -> {
                Tensor value = given.get(name);
                if (value != null) {
                    tensor.copy_(value);
                }
            });
        }
    }

    private static void report(List<String> errors, String what, Set<String> wanted, Set<String> there) {
        List<String> lacking = wanted.stream().filter(name -> !there.contains(name)).toList();
        if (lacking.isEmpty()) {
            return;
        }
        StringBuilder text = new StringBuilder(what).append('"').append(String.join("\", \"", lacking)).append("\". ");
        for (String name : lacking) {
            there.stream().filter(other -> !wanted.contains(other) && distance(name, other) <= 3).findFirst()
                    .ifPresent(other -> text.append("(is \"").append(other).append("\" meant for \"").append(name)
                            .append("\"?) "));
        }
        errors.add(text.toString());
    }

    /** Levenshtein's distance: how many letters must be changed to make one name of the other. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        Arrays.setAll(row, i -> i);
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
