package dev.flambeau.cpu.vector;

import org.jspecify.annotations.Nullable;

/**
 * A generated loop over the elements of arrays that lie in memory in one given way. Outputs come before inputs; each argument is
 * the address of the first element, or for an immediate input its value (a double's bits, or a long in integer kernels).
 * A subclass has code for one of the methods only: the one for its {@link #arity}.
 */
abstract class Loop {
    /** The arity of loops that take their addresses in an array. */
    static final int MANY = 4;
    /** The arity of loops in which some array moves by a step of its own. */
    static final int STRIDED = 5;

    /** 1 to 3: one output and so many inputs, all dense or immediate; else {@link #MANY} or {@link #STRIDED}. */
    final int arity;
    /** A rough estimate of the time an element takes, in picoseconds. */
    final int cost;
    /** The plain loop, which a vector loop calls when there are fewer elements than lanes; else this. */
    final Loop plain;

    Loop(int arity, int cost, @Nullable Loop plain) {
        this.arity = arity;
        this.cost = cost;
        this.plain = plain == null ? this : plain;
    }

    void run(int n, long out, long a) {
        throw unsupported();
    }

    void run(int n, long out, long a, long b) {
        throw unsupported();
    }

    void run(int n, long out, long a, long b, long c) {
        throw unsupported();
    }

    void run(int n, long[] at) {
        throw unsupported();
    }

    /** With the bytes between neighbours; those of dense and immediate arrays are not looked at. */
    void run(int n, long[] at, long[] steps) {
        throw unsupported();
    }

    /** Runs the method for this loop's arity. */
    final void invoke(int n, long[] at, long[] steps) {
        switch (arity) {
            case 1 -> run(n, at[0], at[1]);
            case 2 -> run(n, at[0], at[1], at[2]);
            case 3 -> run(n, at[0], at[1], at[2], at[3]);
            case MANY -> run(n, at);
            default -> run(n, at, steps);
        }
    }

    /** The loop that writes past the caches, which is for results that they could not hold; this one if it is the same. */
    Loop streaming() {
        return this;
    }

    private UnsupportedOperationException unsupported() {
        return new UnsupportedOperationException("a loop of arity " + arity);
    }
}
