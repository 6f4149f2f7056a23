package dev.flambeau.data;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.Generator;
import dev.flambeau.Torch;
import java.util.Arrays;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
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
        if (size <= 0) {
            throw new ArgumentException("a random order needs at least one sample, but the data set has " + size);
        }
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
        return new Pass();
    }

    @Override
    public long size() {
        return count;
    }

    /** One pass: orders, or chunks of free draws, one after another. */
    private final class Pass implements PrimitiveIterator.OfLong {
        private @Nullable Generator source;
        private long[] drawn = {};
        private int at;
        private long left = count;
        private boolean last;

        @Override
        public boolean hasNext() {
            while (at == drawn.length && !last) {
                drawn = draw();
                left -= drawn.length;
                at = 0;
            }
            return at < drawn.length;
        }

        @Override
        public long nextLong() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return drawn[at++];
        }

        private long[] draw() {
            Generator g = source;
            if (g == null) {
                g = generator != null ? generator : new Generator(Torch.defaultGenerator().next64() & Long.MAX_VALUE);
                source = g;
            }
            if (replacement) {
                last = left <= CHUNK;
                return Torch.randint(g, DType.INT64, 0, size, Math.min(CHUNK, left)).toLongArray();
            }
            // behind whole orders PyTorch draws one of which it takes nothing; a generator of the pass's own need not
            last = generator != null ? left < size : left <= size;
            long[] order = Torch.randperm(size, g).toLongArray();
            return left < size ? Arrays.copyOf(order, (int) left) : order;
        }
    }
}
