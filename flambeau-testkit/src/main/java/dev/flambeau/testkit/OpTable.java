package dev.flambeau.testkit;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * PyTorch's function names and how each is called here: one line a function.
 *
 * <pre>{@code
 * ops.put("add", c -> c.self().add(c.tensorOrScalar(1, "other"), c.number("alpha", 1)));
 * ops.put("max.reduction_with_dim", c -> c.self().max(c.dim(1, "dim"), c.bool(2, "keepdim", false)));
 * }</pre>
 *
 * <p>The result is a tensor, a number, a truth value, {@code long[]} or a size, a list or array of these, or a record,
 * whose components count in order. An argument of the case that the line did not read makes the case unsupported, so
 * that nothing is ignored silently; so does an {@link Unsupported} that the line throws.
 */
public final class OpTable {
    private final Map<String, Body> bodies = new TreeMap<>();

    /** How a call with a case's arguments is made. */
    @FunctionalInterface
    public interface Body {
        @Nullable Object call(OpCall call);
    }

    /** Adds a function under its PyTorch name (OpInfo's: {@code div.floor_rounding}, {@code nn.functional.conv2d}). */
    public void put(String op, Body body) {
        if (bodies.put(op, body) != null) {
            throw new IllegalArgumentException("two lines for " + op);
        }
    }

    /** Adds the same body under several names. */
    public void putAll(Body body, String... ops) {
        for (String op : ops) {
            put(op, body);
        }
    }

    /** The body for a name; null if there is none. */
    public @Nullable Body get(String op) {
        return bodies.get(op);
    }

    /** The body for a name that there must be. */
    Body require(String op) {
        Body body = bodies.get(op);
        if (body == null) {
            throw new IllegalArgumentException("no line for " + op);
        }
        return body;
    }

    /** All lines by name. */
    public Map<String, Body> all() {
        return Collections.unmodifiableMap(bodies);
    }

    /** The table of all families. */
    public static OpTable complete() {
        OpTable ops = new OpTable();
        PointwiseCases.register(ops);
        SpecialCases.register(ops);
        ShapeCases.register(ops);
        IndexCases.register(ops);
        ReductionCases.register(ops);
        SortCases.register(ops);
        MatrixCases.register(ops);
        LinalgCases.register(ops);
        CreationCases.register(ops);
        RandomCases.register(ops);
        NnCases.register(ops);
        LossCases.register(ops);
        return ops;
    }
}
