package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.vector.Form;
import dev.flambeau.cpu.vector.Parallel;
import dev.flambeau.cpu.vector.Turns;
import dev.flambeau.spi.Dims;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A product of two matrices of floats by oneDNN's {@code dnnl_sgemm}: one call of a function, without a primitive and its memory objects. It is
 * another code than the primitive's, as fast for large square matrices, and up to four times as fast where one side is short. Where it is
 * the slower one {@link #of} gives null.
 */
final class Sgemm {
    /** Whether the function knows machine code for this processor. */
    static final boolean HAS_CODE = Set.of("amd64", "x86_64")
            .contains(System.getProperty("os.arch", "").toLowerCase(Locale.ROOT));

    /** Columns of a right matrix in rows for which the primitive has kernels of their own. */
    private static final long NARROW = 16;
    /** With fewer rows a right matrix in columns is read as it is; from here on it is copied first, which takes longer than in the primitive. */
    private static final long FEW_ROWS = 16;
    /** Elements of such a right matrix that are read again and again for a few rows; more do not stay in the cache. */
    private static final long MOST_WEIGHTS = 1 << 21;
    /** Rows, and multiplications, from which on a result of few columns is computed as one of few rows, which is then turned round. */
    private static final long LONG = 128;
    private static final long MANY = 1 << 17;
    /** Products to a number of the result that make up for turning it round number by number. */
    private static final long DEEP = 256;

    private final Form form;
    private final MatmulCut cut;
    private final boolean swapped;
    private final byte orderA;
    private final byte orderB;
    private final long lineA;
    private final long lineB;
    private final long lineOut;
    private final long[] steps;
    /** The result's line if that is written with rows for columns; else 0. */
    private final long lineTurned;

    private Sgemm(Form form, MatmulShape shape, boolean swapped, long lineTurned) {
        this.form = form;
        this.swapped = swapped;
        this.lineTurned = lineTurned;
        this.cut = MatmulCut.of(shape, Threads.forWork(shape.flops(), shape.elements() * Float.BYTES));
        this.orderA = order(shape.a(), shape.aStrides());
        this.orderB = order(shape.b(), shape.bStrides());
        this.lineA = line(shape.a(), shape.aStrides());
        this.lineB = line(shape.b(), shape.bStrides());
        this.lineOut = line(shape.out(), shape.outStrides());
        this.steps = cut.steps(Float.BYTES, false);
    }

    /** The product of floats; null if it has another form, or the primitive is quicker. {@code form}: how matrices are turned round. */
    static @Nullable Sgemm of(Form form, MatmulShape shape) {
        if (!HAS_CODE || !shape.isSupported() || !isSingle(shape.out())) {
            return null;
        }
        MatmulShape matrices = shape.matrices();
        // Rows only, as the primitive.
        boolean swapped = !isInRows(matrices.out(), matrices.outStrides());
        MatmulShape seen = swapped ? matrices.transposed() : matrices;
        if (!isQuickerTurned(form, seen)) {
            return isQuicker(seen) ? new Sgemm(form, seen, swapped, 0) : null;
        }
        return new Sgemm(form, seen.turned(), !swapped, line(seen.out(), seen.outStrides()));
    }

    private static boolean isInRows(Dims sizes, Dims strides) {
        return MatmulShape.isRowMajor(sizes, strides);
    }

    private static boolean isSingle(Dims out) {
        for (int i = 0; i < out.size() - 2; i++) {
            if (out.get(i) != 1) {
                return false;
            }
        }
        return true;
    }

    private static boolean isQuicker(MatmulShape shape) {
        if (isInRows(shape.b(), shape.bStrides())) {
            return !isInRows(shape.a(), shape.aStrides()) || shape.columns() > NARROW;
        }
        long rows = shape.rows();
        return rows < FEW_ROWS && (rows == 1 || shape.depth() * shape.columns() <= MOST_WEIGHTS);
    }

    /** In rows of 64 numbers, say, there is room for whole vectors; in rows of 10 there is not. 784 x 64 x 10 takes 10 instead of 14 µs. */
    private static boolean isQuickerTurned(Form form, MatmulShape shape) {
        if (shape.columns() >= FEW_ROWS || shape.rows() > Integer.MAX_VALUE) {
            return false;
        }
        if (!isInRows(shape.a(), shape.aStrides())) {
            return shape.rows() >= LONG && Turns.areQuick(form);
        }
        return !isInRows(shape.b(), shape.bStrides()) && shape.rows() >= FEW_ROWS && shape.flops() >= 2 * MANY
                && shape.depth() * shape.columns() <= MOST_WEIGHTS
                && (Turns.areQuick(form) || shape.depth() >= DEEP);
    }

    private static byte order(Dims sizes, Dims strides) {
        return (byte) (isInRows(sizes, strides) ? 'N' : 'T');
    }

    /** The elements from the beginning of a row, or of a column, to the next. */
    private static long line(Dims sizes, Dims strides) {
        Dims normal = MatmulShape.normalStrides(sizes, strides);
        int last = sizes.size() - 1;
        return isInRows(sizes, strides) ? normal.get(last - 1) : normal.get(last);
    }

    /** Computes {@code out = a @ b}, or {@code out += a @ b}. */
    void execute(long a, long b, long out, boolean adds) {
        long left = swapped ? b : a;
        long right = swapped ? a : b;
        if (lineTurned == 0) {
            parts(left, right, out, adds);
            return;
        }
        int rows = (int) cut.shape().rows();
        long columns = cut.shape().columns();
        long line = columns * Float.BYTES;
        Lane lane = Lanes.acquire();
        try {
            long turned = lane.scratch(Lane.FIRST_OPERAND, rows * line);
            if (adds) {
                Turns.turn(form, Float.BYTES, turned, line, out, lineTurned * Float.BYTES, rows, columns);
            }
            parts(left, right, turned, adds);
            Turns.turn(form, Float.BYTES, out, lineTurned * Float.BYTES, turned, line, Math.toIntExact(columns), rows);
        } finally {
            Lanes.release(lane);
        }
    }

    private void parts(long left, long right, long out, boolean adds) {
        long size = cut.size();
        long each = cut.each();
        if (each >= size) {
            part(left, right, out, 0, size, adds);
        } else {
            Parallel.run(Math.ceilDiv(size, each), 1, (begin, end) -> {
                for (long i = begin; i < end; i++) {
                    part(left, right, out, i * each, Math.min(each, size - i * each), adds);
                }
            });
        }
    }

    private void part(long a, long b, long out, long start, long size, boolean adds) {
        MatmulShape shape = cut.shape();
        boolean isOfRows = cut.dim() == shape.out().size() - 2;
        Threads.useThisOne();
        try {
            int status = (int) Function.SGEMM.invokeExact(orderA, orderB, isOfRows ? size : shape.rows(),
                    isOfRows ? shape.columns() : size, shape.depth(), 1.0f, a + start * steps[0], lineA,
                    b + start * steps[1], lineB, adds ? 1.0f : 0.0f, out + start * steps[2], lineOut);
            Dnnl.check(status, "dnnl_sgemm");
        } catch (Throwable e) {
            throw NativeCalls.rethrow(e);
        }
    }

    /** Bound when the first product needs it. */
    private static final class Function {
        private static final ValueLayout.OfByte C = ValueLayout.JAVA_BYTE;
        private static final ValueLayout.OfLong P = ValueLayout.JAVA_LONG;
        private static final ValueLayout.OfFloat F = ValueLayout.JAVA_FLOAT;
        static final MethodHandle SGEMM = NativeCalls.bind(Dnnl.find("dnnl_sgemm"), ValueLayout.JAVA_INT, C, C, P, P,
                P, F, P, P, P, P, F, P, P);

        private Function() {
        }
    }
}
