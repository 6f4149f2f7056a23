package dev.flambeau.cpu.vector;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Splits work over threads. Callers take part, so that a worker that gets no processor delays nothing but the piece
 * it has begun. Idle workers wait for a millisecond, ready to leave the processor to anybody else, then
 * sleep: to wake one up takes 50 µs, which is as long as many operations of a small network.
 */
public final class Parallel {
    /** What is done for a range of the work. */
    @FunctionalInterface
    public interface Body {
        void run(long begin, long end);
    }

    private static final int PIECES_A_THREAD = 3;
    /** So many elements begin and end at cache lines: whole ones for each thread. */
    private static final long LONG = 1024;
    private static final long LINE = 64;
    private static final long SPIN_NANOS = 20_000;
    private static final long YIELD_NANOS = 1_000_000;

    private static final ReentrantLock BUSY = new ReentrantLock();
    private static int threads =
            Math.clamp(Integer.getInteger("flambeau.threads", Runtime.getRuntime().availableProcessors()), 1, 256);
    private static Worker[] workers = {};

    private Parallel() {}

    /** How many threads work together. */
    public static int threads() {
        return threads;
    }

    /** Sets how many threads work together; 1 means that callers work alone. */
    public static void setThreads(int count) {
        if (count < 1) {
            throw new dev.flambeau.ArgumentException("set_num_threads expects a positive integer");
        }
        BUSY.lock();
        try {
            threads = count;
        } finally {
            BUSY.unlock();
        }
    }

    /**
     * Runs the body over all of {@code [0, n)}, in about equal pieces of at least {@code grain}, and returns when all is done. Within
     * a body, and while another thread is at it, all is one piece.
     */
    public static void run(long n, long grain, Body body) {
        if (n / 2 < grain || threads == 1 || BUSY.isHeldByCurrentThread() || Thread.currentThread() instanceof Worker
                || !BUSY.tryLock()) {
            body.run(0, n);
            return;
        }
        try {
            long size = Math.ceilDiv(n, Math.min(n / grain, (long) threads * PIECES_A_THREAD));
            Job job = new Job(n, size < LONG ? size : Math.ceilDiv(size, LINE) * LINE, threads, body);
            offer(job);
            job.work(0);
            job.await();
        } finally {
            BUSY.unlock();
        }
    }

    private static void offer(Job job) {
        if (workers.length != threads - 1) {
            for (Worker worker : workers) {
                worker.end();
            }
            workers = new Worker[threads - 1];
            for (int i = 0; i < workers.length; i++) {
                workers[i] = new Worker(i + 1);
                workers[i].start();
            }
        }
        int helpers = Math.min(workers.length, job.pieces - 1);
        for (int i = 0; i < helpers; i++) {
            workers[i].give(job);
        }
    }

    private static final class Job {
        private final long n;
        private final long size;
        final int pieces;
        private final Body body;
        private final AtomicIntegerArray taken;
        private final AtomicInteger done = new AtomicInteger();
        private final Thread caller = Thread.currentThread();
        private volatile @Nullable Throwable failure;

        Job(long n, long size, int threads, Body body) {
            this.n = n;
            this.size = size;
            this.pieces = (int) Math.ceilDiv(n, size);
            this.body = body;
            this.taken = new AtomicIntegerArray(Math.min(threads, pieces));
        }

        /** Takes part as so-many-th thread: first in its own share of the pieces, whose data is in its cache, then in the others'. */
        void work(int number) {
            int shares = taken.length();
            for (int i = 0; i < shares; i++) {
                int share = (number + i) % shares;
                int first = share * pieces / shares;
                int count = (share + 1) * pieces / shares - first;
                for (int k = taken.getAndIncrement(share); k < count; k = taken.getAndIncrement(share)) {
                    compute(first + k, number);
                }
            }
        }

        private void compute(int piece, int number) {
            try {
                body.run(piece * size, Math.min(n, (piece + 1) * size));
            } catch (Throwable e) {
                failure = e;
            } finally {
                if (done.incrementAndGet() == pieces && number != 0) {
                    LockSupport.unpark(caller);
                }
            }
        }

        void await() {
            long start = System.nanoTime();
            while (done.get() < pieces) {
                if (System.nanoTime() - start < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.parkNanos(this, 100_000);
                }
            }
            Throwable thrown = failure;
            if (thrown instanceof RuntimeException e) {
                throw e;
            } else if (thrown instanceof Error e) {
                throw e;
            }
        }
    }

    private static final class Worker extends Thread {
        private volatile @Nullable Job job;
        private volatile boolean asleep;
        private volatile boolean ended;

        private final int number;

        Worker(int number) {
            super("flambeau-worker-" + number);
            this.number = number;
            setDaemon(true);
        }

        void give(Job next) {
            job = next;
            if (asleep) {
                LockSupport.unpark(this);
            }
        }

        void end() {
            ended = true;
            LockSupport.unpark(this);
        }

        @Override
        public void run() {
            while (!ended) {
                Job taken = take();
                if (taken != null) {
                    taken.work(number);
                }
            }
        }

        @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it: to yield is to be polite while waiting
        private @Nullable Job take() {
            long start = System.nanoTime();
            while (!ended) {
                Job taken = job;
                if (taken != null) {
                    job = null; // an older job that is overwritten or forgotten has nothing left to do
                    return taken;
                }
                long waited = System.nanoTime() - start;
                if (waited < SPIN_NANOS) {
                    Thread.onSpinWait();
                } else if (waited < YIELD_NANOS) {
                    Thread.yield();
                } else {
                    asleep = true;
                    if (job == null && !ended) {
                        LockSupport.park(this);
                    }
                    asleep = false;
                }
            }
            return null;
        }
    }
}
