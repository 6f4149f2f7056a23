package dev.flambeau.reference;

import static dev.flambeau.reference.Samples.KERNELS;
import static dev.flambeau.reference.Samples.counting;
import static dev.flambeau.reference.Samples.doubles;
import static dev.flambeau.reference.Samples.empty;
import static dev.flambeau.reference.Samples.floats;
import static dev.flambeau.reference.Samples.longs;
import static dev.flambeau.reference.Samples.array;
import static dev.flambeau.reference.Samples.shape;
import static dev.flambeau.reference.Samples.transposed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flambeau.DType;
import dev.flambeau.expr.Expr;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Reduction;
import dev.flambeau.spi.Reduction.Kind;
import org.junit.jupiter.api.Test;

class ReferenceReductionsTest {
    @Test
    void sumsAnyDimensions() {
        assertThat(reduced(Kind.SUM, counting(2, 3), 0b01, 1, 3)).containsExactly(5, 7, 9);
        assertThat(reduced(Kind.SUM, counting(2, 3), 0b10, 2, 1)).containsExactly(6, 15);
        assertThat(reduced(Kind.SUM, transposed(counting(2, 3)), 0b01, 1, 2)).containsExactly(6, 15);
        assertThat(reduced(Kind.SUM, counting(2, 3), 0b11, 1, 1)).containsExactly(21);
        assertThat(reduced(Kind.PROD, counting(2, 3), 0, 2, 3)).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(reduced(Kind.SUM, array(DType.FLOAT32, shape(), 4), 1)).containsExactly(4);
    }

    @Test
    void sumsSquaresWithoutATemporary() {
        Array out = empty(DType.FLOAT32, 1);
        KERNELS.reduce(new Reduction(Kind.SUM, Expr.in(0).square()), new Array[] {out}, floats(1, 2, 3), 1);
        assertThat(doubles(out)).containsExactly(14);
    }

    @Test
    void accumulatesFloatsInDouble() {
        assertThat(reduced(Kind.SUM, floats(1e8, 1, -1e8), 1, 1)).containsExactly(1);
    }

    @Test
    void nothingToReduceGivesTheNeutralElement() {
        assertThat(reduced(Kind.SUM, empty(DType.FLOAT32, 0, 2), 1, 1, 2)).containsExactly(0, 0);
        assertThat(reduced(Kind.PROD, empty(DType.FLOAT32, 0, 2), 1, 1, 2)).containsExactly(1, 1);
    }

    @Test
    void integersAreSummedAsLongs() {
        Array out = empty(DType.INT64, 1);
        KERNELS.reduce(Reduction.of(Kind.SUM), new Array[] {out}, longs(shape(2), 1L << 62, 1), 1);
        assertThat(longs(out)).containsExactly((1L << 62) + 1);
    }

    @Test
    void maximumIsTheFirstOneOrTheFirstNan() {
        assertThat(maximum(floats(1, 3, 3, 2))).containsExactly(3, 1);
        assertThat(maximum(floats(1, Double.NaN, 3, Double.NaN))).containsExactly(Double.NaN, 1);
        assertThat(maximum(floats(Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY)))
                .containsExactly(Double.NEGATIVE_INFINITY, 0);
    }

    @Test
    void anyAndAllGiveBools() {
        Array x = array(DType.FLOAT32, shape(2, 2), 0, Double.NaN, 0, 0);
        assertThat(bools(Kind.ANY, x)).containsExactly(1, 0);
        assertThat(bools(Kind.ALL, array(DType.INT64, shape(2, 2), 1, 2, 1, 0))).containsExactly(1, 0);
        assertThat(bools(Kind.ALL, empty(DType.FLOAT32, 2, 0))).containsExactly(1, 1);
    }

    private static double[] reduced(Kind kind, Array x, long dims, long... sizes) {
        Array out = empty(x.dtype, sizes);
        KERNELS.reduce(Reduction.of(kind), new Array[] {out}, x, dims);
        return doubles(out);
    }

    private static double[] maximum(Array x) {
        Array value = empty(x.dtype, 1);
        Array place = empty(DType.INT64, 1);
        KERNELS.reduce(Reduction.of(Kind.MAX_WITH_INDEX), new Array[] {value, place}, x, 1);
        return new double[] {value.getDouble(0), place.getLong(0)};
    }

    private static long[] bools(Kind kind, Array x) {
        Array out = empty(DType.BOOL, 2, 1);
        KERNELS.reduce(Reduction.of(kind), new Array[] {out}, x, 0b10);
        return longs(out);
    }
}
