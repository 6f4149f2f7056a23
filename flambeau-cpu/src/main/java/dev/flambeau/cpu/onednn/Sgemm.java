package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.vector.Form;
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

    /** Rows from which on a result of few columns is computed as one of few rows, which is then turned round: it takes 10 instead of 14 µs. */
    private static final long LONG = 128;

    private final MatmulCut cut;
    private final boolean swapped;
    private final @Nullable Sgemm turned;
    private final byte orderA;
    private final byte orderB;
    private final long lineA;
    private final long lineB;
    private final long lineOut;
    private final long[] steps;

    private Sgemm(MatmulShape shape, boolean swapped) {
        this.swapped = swapped;
        this.cut = MatmulCut.of(shape, Threads.forWork(shape.flops(), shape.elements() * Float.BYTES));
        this.orderA = order(shape.a(), shape.aStrides());
        this.orderB = order(shape.b(), shape.bStrides());
        this.lineA = line(shape.a(), shape.aStrides());
        this.lineB = line(shape.b(), shape.bStrides());
        this.lineOut = line(shape.out(), shape.outStrides());
        this.steps = cut.steps(Float.BYTES, false);
        boolean isLong = !MatmulShape.isRowMajor(shape.a(), shape.aStrides()) && shape.columns() <= NARROW
                && shape.rows() >= LONG;
        this.turned = isLong ? new Sgemm(shape.turned(), false) : null;
    }

    /** The product of floats; null if it has another form, or the primitive is quicker. */
    static @Nullable Sgemm of(MatmulShape shape) {
        if (!HAS_CODE || !shape.isSupported() || !isSingle(shape.out())) {
            return null;
        }
        MatmulShape matrices = shape.matrices();
        // Rows only, as the primitive.
        boolean swapped = !MatmulShape.isRowMajor(matrices.out(), matrices.outStrides());
        MatmulShape seen = swapped ? matrices.transposed() : matrices;
        return isQuicker(seen) ? new Sgemm(seen, swapped) : null;
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
        if (MatmulShape.isRowMajor(shape.b(), shape.bStrides())) {
            return !MatmulShape.isRowMajor(shape.a(), shape.aStrides()) || shape.columns() > NARROW;
        }
        long rows = shape.rows();
        return rows < FEW_ROWS && (rows == 1 || shape.depth() * shape.columns() <= MOST_WEIGHTS);
    }

    private static byte order(Dims sizes, Dims strides) {
        return (byte) (MatmulShape.isRowMajor(sizes, strides) ? 'N' : 'T');
    }

    /** The elements from the beginning of a row, or of a column, to the next. */
    private static long line(Dims sizes, Dims strides) {
        Dims normal = MatmulShape.normalStrides(sizes, strides);
        int last = sizes.size() - 1;
        return MatmulShape.isRowMajor(sizes, strides) ? normal.get(last - 1) : normal.get(last);
    }

    /** Computes {@code out = a @ b}, or {@code out += a @ b}. */
    void execute(Form form, long a, long b, long out, boolean adds) {
        long left = swapped ? b : a;
        long right = swapped ? a : b;
        Sgemm other = adds || !Turns.areQuick(form) ? null : turned;
        if (other == null) {
            execute(left, right, out, adds);
        } else {
            other.executeTurned(form, right, left, out, lineOut);
        }
    }

    /** Writes rows as columns. */
    private void executeTurned(Form form, long a, long b, long out, long line) {
        MatmulShape shape = cut.shape();
        Lane lane = Lanes.acquire();
        try {
            long row = shape.columns() * Float.BYTES;
            long rows = lane.scratch(Lane.FIRST_OPERAND, shape.rows() * row);
            execute(a, b, rows, false);
            Turns.turn(form, Float.BYTES, out, line * Float.BYTES, rows, row, (int) shape.columns(), shape.rows());
        } finally {
            Lanes.release(lane);
        }
    }

    private void execute(long left, long right, long out, boolean adds) {
        long size = cut.size();
        long each = cut.each();
        if (each >= size) {
            part(left, right, out, 0, size, adds);
        } else {
            int parts = (int) Math.ceilDiv(size, each);
            Threads.share(parts, parts, (begin, end) -> {
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
