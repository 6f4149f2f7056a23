package dev.flambeau.cpu.vector;

import static dev.flambeau.expr.Expr.in;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flambeau.DType;
import dev.flambeau.Generator;
import dev.flambeau.IndexException;
import dev.flambeau.cpu.onednn.OneDnnKernels;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.reference.ReferenceKernels;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Convolution;
import dev.flambeau.spi.Dims;
import dev.flambeau.spi.Kernels;
import dev.flambeau.spi.Pooling;
import dev.flambeau.spi.RandomStream;
import dev.flambeau.spi.Reduction;
import dev.flambeau.spi.Scan;
import dev.flambeau.spi.Scatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each family of kernels, in each set of them, beside the reference's: random sizes (0, 1 and odd ones among them) and inputs that are
 * strided, turned, broadcast, or begin somewhere inside their storage.
 */
class KernelsAgreeTest {
    private static final Kernels REFERENCE = new ReferenceKernels();
    private static final List<Kernels> SETS =
            List.of(new JavaKernels(Form.PLAIN), new JavaKernels(Form.VECTOR), new JavaKernels(Form.MACHINE),
                    new OneDnnKernels());

    private static Stream<Arguments> sets() {
        return Stream.of(DType.FLOAT32, DType.FLOAT64)
                .flatMap(type -> SETS.stream().map(kernels -> Arguments.of(kernels.name(), kernels, type)));
    }

    /** One random case: makes arrays, and compares what was written to them. */
    private static final class Case implements AutoCloseable {
        final Fixtures fixtures = new Fixtures();
        final Random random;
        final DType type;

        Case(DType type, long seed) {
            this.type = type;
            this.random = new Random(seed);
        }

        int upTo(int bound) {
            return random.nextInt(bound + 1);
        }

        /** Mostly small, now and then large or 0. */
        long size(int large) {
            return switch (random.nextInt(8)) {
                case 0 -> 1;
                case 1 -> upTo(large);
                case 2 -> random.nextInt(10) == 0 ? 0 : 2;
                default -> 1 + upTo(8);
            };
        }

        /** Small numbers whose sums and products are exact, laid out in some way. */
        Array input(DType of, long... sizes) {
            Array a = laidOut(of, sizes);
            fill(a);
            int repeated = random.nextInt(6);
            if (repeated < sizes.length && sizes[repeated] > 1) {
                long[] strides = a.strides.clone();
                strides[repeated] = 0;
                return a.view(a.offset, a.sizes, strides);
            }
            return a;
        }

        private void fill(Array a) {
            for (long i = 0; i < a.numel; i++) {
                if (a.dtype.isFloatingPoint()) {
                    a.putDouble(i, (random.nextInt(65) - 32) / 8.0);
                } else {
                    a.putLong(i, random.nextInt(9) - 4);
                }
            }
        }

        /** Contiguous, or a part of a larger array with its dimensions in some order. */
        Array laidOut(DType of, long... sizes) {
            if (random.nextInt(3) == 0) {
                return fixtures.empty(of, sizes);
            }
            int rank = sizes.length;
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < rank; i++) {
                order.add(random.nextInt(3) == 0 ? random.nextInt(order.size() + 1) : order.size(), i);
            }
            long[] larger = new long[rank + 1];
            long[] steps = new long[rank];
            for (int i = 0; i < rank; i++) {
                steps[i] = random.nextInt(4) == 0 ? 2 : 1;
                larger[i + 1] = sizes[order.get(i)] * steps[i];
            }
            larger[0] = 2;
            Array whole = fixtures.empty(of, larger);
            long[] strides = new long[rank];
            for (int i = 0; i < rank; i++) {
                strides[order.get(i)] = whole.strides[i + 1] * steps[i];
            }
            return whole.view(rank == 0 ? 1 : whole.strides[0], sizes, strides);
        }

        /** Something to write to, with numbers in it. */
        Array output(DType of, long... sizes) {
            Array a = laidOut(of, sizes);
            fill(a);
            return a;
        }

        Array indices(long size, boolean negative, long... sizes) {
            Array a = laidOut(DType.INT64, sizes);
            for (long i = 0; i < a.numel; i++) {
                a.putLong(i, negative ? random.nextLong(2 * size) - size : random.nextLong(size));
            }
            return a;
        }

