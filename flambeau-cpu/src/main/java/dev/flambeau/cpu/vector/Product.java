package dev.flambeau.cpu.vector;

import dev.flambeau.DType;

/**
 * Products of matrices, tile by tile: the sums of a tile stay on the heap while one block of the right matrix after another is
 * loaded and used for all of the tile's rows. In what order numbers are added depends on sizes alone, not on tiles or threads.
 */
final class Product {
    /** A heap row for the {@link Target}'s own use. */
    static final int SPARE = 0;

    private static final int DEPTH = 128; // rows of the right matrix at a time
    private static final int HEIGHT = 128; // rows of sums
    private static final int FACTORS = 1; // the first of four
    private static final int BLOCK_SUMS = FACTORS + 4;
    private static final int SUMS = BLOCK_SUMS + 4;
    private static final int RIGHT = SUMS + HEIGHT;
    private static final int ROWS = RIGHT + DEPTH;

    private static final long PICOS = 40; // for a multiplication and its addition
    private static final ThreadLocal<Product> FLOATS = ThreadLocal.withInitial(() -> new Product(DType.FLOAT32));
    private static final ThreadLocal<Product> DOUBLES = ThreadLocal.withInitial(() -> new Product(DType.FLOAT64));

    private final Rows rows;

    private Product(DType type) {
        this.rows = Rows.of(type, ROWS);
    }

    /** What a thread multiplies with, for an element type. */
    private static Product of(DType type) {
        return type == DType.FLOAT32 ? FLOATS.get() : DOUBLES.get();
    }

    /** One of several products. */
    @FunctionalInterface
    interface Problem {
        /** {@code target = left @ right}, with so many columns and rows between the two. */
        record Parts(Target target, Factor left, Factor right, long k) {}

        Parts get(long index);
    }

    /** Computes {@code count} products {@code [m, k] @ [k, n]} with all threads; {@code k} is an estimate for all of them. */
    static void all(DType type, long count, long m, long n, long k, Problem problem) {
        long work = count * m * n * (k + 50) * PICOS;
        long down = Math.ceilDiv(m, (long) HEIGHT);
        long across = Math.ceilDiv(n, (long) Rows.LENGTH);
        // smaller tiles where there would be too few for all threads
        long wanted = Parallel.threads() == 1 ? 1 : Math.min(3L * Parallel.threads(), work / JavaKernels.GRAIN_PICOS);
        while (down * across * count < wanted && (m / down >= 32 || n / across >= 128)) {
            if (m / down >= 32) {
                down++;
            } else {
                across++;
            }
        }
        long height = Math.ceilDiv(Math.ceilDiv(m, down), 4L) * 4;
        int width = (int) Math.ceilDiv(n, across);
        long columns = Math.ceilDiv(n, (long) width);
        long tiles = Math.ceilDiv(m, height) * columns;
        long grain = Math.max(1, JavaKernels.GRAIN_PICOS / Math.max(1, work / (count * tiles)));
        Parallel.run(count * tiles, grain, (begin, end) -> {
            Product product = of(type);
            for (long i = begin; i < end; i++) {
                long row = i % tiles / columns * height;
                long column = i % columns * width;
                product.tile(problem.get(i / tiles), row, (int) Math.min(height, m - row), column,
                        (int) Math.min(width, n - column));
            }
        });
    }

    /** Computes one product on this thread. */
    static void one(DType type, long m, long n, Problem.Parts parts) {
        Product product = of(type);
        for (long column = 0; column < n; column += Rows.LENGTH) {
            for (long row = 0; row < m; row += HEIGHT) {
                product.tile(parts, row, (int) Math.min(HEIGHT, m - row), column,
                        (int) Math.min(Rows.LENGTH, n - column));
            }
        }
    }

    private void tile(Problem.Parts parts, long row, int m, long column, int n) {
        long k = parts.k;
        for (long from = 0; from == 0 || from < k; from += DEPTH) {
            int depth = (int) Math.min(DEPTH, k - from);
            int padded = depth + 3 & ~3;
            parts.right.load(rows, RIGHT, from, depth, column, n);
            for (int i = depth; i < padded; i++) {
                rows.clear(RIGHT + i, 0, n); // what multiplies a factor of 0 has to be finite
            }
            for (int i = 0; i < m; i += 4) {
                int count = Math.min(4, m - i);
                parts.left.load(rows, FACTORS, row + i, count, from, depth);
                int sums = from == 0 ? SUMS + i : BLOCK_SUMS;
                for (int r = 0; r < 4; r++) {
                    rows.clear(sums + r, 0, n);
                    rows.clear(FACTORS + r, r < count ? depth : 0, padded);
                }
                multiply(sums, count, padded, n);
                if (from > 0) {
                    for (int r = 0; r < count; r++) {
                        rows.add(SUMS + i + r, BLOCK_SUMS + r, n);
                    }
                }
            }
        }
        parts.target.take(rows, SUMS, row, m, column, n);
    }

    private void multiply(int sums, int count, int depth, int n) {
        if (count == 1) {
            for (int at = 0; at < depth; at += 4) {
                rows.multiplyOne(sums, FACTORS, at, RIGHT + at, n);
            }
        } else {
            for (int at = 0; at < depth; at += 4) {
                rows.multiply(sums, FACTORS, at, RIGHT + at, n);
            }
        }
    }
}
