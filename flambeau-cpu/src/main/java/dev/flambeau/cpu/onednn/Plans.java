package dev.flambeau.cpu.onednn;

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What was prepared for operations on arrays of certain sizes and layouts, found again without making a key: some 50 ns. It may
 * forget anything at any time; {@link PrimitiveCache} below it remembers what is dear.
 */
final class Plans<P> {
    private static final List<Plans<?>> ALL = new CopyOnWriteArrayList<>();
    private static final int SLOTS = 1024;
    private static final int WAYS = 4;

    /** An array as far as a plan depends on it; the arrays of longs are the array's own, which never change. */
    private record Signature(DType type, long[] sizes, long @Nullable [] strides, @Nullable Layout form) {
        static @Nullable Signature of(@Nullable Array array, @Nullable Layout form) {
            return array == null
                    ? null
                    : new Signature(array.dtype, array.sizes, array.contiguous ? null : array.strides, form);
        }

        boolean matches(Array array, @Nullable Layout itsForm) {
            return form == itsForm && type == array.dtype && Arrays.equals(sizes, array.sizes)
                    && (strides == null ? array.contiguous : Arrays.equals(strides, array.strides));
        }
    }

    private record Entry<P>(int hash, Object attributes, int flags, @Nullable Signature a, @Nullable Signature b,
            @Nullable Signature c, P plan) {
    }

    // Entries are immutable, so that a thread sees a whole one or none.
    private final @Nullable Object[] entries = new @Nullable Object[SLOTS];
    private int next;

    Plans() {
        ALL.add(this);
    }

    /**
     * The plan for these operands; null if there is none.
     *
     * @param attributes the operation's own, compared by {@code equals}
     * @param flags what else the plan depends on
     * @param aForm the layout that the first array's elements are in; null: as its strides say
     */
    @SuppressWarnings("unchecked")
    @Nullable P find(Object attributes, int flags, Array a, @Nullable Layout aForm, @Nullable Array b,
            @Nullable Layout bForm, @Nullable Array c) {
        int hash = hash(attributes, flags, a, b, c);
        for (int way = 0; way < WAYS; way++) {
            if (entries[hash + way & SLOTS - 1] instanceof Entry<?> entry && entry.hash == hash
                    && entry.flags == flags && matches(entry.a, a, aForm) && matches(entry.b, b, bForm)
                    && matches(entry.c, c, null) && entry.attributes.equals(attributes)) {
                return (P) entry.plan;
            }
        }
        return null;
    }

    /** Remembers a plan for what {@link #find} will be asked with. */
    P put(P plan, Object attributes, int flags, Array a, @Nullable Layout aForm, @Nullable Array b,
            @Nullable Layout bForm, @Nullable Array c) {
        int hash = hash(attributes, flags, a, b, c);
        int slot = hash + (next++ & WAYS - 1);
        for (int way = 0; way < WAYS; way++) {
            if (entries[hash + way & SLOTS - 1] == null) {
                slot = hash + way;
                break;
            }
        }
        entries[slot & SLOTS - 1] = new Entry<>(hash, attributes, flags, Signature.of(a, aForm), Signature.of(b, bForm),
                Signature.of(c, null), plan);
        return plan;
    }

    private static boolean matches(@Nullable Signature signature, @Nullable Array array, @Nullable Layout form) {
        return signature == null ? array == null : array != null && signature.matches(array, form);
    }

    private static int hash(Object attributes, int flags, Array a, @Nullable Array b, @Nullable Array c) {
        int hash = attributes.hashCode() * 31 + flags;
        hash = hash(hash, a);
        hash = b == null ? hash : hash(hash, b);
        hash = c == null ? hash : hash(hash, c);
        return hash ^ hash >>> 15;
    }

    private static int hash(int start, Array array) {
        int hash = start;
        for (long size : array.sizes) {
            hash = hash * 31 + (int) size;
        }
        return hash * 31;
    }

    /** Forgets everything in all of them. */
    static void clearAll() {
        for (Plans<?> plans : ALL) {
            Arrays.fill(plans.entries, null);
        }
    }
}
