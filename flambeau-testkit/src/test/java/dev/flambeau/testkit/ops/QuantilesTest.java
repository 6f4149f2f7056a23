package dev.flambeau.testkit.ops;

import static dev.flambeau.testkit.ops.Numbers.assertDerivatives;
import static dev.flambeau.testkit.ops.Numbers.assertLongs;
import static dev.flambeau.testkit.ops.Numbers.assertNumber;
import static dev.flambeau.testkit.ops.Numbers.assertVector;
import static dev.flambeau.testkit.ops.Numbers.sizes;
import static dev.flambeau.testkit.ops.Numbers.tensor;
import static dev.flambeau.testkit.ops.Numbers.vector;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.ArgumentException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.ValuesAndIndices;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Elements by their rank. */
class QuantilesTest {
    private static final Tensor X = vector(3, 1, 4, 1, 5, 9, 2, 6);
    private static final Tensor WITH_NAN = tensor(sizes(2, 3), 3, 1, Double.NaN, 7, 5, 6);

    @ParameterizedTest
    @CsvSource({"linear, 2.1", "lower, 2", "higher, 3", "midpoint, 2.5", "nearest, 2"})
    void betweenTwoElements(String interpolation, double expected) {
        assertNumber(X.quantile(vector(0.3).squeeze(), null, false, interpolation), expected);
        assertDerivatives(X, x -> x.quantile(vector(0.3, 0.9), null, false, interpolation));
    }

    @Test
    void severalAtOnce() {
        assertVector(X.quantile(vector(0.25, 0.5, 1), 0, false), 1.75, 3.5, 9);
    }

    @Test
    void nan() {
        assertVector(WITH_NAN.quantile(0.5, 1), Double.NaN, 6);
        assertVector(WITH_NAN.nanquantile(vector(0.5).squeeze(), 1, false, "linear"), 2, 6);
        assertNumber(WITH_NAN.nanmedian(), 5);
        assertElements(WITH_NAN.median(1), vector(Double.NaN, 6), 2, 2);
        assertElements(WITH_NAN.nanmedian(1), vector(1, 6), 1, 2);
    }

    @Test
    void theMiddleOneIsTheLowerOfTwo() {
        assertNumber(X.median(), 3);
        Tensor x = vector(1, 2, 2, 5).requiresGrad_();
        x.median().backward();
        assertVector(Objects.requireNonNull(x.grad()), 0, 0.5, 0.5, 0);
    }

    @Test
    void theKthSmallest() {
        assertNumber(X.kthvalue(3).values(), 2);
        assertLongs(X.kthvalue(3).indices(), 6);
        assertDerivatives(tensor(sizes(2, 3), 3, 1, 2, 7, 5, 6), x -> x.kthvalue(2, 1, true).values());
        assertThatThrownBy(() -> X.kthvalue(9)).hasMessageContaining("selected number k out of range for dimension 0");
    }

    @Test
    void theMostFrequent() {
        Tensor x = Torch.tensor(new long[][] {{2, 1, 2, 1}, {3, 3, 5, 5}});
        assertElements(x.mode(1, false), vector(1, 3), 3, 1);
        assertDerivatives(tensor(sizes(2, 3), 3, 1, 2, 7, 5, 6), in -> in.mode(1, false).values());
    }

    @Test
    void whatIsNoPart() {
        assertThatThrownBy(() -> X.quantile(1.5)).isInstanceOf(ArgumentException.class)
                .hasMessageContaining("q must be in the range [0, 1] but got 1.5");
    }

    private static void assertElements(ValuesAndIndices actual, Tensor values, long... indices) {
        assertVector(actual.values(), values.toDoubleArray());
        assertLongs(actual.indices(), indices);
    }
}
