package dev.flambeau.nn;

import dev.flambeau.StateDictException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.GradMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A module's state by name, and its loading: all checks come before the first value is copied. */
final class StateDict {
    /** So many letters may differ between a name and what it may be meant for. */
    private static final int ALIKE = 3;

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

    static LoadResult load(Module root, Map<String, ? extends Tensor> given, boolean strict) {
        Map<String, Tensor> own = of(root);
        LoadResult result = new LoadResult(lacking(own.keySet(), given.keySet()),
                lacking(given.keySet(), own.keySet()));
        List<String> errors = new ArrayList<>();
        if (strict) {
            report(errors, "Missing key(s) in state_dict: ", result.missingKeys());
            report(errors, "Unexpected key(s) in state_dict: ", result.unexpectedKeys());
        }
        own.forEach((name, tensor) -> {
            Tensor value = given.get(name);
            if (value != null && !value.size().equals(tensor.size())) {
                errors.add("size mismatch for " + name + ": copying a param with shape " + value.size()
                        + " from checkpoint, the shape in current model is " + tensor.size() + ".");
            }
        });
        if (!errors.isEmpty()) {
            if (strict) {
                addGuesses(errors, result);
            }
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
        return result;
    }

    private static List<String> lacking(Set<String> wanted, Set<String> there) {
        return wanted.stream().filter(name -> !there.contains(name)).toList();
    }

    private static void report(List<String> errors, String what, List<String> names) {
        if (!names.isEmpty()) {
            errors.add(what + "\"" + String.join("\", \"", names) + "\". ");
        }
    }

    /** Adds which of the names that are too many may be meant for those that are missing. */
    private static void addGuesses(List<String> errors, LoadResult result) {
        for (String missing : result.missingKeys()) {
            result.unexpectedKeys().stream().filter(name -> distance(missing, name) <= ALIKE)
                    .min(Comparator.comparingInt(name -> distance(missing, name)))
                    .ifPresent(name -> errors.add("(is \"" + name + "\" meant for \"" + missing + "\"?)"));
        }
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
