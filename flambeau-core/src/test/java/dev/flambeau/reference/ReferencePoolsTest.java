package dev.flambeau.reference;

import static dev.flambeau.reference.Samples.KERNELS;
import static dev.flambeau.reference.Samples.counting;
import static dev.flambeau.reference.Samples.doubles;
import static dev.flambeau.reference.Samples.empty;
import static dev.flambeau.reference.Samples.longs;
import static dev.flambeau.reference.Samples.array;
import static dev.flambeau.reference.Samples.shape;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Dims;
import dev.flambeau.spi.Pooling;
import dev.flambeau.spi.Pooling.Kind;
import org.junit.jupiter.api.Test;

class ReferencePoolsTest {
    @Test
    void maximumAndItsPlace() {
        Array out = empty(DType.FLOAT32, 1, 1, 2, 2);
        Array places = empty(DType.INT64, 1, 1, 2, 2);
        KERNELS.pool(pooling(Kind.MAX, 3, 2, 1, true, 0), out, places, counting(1, 1, 4, 4));
        assertThat(doubles(out)).containsExactly(6, 8, 14, 16);
        assertThat(longs(places)).containsExactly(5, 7, 13, 15);
        Array grad = empty(DType.FLOAT32, 1, 1, 4, 4);
        KERNELS.poolGrad(pooling(Kind.MAX, 3, 2, 1, true, 0), grad, counting(1, 1, 2, 2), places);
        assertThat(doubles(grad)).containsExactly(0, 0, 0, 0, 0, 1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4);
    }

    @Test
    void paddingNeverWinsAndTheLastNanDoes() {
        Array out = empty(DType.FLOAT32, 1, 1, 1);
        Array places = empty(DType.INT64, 1, 1, 1);
        Pooling window = new Pooling(Kind.MAX, Dims.of(3), Dims.of(1), Dims.of(1), Dims.of(2), false, 0);
        KERNELS.pool(window, out, places, array(DType.FLOAT32, shape(1, 1, 3), 9, -5, 9));
        assertThat(doubles(out)).containsExactly(-5);
        assertThat(longs(places)).containsExactly(1);
        Pooling whole = new Pooling(Kind.MAX, Dims.of(4), Dims.of(1), Dims.of(0), Dims.of(1), false, 0);
        KERNELS.pool(whole, out, places, array(DType.FLOAT32, shape(1, 1, 4), Double.NaN, 1, Double.NaN, 2));
        assertThat(doubles(out)).containsExactly(Double.NaN);
        assertThat(longs(places)).containsExactly(2);
    }

    @Test
    void averageDividesAsAsked() {
        assertThat(averages(3, 2, 1, true, 0, 2)).containsExactly(new double[] {14 / 9.0, 30 / 9.0, 57 / 9.0, 11},
                within(1e-6));
        assertThat(averages(3, 2, 1, false, 0, 2)).containsExactly(3.5, 5, 9.5, 11);
        assertThat(averages(3, 2, 1, true, 2, 2)).containsExactly(7, 15, 28.5, 49.5);
        // windows over the edge: what hangs out is not counted, padding is
        assertThat(averages(3, 2, 0, true, 0, 2)).containsExactly(6, 7.5, 12, 13.5);
        assertThat(averages(3, 2, 1, true, 0, 3)).containsExactly(
                new double[] {14 / 9.0, 30 / 9.0, 2, 57 / 9.0, 11, 6, 4.5, 7.5, 4}, within(1e-6));
    }

    @Test
    void gradientOfAverage() {
        Array grad = empty(DType.FLOAT32, 1, 1, 3, 3);
        KERNELS.poolGrad(pooling(Kind.AVERAGE, 2, 1, 0, true, 0), grad, counting(1, 1, 2, 2), null);
        assertThat(doubles(grad)).containsExactly(0.25, 0.75, 0.5, 1, 2.5, 1.5, 0.75, 1.75, 1);
    }

    private static double[] averages(long kernel, long stride, long padding, boolean countPadding, long divisor,
            long size) {
        Array out = empty(DType.FLOAT32, 1, 1, size, size);
        Pooling p = pooling(Kind.AVERAGE, kernel, stride, padding, countPadding, divisor);
        KERNELS.pool(p, out, null, counting(1, 1, 4, 4));
        return doubles(out);
    }

    private static Pooling pooling(Kind kind, long kernel, long stride, long padding, boolean countPadding,
            long divisor) {
        return new Pooling(kind, Dims.repeat(kernel, 2), Dims.repeat(stride, 2), Dims.repeat(padding, 2),
                Dims.repeat(1, 2), countPadding, divisor);
    }
}
