package dev.flambeau.memory;

import dev.flambeau.spi.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The storages a thread has made since the scope was opened. When it closes each of them is kept (marked as reachable, or kept
 * by name, or read by another thread), left to the tape, or given back at once. Scopes nest; what survives an inner one
 * moves to the outer one, what survives the outermost to the collector.
 */
public final class MemoryScope implements Storage.Owner {
    /** The rule can be switched off, to find a tensor that was stashed where the walk does not look. */
    private static final boolean DISABLED = "collector".equals(System.getProperty("flambeau.memory"));

    private static final ThreadLocal<Slot> SLOT = ThreadLocal.withInitial(Slot::new);
    private static final AtomicLong MARKS = new AtomicLong();

    private final @Nullable MemoryScope outer;
    private final Thread thread = Thread.currentThread();
    private @Nullable List<Object> called; // in a region
    private Storage[] made = new Storage[16];
    private int count;

    private MemoryScope(@Nullable MemoryScope outer) {
        this.outer = outer;
    }

    /** The innermost open scope of this thread. */
    public static @Nullable MemoryScope current() {
        return SLOT.get().scope;
    }

    /** Opens a scope on this thread; null where {@code -Dflambeau.memory=collector} switches scopes off. */
    public static @Nullable MemoryScope open() {
        if (DISABLED) {
            return null;
        }
        Slot slot = SLOT.get();
        MemoryScope scope = new MemoryScope(slot.scope);
        slot.scope = scope;
        return scope;
    }

    /**
     * Opens a region: a scope that ends by itself as a module's call does, with {@link #closeRegion}; null where scopes are switched off.
     */
    public static @Nullable MemoryScope openRegion() {
        MemoryScope scope = open();
        if (scope != null) {
            scope.called = new ArrayList<>();
        }
        return scope;
    }

    /** Notes in the innermost open region, if there is one, that an object was called whose fields keep what they hold. */
    public static boolean noteCall(Object object) {
        for (MemoryScope scope = current(); scope != null; scope = scope.outer) {
            if (scope.called != null) {
                scope.called.add(object);
                return true;
            }
        }
        return false;
    }

    /** What was called in this region so far. */
    public List<Object> called() {
        return called == null ? List.of() : List.copyOf(called);
    }

    /** Ends a region with its result (null after an exception): this survives, and what the fields of those called lead to. */
    public void closeRegion(@Nullable Object result) {
        List<Object> roots = called == null ? List.of() : called;
        called = null;
        long mark = newMark();
        try {
            Reachability reached = new Reachability(mark);
            reached.mark(result);
            if (reached.metOpaque()) {
                keepAll(mark); // a lambda or a stream may lead anywhere
            } else {
                roots.forEach(reached::mark);
            }
        } catch (RuntimeException e) {
            keepAll(mark);
            throw e;
        } finally {
            close(mark);
            roots.forEach(MemoryScope::noteCall);
        }
    }

    /** A mark that no earlier walk has used. */
    public static long newMark() {
        return MARKS.incrementAndGet();
    }

    /** Makes a storage outlive every open scope. */
    public static void keep(Storage storage) {
        storage.kept = true;
    }

    @Override
    public Thread thread() {
        return thread;
    }

    void add(Storage storage) {
        storage.own(this);
        if (count == made.length) {
            made = Arrays.copyOf(made, count * 2);
        }
        made[count++] = storage;
    }

    /** How many storages were made so far; with {@link #sweep} a position to go back to. */
    public int position() {
        return count;
    }

    /** Gives back those made since {@code position} that hold no pending gradient and nobody kept. */
    public void sweep(int position) {
        int kept = position;
        for (int i = position; i < count; i++) {
            Storage storage = made[i];
            if (storage.gradientHolds == 0 && !storage.kept && !storage.isHeldByTape() && !storage.isFreed()
                    && storage.close()) {
                Storages.free(storage);
            } else if (!storage.isFreed()) {
                made[kept++] = storage;
            }
        }
        Arrays.fill(made, kept, count, null);
        count = kept;
    }

    /** Lets what was made since {@code position} outlive every open scope. */
    public void keepSince(int position) {
        for (int i = position; i < count; i++) {
            made[i].kept = true;
        }
    }

    /** Marks all storages made so far as reached. */
    public void keepAll(long mark) {
        for (int i = 0; i < count; i++) {
            made[i].mark = mark;
        }
    }

    /** Gives one storage back now, if this scope made it and nobody kept it; others are left alone. */
    public void giveBack(Storage storage) {
        if (storage.isOwnedBy(this) && !storage.kept && !storage.isHeldByTape() && storage.close()) {
            Storages.free(storage);
        }
    }

    /** Closes the scope: storages whose mark is {@code reached}, or that were kept, survive. */
    public void close(long reached) {
        Slot slot = SLOT.get();
        if (slot.scope != this) {
            throw new IllegalStateException(
                    "memory scopes must be closed in the reverse order of opening, by their own thread");
        }
        slot.scope = outer;
        for (int i = 0; i < count; i++) {
            end(made[i], reached);
        }
        count = 0;
    }

    private void end(Storage storage, long reached) {
        if (storage.isFreed()) {
            return;
        }
        boolean survives = storage.kept || storage.mark == reached;
        if (!survives && storage.close()) {
            if (storage.isHeldByTape()) {
                storage.leaveToTape();
                Collector.take(storage); // for a graph that is dropped without backward
            } else {
                Storages.free(storage);
            }
            return;
        }
        if (outer != null && !storage.kept) {
            outer.add(storage);
        } else {
            storage.disown();
            Collector.take(storage);
        }
    }

    private static final class Slot {
        @Nullable MemoryScope scope;
    }
}
