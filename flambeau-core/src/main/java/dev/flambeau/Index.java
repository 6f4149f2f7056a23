package dev.flambeau;

/**
 * What an index can be beside numbers, tensors and arrays, for {@link IndexMethods#index} and {@code set}:
 *
 * <pre>{@code
 * import static dev.flambeau.Index.*;
 *
 * x.index(all(), slice(0, 2))      // x[:, 0:2]
 * x.index(ellipsis(), -1)          // x[..., -1]
 * x.index(newAxis(), from(3))      // x[None, 3:]
 * x.set(0.0, slice(0, 10, 2))      // x[0:10:2] = 0
 * }</pre>
 */
public sealed interface Index {
    /** Positions {@code start}, {@code start + step} … before {@code end}; negative ones count from the end. */
    record Slice(long start, long end, long step) implements Index {}

    /** The indices that have no parameters. */
    enum Special implements Index {
        ELLIPSIS,
        NEW_AXIS
    }

    /** All positions of a dimension: Python's {@code :}. */
    static Index all() {
        return new Slice(0, Long.MAX_VALUE, 1);
    }

    /** Python's {@code start:end}. */
    static Index slice(long start, long end) {
        return new Slice(start, end, 1);
    }

    /** Python's {@code start:end:step}. */
    static Index slice(long start, long end, long step) {
        return new Slice(start, end, step);
    }

    /** Python's {@code start:}. */
    static Index from(long start) {
        return new Slice(start, Long.MAX_VALUE, 1);
    }

    /** Python's {@code :end}. */
    static Index to(long end) {
        return new Slice(0, end, 1);
    }

    /** Python's {@code ::step}. */
    static Index every(long step) {
        return new Slice(0, Long.MAX_VALUE, step);
    }

    /** All dimensions that the other indices leave over: Python's {@code ...}. */
    static Index ellipsis() {
        return Special.ELLIPSIS;
    }

    /** A new dimension of size 1: Python's {@code None}. */
    static Index newAxis() {
        return Special.NEW_AXIS;
    }
}
