package dev.flambeau.testkit.ops;

import static dev.flambeau.testkit.ops.Numbers.assertLongs;
import static dev.flambeau.testkit.ops.Numbers.assertVector;
import static dev.flambeau.testkit.ops.Numbers.vector;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.UniqueResult;
import org.junit.jupiter.api.Test;

/** Elements without repetitions. */
class UniquesTest {
    @Test
    void inAscendingOrder() {
        Tensor x = Torch.tensor(new long[] {3, 1, 3, 2, 1});
        UniqueResult result = x.unique();
        assertResult(result, longs(1, 2, 3), longs(2, 0, 2, 1, 0), longs(2, 1, 2));
        assertLongs(result.output().index(result.inverse()), x.toLongArray());
    }

    @Test
    void runs() {
        assertResult(Torch.tensor(new long[] {1, 1, 2, 2, 2, 1}).uniqueConsecutive(), longs(1, 2, 1),
                longs(0, 0, 1, 1, 1, 2), longs(2, 3, 1));
    }

    @Test
    void rowsAndColumns() {
        UniqueResult rows = Torch.tensor(new long[][] {{2, 1}, {1, 5}, {2, 1}}).unique(0);
        assertThat(rows.output().size().toLongs()).containsExactly(2, 2);
        assertResult(rows, longs(1, 5, 2, 1), longs(1, 0, 1), longs(1, 2));
        UniqueResult columns = Torch.tensor(new long[][] {{1, 1, 2}, {0, 0, 0}}).uniqueConsecutive(1);
        assertThat(columns.output().size().toLongs()).containsExactly(2, 2);
        assertResult(columns, longs(1, 2, 0, 0), longs(0, 0, 1), longs(2, 1));
    }

    @Test
    void noNanIsLikeAnother() {
        UniqueResult result = vector(1, Double.NaN, -0.0, Double.NaN, 0.0).unique();
        assertVector(result.output(), 0, 1, Double.NaN, Double.NaN);
        assertLongs(result.counts(), 2, 1, 1, 1);
    }

    private static long[] longs(long... values) {
        return values;
    }

    private static void assertResult(UniqueResult result, long[] output, long[] inverse, long[] counts) {
        assertLongs(result.output(), output);
        assertLongs(result.inverse(), inverse);
        assertLongs(result.counts(), counts);
    }
}
