package dev.flambeau.reference;

import static dev.flambeau.reference.Samples.KERNELS;
import static dev.flambeau.reference.Samples.doubles;
import static dev.flambeau.reference.Samples.empty;
import static dev.flambeau.reference.Samples.floats;
import static dev.flambeau.reference.Samples.array;
import static dev.flambeau.reference.Samples.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import org.junit.jupiter.api.Test;

class ReferenceSoftmaxTest {
    private static final Array X = array(DType.FLOAT32, shape(2, 3), 1, 5, 2, 4, 3, 6);

    @Test
    void alongEitherDimension() {
        Array out = empty(DType.FLOAT32, 2, 3);
        KERNELS.softmax(false, out, X, 1);
        assertThat(doubles(out)).containsExactly(new double[] {0.01714782603085041, 0.9362395405769348,
            0.04661262035369873, 0.11419519037008286, 0.04201006516814232, 0.8437947034835815}, within(1e-7));
        KERNELS.softmax(true, out, X, 0);
        assertThat(doubles(out)).containsExactly(new double[] {-3.0485873222351074, -0.12692804634571075,
            -4.0181498527526855, -0.04858732968568802, -2.1269280910491943, -0.018149960786104202}, within(1e-6));
    }

    @Test
    void largeInputsDoNotOverflow() {
        Array out = empty(DType.FLOAT32, 2);
        KERNELS.softmax(false, out, floats(1000, 1000), 0);
        assertThat(doubles(out)).containsExactly(0.5, 0.5);
        KERNELS.softmax(false, out, floats(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY), 0);
        assertThat(doubles(out)).containsOnly(Double.NaN);
    }

    @Test
    void gradientFromTheResult() {
        Array xGrad = empty(DType.FLOAT32, 2);
        KERNELS.softmaxGrad(false, xGrad, floats(1, 0), floats(0.25, 0.75), 0);
        assertThat(doubles(xGrad)).containsExactly(0.1875, -0.1875);
        KERNELS.softmaxGrad(true, xGrad, floats(1, 0), floats(Math.log(0.25), Math.log(0.75)), 0);
        assertThat(doubles(xGrad)).containsExactly(new double[] {0.75, -0.75}, within(1e-6));
    }
}
