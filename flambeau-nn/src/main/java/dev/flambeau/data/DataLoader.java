package dev.flambeau.data;

import dev.flambeau.ArgumentException;
import dev.flambeau.Generator;
import dev.flambeau.Torch;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A data set in batches: iterate over it, each time one pass. A {@link TensorDataset} is cut batch by batch, never sample by sample. With
 * PyTorch's seed the order is PyTorch's.
 *
 * @param <B> a batch
 */
public final class DataLoader<B> implements Iterable<B> {
    private final Function<long[], B> fetch;
    private final long batchSize;
    private final Sampler sampler;
    private final Options options;

    /** Batches of a data set whose samples are tensors or {@link Batch}es. */
    public DataLoader(Dataset<B> dataset, long batchSize) {
        this(dataset, batchSize, o -> {});
    }

    /** Batches of a data set whose samples are tensors or {@link Batch}es. */
    public DataLoader(Dataset<B> dataset, long batchSize, Consumer<Options> options) {
        this(dataset.size(), fetcher(dataset), batchSize, options);
    }

    private DataLoader(long size, Function<long[], B> fetch, long batchSize, Consumer<Options> configure) {
        if (batchSize <= 0) {
            throw new ArgumentException(
                    "batch_size should be a positive integer value, but got batch_size=" + batchSize);
        }
        this.options = new Options();
        configure.accept(options);
        if (options.sampler != null && options.shuffle) {
            throw new ArgumentException("sampler option is mutually exclusive with shuffle");
        }
        this.fetch = fetch;
        this.batchSize = batchSize;
        if (options.sampler != null) {
            this.sampler = options.sampler;
        } else if (options.shuffle) {
            this.sampler = new RandomSampler(size, false, size, options.generator);
        } else {
            this.sampler = new SequentialSampler(size);
        }
    }

    /** Batches made by a function of the list of samples. */
    public static <T, B> DataLoader<B> collated(Dataset<T> dataset, long batchSize, Function<List<T>, B> collate,
            Consumer<Options> options) {
        return new DataLoader<>(dataset.size(), indices -> collate.apply(samples(dataset, indices)), batchSize,
                options);
    }

    /** The number of batches of a pass. */
    public long size() {
        return options.dropLast ? sampler.size() / batchSize : (sampler.size() + batchSize - 1) / batchSize;
    }

    @Override
    public Iterator<B> iterator() {
        Generator generator = options.generator != null ? options.generator : Torch.defaultGenerator();
        generator.next64(); // PyTorch draws a base seed for its workers here, so the stream goes on from behind it
        Iterator<B> batches = new Pass();
        return options.prefetch > 0 ? new Prefetch<>(batches, options.prefetch) : batches;
    }

    @SuppressWarnings("unchecked") // a TensorDataset's batches are Batches, as its samples are
    private static <B> Function<long[], B> fetcher(Dataset<B> dataset) {
        if (dataset instanceof TensorDataset rows) {
            return indices -> (B) rows.select(indices);
        }
        return indices -> Collate.stack(samples(dataset, indices));
    }

    private static <T> List<T> samples(Dataset<T> dataset, long[] indices) {
        return LongStream.of(indices).mapToObj(dataset::get).toList();
    }

    /** One pass over the sampler. */
    private final class Pass implements Iterator<B> {
        private final PrimitiveIterator.OfLong order = sampler.iterator();
        private long left = DataLoader.this.size();

        @Override
        public boolean hasNext() {
            if (left > 0 && order.hasNext()) {
                return true;
            }
            // a pass ends behind the last position, as in PyTorch: what the sampler draws there moves its generator
            for (long i = 0; i < batchSize && order.hasNext(); i++) {
                order.nextLong();
            }
            return false;
        }

        @Override
        public B next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            left--;
            long[] indices = new long[Math.toIntExact(batchSize)];
            int count = 0;
            while (count < indices.length && order.hasNext()) {
                indices[count++] = order.nextLong();
            }
            return fetch.apply(Arrays.copyOf(indices, count));
        }
    }

    /** The options of a {@link DataLoader}. */
    public static final class Options {
        private boolean shuffle;
        private boolean dropLast;
        private int prefetch;
        private @Nullable Sampler sampler;
        private @Nullable Generator generator;

        private Options() {}

        /** Whether each pass has a new random order. */
        public Options shuffle(boolean value) {
            shuffle = value;
            return this;
        }

        /** Whether a last batch that is not full is left out. */
        public Options dropLast(boolean value) {
            dropLast = value;
            return this;
        }

        /** How many batches a background thread makes ahead; 0: none. */
        public Options prefetch(int value) {
            if (value < 0) {
                throw new ArgumentException("prefetch must not be negative, but got " + value);
            }
            prefetch = value;
            return this;
        }

        public Options sampler(Sampler value) {
            sampler = value;
            return this;
        }

        /** Where the order comes from, instead of the default generator. */
        public Options generator(Generator value) {
            generator = value;
            return this;
        }
    }
}
