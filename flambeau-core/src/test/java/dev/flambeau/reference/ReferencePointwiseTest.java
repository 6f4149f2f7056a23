package dev.flambeau.reference;

import static dev.flambeau.reference.Samples.KERNELS;
import static dev.flambeau.reference.Samples.counting;
import static dev.flambeau.reference.Samples.doubles;
import static dev.flambeau.reference.Samples.empty;
import static dev.flambeau.reference.Samples.floats;
import static dev.flambeau.reference.Samples.longs;
import static dev.flambeau.reference.Samples.shape;
import static dev.flambeau.reference.Samples.transposed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flambeau.DType;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReferencePointwiseTest {
    private static final PointwiseKernel ADD = kernel(Kind.FLOAT, Expr.in(0).add(Expr.in(1)));

    @Test
    void addsBroadcastAndTransposedInputs() {
        Array out = empty(DType.FLOAT32, 3, 2);
        KERNELS.pointwise(ADD, arrays(out),
                arrays(transposed(counting(2, 3)), floats(10, 20).broadcastTo(shape(3, 2))));
        assertThat(doubles(out)).containsExactly(11, 24, 12, 25, 13, 26);
    }

    @Test
    void roundsImmediatesToFloat() {
        Array out = empty(DType.FLOAT64, 1);
        KERNELS.pointwise(ADD, arrays(out), arrays(floats(0), Array.immediate(DType.FLOAT64, 0.1)));
        assertThat(doubles(out)).containsExactly(0.1f);
        KERNELS.pointwise(kernel(Kind.DOUBLE, Expr.in(0).add(Expr.in(1))), arrays(out),
                arrays(floats(0), Array.immediate(DType.FLOAT64, 0.1)));
        assertThat(doubles(out)).containsExactly(0.1);
    }

    @Test
    void computesAllOutputsBeforeItWritesOne() {
        Array x = floats(1, 2);
        Array y = floats(10, 20);
        PointwiseKernel swap = kernel(Kind.FLOAT, Expr.in(1), Expr.in(0).add(Expr.in(1)));
        KERNELS.pointwise(swap, arrays(x, y), arrays(x, y));
        assertThat(doubles(x)).containsExactly(10, 20);
        assertThat(doubles(y)).containsExactly(11, 22);
    }

    @Test
    void integersWrapAroundInTheOutputsType() {
        Array out = empty(DType.UINT8, 2);
        Array x = Samples.array(DType.UINT8, shape(2), 250, 3);
        KERNELS.pointwise(kernel(Kind.LONG, Expr.in(0).add(10)), arrays(out), arrays(x));
        assertThat(longs(out)).containsExactly(4, 13);
    }

    @Test
    void comparisonsGiveBools() {
        Array out = empty(DType.BOOL, 3);
        KERNELS.pointwise(kernel(Kind.FLOAT, Expr.in(0).gt(0)), arrays(out), arrays(floats(-1, Double.NaN, 2)));
        assertThat(longs(out)).containsExactly(0, 0, 1);
    }

    private static PointwiseKernel kernel(Kind kind, Expr... outputs) {
        return new PointwiseKernel("test", List.of(outputs), 2, kind);
    }

    private static Array[] arrays(Array... arrays) {
        return arrays;
    }
}