        /** Runs the kernel on copies of the outputs, with the reference and with the set, and compares all of their storage. */
        void agree(Kernels set, double tolerance, Object what, Call call, Array... outs) {
            Array[] expected = copies(outs);
            Array[] actual = copies(outs);
            call.run(REFERENCE, expected);
            call.run(set, actual);
            for (int k = 0; k < outs.length; k++) {
                near(expected[k], actual[k], tolerance, what + ", output " + k + " " + outs[k]);
                for (long i = 0; i < outs[k].numel; i++) {
                    expected[k].putLong(i, 0);
                    actual[k].putLong(i, 0);
                }
                assertArrayEquals(Fixtures.bytes(expected[k]), Fixtures.bytes(actual[k]),
                        what + " writes between the elements of output " + k);
            }
        }

        private Array[] copies(Array... arrays) {
            return Stream.of(arrays).map(fixtures::copy).toArray(Array[]::new);
        }

        private static void near(Array expected, Array actual, double tolerance, String what) {
            for (long i = 0; i < expected.numel; i++) {
                if (expected.dtype.isFloatingPoint()) {
                    double e = expected.getDouble(i);
                    double a = actual.getDouble(i);
                    boolean close = e == a || Double.isNaN(e) && Double.isNaN(a)
                            || Math.abs(e - a) <= tolerance * Math.max(1, Math.abs(e));
                    assertTrue(close, () -> what + ": expected " + e + " but was " + a);
                } else {
                    assertEquals(expected.getLong(i), actual.getLong(i), what + " at " + i);
                }
            }
        }

