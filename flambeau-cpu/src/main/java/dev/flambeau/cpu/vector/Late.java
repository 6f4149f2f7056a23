package dev.flambeau.cpu.vector;

import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Code with the Vector API that is made ready in the background, once what does its work until then has taken so long that it is worth
 * it. Both give the same bits, so it does not matter to a result when one took over from the other.
 */
final class Late<K> {
    /** What only a JVM with the Vector API may load. */
    interface Source<K> extends Supplier<K> {
        /** Runs the code for arrays of so many elements, no more than {@link Warmup#ELEMENTS}. */
        IntConsumer warm(K kernel);

        /** What that takes for {@link Warmup#ELEMENTS} when it is compiled, with some room. */
        long expectedNanos();
    }

    private final Supplier<Source<K>> source;
    private long picos; // counted without locks: a lost update only delays the change
    private boolean asked;
    private volatile @Nullable K ready;

    Late(Supplier<Source<K>> source) {
        this.source = source;
    }

    /** The code if it is there in this form; null if something else has to do it, which will take so long. */
    @Nullable K get(Form form, long workPicos) {
        if (!form.usesVectors()) {
            return null;
        }
        return switch (form) {
            case PLAIN -> null;
            case VECTOR -> now();
            case MACHINE, ADAPTIVE -> {
                K kernel = ready;
                if (kernel == null) {
                    picos += workPicos;
                    if (picos > WarmingLoop.WORTH_PICOS) {
                        ask();
                    }
                }
                yield kernel;
            }
        };
    }

    private synchronized K now() {
        K kernel = ready;
        if (kernel == null) {
            kernel = source.get().get();
            ready = kernel;
        }
        return kernel;
    }

    private synchronized void ask() {
        if (!asked) {
            asked = true;
            Warmup.submit(this::warm);
        }
    }

    private void warm() {
        Source<K> code = source.get();
        K kernel = code.get();
        if (Warmup.untilCompiled(code.warm(kernel), 8, Warmup.ELEMENTS, code.expectedNanos())) {
            ready = kernel;
        }
    }
}
