package dev.flambeau.op;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each algorithm puts in order what it promises, of lengths below and above those at which it changes its way. */
class SelectionTest {
    private static final int SEEDS = 20;

    private static long[] keys(int length, int seed, int range) {
        return new Random(seed).longs(length, 0, range).toArray();
    }

    /** Random keys, many equal ones, ascending, descending, and those that drive a quick sort into its heap sort. */
    private static long[] keys(int length, int seed) {
        return switch (seed % 5) {
            case 0 -> keys(length, seed, Integer.MAX_VALUE);
            case 1 -> keys(length, seed, 3);
            case 2 -> IntStream.range(0, length).mapToLong(i -> i).toArray();
            case 3 -> IntStream.range(0, length).mapToLong(i -> -i).toArray();
            default -> IntStream.range(0, length).mapToLong(i -> i % 2 == 0 ? i : length - i).toArray();
        };
    }

    private static long[] inOrder(long[] keys, Selection line) {
        int[] order = IntStream.range(0, line.length()).map(line::at).toArray();
        assertThat(Arrays.stream(order).sorted().toArray()).as("each element once")
                .containsExactly(IntStream.range(0, keys.length).toArray());
        return Arrays.stream(order).mapToLong(i -> keys[i]).toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 15, 16, 17, 40, 1000})
    void sorts(int length) {
        for (int seed = 0; seed < SEEDS; seed++) {
            long[] keys = keys(length, seed);
            Selection line = Selection.of(keys);
            line.sort(0, length);
            assertThat(inOrder(keys, line)).as("seed %d", seed).isSorted();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 17, 40, 1000})
    void findsWhatBelongsToAPlace(int length) {
        for (int seed = 0; seed < SEEDS; seed++) {
            long[] keys = keys(length, seed);
            int place = new Random(seed).nextInt(length);
            Selection quick = Selection.of(keys);
            quick.quickSelect(place);
            assertSplit(inOrder(keys, quick), place);
            Selection nth = Selection.of(keys);
            nth.nthElement(place);
            assertSplit(inOrder(keys, nth), place);
        }
    }

    private static void assertSplit(long[] values, int place) {
        assertThat(Arrays.stream(values, 0, place)).allMatch(v -> v <= values[place]);
        assertThat(Arrays.stream(values, place, values.length)).allMatch(v -> v >= values[place]);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 17, 40, 1000})
    void sortsTheFirst(int length) {
        for (int seed = 0; seed < SEEDS; seed++) {
            long[] keys = keys(length, seed);
            int count = new Random(seed).nextInt(length + 1);
            Selection line = Selection.of(keys);
            line.partialSort(count);
            long[] sorted = keys.clone();
            Arrays.sort(sorted);
            assertThat(Arrays.copyOf(inOrder(keys, line), count)).as("seed %d", seed)
                    .containsExactly(Arrays.copyOf(sorted, count));
        }
    }
}
