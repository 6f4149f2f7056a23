package dev.flambeau.memory;

import dev.flambeau.MemoryException;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.spi.Allocator;
import dev.flambeau.spi.DeviceContext;
import dev.flambeau.spi.Storage;
import org.jspecify.annotations.Nullable;

/** Makes storages and gives them back. */
public final class Storages {
    private static final long SMALL = 256;
    private static final long PAGE = 8192;
    private static final long ALIGNMENT = 16;
    private static final int NAPS = 10;
    private static final ThreadLocal<Pages> PAGES = ThreadLocal.withInitial(Pages::new);

    private Storages() {}

    /** A storage of this many bytes, not zeroed, in the care of the thread's open scope or else of the collector. */
    public static Storage allocate(DeviceContext context, long bytes) {
        Storage storage = bytes <= SMALL ? small(context, bytes) : large(context, bytes);
        storage.inference = GradMode.isInference();
        MemoryScope scope = MemoryScope.current();
        if (scope != null) {
            scope.add(storage);
        } else {
            Collector.take(storage);
            if (bytes > SMALL) {
                collectIfDue();
            }
        }
        return storage;
    }

    /** Gives a storage's memory back now; every handle on it throws from here on. */
    public static void free(Storage storage) {
        if (storage.isFreed()) {
            return;
        }
        Collector.forget(storage);
        Storage.Form form = storage.memory();
        long address = storage.release();
        if (form != null) {
            form.free();
        } else if (!storage.isPaged() && storage.bytes() > 0) {
            storage.context().allocator().free(address, storage.bytes());
        }
    }

    /** Ends one of the tape's holds on a storage and gives it back when nobody else may read it. */
    public static void dropFromTape(Storage storage) {
        if (storage.dropFromTape()) {
            free(storage);
        }
    }

    private static Storage small(DeviceContext context, long bytes) {
        if (bytes == 0) {
            return new Storage(context, 0, 0, null);
        }
        Pages pages = PAGES.get();
        long need = (bytes + ALIGNMENT - 1) & -ALIGNMENT;
        if (pages.context != context || pages.used + need > PAGE) {
            pages.start(context, large(context, PAGE));
        }
        Storage storage = new Storage(context, pages.address + pages.used, bytes, pages.page);
        pages.used += need;
        return storage;
    }

    private static Storage large(DeviceContext context, long bytes) {
        Collector.drain();
        return new Storage(context, obtain(context.allocator(), bytes), bytes, null);
    }

    /** A block of the device's memory; after a collection and the emptying of caches if need be, and never 0. */
    public static long obtain(Allocator allocator, long bytes) {
        long address = allocator.allocate(bytes);
        // Under pressure the collector is asked once, then the caches are emptied; each step may be enough.
        for (int attempt = 0; address == 0 && attempt < 3; attempt++) {
            switch (attempt) {
                case 0 -> collectGarbage();
                case 1 -> allocator.trim();
                default -> {
                    collectGarbage();
                    allocator.trim();
                }
            }
            address = allocator.allocate(bytes);
        }
        if (address == 0) {
            throw new MemoryException("out of memory: tried to allocate " + bytes + " bytes with "
                    + allocator.usedBytes()
                    + " in use and " + allocator.reservedBytes() + " reserved (limit: -Dflambeau.memory.limit). "
                    + Collector.ownedBytes() + " bytes wait for the garbage collector or are still reachable");
        }
        return address;
    }

    private static void collectIfDue() {
        if (Collector.collectionIsDue()) {
            System.gc();
        }
    }

    /** Runs a collection and gives back what it found: the JVM hands that over a little later, and not all at once. */
    static void collectGarbage() {
        System.gc();
        boolean found = false;
        for (int i = 0; i < NAPS; i++) {
            boolean more = Collector.drain();
            if (found && !more) {
                return;
            }
            found |= more;
            try {
                Thread.sleep(found ? 1 : 1L << i);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** The page that a thread's small storages are cut from. */
    private static final class Pages {
        @Nullable DeviceContext context;
        @Nullable Object page;
        long address;
        long used;

        void start(DeviceContext newContext, Storage memory) {
            context = newContext;
            page = memory;
            address = memory.address();
            used = 0;
            Collector.takePage(memory, newContext.allocator(), address, PAGE);
            collectIfDue(); // the JVM may spare itself the objects of a storage that nobody looks at, but not its place here
        }
    }
}
