package dev.flambeau.reference;

import static dev.flambeau.reference.Samples.KERNELS;
import static dev.flambeau.reference.Samples.counting;
import static dev.flambeau.reference.Samples.doubles;
import static dev.flambeau.reference.Samples.empty;
import static dev.flambeau.reference.Samples.floats;
import static dev.flambeau.reference.Samples.longs;
import static dev.flambeau.reference.Samples.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.DType;
import dev.flambeau.IndexException;
import dev.flambeau.spi.Array;
import org.junit.jupiter.api.Test;

class ReferenceIndexingTest {
    @Test
    void picksRowsAndElements() {
        Array rows = empty(DType.FLOAT32, 2, 2);
        KERNELS.index(rows, counting(3, 2), indices(longs(shape(2), 2, -3)));
        assertThat(doubles(rows)).containsExactly(5, 6, 1, 2);
        Array elements = empty(DType.FLOAT32, 2);
        KERNELS.index(elements, counting(3, 2), indices(longs(shape(2), 0, 2), longs(shape(2), 1, -1)));
        assertThat(doubles(elements)).containsExactly(2, 6);
    }

    @Test
    void putsAndAccumulates() {
        Array out = counting(3, 2);
        KERNELS.indexPut(out, indices(longs(shape(2), 0, 0)), floats(10, 20), true);
        assertThat(doubles(out)).containsExactly(21, 42, 3, 4, 5, 6);
        KERNELS.indexPut(out, indices(longs(shape(1), -1)), Array.immediate(DType.FLOAT64, 0), false);
        assertThat(doubles(out)).containsExactly(21, 42, 3, 4, 0, 0);
    }

    @Test
    void refusesAnIndexOutOfRangeBeforeWriting() {
        Array out = counting(3, 2);
        assertThatThrownBy(() -> KERNELS.indexPut(out, indices(longs(shape(2), 0, -4)), floats(9, 9), false))
                .isInstanceOf(IndexException.class)
                .hasMessage("index -4 is out of bounds for dimension 0 with size 3");
        assertThat(doubles(out)).containsExactly(1, 2, 3, 4, 5, 6);
        assertThatThrownBy(() -> KERNELS.index(empty(DType.FLOAT32, 1), counting(3, 2),
                indices(longs(shape(1), 0), longs(shape(1), 2))))
                .isInstanceOf(IndexException.class)
                .hasMessage("index 2 is out of bounds for dimension 1 with size 2");
        assertThatThrownBy(() -> KERNELS.index(empty(DType.FLOAT32, 1), counting(0), indices(longs(shape(1), 0))))
                .isInstanceOf(IndexException.class)
                .hasMessage("index is out of bounds for dimension with size 0");
    }

    private static Array[] indices(Array... indices) {
        return indices;
    }
}
