package dev.flambeau.reference;

import static dev.flambeau.reference.Samples.KERNELS;
import static dev.flambeau.reference.Samples.counting;
import static dev.flambeau.reference.Samples.doubles;
import static dev.flambeau.reference.Samples.empty;
import static dev.flambeau.reference.Samples.longs;
import static dev.flambeau.reference.Samples.array;
import static dev.flambeau.reference.Samples.shape;
import static dev.flambeau.reference.Samples.transposed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import org.junit.jupiter.api.Test;

class ReferenceCopiesTest {
    private static final Array EDGES =
            array(DType.FLOAT64, shape(6), Double.NaN, Double.POSITIVE_INFINITY, 3e9 + 1, -3e9 - 1, -1.7, 300.6);

    @Test
    void truncatesAsC() {
        assertThat(converted(EDGES, DType.INT64)).containsExactly(Long.MIN_VALUE, Long.MIN_VALUE, 3000000001L,
                -3000000001L, -1, 300);
        assertThat(converted(EDGES, DType.INT32)).containsExactly(Integer.MIN_VALUE, Integer.MIN_VALUE,
                Integer.MIN_VALUE, Integer.MIN_VALUE, -1, 300);
        assertThat(converted(EDGES, DType.INT8)).containsExactly(0, 0, 0, 0, -1, 44);
        assertThat(converted(EDGES, DType.UINT8)).containsExactly(0, 0, 1, 255, 255, 44);
        assertThat(converted(EDGES, DType.BOOL)).containsExactly(1, 1, 1, 1, 1, 1);
    }

    @Test
    void roundsLargeIntegersOnce() {
        Array large = longs(shape(1), (1L << 60) + (1L << 36) + 1);
        Array out = empty(DType.FLOAT32, 1);
        KERNELS.copy(out, large);
        assertThat(doubles(out)).containsExactly(0x1.000002p60);
    }

    @Test
    void halfTypesRoundToEven() {
        Array out = empty(DType.BFLOAT16, 2);
        KERNELS.copy(out, array(DType.FLOAT32, shape(2), 1 + 0x1p-8, 1 + 0x1.8p-7));
        assertThat(doubles(out)).containsExactly(1, 1 + 0x1p-6);
    }

    @Test
    void copiesBetweenLayouts() {
        Array out = empty(DType.FLOAT32, 2, 3);
        KERNELS.copy(transposed(out), counting(3, 2));
        assertThat(doubles(out)).containsExactly(1, 3, 5, 2, 4, 6);
        KERNELS.copy(out, Array.immediate(DType.INT64, 7));
        assertThat(doubles(out)).containsOnly(7);
    }

    private static long[] converted(Array from, DType type) {
        Array to = empty(type, from.sizes);
        KERNELS.copy(to, from);
        return longs(to);
    }
}
