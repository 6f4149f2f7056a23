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

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Convolution;
import dev.flambeau.spi.Dims;
import org.junit.jupiter.api.Test;

class ReferenceConvolutionsTest {
    private static final Convolution STRIDED = new Convolution(Dims.of(2, 2), Dims.of(1, 1), Dims.of(1, 1), 1);
    private static final Convolution PLAIN = new Convolution(Dims.of(1), Dims.of(0), Dims.of(1), 1);

    @Test
    void strideAndPadding() {
        Array out = empty(DType.FLOAT32, 1, 1, 3, 3);
        KERNELS.convolution(STRIDED, out, counting(1, 1, 4, 4), counting(1, 1, 2, 2), floats(0.5));
        assertThat(doubles(out)).containsExactly(4.5, 18.5, 12.5, 46.5, 94.5, 44.5, 26.5, 44.5, 16.5);
    }

    @Test
    void groupsAndDilation() {
        Convolution c = new Convolution(Dims.of(1), Dims.of(0), Dims.of(2), 2);
        Array out = empty(DType.FLOAT32, 1, 2, 2);
        KERNELS.convolution(c, out, counting(1, 2, 4), counting(2, 1, 2), null);
        assertThat(doubles(out)).containsExactly(7, 10, 43, 50);
    }

    @Test
    void threeDimensionsOfIntegers() {
        Convolution c = new Convolution(Dims.of(1, 1, 1), Dims.of(0, 0, 0), Dims.of(1, 1, 1), 1);
        Array out = empty(DType.INT64, 1, 1, 1, 1, 1);
        Array x = longs(shape(1, 1, 1, 2, 2), 1L << 60, 1, 2, 3);
        KERNELS.convolution(c, out, x, longs(shape(1, 1, 1, 2, 2), 1, 1, 1, 1), null);
        assertThat(longs(out)).containsExactly((1L << 60) + 6);
    }

    @Test
    void gradients() {
        Array x = array(DType.FLOAT32, shape(1, 1, 4), 1, 2, 3, 4);
        Array weight = array(DType.FLOAT32, shape(1, 1, 2), 10, 20);
        Array grad = array(DType.FLOAT32, shape(1, 1, 3), 1, 0, 2);
        Array xGrad = empty(DType.FLOAT32, 1, 1, 4);
        KERNELS.convolutionInputGrad(PLAIN, xGrad, grad, weight);
        assertThat(doubles(xGrad)).containsExactly(10, 20, 20, 40);
        Array weightGrad = empty(DType.FLOAT32, 1, 1, 2);
        Array biasGrad = empty(DType.FLOAT32, 1);
        KERNELS.convolutionWeightGrad(PLAIN, weightGrad, biasGrad, grad, x);
        assertThat(doubles(weightGrad)).containsExactly(7, 10);
        assertThat(doubles(biasGrad)).containsExactly(3);
    }
}
