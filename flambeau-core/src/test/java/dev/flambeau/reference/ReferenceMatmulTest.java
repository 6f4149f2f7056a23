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

class ReferenceMatmulTest {
    @Test
    void multipliesABatchAndAddsABias() {
        Array out = empty(DType.FLOAT32, 2, 1, 2);
        KERNELS.matmul(out, counting(2, 1, 2), counting(2, 2, 2), floats(100, 200));
        assertThat(doubles(out)).containsExactly(107, 210, 143, 250);
    }

    @Test
    void takesTransposedOperands() {
        Array x = counting(2, 3);
        Array columns = x.view(0, shape(1, 3, 2), shape(0, 1, 3));
        Array out = empty(DType.FLOAT32, 1, 2, 2);
        KERNELS.matmul(out, x.view(0, shape(1, 2, 3), shape(0, 3, 1)), columns, null);
        assertThat(doubles(out)).containsExactly(14, 32, 32, 77);
    }

    @Test
    void nothingToSumLeavesTheBias() {
        Array out = empty(DType.FLOAT32, 1, 2, 1);
        KERNELS.matmul(out, empty(DType.FLOAT32, 1, 2, 0), empty(DType.FLOAT32, 1, 0, 1), floats(5));
        assertThat(doubles(out)).containsExactly(5, 5);
    }

    @Test
    void integersStayExact() {
        Array out = empty(DType.INT64, 1, 1, 1);
        KERNELS.matmul(out, longs(shape(1, 1, 2), 1L << 60, 1), longs(shape(1, 2, 1), 3, 1), null);
        assertThat(longs(out)).containsExactly(3 * (1L << 60) + 1);
    }
}
