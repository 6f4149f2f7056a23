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
import static org.assertj.core.api.Assertions.within;

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Scan;
import org.junit.jupiter.api.Test;

class ReferenceScansTest {
    @Test
    void sumsAndMultipliesAlongADimension() {
        assertThat(scanned(Scan.SUM, counting(2, 3), 0)).containsExactly(1, 2, 3, 5, 7, 9);
        assertThat(scanned(Scan.PROD, counting(2, 3), 1)).containsExactly(1, 2, 6, 4, 20, 120);
        assertThat(scanned(Scan.SUM, array(DType.FLOAT32, shape(), 3), 0)).containsExactly(3);
    }

    @Test
    void extremaKeepTheirLastPosition() {
        Array values = empty(DType.FLOAT32, 6);
        Array places = empty(DType.INT64, 6);
        Array x = floats(1, 3, 3, Double.NaN, 2, Double.NaN);
        KERNELS.scan(Scan.MAX, new Array[] {values, places}, x, 0);
        assertThat(doubles(values)).containsExactly(1, 3, 3, Double.NaN, Double.NaN, Double.NaN);
        assertThat(longs(places)).containsExactly(0, 1, 2, 3, 3, 5);
        KERNELS.scan(Scan.MIN, new Array[] {values, places}, x, 0);
        assertThat(longs(places)).containsExactly(0, 0, 0, 3, 3, 5);
    }

    @Test
    void logSumExpBeginsAtMinusInfinity() {
        double[] totals = scanned(Scan.LOG_SUM_EXP, floats(Double.NEGATIVE_INFINITY, 0, 1, 2), 0);
        assertThat(totals).containsExactly(
                new double[] {Double.NEGATIVE_INFINITY, 0, 1.31326162815094, 2.4076058864593506}, within(1e-7));
    }

    private static double[] scanned(Scan scan, Array x, int dim) {
        Array out = empty(x.dtype, x.sizes);
        KERNELS.scan(scan, new Array[] {out}, x, dim);
        return doubles(out);
    }
}
