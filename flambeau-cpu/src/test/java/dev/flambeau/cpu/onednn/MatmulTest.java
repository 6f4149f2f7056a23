package dev.flambeau.cpu.onednn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flambeau.cpu.onednn.Matmul.Bias;
import dev.flambeau.cpu.vector.Form;
import dev.flambeau.spi.Dims;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MatmulTest {
    private static final List<Bias> BIASES = List.of(Bias.values());
    private static final List<Form> FORMS = List.of(Form.PLAIN.available(), Form.VECTOR.available());
    private static final long[] SIZES = {1, 2, 3, 5, 7, 16, 17, 33, 64, 800};

    /** A matrix of given sizes, row- or column-major, with a gap between its lines. */
    private static Dims strides(long rows, long columns, boolean transposed, long gap) {
        return transposed ? Dims.of(1, rows + gap) : Dims.of(columns + gap, 1);
    }

    private static long span(Dims sizes, Dims strides) {
        long last = 0;
        for (int i = 0; i < sizes.size(); i++) {
            last += (sizes.get(i) - 1) * strides.get(i);
        }
        return last + 1;
    }

    private static long at(Dims strides, long... index) {
        long at = 0;
        for (int i = 0; i < index.length; i++) {
            at += index[i] * strides.get(i);
        }
        return at;
    }

    @Test
    void everyOrderOfEveryOperand() {
        Random random = new Random(1);
        int functions = 0;
        for (int round = 0; round < 400; round++) {
            long m = SIZES[random.nextInt(SIZES.length)];
            long k = SIZES[random.nextInt(SIZES.length)];
            long n = SIZES[random.nextInt(SIZES.length)];
            MatmulShape shape = new MatmulShape(Dims.of(m, k), strides(m, k, random.nextBoolean(), random.nextInt(3)),
                    Dims.of(k, n), strides(k, n, random.nextBoolean(), random.nextInt(3)), Dims.of(m, n),
                    strides(m, n, random.nextBoolean(), random.nextInt(3)));
            check(shape, BIASES.get(random.nextInt(3)), random.nextBoolean(), random.nextBoolean());
            Form form = FORMS.get(round % FORMS.size());
            functions += checkFunction(shape, Sgemm.of(form, shape), random);
            functions += checkFunction(shape, Sgemm.of(form, oneOfABatch(shape)), random);
        }
        assertTrue(functions > 200 || !Sgemm.HAS_CODE, functions + " of 800 products by sgemm");
    }

    private static MatmulShape oneOfABatch(MatmulShape shape) {
        return new MatmulShape(Dims.of(1, shape.rows(), shape.depth()), before(shape.aStrides()),
                Dims.of(1, shape.depth(), shape.columns()), before(shape.bStrides()),
                Dims.of(1, shape.rows(), shape.columns()), before(shape.outStrides()));
    }

    /** Strides with one more, of no meaning, in front. */
    private static Dims before(Dims strides) {
        return Dims.of(99_999, strides.get(0), strides.get(1));
    }

    /** The function that takes the primitive's place for some shapes; 1 if this is one. */
    private static int checkFunction(MatmulShape shape, @Nullable Sgemm function, Random random) {
        boolean adds = random.nextBoolean();
        if (function == null) {
            return 0;
        }
        String what = shape + (adds ? " adds" : "");
        try (Arena arena = Arena.ofConfined()) {
            Floats a = Floats.random(arena, span(shape.a(), shape.aStrides()), 2);
            Floats b = Floats.random(arena, span(shape.b(), shape.bStrides()), 3);
            Floats out = Floats.random(arena, span(shape.out(), shape.outStrides()), 5);
            if (!adds) {
                for (long i = 0; i < shape.rows() * shape.columns(); i++) {
                    out.set(at(shape.outStrides(), i / shape.columns(), i % shape.columns()), Float.NaN); // not to be read
                }
            }
            double[] expected = new double[(int) out.size()];
            Arrays.setAll(expected, out::get);
            for (long i = 0; i < shape.rows(); i++) {
                for (long j = 0; j < shape.columns(); j++) {
                    int to = (int) at(shape.outStrides(), i, j);
                    double sum = adds ? expected[to] : 0;
                    for (long l = 0; l < shape.depth(); l++) {
                        sum += (double) a.get(at(shape.aStrides(), i, l)) * b.get(at(shape.bStrides(), l, j));
                    }
                    expected[to] = sum;
                }
            }
            function.execute(a.address(), b.address(), out.address(), adds);
            out.assertClose(expected, 3e-5, what);
        }
        return 1;
    }

    private static void check(MatmulShape shape, Bias bias, boolean accumulate, boolean relu) {
        String what = shape + " " + bias + (accumulate ? " accumulate" : "") + (relu ? " relu" : "");
        try (Arena arena = Arena.ofConfined()) {
            long m = shape.rows();
            long n = shape.columns();
            Floats a = Floats.random(arena, span(shape.a(), shape.aStrides()), 2);
            Floats b = Floats.random(arena, span(shape.b(), shape.bStrides()), 3);
            Floats add = Floats.random(arena, Math.max(m, n), 4);
            Floats out = Floats.random(arena, span(shape.out(), shape.outStrides()), 5);
            double[] expected = new double[(int) out.size()];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = out.get(i);
            }
            for (long i = 0; i < m; i++) {
                for (long j = 0; j < n; j++) {
                    double sum = switch (bias) {
                        case NONE -> 0;
                        case ROW -> add.get(j);
                        case COLUMN -> add.get(i);
                    };
                    for (long l = 0; l < shape.depth(); l++) {
                        sum += (double) a.get(at(shape.aStrides(), i, l)) * b.get(at(shape.bStrides(), l, j));
                    }
                    int to = (int) at(shape.outStrides(), i, j);
                    sum += accumulate ? expected[to] : 0;
                    expected[to] = relu ? Math.max(0, sum) : sum;
                }
            }
            Optional<Matmul> found = Matmul.find(shape, DnnlType.F32, bias, accumulate, relu);
            assertEquals(hasKernel(shape, bias), found.isPresent(), what);
            if (found.isEmpty()) {
                return;
            }
            Matmul matmul = found.get();
            assertFalse(matmul.implementation().startsWith("ref"), what);
            if (bias == Bias.NONE) {
                matmul.execute(a.address(), b.address(), out.address());
            } else {
                matmul.execute(a.address(), b.address(), add.address(), out.address());
            }
            // The gaps between the lines of out are part of what is compared.
            out.assertClose(expected, 3e-5, what);
        }
    }

    /** A bias is added along the lines of the result, not across them. */
    private static boolean hasKernel(MatmulShape shape, Bias bias) {
        return switch (bias) {
            case NONE -> true;
            case ROW -> MatmulShape.isRowMajor(shape.out(), shape.outStrides());
            case COLUMN -> MatmulShape.isColumnMajor(shape.out(), shape.outStrides());
        };
    }

    @Test
    void batchesThatBroadcastAndDoNotCollapse() {
        // Heads of attention: [2, 3, 5, 4] seen in memory of [2, 5, 3, 4].
        Dims heads = Dims.of(60, 4, 12, 1);
        checkBatch(new MatmulShape(Dims.of(2, 3, 5, 4), heads, Dims.of(2, 3, 4, 5), Dims.of(60, 4, 1, 12),
                Dims.of(2, 3, 5, 5), Dims.of(75, 25, 5, 1)));
        checkBatch(new MatmulShape(Dims.of(2, 3, 5, 4), heads, Dims.of(1, 3, 4, 2), Dims.of(999, 8, 2, 1),
                Dims.of(2, 3, 5, 2), Dims.of(30, 10, 2, 1)));
        checkBatch(new MatmulShape(Dims.of(2, 3, 5, 4), Dims.of(0, 0, 4, 1), Dims.of(2, 3, 4, 2),
                Dims.of(24, 8, 1, 4), Dims.of(2, 3, 5, 2), Dims.of(30, 10, 1, 5)));
        checkBatch(new MatmulShape(Dims.of(2, 1, 1, 4), Dims.of(4, 0, 0, 1), Dims.of(2, 1, 4, 1), Dims.of(4, 7, 1, 7),
                Dims.of(2, 1, 1, 1), Dims.of(1, 1, 1, 1)));
    }

    private static void checkBatch(MatmulShape shape) {
        try (Arena arena = Arena.ofConfined()) {
            Floats a = Floats.random(arena, span(shape.a(), shape.aStrides()), 2);
            Floats b = Floats.random(arena, span(shape.b(), shape.bStrides()), 3);
            Floats out = Floats.garbage(arena, span(shape.out(), shape.outStrides()));
            double[] expected = new double[(int) out.size()];
            Dims sizes = shape.out();
            for (long p = 0; p < sizes.get(0); p++) {
                for (long q = 0; q < sizes.get(1); q++) {
                    for (long i = 0; i < sizes.get(2); i++) {
                        for (long j = 0; j < sizes.get(3); j++) {
                            double sum = 0;
                            for (long l = 0; l < shape.depth(); l++) {
                                long x = at(shape.aStrides(), p % shape.a().get(0), q % shape.a().get(1), i, l);
                                long y = at(shape.bStrides(), p % shape.b().get(0), q % shape.b().get(1), l, j);
                                sum += (double) a.get(x) * b.get(y);
                            }
                            expected[(int) at(shape.outStrides(), p, q, i, j)] = sum;
                        }
                    }
                }
            }
            Matmul matmul = Matmul.find(shape, DnnlType.F32, Bias.NONE, false, false).orElseThrow();
            matmul.execute(a.address(), b.address(), out.address());
            out.assertClose(expected, 1e-5, shape.toString());
        }
    }

    @Test
    void sharedByAllThreadsWhenLarge() {
        check(MatmulShape.dense(64, 784, 256), Bias.ROW, false, true);
        check(MatmulShape.dense(250, 311, 129), Bias.NONE, true, false);
    }

    @Test
    void bfloat16WhereTheProcessorHasIt() {
        if (!Matmul.isSupported(DnnlType.BF16)) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            Floats a = Floats.random(arena, 5 * 7, 2);
            Floats b = Floats.random(arena, 7 * 3, 3);
            Floats out = Floats.garbage(arena, 5 * 3);
            Layout[] half = new Layout[3];
            Layout[] full = new Layout[3];
            Dims[] sizes = {Dims.of(5, 7), Dims.of(7, 3), Dims.of(5, 3)};
            for (int i = 0; i < 3; i++) {
                half[i] = Layout.dense(DnnlType.BF16, sizes[i]);
                full[i] = Layout.dense(DnnlType.F32, sizes[i]);
            }
            long a16 = arena.allocate(2 * 5 * 7, 64).address();
            long b16 = arena.allocate(2 * 7 * 3, 64).address();
            long out16 = arena.allocate(2 * 5 * 3, 64).address();
            Reorder.of(full[0], half[0]).execute(a.address(), a16);
            Reorder.of(full[1], half[1]).execute(b.address(), b16);
            Matmul.find(MatmulShape.dense(5, 7, 3), DnnlType.BF16, Bias.NONE, false, false).orElseThrow()
                    .execute(a16, b16, out16);
            Reorder.of(half[2], full[2]).execute(out16, out.address());
            double[] expected = new double[15];
            for (int i = 0; i < 5; i++) {
                for (int j = 0; j < 3; j++) {
                    for (int l = 0; l < 7; l++) {
                        expected[i * 3 + j] += (double) a.get(i * 7 + l) * b.get(l * 3 + j);
                    }
                }
            }
            out.assertClose(expected, 0.02, "bf16");
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThrows(IllegalArgumentException.class, () -> new MatmulShape(Dims.of(2, 3), Dims.of(3, 1), Dims.of(4, 5),
                Dims.of(5, 1), Dims.of(2, 5), Dims.of(5, 1)));
        assertThrows(IllegalArgumentException.class, () -> MatmulShape.dense(2, 0, 3));
        assertThrows(IllegalArgumentException.class, () -> new MatmulShape(Dims.of(2, 2, 3), Dims.of(6, 3, 1),
                Dims.of(3, 3, 5), Dims.of(15, 5, 1), Dims.of(2, 2, 5), Dims.of(10, 5, 1)));
        Matmul plain = Matmul.find(MatmulShape.dense(2, 3, 4), DnnlType.F32, Bias.NONE, false, false).orElseThrow();
        Matmul biased = Matmul.find(MatmulShape.dense(2, 3, 4), DnnlType.F32, Bias.ROW, false, false).orElseThrow();
        try (Arena arena = Arena.ofConfined()) {
            long memory = arena.allocate(256, 64).address();
            assertThrows(IllegalArgumentException.class, () -> plain.execute(0, memory, memory));
            assertThrows(IllegalArgumentException.class, () -> plain.execute(memory, memory, 0));
            assertThrows(IllegalArgumentException.class, () -> plain.execute(memory, memory, memory, memory));
            assertThrows(IllegalArgumentException.class, () -> biased.execute(memory, memory, memory));
        }
    }

    @Test
    void saysNoToStridesThatHaveNoKernel() {
        Dims square = Dims.of(4, 4);
        Dims rows = Dims.of(4, 1);
        assertFalse(Matmul.find(new MatmulShape(square, Dims.of(8, 2), square, rows, square, rows), DnnlType.F32,
                Bias.NONE, false, false).isPresent());
        assertFalse(Matmul.find(new MatmulShape(square, Dims.of(0, 1), square, rows, square, rows), DnnlType.F32,
                Bias.NONE, false, false).isPresent());
        assertFalse(Matmul.find(new MatmulShape(square, rows, square, rows, square, Dims.of(1, 1)), DnnlType.F32,
                Bias.NONE, false, false).isPresent());
    }

    @Test
    void theSameShapeIsMadeOnce() {
        Matmul first = Matmul.find(MatmulShape.dense(3, 4, 6), DnnlType.F32, Bias.NONE, false, false).orElseThrow();
        Matmul second = Matmul.find(MatmulShape.dense(3, 4, 6), DnnlType.F32, Bias.NONE, false, false).orElseThrow();
        assertSame(first, second);
    }
}
