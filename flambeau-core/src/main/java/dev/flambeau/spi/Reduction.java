package dev.flambeau.spi;

import dev.flambeau.expr.Expr;

/**
 * A reduction: what is accumulated, of which expression of the element. {@code before} is a line over input 0 ({@code in(0)} for the
 * element itself), so that a sum of squares needs no temporary.
 */
public record Reduction(Kind kind, Expr before) {
    /** What is accumulated. */
    public enum Kind {
        /** The sum; in the output's type for integers, in float or double for floating point. */
        SUM,
        PROD,
        /** The maximum, NaN if there is one. */
        MAX,
        MIN,
        /** Output 0 the maximum, output 1 its first position along the one reduced dimension (int64). */
        MAX_WITH_INDEX,
        MIN_WITH_INDEX,
        /** Whether one / all elements are not 0; bool output. */
        ANY,
        ALL
    }

    public static Reduction of(Kind kind) {
        return new Reduction(kind, Expr.in(0));
    }
}
