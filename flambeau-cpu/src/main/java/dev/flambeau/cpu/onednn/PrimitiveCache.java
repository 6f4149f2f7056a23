package dev.flambeau.cpu.onednn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Things that are dear to make, by key; the ones that nobody asked for lately leave when there are too many. Reading
 * takes no lock and writes nothing shared, so that threads do not slow each other down.
 */
final class PrimitiveCache<K, V> {
    private static final List<PrimitiveCache<?, ?>> ALL = new CopyOnWriteArrayList<>();

    private static final class Entry<V> {
        final V value;
        volatile long lastUse;

        Entry(V value, long now) {
            this.value = value;
            this.lastUse = now;
        }
    }

    private record Aged<K>(K key, long lastUse) {
    }

    private final int capacity;
    private final Function<? super K, ? extends V> create;
    private final Consumer<? super V> release;
    private final ConcurrentHashMap<K, Entry<V>> entries = new ConcurrentHashMap<>();
    // Time advances with each creation, which is rare, not with each use.
    private final AtomicLong clock = new AtomicLong();

    /**
     * A cache that is empty yet.
     *
     * @param capacity how many things it holds at most
     * @param create makes the thing of a key
     * @param release is told what leaves; it may be in use, now or later
     */
    PrimitiveCache(int capacity, Function<? super K, ? extends V> create, Consumer<? super V> release) {
        this.capacity = capacity;
        this.create = create;
        this.release = release;
        ALL.add(this);
    }

    V get(K key) {
        Entry<V> entry = entries.get(key);
        long now = clock.get();
        if (entry == null) {
            // Made outside the map: it takes milliseconds and may ask this cache for something else.
            Entry<V> made = new Entry<>(create.apply(key), clock.incrementAndGet());
            Entry<V> earlier = entries.putIfAbsent(key, made);
            entry = earlier == null ? made : earlier;
            if (entries.size() > capacity) {
                evict();
            }
        } else if (entry.lastUse != now) {
            entry.lastUse = now;
        }
        return entry.value;
    }

    /** Drops the eighth that was not used for the longest time. */
    private synchronized void evict() {
        if (entries.size() <= capacity) {
            return;
        }
        // A training step touches everything at the same time of this clock, so ties must not all go.
        List<Aged<K>> ages = new ArrayList<>();
        entries.forEach((key, entry) -> ages.add(new Aged<>(key, entry.lastUse)));
        ages.sort(Comparator.comparingLong(Aged::lastUse));
        for (Aged<K> aged : ages.subList(0, Math.max(1, ages.size() / 8))) {
            remove(aged.key());
        }
    }

    private void remove(K key) {
        Entry<V> entry = entries.remove(key);
        if (entry != null) {
            release.accept(entry.value);
        }
    }

    int size() {
        return entries.size();
    }

    /** Forgets everything in all caches. */
    static void clearAll() {
        for (PrimitiveCache<?, ?> cache : ALL) {
            cache.clear();
        }
    }

    private void clear() {
        entries.keySet().forEach(this::remove);
    }
}
