package dev.flambeau.cpu.vector;

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;
import org.jspecify.annotations.Nullable;

/**
 * Products {@code x @ w^T (+ bias)} of two or three rows in float32, such as a linear layer has, added up in the order of MKL's sgemm, which
 * PyTorch calls for them: so the same seed prints the same digits. The order was found with the method of Xie et al., "FPRev: Revealing the
 * Order of Floating-Point Summation", on an AMD processor.
 *
 * <p>Each element is a dot product: the products before the first multiple of 16 bytes in the row of x are added one after another and begin
 * lane 0; the next are added in four lanes, in eight where up to three columns are left after the fours; the lanes are added to each other,
 * {@code (0 + 2) + (1 + 3)}, lane l + 4 to lane l before; then come the last products one after another, then the bias.
 */
final class Dots {
    /** With more rows sgemm adds one product after another, if there are more than 11 columns; a single row has another order. */
    private static final int FEW_ROWS = 3;

    private static final int EIGHT = DotKernel.EIGHT;
    private static final int LANES = 0; // the block of scratch memory
    private static final long LANES_BYTES = (long) Float.BYTES * DotKernel.FOUR * EIGHT;

    private final DotKernel kernel;
    private final Matrix x;
    private final Matrix w;
    private final Matrix out;
    private final @Nullable Matrix bias;
    private final long m;
    private final long n;
    private final int k;

    private Dots(DotKernel kernel, Matrix x, Matrix w, Matrix out, @Nullable Matrix bias, long m, long n, int k) {
        this.kernel = kernel;
        this.x = x;
        this.w = w;
        this.out = out;
        this.bias = bias;
        this.m = m;
        this.n = n;
        this.k = k;
    }

    /** Whether this is the way to compute {@code out = x @ y}. */
    static boolean areFor(Array out, Array x, Array y) {
        return x.dtype == DType.FLOAT32 && y.dtype == DType.FLOAT32 && out.dtype == DType.FLOAT32
                && out.sizes[0] == 1 && x.strides[2] == 1 && y.strides[1] == 1
                && x.sizes[2] > 1 && x.sizes[2] <= JavaKernels.MAX_COUNT
                && out.sizes[1] > 1 && out.sizes[1] <= FEW_ROWS && out.sizes[2] > 1;
    }

    /** False when this is not the way to do it. */
    static boolean matmul(Form form, Array out, Array x, Array y, @Nullable Array bias) {
        if (!areFor(out, x, y)) {
            return false;
        }
        int k = (int) x.sizes[2];
        long m = out.sizes[1];
        long n = out.sizes[2];
        DotKernel kernel = DotKernel.of(form);
        Matrix left = Matrix.of(x, 0);
        Matrix right = Matrix.of(y, 0).transposed();
        Matrix to = Matrix.of(out, 0);
        Matrix addend = bias == null ? null : Matrix.of(bias.broadcastTo(out.sizes), 0);
        new Dots(kernel, left, right, to, addend, m, n, k).run();
        return true;
    }

    private void run() {
        long blocks = Math.ceilDiv(n, (long) EIGHT);
        Parallel.run(m * blocks, Math.ceilDiv(JavaKernels.GRAIN_PICOS, kernel.picos * EIGHT * k), (begin, end) -> {
            long lanes = Scratch.get(LANES, LANES_BYTES);
            for (long i = begin; i < end; i++) {
                block(i % m, i / m * EIGHT, lanes); // all rows of x with columns that are in the cache
            }
        });
    }

    /** Up to eight elements of a row of the result. */
    private void block(long row, long first, long lanes) {
        int count = (int) Math.min(EIGHT, n - first);
        int fours = count & -4;
        int lead = lead(row(row));
        if (fours > 0) {
            columns(row, first, fours, 4, lead, k - lead & -4, lanes);
        }
        for (int c = fours; c < count; c += 2) {
            columns(row, first + c, Math.min(2, count - c), 8, lead, k - lead & -8, lanes);
        }
    }

    /** So many neighbours in a row of the result: {@code lead} products one after another, {@code body} in lanes, then the last ones. */
    private void columns(long row, long first, int count, int width, int lead, int body, long lanes) {
        long left = row(row);
        long right = column(first);
        long step = count == 1 ? 0 : w.rowStep();
        Raw.zeroBytes(lanes, LANES_BYTES);
        if (lead > 0) {
            for (int c = 0; c < count; c++) {
                DotKernel.put(lanes, c * width, first(left, right + c * step, lead));
            }
        }
        long start = (long) Float.BYTES * lead;
        if (width == EIGHT) {
            kernel.two(left + start, right + start, step, body, lanes);
        } else if (count == EIGHT) {
            kernel.eight(left + start, right + start, step, body, lanes);
        } else {
            kernel.four(left + start, right + start, step, body, lanes);
        }
        for (int c = 0; c < count; c++) {
            float sum = sum(lanes, c * width, width);
            for (int i = lead + body; i < k; i++) {
                sum += product(left, right + c * step, i);
            }
            if (bias != null) {
                sum += Cells.getFloat(bias.at(row, first + c));
            }
            Cells.putFloat(out.at(row, first + c), sum);
        }
    }

    /** The first products, one after another. */
    private static float first(long x, long w, int count) {
        float sum = product(x, w, 0);
        for (int i = 1; i < count; i++) {
            sum += product(x, w, i);
        }
        return sum;
    }

    private static float product(long x, long w, int i) {
        return DotKernel.get(x, i) * DotKernel.get(w, i);
    }

    private static float sum(long lanes, int at, int width) {
        return lane(lanes, at, width) + lane(lanes, at + 2, width)
                + (lane(lanes, at + 1, width) + lane(lanes, at + 3, width));
    }

    /** One of four lanes, of eight with the one that lies four further. */
    private static float lane(long lanes, int i, int width) {
        float lane = DotKernel.get(lanes, i);
        return width == EIGHT ? lane + DotKernel.get(lanes, i + DotKernel.FOUR) : lane;
    }

    private long row(long row) {
        return x.address() + row * x.rowStep();
    }

    private long column(long column) {
        return w.address() + column * w.rowStep();
    }

    /** How many elements lie before the next multiple of 16 bytes. */
    private int lead(long address) {
        return (int) Math.min(k, -(address / Float.BYTES) & 3);
    }
}
