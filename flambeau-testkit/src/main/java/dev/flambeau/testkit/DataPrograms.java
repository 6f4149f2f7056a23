package dev.flambeau.testkit;

import dev.flambeau.Generator;
import dev.flambeau.Tensor;
import dev.flambeau.data.DataLoader;
import dev.flambeau.data.Dataset;
import dev.flambeau.data.RandomSampler;
import dev.flambeau.data.Sampler;
import dev.flambeau.data.SequentialSampler;
import dev.flambeau.data.TensorDataset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code torch.utils.data}, as programs call it. */
final class DataPrograms {
    private static final String DATA = "torch.utils.data.";

    private DataPrograms() {}

    static void register(OpTable f) {
        f.put(DATA + "TensorDataset", c -> new TensorDataset(c.tensorsFrom(0).toArray(Tensor[]::new)));
        f.put(DATA + "SequentialSampler", c -> new SequentialSampler(Programs.length(c.arg(0, "data_source"))));
        f.put(DATA + "RandomSampler", c -> {
            long size = Programs.length(c.arg(0, "data_source"));
            return new RandomSampler(size, c.bool(1, "replacement", false), c.integer(2, "num_samples", size),
                    generatorOrNull(c, 3));
        });
        f.put(DATA + "DataLoader", DataPrograms::loader);
    }

    static long length(@Nullable Object value) {
        return switch (value) {
            case Dataset<?> dataset -> dataset.size();
            case Sampler sampler -> sampler.size();
            case DataLoader<?> loader -> loader.size();
            case null, default -> throw new Unsupported("the length of " + value);
        };
    }

    private static @Nullable Generator generatorOrNull(OpCall c, int i) {
        return c.has(i, "generator") ? Programs.generator(c, i) : null;
    }

    private static DataLoader<?> loader(OpCall c) {
        long batchSize = c.integer(1, "batch_size", 1);
        c.integer(5, "num_workers", 0); // who fetches does not change what comes
        return switch (c.arg(0, "dataset")) {
            case Dataset<?> dataset -> new DataLoader<>(dataset, batchSize, o -> configure(c, o));
            case Tensor tensor -> new DataLoader<>(rows(tensor), batchSize, o -> configure(c, o));
            case List<?> list -> DataLoader.collated(items(list), batchSize,
                    samples -> TensorPrograms.tensor(samples, null), o -> configure(c, o));
            case null, default -> throw new Unsupported("a loader of " + c.arg(0, "dataset"));
        };
    }

    private static void configure(OpCall c, DataLoader.Options o) {
        o.shuffle(c.bool(2, "shuffle", false)).dropLast(c.bool("drop_last", false));
        if (c.has(3, "sampler")) {
            o.sampler(Programs.object(c.arg(3, "sampler"), Sampler.class));
        }
        Generator generator = generatorOrNull(c, c.count());
        if (generator != null) {
            o.generator(generator);
        }
    }

    private static Dataset<Tensor> rows(Tensor tensor) {
        return new Dataset<>() {
            @Override
            public Tensor get(long index) {
                return tensor.get(index);
            }

            @Override
            public long size() {
                return tensor.len();
            }
        };
    }

    private static Dataset<Object> items(List<?> list) {
        return new Dataset<>() {
            @Override
            public Object get(long index) {
                return java.util.Objects.requireNonNull(list.get(Math.toIntExact(index)));
            }

            @Override
            public long size() {
                return list.size();
            }
        };
    }
}
