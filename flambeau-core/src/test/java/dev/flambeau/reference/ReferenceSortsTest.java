package dev.flambeau.reference;

import static dev.flambeau.reference.Samples.KERNELS;
import static dev.flambeau.reference.Samples.counting;
import static dev.flambeau.reference.Samples.doubles;
import static dev.flambeau.reference.Samples.empty;
import static dev.flambeau.reference.Samples.floats;
import static dev.flambeau.reference.Samples.longs;
import static dev.flambeau.reference.Samples.shape;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import org.junit.jupiter.api.Test;

class ReferenceSortsTest {
    private static final Array X = floats(Double.NaN, 1, 0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, -2);

    @Test
    void nanIsTheLargestAndTiesKeepTheirOrder() {
        Array values = empty(DType.FLOAT32, 7);
        Array places = empty(DType.INT64, 7);
        KERNELS.sort(values, places, X, 0, false);
        assertThat(longs(places)).containsExactly(6, 2, 3, 1, 5, 0, 4);
        assertThat(doubles(values)).containsExactly(-2, 0, -0.0, 1, Double.POSITIVE_INFINITY, Double.NaN, Double.NaN);
        KERNELS.sort(values, places, X, 0, true);
        assertThat(longs(places)).containsExactly(0, 4, 5, 1, 2, 3, 6);
    }

    @Test
    void sortsIntegersExactlyAlongADimension() {
        Array x = longs(shape(2, 2), Long.MAX_VALUE, 1, Long.MAX_VALUE - 1, Long.MIN_VALUE);
        Array places = empty(DType.INT64, 2, 2);
        KERNELS.sort(x, places, x, 0, false);
        assertThat(longs(x)).containsExactly(Long.MAX_VALUE - 1, Long.MIN_VALUE, Long.MAX_VALUE, 1);
        assertThat(longs(places)).containsExactly(1, 1, 0, 0);
    }

    @Test
    void scalarsAndEmptyLines() {
        Array place = longs(shape(), 9);
        KERNELS.sort(Samples.array(DType.FLOAT32, shape()), place, Samples.array(DType.FLOAT32, shape(), 3), 0, false);
        assertThat(longs(place)).containsExactly(0);
        KERNELS.sort(counting(0), empty(DType.INT64, 0), counting(0), 0, false);
    }
}
