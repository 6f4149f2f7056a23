package dev.flambeau.nn;

import java.util.List;
import java.util.stream.Collectors;

/** What did not fit when a state was loaded: names that the state lacked, and names that the module does not know. */
public record LoadResult(List<String> missingKeys, List<String> unexpectedKeys) {
    /** PyTorch's printed form. */
    @Override
    public String toString() {
        return missingKeys.isEmpty() && unexpectedKeys.isEmpty()
                ? "<All keys matched successfully>"
                : "_IncompatibleKeys(missing_keys=" + quoted(missingKeys) + ", unexpected_keys="
                        + quoted(unexpectedKeys) + ")";
    }

    private static String quoted(List<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", ", "[", "]"));
    }
}
