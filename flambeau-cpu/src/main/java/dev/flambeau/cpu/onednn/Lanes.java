package dev.flambeau.cpu.onednn;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of the process. A call takes one and gives it back, rather than owning one for each thread: threads that
 * end leave nothing behind, and thousands of virtual threads need no more lanes than run at once.
 */
final class Lanes {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    static final int COUNT = Math.max(64, 4 * PROCESSORS);

    /** Ints between two flags, so that they share no cache line. */
    private static final int SPACING = 32;
    private static final long WAIT_NANOS = 20_000;
    private static final int USUAL = Integer.highestOneBit(2 * PROCESSORS);

    private static final AtomicIntegerArray BUSY = new AtomicIntegerArray((COUNT + 1) * SPACING);
    private static final @Nullable Lane[] LANES = new @Nullable Lane[COUNT];

    private Lanes() {
    }

    /** A lane for the calling thread alone, usually the one it had before (the memory objects then fit already). */
    static Lane acquire() {
        int start = (int) Thread.currentThread().threadId() & (USUAL - 1);
        while (true) {
            for (int i = 0; i < COUNT; i++) {
                int id = start + i < COUNT ? start + i : start + i - COUNT;
                if (BUSY.compareAndSet((id + 1) * SPACING, 0, 1)) {
                    return laneOf(id);
                }
            }
            LockSupport.parkNanos(WAIT_NANOS);
        }
    }

    private static Lane laneOf(int id) {
        Lane lane = LANES[id];
        if (lane == null) {
            try {
                lane = new Lane(id);
            } catch (RuntimeException | Error e) {
                release(id);
                throw e;
            }
            LANES[id] = lane;
        }
        return lane;
    }

    static void release(Lane lane) {
        release(lane.id());
    }

    private static void release(int id) {
        BUSY.setRelease((id + 1) * SPACING, 0);
    }

    /** Gives back the scratch buffers of all lanes that are idle now. */
    static void trim() {
        for (int id = 0; id < COUNT; id++) {
            if (BUSY.compareAndSet((id + 1) * SPACING, 0, 1)) {
                Lane lane = LANES[id];
                if (lane != null) {
                    lane.trim();
                }
                release(id);
            }
        }
    }

    /** The bytes in the scratch buffers of all lanes that are idle now. */
    static long scratchBytes() {
        long bytes = 0;
        for (int id = 0; id < COUNT; id++) {
            if (BUSY.compareAndSet((id + 1) * SPACING, 0, 1)) {
                Lane lane = LANES[id];
                bytes += lane == null ? 0 : lane.scratchBytes();
                release(id);
            }
        }
        return bytes;
    }
}
