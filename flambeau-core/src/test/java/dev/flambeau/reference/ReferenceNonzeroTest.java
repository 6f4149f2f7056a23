package dev.flambeau.reference;

import static dev.flambeau.reference.Samples.KERNELS;
import static dev.flambeau.reference.Samples.empty;
import static dev.flambeau.reference.Samples.longs;
import static dev.flambeau.reference.Samples.array;
import static dev.flambeau.reference.Samples.shape;
import static dev.flambeau.reference.Samples.transposed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import org.junit.jupiter.api.Test;

class ReferenceNonzeroTest {
    @Test
    void coordinatesInRowMajorOrder() {
        Array x = transposed(array(DType.FLOAT32, shape(2, 3), 0, Double.NaN, 0, 2, -0.0, 1e-30));
        assertThat(KERNELS.countNonzero(x)).isEqualTo(3);
        Array out = empty(DType.INT64, 3, 2);
        KERNELS.nonzero(out, x);
        assertThat(longs(out)).containsExactly(0, 1, 1, 0, 2, 1);
    }

    @Test
    void scalarsHaveNoCoordinates() {
        Array x = array(DType.BOOL, shape(), 1);
        assertThat(KERNELS.countNonzero(x)).isEqualTo(1);
        KERNELS.nonzero(empty(DType.INT64, 1, 0), x);
    }
}
