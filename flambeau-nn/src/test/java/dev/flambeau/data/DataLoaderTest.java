package dev.flambeau.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.flambeau.ArgumentException;
import dev.flambeau.Generator;
import dev.flambeau.IndexException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataLoaderTest {
    private static final String THREAD = "flambeau-data-loader";

    private static TensorDataset numbers(int count) {
        return new TensorDataset(Torch.arange(count));
    }

    private static List<List<Long>> pass(Iterable<Batch> loader) {
        List<List<Long>> batches = new ArrayList<>();
        for (Batch batch : loader) {
            List<Long> values = new ArrayList<>();
            for (long value : batch.x().toLongArray()) {
                values.add(value);
            }
            batches.add(values);
        }
        return batches;
    }

    private static DataLoader<Batch> loader(int count, long batch, Consumer<DataLoader.Options> options) {
        return new DataLoader<>(numbers(count), batch, options);
    }

    /** A data set whose samples are numbers, one of which may be broken. */
    private static final class Samples extends Dataset<Tensor> {
        private final long broken;

        Samples(long broken) {
            this.broken = broken;
        }

        @Override
        public Tensor get(long index) {
            if (index == broken) {
                throw new IllegalStateException("sample " + index + " is broken");
            }
            return Torch.tensor((double) index);
        }

        @Override
        public long size() {
            return 6;
        }
    }

    @Test
    void givesPyTorchsOrderForPyTorchsSeed() {
        Torch.manualSeed(3);
        DataLoader<Batch> loader = loader(10, 4, o -> o.shuffle(true));
        assertThat(pass(loader)).isEqualTo(batches(new long[][] {{6, 2, 0, 1}, {8, 3, 5, 4}, {7, 9}}));
        assertThat(pass(loader)).isEqualTo(batches(new long[][] {{3, 4, 0, 9}, {6, 7, 1, 2}, {5, 8}}));
        assertThat(Torch.rand(1).item()).isEqualTo(0.5944212079048157, within(1e-9));
    }

    @Test
    void prefetchingChangesNoNumber() {
        Torch.manualSeed(3);
        DataLoader<Batch> loader = loader(10, 4, o -> o.shuffle(true).prefetch(2));
        assertThat(pass(loader)).isEqualTo(batches(new long[][] {{6, 2, 0, 1}, {8, 3, 5, 4}, {7, 9}}));
        assertThat(pass(loader)).isEqualTo(batches(new long[][] {{3, 4, 0, 9}, {6, 7, 1, 2}, {5, 8}}));
        assertThat(Torch.rand(1).item()).isEqualTo(0.5944212079048157, within(1e-9));
    }

    @Test
    void dropsALastBatchThatIsNotFull() {
        Torch.manualSeed(3);
        DataLoader<Batch> loader = loader(10, 4, o -> o.shuffle(true).dropLast(true));
        assertThat(loader.size()).isEqualTo(2);
        assertThat(pass(loader)).isEqualTo(batches(new long[][] {{6, 2, 0, 1}, {8, 3, 5, 4}}));
        assertThat(loader(10, 4, o -> {}).size()).isEqualTo(3);
        assertThat(pass(loader(5, 2, o -> {}))).isEqualTo(batches(new long[][] {{0, 1}, {2, 3}, {4}}));
    }

    @Test
    void drawsFromAGeneratorOfItsOwn() {
        DataLoader<Batch> loader = loader(6, 4, o -> o.shuffle(true).generator(new Generator(7)));
        assertThat(pass(loader)).isEqualTo(batches(new long[][] {{1, 2, 5, 3}, {0, 4}}));
    }

    @Test
    void samplesWithReplacement() {
        Torch.manualSeed(1);
        Sampler sampler = new RandomSampler(6, true, 7, null);
        assertThat(pass(loader(6, 4, o -> o.sampler(sampler))))
                .isEqualTo(batches(new long[][] {{0, 4, 4, 3}, {4, 0, 1}}));
    }

    @Test
    void stacksSamplesOrCollatesThemByAFunction() {
        Iterator<Tensor> stacked = new DataLoader<>(new Samples(-1), 4).iterator();
        assertThat(stacked.next().toDoubleArray()).containsExactly(0, 1, 2, 3);
        assertThat(stacked.next().toDoubleArray()).containsExactly(4, 5);
        assertThat(stacked.hasNext()).isFalse();
        DataLoader<Double> sums = DataLoader.collated(new Samples(-1), 3,
                samples -> samples.stream().mapToDouble(Tensor::item).sum(), o -> {});
        assertThat(sums).containsExactly(3.0, 12.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void exceptionsOfTheDataSetComeThrough(int prefetch) {
        Iterator<Tensor> batches =
                new DataLoader<>(new Samples(3), 2, o -> o.prefetch(prefetch)).iterator();
        assertThat(batches.next().toDoubleArray()).containsExactly(0, 1);
        assertThatThrownBy(batches::next).isInstanceOf(IllegalStateException.class)
                .hasMessage("sample 3 is broken");
    }

    @Test
    void errorsOfTheDataSetComeThroughAsTheyAre() {
        Dataset<Tensor> failing = new Dataset<>() {
            @Override
            public Tensor get(long index) {
                if (index > 0) {
                    throw new StackOverflowError("deep");
                }
                return Torch.ones(1);
            }

            @Override
            public long size() {
                return 2;
            }
        };
        Iterator<Tensor> batches = new DataLoader<>(failing, 1, o -> o.prefetch(1)).iterator();
        batches.next();
        assertThatThrownBy(batches::next).isInstanceOf(StackOverflowError.class);
    }

    @Test
    void raggedSamplesAreRefused() {
        Dataset<Tensor> ragged = new Dataset<>() {
            @Override
            public Tensor get(long index) {
                return Torch.ones(index + 3);
            }

            @Override
            public long size() {
                return 2;
            }
        };
        assertThatThrownBy(() -> new DataLoader<>(ragged, 2).iterator().next()).isInstanceOf(ShapeException.class)
                .hasMessageContaining(
                        "stack expects each tensor to be equal size, but got [3] at entry 0 and [4] at entry 1");
    }

    @Test
    void theBackgroundThreadEndsWithThePass() throws InterruptedException {
        pass(loader(10, 2, o -> o.prefetch(2)));
        assertThat(endsWithin(10)).isTrue();
    }

    @Test
    void theBackgroundThreadEndsWhenThePassIsLeftEarly() throws InterruptedException {
        leaveEarly();
        assertThat(endsWithin(20)).isTrue();
    }

    private static void leaveEarly() {
        Iterator<Batch> batches = loader(1000, 2, o -> o.prefetch(2)).iterator();
        batches.next();
        batches.next();
        assertThat(running()).isTrue();
    }

    private static boolean running() {
        return Thread.getAllStackTraces().keySet().stream().anyMatch(t -> t.getName().equals(THREAD));
    }

    private static boolean endsWithin(int seconds) throws InterruptedException {
        for (int i = 0; i < seconds * 10 && running(); i++) {
            System.gc();
            Thread.sleep(100);
        }
        return !running();
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> loader(4, 0, o -> {})).isInstanceOf(ArgumentException.class)
                .hasMessageContaining("batch_size should be a positive integer value, but got batch_size=0");
        assertThatThrownBy(() -> loader(4, 2, o -> o.shuffle(true).sampler(new SequentialSampler(4))))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("sampler option is mutually exclusive with shuffle");
        assertThatThrownBy(() -> loader(4, 2, o -> o.prefetch(-1))).hasMessageContaining("prefetch");
        assertThatThrownBy(() -> new TensorDataset(Torch.ones(3), Torch.ones(4))).isInstanceOf(ShapeException.class)
                .hasMessageContaining("Size mismatch between tensors");
        assertThatThrownBy(() -> numbers(3).select(3)).isInstanceOf(IndexException.class)
                .hasMessageContaining("index 3 is out of bounds for dimension 0 with size 3");
        assertThatThrownBy(() -> new Batch(Torch.ones(1)).y()).isInstanceOf(IndexException.class);
    }

    private static List<List<Long>> batches(long[][] values) {
        List<List<Long>> all = new ArrayList<>();
        for (long[] batch : values) {
            List<Long> list = new ArrayList<>();
            for (long value : batch) {
                list.add(value);
            }
            all.add(list);
        }
        return all;
    }
}
