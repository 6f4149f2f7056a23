package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.vector.Parallel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A primitive that threads share: the same for parts of the batch (or of the rows), which lie one behind the other in the operands.
 * A primitive that is not worth sharing, or has operands that cannot be cut, is one part. Which numbers are added to which depends
 * on the number of threads alone.
 */
final class Parts {
    /** A part, and where its operands begin, in bytes from the whole one's. */
    private record Part(Primitive primitive, long[] offsets) {
        void execute(Lane lane, long[] addresses) {
            long[] at = new long[addresses.length];
            for (int i = 0; i < at.length; i++) {
                at[i] = addresses[i] + offsets[i];
            }
            primitive.execute(lane, at);
        }
    }

    private final Primitive whole;
    private final Part[] parts;

    private Parts(Primitive whole, List<Part> parts) {
        this.whole = whole;
        this.parts = parts.toArray(new Part[0]);
    }

    /** A primitive that one thread computes. */
    static Parts none(Primitive whole) {
        return new Parts(whole, List.of());
    }

    /**
     * A primitive of which each operand has the batch as its first dimension, or is marked as one that all parts read whole.
     *
     * @param threads how many parts there shall be
     * @param cut for each operand whether it falls into parts
     * @param part makes the primitive for so many examples, with operands in the whole one's {@linkplain Layout#first layouts}; null
     *     if there is none
     */
    static Parts ofBatch(Primitive whole, int threads, boolean[] cut, LongFunction<@Nullable Primitive> part) {
        return ofBatch(whole, threads, cut, part, n -> null);
    }

    /** The same with two ways to make a part: that is taken which gives the whole one's implementation, the first before the second. */
    static Parts ofBatch(Primitive whole, int threads, boolean[] cut, LongFunction<@Nullable Primitive> part,
            LongFunction<@Nullable Primitive> other) {
        long batch = whole.layout(0).dims().get(0);
        int count = (int) Math.min(threads, batch);
        long[] steps = new long[whole.operands()];
        for (int i = 0; i < steps.length; i++) {
            if (cut[i]) {
                steps[i] = whole.layout(i).bytesOfOne();
                if (steps[i] == 0 || whole.layout(i).dims().get(0) != batch) {
                    return none(whole);
                }
            }
        }
        return of(whole, batch, Math.ceilDiv(batch, count), steps, n -> part(whole, n, cut, part, other));
    }

    private static @Nullable Primitive part(Primitive whole, long n, boolean[] cut,
            LongFunction<@Nullable Primitive> one, LongFunction<@Nullable Primitive> other) {
        Primitive first = fitting(whole, n, cut, one.apply(n));
        if (first != null && first.implementation().equals(whole.implementation())) {
            return first;
        }
        Primitive second = fitting(whole, n, cut, other.apply(n));
        boolean isSecond = second != null
                && (first == null || second.implementation().equals(whole.implementation()));
        Primitive unused = isSecond ? first : second;
        if (unused != null) {
            unused.release();
        }
        return isSecond ? second : first;
    }

    /** The part, unless it would read or write its operands in other layouts than the whole. */
    private static @Nullable Primitive fitting(Primitive whole, long n, boolean[] cut, @Nullable Primitive part) {
        for (int i = 0; part != null && i < whole.operands(); i++) {
            if (part.layout(i) != (cut[i] ? whole.layout(i).first(n) : whole.layout(i))) {
                part.release();
                return null;
            }
        }
        return part;
    }

    /**
     * A primitive that is cut along some dimension, or not at all if a part takes in the whole size.
     *
     * @param size of all parts together
     * @param each the size of a part; the last may be smaller
     * @param steps for each operand the bytes from one element of that dimension to the next, 0 if all parts read the same
     * @param part makes the primitive for a size; null if there is none
     */
    static Parts of(Primitive whole, long size, long each, long[] steps, LongFunction<@Nullable Primitive> part) {
        if (each >= size) {
            return none(whole);
        }
        List<Part> parts = new ArrayList<>();
        Primitive usual = null;
        for (long start = 0; start < size; start += each) {
            long here = Math.min(each, size - start);
            Primitive primitive = usual != null && here == each ? usual : part.apply(here);
            if (primitive == null) {
                return none(whole);
            }
            usual = start == 0 ? primitive : usual;
            long[] offsets = new long[steps.length];
            for (int i = 0; i < steps.length; i++) {
                offsets[i] = Math.multiplyExact(start, steps[i]);
            }
            parts.add(new Part(primitive, offsets));
        }
        whole.release(); // what is left of it is what its operands look like
        return new Parts(whole, parts);
    }

    /** How many there are. */
    int count() {
        return Math.max(1, parts.length);
    }

    /** The layout of the {@code i}-th operand of all parts together. */
    Layout layout(int i) {
        return whole.layout(i);
    }

    int operands() {
        return whole.operands();
    }

    String implementation() {
        return parts.length == 0 ? whole.implementation() : parts[0].primitive.implementation();
    }

    void release() {
        whole.release();
        for (Part part : parts) {
            part.primitive.release();
        }
    }

    /** Computes all parts; {@code lane} is the caller's. */
    void execute(Lane lane, long... addresses) {
        if (parts.length == 0) {
            whole.execute(lane, addresses);
        } else {
            execute(lane, part -> addresses);
        }
    }

    /** What a part is called with: the addresses of the whole operands. */
    @FunctionalInterface
    interface Addresses {
        long[] of(int part);
    }

    /** Computes parts that may write to operands of their own. */
    void execute(Lane lane, Addresses addresses) {
        if (parts.length == 0) {
            whole.execute(lane, addresses.of(0));
            return;
        }
        Thread caller = Thread.currentThread();
        Parallel.run(parts.length, 1, (begin, end) -> {
            Lane own = Thread.currentThread() == caller ? lane : Lanes.acquire();
            try {
                for (int i = (int) begin; i < end; i++) {
                    parts[i].execute(own, addresses.of(i));
                }
            } finally {
                if (own != lane) {
                    Lanes.release(own);
                }
            }
        });
    }
}
