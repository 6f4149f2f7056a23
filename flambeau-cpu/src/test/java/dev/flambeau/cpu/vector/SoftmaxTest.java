package dev.flambeau.cpu.vector;

import dev.flambeau.DType;
import dev.flambeau.reference.ReferenceKernels;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Softmax and its gradient beside the reference's. */
class SoftmaxTest {
    private static final Kernels REFERENCE = new ReferenceKernels();

    private static void check(boolean log, Array x, int dim, Fixtures f) {
        double tolerance = x.dtype == DType.FLOAT64 ? 1e-12 : x.dtype == DType.FLOAT32 ? 3e-6 : 1e-2;
        String what = (log ? "log_softmax of " : "softmax of ") + x + " along " + dim;
        Array expected = f.copy(x);
        REFERENCE.softmax(log, expected, x, dim);
        Array grad = f.copy(x);
        REFERENCE.copy(grad, f.random(x.dtype, 9, x.sizes));
        Array expectedGrad = f.copy(x);
        REFERENCE.softmaxGrad(log, expectedGrad, grad, expected, dim);
        Array[] first = new Array[2];
        for (JavaKernels kernels : Fixtures.FORMS) {
            Array out = f.copy(x);
            kernels.softmax(log, out, x, dim);
            near(expected, out, tolerance, what);
            Array inPlace = f.copy(x);
            kernels.softmax(log, inPlace, inPlace, dim);
            Fixtures.assertClose(out, inPlace, 0, what + " in place");
            Array xGrad = f.copy(x);
            kernels.softmaxGrad(log, xGrad, grad, expected, dim);
            near(expectedGrad, xGrad, 10 * tolerance, what + ", gradient");
            if (first[0] != null) {
                Fixtures.assertClose(first[0], out, 0, what + ", vector beside plain");
                Fixtures.assertClose(first[1], xGrad, 0, what + ", vector beside plain");
            }
            first = new Array[] {out, xGrad};
        }
    }

    /** Close relative to numbers around 1: small ones come out of differences. */
    private static void near(Array expected, Array actual, double tolerance, String what) {
        for (long i = 0; i < expected.numel; i++) {
            double e = expected.getDouble(i);
            double a = actual.getDouble(i);
            if (Double.compare(e, a) != 0 && e != a) {
                org.junit.jupiter.api.Assertions.assertEquals(e, a, tolerance * Math.max(1, Math.abs(e)),
                        what + " at " + i);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"FLOAT32,false", "FLOAT32,true", "FLOAT64,false", "FLOAT64,true", "BFLOAT16,false"})
    void shapes(DType type, boolean log) {
        long[][] shapes = {{}, {1}, {9}, {1000}, {0, 3}, {3, 0}, {64, 10}, {3, 10}, {70, 47}, {300, 5}, {5, 600},
            {64, 49}, {2, 700}, {2, 10, 600}, {3, 4, 5}, {2, 1, 3}};
        for (long[] shape : shapes) {
            for (int dim = 0; dim < Math.max(1, shape.length); dim++) {
                try (Fixtures f = new Fixtures()) {
                    check(log, f.random(type, 1, shape), dim, f);
                    if (shape.length > 1) {
                        check(log, Fixtures.transpose(f.random(type, 2, shape), 0, shape.length - 1), dim, f);
                    }
                }
            }
        }
    }

    @Test
    void specialValues() {
        double infinite = Double.POSITIVE_INFINITY;
        double[][] rows = {{1, Double.NaN, 2}, {-infinite, 0, 1}, {-infinite, -infinite, -infinite}, {infinite, 1, 2},
            {1e30, -1e30, 0}, {88, -88, 700}};
        for (double[] row : rows) {
            for (boolean log : new boolean[] {false, true}) {
                try (Fixtures f = new Fixtures()) {
                    check(log, f.of(DType.FLOAT32, row, 3), 0, f);
                    check(log, f.of(DType.FLOAT32, row, 60, 3), 1, f);
                    check(log, f.of(DType.FLOAT32, row, 3, 60), 1, f);
                    check(log, f.of(DType.FLOAT64, row, 3, 60), 0, f);
                }
            }
        }
    }
}
