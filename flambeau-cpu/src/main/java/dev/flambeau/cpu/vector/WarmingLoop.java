package dev.flambeau.cpu.vector;

import java.util.function.Consumer;

/**
 * A plain loop that counts what it does; when it turns out to take time, its vector form is made ready to take over. That costs the JVM's
 * compiler some tenths of a second, which a short program misses elsewhere: of the MNIST program's 5.6 s a threshold of 20,000 elements
 * takes one second, and so does one of 200 million.
 */
final class WarmingLoop extends Loop {
    /** What a plain loop must have taken by its own estimate. */
    private static final long WORTH_PICOS = 5_000_000_000L;

    private final Compiler compiler;
    private final int[] codes;
    private final Consumer<Loop> replace;
    private final int worthwhile;
    private long elements; // counted without locks: a lost update only delays the change
    private boolean asked;

    WarmingLoop(Loop plain, Compiler compiler, int[] codes, Consumer<Loop> replace) {
        super(plain.arity, plain.cost, plain);
        this.compiler = compiler;
        this.codes = codes;
        this.replace = replace;
        this.worthwhile = 2 * compiler.lanes();
    }

    @Override
    void run(int n, long out, long a) {
        count(n);
        plain.run(n, out, a);
    }

    @Override
    void run(int n, long out, long a, long b) {
        count(n);
        plain.run(n, out, a, b);
    }

    @Override
    void run(int n, long out, long a, long b, long c) {
        count(n);
        plain.run(n, out, a, b, c);
    }

    @Override
    void run(int n, long[] at) {
        count(n);
        plain.run(n, at);
    }

    private void count(int n) {
        if (n >= worthwhile) {
            elements += n;
            if (elements * cost > WORTH_PICOS && !asked) {
                ask();
            }
        }
    }

    private synchronized void ask() {
        if (!asked) {
            asked = true;
            Warmup.submit(() -> {
                Loop vector = compiler.vector(plain);
                long[] at = Warmup.arguments(codes);
                int step = Math.min(Warmup.ELEMENTS, 32 * compiler.lanes());
                if (Warmup.untilCompiled(n -> vector.invoke(n, at, at), compiler.lanes(), step,
                        compiler.expectedNanos(step))) {
                    replace.accept(vector);
                }
            });
        }
    }
}
