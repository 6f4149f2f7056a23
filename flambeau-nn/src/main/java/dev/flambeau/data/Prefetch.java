package dev.flambeau.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * Makes the next elements of an iterator on a background thread. The first one is made by the asking thread: it draws the order from the
 * generator, whose stream must not depend on the threads' timing. The thread ends when nobody holds the iterator any more.
 */
final class Prefetch<B> implements Iterator<B> {
    private final BlockingQueue<Item<B>> queue;
    private final Iterator<B> source;
    private boolean started;
    private @Nullable Item<B> ahead;

    /** An element, an exception, or the end. */
    private record Item<B>(@Nullable B value, @Nullable Throwable failure) {}

    Prefetch(Iterator<B> source, int count) {
        this.source = source;
        this.queue = new ArrayBlockingQueue<>(count);
    }

    @Override
    public boolean hasNext() {
        return started ? peek().value != null || peek().failure != null : source.hasNext();
    }

    @Override
    public B next() {
        if (!started) {
            B first = source.next();
            started = true;
            start();
            return first;
        }
        Item<B> item = peek();
        if (item.failure != null) {
            if (item.failure instanceof Error error) {
                throw error;
            }
            throw item.failure instanceof RuntimeException e ? e : new IllegalStateException(item.failure);
        }
        if (item.value == null) {
            throw new NoSuchElementException();
        }
        ahead = null;
        return item.value;
    }

    private Item<B> peek() {
        if (ahead == null) {
            try {
                ahead = queue.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a batch", e);
            }
        }
        return ahead;
    }

    private void start() {
        WeakReference<Prefetch<B>> owner = new WeakReference<>(this);
        BlockingQueue<Item<B>> target = queue;
        Iterator<B> from = source;
        Thread.ofPlatform().daemon().name("flambeau-data-loader").start(() -> work(owner, from, target));
    }

    private static <B> void work(WeakReference<Prefetch<B>> owner, Iterator<B> from, BlockingQueue<Item<B>> target) {
        boolean more = true;
        while (more) {
            Item<B> item;
            try {
                more = from.hasNext();
                item = new Item<>(more ? from.next() : null, null);
            } catch (RuntimeException | Error e) {
                item = new Item<>(null, e);
                more = false;
            }
            try {
                while (!target.offer(item, 1, TimeUnit.SECONDS)) {
                    if (owner.get() == null) {
                        return; // the loop was left early
                    }
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }
}