        @Override
        public void close() {
            fixtures.close();
        }
    }

    /** A kernel's call. */
    private interface Call {
        void run(Kernels kernels, Array[] outs);
    }

    private static void cases(int count, DType type, Consumer<Case> body) {
        for (int seed = 0; seed < count; seed++) {
            try (Case c = new Case(type, seed)) {
                body.accept(c);
            }
        }
    }

    private static double tolerance(DType type) {
        return type == DType.FLOAT64 ? 1e-12 : 1e-5;
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("sets")
    void matmul(String name, Kernels set, DType type) {
        cases(150, type, c -> {
            long b = c.upTo(2) == 0 ? c.upTo(3) : 1;
            long n = c.size(300);
            long k = c.size(300);
            long m = c.size(300);
            Array x = c.input(type, b, n, k);
            Array y = c.input(type, b, k, m);
            Array bias = switch (c.upTo(4)) {
                case 0 -> c.input(type, m);
                case 1 -> c.input(type, n, 1);
                case 2 -> c.input(type, b, n, m);
                default -> null;
            };
            c.agree(set, tolerance(type), x + " @ " + y + " + " + bias,
                    (kernels, out) -> kernels.matmul(out[0], x, y, bias),
                    c.output(type, b, n, m));
        });
    }

    /** Rounding errors have to stay those of sums in pieces: 1e5 products one after another would be off by 1e-4. */
    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("sets")
    void longSums(String name, Kernels set, DType type) {
        try (Case c = new Case(type, 1)) {
            Array x = c.fixtures.empty(type, 1, 3, 100_000);
            Array y = c.fixtures.empty(type, 1, 100_000, 5);
            for (Array a : List.of(x, y)) {
                for (long i = 0; i < a.numel; i++) {
                    a.putDouble(i, c.random.nextDouble());
                }
            }
            c.agree(set, type == DType.FLOAT64 ? 1e-12 : 3e-6, "long sums",
                    (kernels, out) -> kernels.matmul(out[0], x, y, null), c.fixtures.empty(type, 1, 3, 5));
        }
    }

    private record Geometry(Convolution convolution, long[] x, long[] weight, long[] out) {
        static Geometry random(Case c) {
            int spatial = 1 + c.upTo(2);
            int groups = c.upTo(3) == 0 ? 1 + c.upTo(3) : 1;
            long perGroup = 1 + c.upTo(4);
            long[] x = new long[spatial + 2];
            long[] weight = new long[spatial + 2];
            long[] out = new long[spatial + 2];
            long[][] options = new long[3][spatial];
            x[0] = c.upTo(12) == 0 ? 0 : 1 + c.upTo(3);
            x[1] = perGroup * groups;
            weight[0] = groups * (c.upTo(5) == 0 ? 20 : 1 + c.upTo(4));
            weight[1] = perGroup;
            for (int i = 0; i < spatial; i++) {
                weight[2 + i] = 1 + c.upTo(spatial == 3 ? 2 : 4);
                options[0][i] = 1 + c.upTo(2);
                options[1][i] = c.upTo(2) == 0 ? c.upTo(3) : 0;
                options[2][i] = 1 + c.upTo(1);
                long reach = options[2][i] * (weight[2 + i] - 1) + 1;
                x[2 + i] = Math.max(1, reach - 2 * options[1][i]) + c.upTo(c.upTo(9) == 0 && spatial < 3 ? 40 : 8);
            }
            Convolution convolution =
                    new Convolution(Dims.of(options[0]), Dims.of(options[1]), Dims.of(options[2]), groups);
            out[0] = x[0];
            out[1] = weight[0];
            for (int i = 0; i < spatial; i++) {
                out[2 + i] = convolution.outputSize(i, x[2 + i], weight[2 + i]);
            }
            return new Geometry(convolution, x, weight, out);
        }
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("sets")
    void convolution(String name, Kernels set, DType type) {
        cases(150, type, c -> {
            Geometry g = Geometry.random(c);
            Array x = c.input(type, g.x);
            Array weight = c.input(type, g.weight);
            Array bias = c.upTo(1) == 0 ? null : c.input(type, g.weight[0]);
            String what = g.convolution + " of " + x + " with " + weight;
            c.agree(set, tolerance(type), what,
                    (kernels, out) -> kernels.convolution(g.convolution, out[0], x, weight, bias),
                    c.output(type, g.out));
        });
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("sets")
    void convolutionGradients(String name, Kernels set, DType type) {
        cases(150, type, c -> {
            Geometry g = Geometry.random(c);
            Array x = c.input(type, g.x);
            Array weight = c.input(type, g.weight);
            Array grad = c.input(type, g.out);
            String what = g.convolution + " of " + x + " with " + weight + " from " + grad;
            c.agree(set, tolerance(type), what + ", input",
                    (kernels, out) -> kernels.convolutionInputGrad(g.convolution, out[0], grad, weight),
                    c.output(type, g.x));
            boolean hasBias = c.upTo(1) == 0;
            c.agree(set, tolerance(type), what + ", weight",
                    (kernels, out) -> kernels.convolutionWeightGrad(g.convolution, out[0], hasBias ? out[1] : null,
                            grad, x),
                    c.output(type, g.weight), c.output(type, g.weight[0]));
        });
    }

    /** As many images and positions as the weight's gradient is cut into parts for. */
    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("sets")
    void convolutionOfManyImages(String name, Kernels set, DType type) {
        try (Case c = new Case(type, 5)) {
            Convolution convolution = new Convolution(Dims.of(2, 2), Dims.of(1, 1), Dims.of(1, 1), 1);
            Array x = c.fixtures.random(type, 1, 67, 3, 28, 28);
            Array weight = c.fixtures.random(type, 2, 16, 3, 3, 3);
            Array grad = c.fixtures.random(type, 3, 67, 16, 14, 14);
            c.agree(set, tolerance(type), "many images", (kernels, out) -> {
                kernels.convolution(convolution, out[0], x, weight, null);
                kernels.convolutionInputGrad(convolution, out[1], grad, weight);
                kernels.convolutionWeightGrad(convolution, out[2], out[3], grad, x);
            }, c.output(type, grad.sizes), c.output(type, x.sizes), c.output(type, weight.sizes), c.output(type, 16));
        }
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("sets")
    void pool(String name, Kernels set, DType type) {
        cases(200, type, c -> {
            int spatial = 1 + c.upTo(2);
            long[] x = new long[spatial + 2];
            long[] out = new long[spatial + 2];
            long[][] options = new long[4][spatial];
            boolean isMax = c.upTo(1) == 0;
            x[0] = out[0] = 1 + c.upTo(2);
            x[1] = out[1] = 1 + c.upTo(3);
            for (int i = 0; i < spatial; i++) {
                options[0][i] = 1 + c.upTo(3);
                options[1][i] = 1 + c.upTo(2);
                options[2][i] = c.upTo((int) options[0][i] / 2);
                options[3][i] = isMax ? 1 + c.upTo(1) : 1;
                long reach = options[3][i] * (options[0][i] - 1) + 1;
                x[2 + i] = reach + c.upTo(c.upTo(9) == 0 ? 40 : 7);
                long room = x[2 + i] + 2 * options[2][i] - reach;
                out[2 + i] = room / options[1][i] + 1;
                if (c.upTo(1) == 0 && out[2 + i] * options[1][i] < x[2 + i] + options[2][i]) {
                    out[2 + i]++; // a window that hangs over
                }
            }
            Pooling pooling = new Pooling(isMax ? Pooling.Kind.MAX : Pooling.Kind.AVERAGE, Dims.of(options[0]),
                    Dims.of(options[1]), Dims.of(options[2]), Dims.of(options[3]), c.upTo(1) == 0,
                    c.upTo(3) == 0 ? 5 : 0);
            Array in = c.input(type, x);
            if (c.upTo(3) == 0) {
                in.putDouble(c.random.nextLong(in.numel), Double.NaN);
                in.putDouble(c.random.nextLong(in.numel), Double.NEGATIVE_INFINITY);
            }
            String what = pooling + " of " + in;
            Array positions = isMax ? c.output(DType.INT64, out) : null;
            if (positions == null) {
                c.agree(set, tolerance(type), what, (kernels, outs) -> kernels.pool(pooling, outs[0], null, in),
                        c.output(type, out));
            } else {
                c.agree(set, 0, what, (kernels, outs) -> kernels.pool(pooling, outs[0], outs[1], in),
                        c.output(type, out), positions);
                REFERENCE.pool(pooling, c.output(type, out), positions, in);
            }
            Array grad = c.input(type, out);
            c.agree(set, tolerance(type), what + ", gradient",
                    (kernels, outs) -> kernels.poolGrad(pooling, outs[0], grad, positions), c.output(type, x));
        });
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("sets")
    void softmax(String name, Kernels set, DType type) {
        cases(150, type, c -> {
            long[] sizes = sizes(c, 3, 200);
            int dim = c.random.nextInt(Math.max(1, sizes.length));
            Array x = c.input(type, sizes);
            boolean log = c.upTo(1) == 0;
            String what = (log ? "log_softmax of " : "softmax of ") + x + " along " + dim;
            c.agree(set, tolerance(type), what, (kernels, out) -> kernels.softmax(log, out[0], x, dim),
                    c.output(type, sizes));
            Array y = c.output(type, sizes);
            REFERENCE.softmax(log, y, x, dim);
            Array grad = c.input(type, sizes);
            c.agree(set, 10 * tolerance(type), what + ", gradient",
                    (kernels, out) -> kernels.softmaxGrad(log, out[0], grad, y, dim), c.output(type, sizes));
        });
    }

    private static long[] sizes(Case c, int rank, int large) {
        long[] sizes = new long[c.upTo(rank)];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = c.size(large);
        }
        return sizes;
    }

    private static long[] nonEmpty(Case c, int rank, int large) {
        long[] sizes = new long[1 + c.upTo(rank - 1)];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.max(1, c.size(large));
        }
        return sizes;
    }

    private static DType anyType(Case c) {
        return switch (c.upTo(5)) {
            case 0 -> DType.BOOL;
            case 1 -> DType.INT64;
            case 2 -> DType.INT16;
            case 3 -> DType.BFLOAT16;
            default -> c.type;
        };
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("sets")
    void gatherAndScatter(String name, Kernels set, DType type) {
        cases(300, type, c -> {
            long[] sizes = nonEmpty(c, 3, 40);
            int dim = c.random.nextInt(sizes.length);
            long[] larger = sizes.clone();
            for (int i = 0; i < larger.length; i++) {
                larger[i] += c.upTo(2);
            }
            larger[dim] = 1 + c.upTo(6);
            DType of = anyType(c);
            Array index = c.indices(larger[dim], false, sizes);
            Array x = c.input(of, larger);
            c.agree(set, 0, "gather from " + x + " along " + dim + " by " + index,
                    (kernels, out) -> kernels.gather(out[0], x, dim, index), c.output(of, sizes));
            Scatter mode = Scatter.values()[c.upTo(Scatter.values().length - 1)];
            Array source = c.upTo(5) == 0 ? Array.immediate(of, 2L) : c.input(of, sizes);
            c.agree(set, tolerance(type), mode + " " + source + " along " + dim + " by " + index,
                    (kernels, out) -> kernels.scatter(mode, out[0], dim, index, source), c.output(of, larger));
        });
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("sets")
    void indexing(String name, Kernels set, DType type) {
        cases(300, type, c -> {
            long[] sizes = nonEmpty(c, 4, 20);
            DType of = anyType(c);
            Array x = c.input(of, sizes);
            long[] common = nonEmpty(c, 2, 30);
            Array[] indices = new Array[1 + c.random.nextInt(sizes.length)];
            long[] result = new long[common.length + sizes.length - indices.length];
            System.arraycopy(common, 0, result, 0, common.length);
            System.arraycopy(sizes, indices.length, result, common.length, sizes.length - indices.length);
            for (int k = 0; k < indices.length; k++) {
                indices[k] = c.indices(sizes[k], true, common);
            }
            String what = "index into " + x + " by " + List.of(indices);
            c.agree(set, 0, what, (kernels, out) -> kernels.index(out[0], x, indices), c.output(of, result));
            boolean accumulate = c.upTo(1) == 0;
            Array source = switch (c.upTo(4)) {
                case 0 -> Array.immediate(of, 2L);
                case 1 -> c.input(of, result[result.length - 1]);
                default -> c.input(of, result);
            };
            c.agree(set, tolerance(type), what + " put " + source + (accumulate ? " adding" : ""),
                    (kernels, out) -> kernels.indexPut(out[0], indices, source, accumulate), c.output(of, sizes));
        });
    }

    /** Also one index among many good ones: nothing is read or written at all. */
    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("sets")
    void indicesOutOfRange(String name, Kernels set, DType type) {
        try (Fixtures f = new Fixtures()) {
            Array x = f.random(type, 1, 5, 8);
            byte[] before = Fixtures.bytes(x);
            for (long wrong : new long[] {5, -6, Long.MAX_VALUE, Long.MIN_VALUE}) {
                Array rows = f.random(DType.INT64, 2, 3);
                rows.putLong(0, 0);
                rows.putLong(1, 4);
                rows.putLong(2, wrong);
                Array places = rows.view(0, new long[] {3, 1}, new long[] {1, 1});
                Array out = f.empty(type, 3, 8);
                Array picked = f.empty(type, 3, 1);
                assertThrows(IndexException.class, () -> set.index(out, x, new Array[] {rows}));
                assertThrows(IndexException.class, () -> set.indexPut(x, new Array[] {rows}, out, true));
                assertThrows(IndexException.class, () -> set.gather(picked, x, 0, places));
                assertThrows(IndexException.class, () -> set.scatter(Scatter.SET, x, 0, places, picked));
            }
            assertArrayEquals(before, Fixtures.bytes(x));
        }
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("sets")
    void pointwiseCopyReduceScan(String name, Kernels set, DType type) {
        Expr.Kind kind = type == DType.FLOAT32 ? Expr.Kind.FLOAT : Expr.Kind.DOUBLE;
        PointwiseKernel kernel =
                new PointwiseKernel("agree", List.of(in(0).mul(in(1)).add(1), in(0).exp()), 2, kind);
        cases(150, type, c -> {
            long[] sizes = sizes(c, 4, 60);
            Array x = c.input(type, sizes);
            Array y = c.upTo(4) == 0 ? Array.immediate(type, 1.5) : c.input(type, sizes);
            c.agree(set, tolerance(type), "pointwise of " + x + " and " + y,
                    (kernels, out) -> kernels.pointwise(kernel, out, new Array[] {x, y}), c.output(type, sizes),
                    c.output(type, sizes));
            Array from = c.input(anyType(c), sizes);
            c.agree(set, 0, "copy of " + from, (kernels, out) -> kernels.copy(out[0], from),
                    c.output(anyType(c), sizes));
            long dims = sizes.length == 0 ? 0 : c.random.nextLong(1L << sizes.length);
            long[] kept = sizes.clone();
            for (int i = 0; i < kept.length; i++) {
                kept[i] = (dims >> i & 1) == 0 ? kept[i] : 1;
            }
            Reduction.Kind what = List.of(Reduction.Kind.SUM, Reduction.Kind.MAX, Reduction.Kind.MIN).get(c.upTo(2));
            c.agree(set, tolerance(type), what + " of " + x + " over " + dims,
                    (kernels, out) -> kernels.reduce(Reduction.of(what), out, x, dims), c.output(type, kept));
            int dim = c.random.nextInt(Math.max(1, sizes.length));
            c.agree(set, tolerance(type), "running sum of " + x + " along " + dim,
                    (kernels, out) -> kernels.scan(Scan.SUM, out, x, dim), c.output(type, sizes));
        });
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("sets")
    void nonzeroSortRandom(String name, Kernels set, DType type) {
        cases(150, type, c -> {
            long[] sizes = nonEmpty(c, 3, 60);
            Array x = c.input(anyType(c), sizes);
            long count = REFERENCE.countNonzero(x);
            assertEquals(count, set.countNonzero(x), "not 0 in " + x);
            c.agree(set, 0, "places that are not 0 in " + x, (kernels, out) -> kernels.nonzero(out[0], x),
                    c.output(DType.INT64, count, sizes.length));
            int dim = c.random.nextInt(sizes.length);
            boolean descending = c.upTo(1) == 0;
            c.agree(set, 0, "sorted " + x + " along " + dim,
                    (kernels, out) -> kernels.sort(out[0], out[1], x, dim, descending), c.output(x.dtype, sizes),
                    c.output(DType.INT64, sizes));
            c.agree(set, 0, "random numbers", (kernels, out) -> random(kernels, out[0]), c.output(type, sizes));
        });
    }

    private static void random(Kernels kernels, Array out) {
        kernels.random(new RandomStream.Uniform(-1, 2), out, new Generator(3));
    }
}
