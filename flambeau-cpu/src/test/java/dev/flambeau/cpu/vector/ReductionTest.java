package dev.flambeau.cpu.vector;

import static dev.flambeau.expr.Expr.in;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flambeau.DType;
import dev.flambeau.expr.Expr;
import dev.flambeau.reference.ReferenceKernels;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import dev.flambeau.spi.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reductions beside the reference's. */
class ReductionTest {
    private static final Kernels REFERENCE = new ReferenceKernels();
    private static final DType[] TYPES =
            {DType.FLOAT32, DType.FLOAT64, DType.INT64, DType.INT32, DType.UINT8, DType.BOOL, DType.BFLOAT16};

    private static boolean isIndexed(Reduction.Kind kind) {
        return kind == Reduction.Kind.MAX_WITH_INDEX || kind == Reduction.Kind.MIN_WITH_INDEX;
    }

    private static DType result(Reduction.Kind kind, DType in) {
        return switch (kind) {
            case SUM, PROD -> in.isFloatingPoint() ? in : DType.INT64;
            case ANY, ALL -> DType.BOOL;
            default -> in;
        };
    }

    private static void check(Reduction reduction, Array in, long dims, double tolerance, Fixtures f) {
        long[] sizes = in.sizes.clone();
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = (dims >> i & 1) != 0 ? 1 : sizes[i];
        }
        int count = isIndexed(reduction.kind()) ? 2 : 1;
        List<Array[]> results = new ArrayList<>();
        String what = reduction + " of " + in + " over " + Long.toBinaryString(dims);
        List<Kernels> all = new ArrayList<>(List.of(REFERENCE));
        all.addAll(Fixtures.FORMS);
        for (Kernels kernels : all) {
            Array[] outs = new Array[count];
            outs[0] = f.empty(result(reduction.kind(), in.dtype), sizes);
            if (count > 1) {
                outs[1] = f.empty(DType.INT64, sizes);
            }
            kernels.reduce(reduction, outs, in, dims);
            results.add(outs);
        }
        for (int k = 0; k < count; k++) {
            Fixtures.assertClose(results.get(0)[k], results.get(1)[k], k == 0 ? tolerance : 0, what);
            for (int i = 2; i < results.size(); i++) {
                Fixtures.assertClose(results.get(1)[k], results.get(i)[k], 0, what + ", form " + i + " beside plain");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Reduction.Kind.class)
    void allShapes(Reduction.Kind kind) {
        long[][] shapes = {{}, {1}, {7}, {300}, {5, 9}, {40, 3}, {3, 40}, {64, 10}, {300, 17}, {17, 300}, {2, 3, 4},
            {4, 300, 3}, {3, 1, 20}, {2, 8, 5, 6}};
        for (DType type : TYPES) {
            double tolerance = type == DType.BFLOAT16 ? 1e-2 : type == DType.FLOAT32 ? 1e-4 : 1e-12;
            for (long[] shape : shapes) {
                for (long dims = 0; dims < 1L << shape.length; dims++) {
                    if (isIndexed(kind) && Long.bitCount(dims) != 1) {
                        continue;
                    }
                    try (Fixtures f = new Fixtures()) {
                        boolean isProduct = kind == Reduction.Kind.PROD && type.isFloatingPoint(); // of random ones much is infinite
                        Array x = isProduct
                                ? f.of(type, new double[] {1, -1, 1.25, 0.8}, shape)
                                : f.random(type, dims + 1, shape);
                        double exactness = kind == Reduction.Kind.SUM && type != DType.BFLOAT16 ? 0 : tolerance;
                        check(Reduction.of(kind), x, dims, exactness, f);
                        if (shape.length >= 2 && !isProduct) {
                            long[] turned = shape.clone();
                            turned[0] = shape[shape.length - 1];
                            turned[shape.length - 1] = shape[0];
                            check(Reduction.of(kind),
                                    Fixtures.transpose(f.random(type, 2, turned), 0, shape.length - 1), dims, exactness,
                                    f);
                            check(Reduction.of(kind), Fixtures.every(f.random(type, 3, shape), shape.length - 1, 2),
                                    dims, exactness, f);
                            check(Reduction.of(kind), f.random(type, 4, shape[shape.length - 1]).broadcastTo(shape),
                                    dims, exactness, f);
                        }
                    }
                }
            }
        }
    }

    /** Elements of two bytes, every second one: as far apart as floats, but none. */
    @Test
    void halvesToFloats() {
        try (Fixtures f = new Fixtures()) {
            Array x = Fixtures.every(f.of(DType.BFLOAT16, new double[] {1, 2, -3, 0.5, 100}, 64, 20), 1, 2);
            Array expected = f.empty(DType.FLOAT32, 64, 1);
            REFERENCE.reduce(Reduction.of(Reduction.Kind.SUM), new Array[] {expected}, x, 2);
            for (Kernels kernels : Fixtures.FORMS) {
                Array sums = f.empty(DType.FLOAT32, 64, 1);
                kernels.reduce(Reduction.of(Reduction.Kind.SUM), new Array[] {sums}, x, 2);
                Fixtures.assertClose(expected, sums, 0, kernels.name());
            }
        }
    }

    /** The plain form takes rows of accumulators together, the vector form one by one: in the same order, so to the same bits. */
    @ParameterizedTest
    @EnumSource(Reduction.Kind.class)
    void linesOfManyRows(Reduction.Kind kind) {
        if (isIndexed(kind)) {
            return;
        }
        long block = 64L * Access.ROW;
        long[][] shapes = {{LaneSum.LANES - 1}, {LaneSum.LANES}, {LaneSum.LANES + 1}, {LaneSum.STRETCH - 1},
            {LaneSum.STRETCH}, {2 * LaneSum.STRETCH + LaneSum.LANES + 5}, {Access.ROW - 1}, {Access.ROW},
            {Access.ROW + 1}, {2 * Access.ROW}, {block}, {block + 1},
            {3 * block + Access.ROW + 3}, {70, 2, 300}, {5, 2, 513}, {9, 1, 5000}, {2, 2, block + 300}};
        for (DType type : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT64, DType.BFLOAT16}) {
            for (Expr before : List.of(in(0), in(0).mul(in(0)), in(0).abs(), in(0).gt(1))) {
                for (long[] shape : shapes) {
                    try (Fixtures f = new Fixtures()) {
                        Array x = kind == Reduction.Kind.PROD // of numbers of which each accumulator gets all
                                ? f.of(type, new double[] {1, -1, 1.25, 0.8, 1}, shape)
                                : f.random(type, 1, shape);
                        double tolerance = type == DType.BFLOAT16 ? 1e-2 : 2e-4;
                        check(new Reduction(kind, before), x, shape.length == 1 ? 1 : 5, tolerance, f);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Reduction.Kind.class)
    void fusedExpressions(Reduction.Kind kind) {
        for (Expr before : List.of(in(0).mul(in(0)), in(0).abs(), in(0).gt(1), in(0).add(0.5))) {
            for (DType type : new DType[] {DType.FLOAT32, DType.FLOAT64, DType.INT64}) {
                if (type == DType.INT64 && before.equals(in(0).add(0.5))) {
                    continue;
                }
                try (Fixtures f = new Fixtures()) {
                    check(new Reduction(kind, before), f.random(type, 1, 33, 65), 1, 1e-4, f);
                    check(new Reduction(kind, before), f.random(type, 1, 33, 65), 2, 1e-4, f);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Reduction.Kind.class)
    void specialValues(Reduction.Kind kind) {
        double[][] rows = {{1, Double.NaN, 3}, {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY},
            {Double.POSITIVE_INFINITY, 1, 2, Double.NaN, Double.NaN},
            {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0}, {Double.NaN, 1, 2}, {-0.0, -0.0}, {3, 3, 1, 1, 3}};
        for (DType type : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            for (double[] row : rows) {
                try (Fixtures f = new Fixtures()) {
                    check(Reduction.of(kind), f.of(type, row, 21), 1, 1e-6, f);
                    check(Reduction.of(kind), f.of(type, row, row.length, 40), 1, 1e-6, f);
                    check(Reduction.of(kind), f.of(type, row, row.length, 40), 2, 1e-6, f);
                    check(Reduction.of(kind), f.of(type, row, 5000), 1, 1e-4, f);
                }
            }
        }
    }

    @Test
    void emptyOnes() {
        try (Fixtures f = new Fixtures()) {
            for (Reduction.Kind kind : List.of(Reduction.Kind.SUM, Reduction.Kind.PROD, Reduction.Kind.ANY,
                    Reduction.Kind.ALL)) {
                for (DType type : TYPES) {
                    check(Reduction.of(kind), f.empty(type, 3, 0), 2, 0, f);
                    check(Reduction.of(kind), f.empty(type, 3, 0), 1, 0, f);
                    check(Reduction.of(kind), f.empty(type, 0), 1, 0, f);
                }
            }
        }
    }

    @Test
    void sumsOfManyFloatsAreAccurateAndTheSameOnAnyNumberOfThreads() {
        int threads = Parallel.threads();
        Random random = new Random(1);
        try (Fixtures f = new Fixtures()) {
            for (long[] shape : new long[][] {{1_000_003}, {100_003, 10}, {1000, 1000}, {10, 100_003}}) {
                Array x = f.empty(DType.FLOAT32, shape);
                for (long i = 0; i < x.numel; i++) {
                    x.putDouble(i, random.nextFloat());
                }
                for (long dims : new long[] {1, (1L << shape.length) - 1}) {
                    long[] sizes = dims == 1 && shape.length > 1
                            ? new long[] {1, shape[1]}
                            : shape.length > 1 ? new long[] {1, 1} : new long[] {1};
                    Array exact = f.empty(DType.FLOAT64, sizes);
                    REFERENCE.reduce(Reduction.of(Reduction.Kind.SUM), new Array[] {exact}, x, dims);
                    for (JavaKernels kernels : Fixtures.FORMS) {
                        Array one = f.empty(DType.FLOAT32, sizes);
                        Array three = f.empty(DType.FLOAT32, sizes);
                        Parallel.setThreads(1);
                        kernels.reduce(Reduction.of(Reduction.Kind.SUM), new Array[] {one}, x, dims);
                        Parallel.setThreads(3);
                        kernels.reduce(Reduction.of(Reduction.Kind.SUM), new Array[] {three}, x, dims);
                        Fixtures.assertClose(one, three, 0, "threads");
                        for (long i = 0; i < exact.numel; i++) {
                            assertEquals(1, one.getDouble(i) / exact.getDouble(i), 4e-7, "sum " + i + " of " + x);
                        }
                    }
                }
            }
        } finally {
            Parallel.setThreads(threads);
        }
    }
}
