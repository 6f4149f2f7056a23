package dev.flambeau.reference;

import static dev.flambeau.reference.Samples.KERNELS;
import static dev.flambeau.reference.Samples.counting;
import static dev.flambeau.reference.Samples.doubles;
import static dev.flambeau.reference.Samples.empty;
import static dev.flambeau.reference.Samples.floats;
import static dev.flambeau.reference.Samples.longs;
import static dev.flambeau.reference.Samples.array;
import static dev.flambeau.reference.Samples.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.DType;
import dev.flambeau.IndexException;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Scatter;
import org.junit.jupiter.api.Test;

class ReferenceGathersTest {
    @Test
    void gathersAlongADimension() {
        Array out = empty(DType.FLOAT32, 1, 2);
        KERNELS.gather(out, counting(2, 3), 0, longs(shape(1, 2), 1, 0));
        assertThat(doubles(out)).containsExactly(4, 2);
        KERNELS.gather(out, counting(2, 3), 1, longs(shape(1, 2), 2, 2));
        assertThat(doubles(out)).containsExactly(3, 3);
    }

    @Test
    void scattersInEveryMode() {
        Array index = longs(shape(3), 1, 1, 0);
        Array source = floats(3, 7, -4);
        assertThat(scattered(Scatter.SET, index, source)).containsExactly(-4, 7);
        assertThat(scattered(Scatter.ADD, index, source)).containsExactly(6, 15);
        assertThat(scattered(Scatter.MULTIPLY, index, source)).containsExactly(-40, 105);
        assertThat(scattered(Scatter.MAX, index, source)).containsExactly(10, 7);
        assertThat(scattered(Scatter.MIN, index, source)).containsExactly(-4, 3);
        assertThat(scattered(Scatter.ADD, index, Array.immediate(DType.FLOAT64, 0.5))).containsExactly(10.5, 6);
    }

    @Test
    void halfTypesAreRoundedOnlyAtTheEnd() {
        Array out = array(DType.BFLOAT16, shape(1), 256);
        Array ones = array(DType.BFLOAT16, shape(8), 1, 1, 1, 1, 1, 1, 1, 1);
        KERNELS.scatter(Scatter.ADD, out, 0, longs(shape(8), 0, 0, 0, 0, 0, 0, 0, 0), ones);
        assertThat(doubles(out)).containsExactly(264);
    }

    @Test
    void refusesAnIndexOutOfRangeBeforeWriting() {
        Array out = floats(1, 2, 3);
        assertThatThrownBy(() -> KERNELS.scatter(Scatter.SET, out, 0, longs(shape(2), 0, 5), floats(9, 9)))
                .isInstanceOf(IndexException.class)
                .hasMessage("index 5 is out of bounds for dimension 0 with size 3");
        assertThat(doubles(out)).containsExactly(1, 2, 3);
        assertThatThrownBy(() -> KERNELS.gather(empty(DType.FLOAT32, 1), out, 0, longs(shape(1), -1)))
                .isInstanceOf(IndexException.class)
                .hasMessage("index -1 is out of bounds for dimension 0 with size 3");
    }

    private static double[] scattered(Scatter mode, Array index, Array source) {
        Array out = floats(10, 5);
        KERNELS.scatter(mode, out, 0, index, source);
        return doubles(out);
    }
}
