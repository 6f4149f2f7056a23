package dev.flambeau.memory;

import dev.flambeau.spi.Allocator;
import dev.flambeau.spi.Storage;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import org.jspecify.annotations.Nullable;

/**
 * The safety net: gives memory back when the garbage collector finds that nothing can reach it any more. An own list of
 * phantom references drained by the allocating threads; cheaper than {@link java.lang.ref.Cleaner} and without a thread.
 */
final class Collector {
    private static final ReferenceQueue<Object> QUEUE = new ReferenceQueue<>();
    private static final Entry HEAD = new Entry();
    /** So many bytes may gather in the collector's charge before it is asked to look: the heap alone would not make it run. */
    private static final long PATIENCE = 256L << 20;
    private static long ownedBytes;
    /** Of what has come since then and has not left again: given back by hand, or found in a collection that came by itself. */
    private static long takenSinceCollection;

    private Collector() {}

    /** Takes charge of a storage that has memory of its own. */
    static void take(Storage storage) {
        if (storage.isPaged() || storage.bytes() == 0) {
            return; // its page is the collector's already
        }
        Storage.Form form = storage.memory();
        Entry entry = new Entry(storage, storage.context().allocator(), form == null ? storage.address() : 0,
                storage.bytes());
        entry.form = form;
        storage.collectorEntry = link(entry);
    }

    /** Takes charge of a shared page. */
    static void takePage(Object page, Allocator allocator, long address, long bytes) {
        link(new Entry(page, allocator, address, bytes));
    }

    /** Ends the collector's charge of a storage that is given back by hand. */
    static void forget(Storage storage) {
        if (storage.collectorEntry instanceof Entry entry) {
            storage.collectorEntry = null;
            entry.clear();
            unlink(entry);
        }
    }

    /** Gives back what the garbage collector has found; cheap when there is nothing. */
    static boolean drain() {
        boolean any = false;
        for (Object found = QUEUE.poll(); found != null; found = QUEUE.poll()) {
            if (found instanceof Entry entry && unlink(entry)) {
                entry.free();
                any = true;
            }
        }
        return any;
    }

    /** Whether so much has come since the last collection that another one is due: the more is alive the rarer. */
    static boolean collectionIsDue() {
        synchronized (HEAD) {
            if (takenSinceCollection <= Math.max(PATIENCE, ownedBytes / 2)) {
                return false;
            }
            takenSinceCollection = 0;
            return true;
        }
    }

    /** Bytes in the collector's charge. */
    static long ownedBytes() {
        synchronized (HEAD) {
            return ownedBytes;
        }
    }

    private static Entry link(Entry entry) {
        synchronized (HEAD) {
            Entry next = HEAD.next;
            entry.next = next;
            entry.previous = HEAD;
            if (next != null) {
                next.previous = entry;
            }
            HEAD.next = entry;
            ownedBytes += entry.bytes;
            takenSinceCollection += entry.bytes;
        }
        return entry;
    }

    private static boolean unlink(Entry entry) {
        synchronized (HEAD) {
            Entry previous = entry.previous;
            if (previous == null) {
                return false; // unlinked before
            }
            previous.next = entry.next;
            if (entry.next != null) {
                entry.next.previous = previous;
            }
            entry.previous = null;
            entry.next = null;
            ownedBytes -= entry.bytes;
            takenSinceCollection = Math.max(0, takenSinceCollection - entry.bytes);
            return true;
        }
    }

    /** A phantom reference with what is to be given back, and its place in the list that keeps it alive. */
    private static final class Entry extends PhantomReference<Object> implements Storage.Keeper {
        final @Nullable Allocator allocator;
        final long address;
        final long bytes;
        Storage.@Nullable Form form; // in whose hands the memory is, if any; it knows nothing of the storage
        @Nullable Entry previous;
        @Nullable Entry next;

        Entry() {
            super(Entry.class, QUEUE);
            allocator = null;
            address = 0;
            bytes = 0;
        }

        Entry(Object referent, Allocator allocator, long address, long bytes) {
            super(referent, QUEUE);
            this.allocator = allocator;
            this.address = address;
            this.bytes = bytes;
        }

        @Override
        public void arranged(Storage.Form arranged) {
            form = arranged;
        }

        void free() {
            if (form != null) {
                form.free();
            } else if (allocator != null) {
                allocator.free(address, bytes);
            }
        }
    }
}
