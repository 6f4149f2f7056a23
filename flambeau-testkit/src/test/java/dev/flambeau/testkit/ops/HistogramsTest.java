package dev.flambeau.testkit.ops;

import static dev.flambeau.testkit.ops.Numbers.assertLongs;
import static dev.flambeau.testkit.ops.Numbers.assertTensor;
import static dev.flambeau.testkit.ops.Numbers.assertVector;
import static dev.flambeau.testkit.ops.Numbers.sizes;
import static dev.flambeau.testkit.ops.Numbers.tensor;
import static dev.flambeau.testkit.ops.Numbers.vector;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.FlambeauException;
import dev.flambeau.HistogramResult;
import dev.flambeau.HistogramddResult;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import org.junit.jupiter.api.Test;

/** How many elements are where. */
class HistogramsTest {
    private static final Tensor X = vector(0, 1, 1, 2, 2.5, 4);

    @Test
    void equalParts() {
        assertVector(X.histc(4, 0, 4), 1, 2, 2, 1);
        assertVector(X.histc(2, 0, 0), 3, 3); // from the smallest to the largest
        assertVector(X.histc(2, 1, 2), 2, 1); // what lies outside is not counted, the upper edge is
        HistogramResult result = Torch.histogram(X, 4);
        assertVector(result.hist(), 1, 2, 2, 1);
        assertVector(result.binEdges(), 0, 1, 2, 3, 4);
    }

    @Test
    void densitiesHaveAnIntegralOfOne() {
        HistogramResult result = Torch.histogram(X, 2, new double[] {0, 4}, null, true);
        assertVector(result.hist(), 0.25, 0.25);
        assertVector(result.binEdges(), 0, 2, 4);
    }

    @Test
    void givenEdgesAndWeights() {
        HistogramResult result = Torch.histogram(X, vector(0, 1, 2, 4), vector(1, 2, 3, 4, 5, 6), false);
        assertVector(result.hist(), 1, 5, 15);
    }

    @Test
    void points() {
        Tensor points = tensor(sizes(4, 2), 0, 1, 1, 0, 2, 1, 2, 2);
        HistogramddResult result = Torch.histogramdd(points, sizes(2, 2), null, null, false);
        assertTensor(result.hist(), sizes(2, 2), 0, 1, 1, 2);
        assertVector(result.binEdges().get(0), 0, 1, 2);
        assertVector(result.binEdges().get(1), 0, 1, 2);
    }

    @Test
    void integers() {
        Tensor x = Torch.tensor(new long[] {1, 1, 3});
        assertLongs(x.bincount(), 0, 2, 0, 1);
        assertVector(x.bincount(vector(0.5, 1, 2), 6), 0, 1.5, 0, 2, 0, 0);
        assertThatThrownBy(() -> x.neg().bincount()).isInstanceOf(FlambeauException.class)
                .hasMessageContaining("bincount only supports 1-d non-negative integral inputs.");
    }
}
