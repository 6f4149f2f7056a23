package dev.flambeau.cpu;

import dev.flambeau.spi.Allocator;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Host memory that stays warm: freed blocks wait in lists by size class, the last one freed is the first one used again. The lists
 * exist in several stripes chosen by thread, so that threads rarely meet; no stripe belongs to a thread, so nothing is
 * lost when one ends.
 *
 * <p>Blocks come from the C library one by one rather than out of slabs: malloc below does what slabs would do.
 */
final class CachingAllocator implements Allocator {
    private static final int ALIGNMENT = 64;
    private static final int CLASSES = 256;
    private static final long UNLIMITED = 1L << 20;

    private final Stripe[] stripes;
    private final LongSupplier limitSource;
    private volatile long limit;
    private final AtomicLong reserved = new AtomicLong();
    private final AtomicLong used = new AtomicLong();

    /** {@code limit} is asked for only when much has been taken: to find it can take a while. */
    CachingAllocator(LongSupplier limit) {
        this.limitSource = limit;
        stripes = new Stripe[16];
        Arrays.setAll(stripes, i -> new Stripe());
    }

    @Override
    public long allocate(long bytes) {
        int sizeClass = sizeClass(bytes);
        Stripe mine = stripe();
        long address = mine.take(sizeClass);
        if (address == 0) {
            address = steal(mine, sizeClass);
        }
        long size = classSize(sizeClass);
        if (address == 0) {
            address = obtain(size);
        }
        if (address != 0) {
            used.addAndGet(size);
        }
        return address;
    }

    @Override
    public void free(long address, long bytes) {
        int sizeClass = sizeClass(bytes);
        used.addAndGet(-classSize(sizeClass));
        stripe().put(sizeClass, address);
    }

    @Override
    public void trim() {
        for (Stripe stripe : stripes) {
            stripe.drain((sizeClass, address) -> {
                NativeMemory.free(address);
                reserved.addAndGet(-classSize(sizeClass));
            });
        }
    }

    @Override
    public long reservedBytes() {
        return reserved.get();
    }

    @Override
    public long usedBytes() {
        return used.get();
    }

    private long obtain(long size) {
        if (reserved.addAndGet(size) > UNLIMITED && reserved.get() > limit()) {
            trim();
            if (reserved.get() > limit()) {
                reserved.addAndGet(-size);
                return 0;
            }
        }
        long address = NativeMemory.allocate(size, ALIGNMENT);
        if (address == 0) {
            reserved.addAndGet(-size);
        }
        return address;
    }

    private long limit() {
        if (limit == 0) {
            limit = limitSource.getAsLong();
        }
        return limit;
    }

    private long steal(Stripe mine, int sizeClass) {
        for (Stripe other : stripes) {
            long address = other == mine ? 0 : other.take(sizeClass);
            if (address != 0) {
                return address;
            }
        }
        return 0;
    }

    private Stripe stripe() {
        return stripes[(int) Thread.currentThread().threadId() & stripes.length - 1];
    }

    /** Classes of 64 bytes' multiples up to 256, then four to each doubling: at most a fifth is wasted. */
    static int sizeClass(long bytes) {
        if (bytes <= 256) {
            return (int) ((Math.max(bytes, 1) - 1) >>> 6);
        }
        int log = 63 - Long.numberOfLeadingZeros(bytes - 1);
        return 4 + (log - 8) * 4 + (int) ((bytes - 1 >>> log - 2) & 3);
    }

    /** The bytes of a class's blocks. */
    static long classSize(int sizeClass) {
        if (sizeClass < 4) {
            return (sizeClass + 1L) << 6;
        }
        int log = (sizeClass - 4) / 4 + 8;
        return (1L << log) + ((sizeClass - 4) % 4 + 1L) * (1L << log - 2);
    }

    /** What is done with a block that leaves the cache. */
    private interface Block {
        void accept(int sizeClass, long address);
    }

    /** Free blocks by class, last in first out. */
    private static final class Stripe {
        private final ReentrantLock lock = new ReentrantLock();
        private final long[][] blocks = new long[CLASSES][];
        private final int[] counts = new int[CLASSES];

        long take(int sizeClass) {
            lock.lock();
            try {
                int count = counts[sizeClass];
                if (count == 0) {
                    return 0;
                }
                counts[sizeClass] = count - 1;
                return blocks[sizeClass][count - 1];
            } finally {
                lock.unlock();
            }
        }

        void put(int sizeClass, long address) {
            lock.lock();
            try {
                long[] list = blocks[sizeClass];
                int count = counts[sizeClass];
                if (list == null) {
                    list = new long[8];
                    blocks[sizeClass] = list;
                } else if (count == list.length) {
                    list = Arrays.copyOf(list, count * 2);
                    blocks[sizeClass] = list;
                }
                list[count] = address;
                counts[sizeClass] = count + 1;
            } finally {
                lock.unlock();
            }
        }

        void drain(Block block) {
            lock.lock();
            try {
                for (int sizeClass = 0; sizeClass < CLASSES; sizeClass++) {
                    for (int i = 0; i < counts[sizeClass]; i++) {
                        block.accept(sizeClass, blocks[sizeClass][i]);
                    }
                    counts[sizeClass] = 0;
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
