package dev.flambeau.data;

import dev.flambeau.ArgumentException;
import dev.flambeau.Generator;
import dev.flambeau.Torch;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * In random order, each once; or with replacement, each draw free. Without a generator of its own each pass draws one seed from the
 * default one, when its first position is asked for; with PyTorch's seed the order is PyTorch's.
 */
public final class RandomSampler implements Sampler {
    private static final int CHUNK = 32; // PyTorch draws with replacement in chunks of this size

    private final long size;
    private final long count;
    private final boolean replacement;
    private final @Nullable Generator generator;

    public RandomSampler(long size) {
        this(size, false, size, null);
    }

    public RandomSampler(long size, boolean replacement, long count, @Nullable Generator generator) {
        if (count <= 0) {
            throw new ArgumentException("num_samples should be a positive integer value, but got num_samples=" + count);
        }
        this.size = size;
        this.count = count;
        this.replacement = replacement;
        this.generator = generator;
    }

    @Override
    public PrimitiveIterator.OfLong iterator() {
        return new PrimitiveIterator.OfLong() {
            private @Nullable Generator source;
            private long[] order = {};
            private int at;
            private long given;

            @Override
            public boolean hasNext() {
                return given < count;
            }

            @Override
            public long nextLong() {
                if (!hasNext()) {
                    throw new java.util.NoSuchElementException();
                }
                if (at == order.length) {
                    order = draw();
                    at = 0;
                }
                given++;
                return order[at++];
            }

            private long[] draw() {
                Generator g = source;
                if (g == null) {
                    g = generator != null
                            ? generator
                            : new Generator(Torch.defaultGenerator().next64() & Long.MAX_VALUE);
                    source = g;
                }
                if (!replacement) {
                    return Torch.randperm(size, g).toLongArray();
                }
                long n = Math.min(CHUNK, count - given);
                Generator drawn = g;
                return LongStream.range(0, n).map(_ -> Math.floorMod(drawn.next32() & 0xffffffffL, size)).toArray();
            }
        };
    }

    @Override
    public long size() {
        return count;
    }
}
