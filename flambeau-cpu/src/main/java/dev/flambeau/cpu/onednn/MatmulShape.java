package dev.flambeau.cpu.onednn;

import dev.flambeau.spi.Dims;

/**
 * The operands of {@code out = a @ b}: sizes {@code batch + [m, k]}, {@code batch + [k, n]}, {@code batch + [m, n]}
 * and strides in elements. A batch dimension of a or b may be 1 (broadcast), or its stride 0. Each matrix has one
 * dimension of stride 1, and the other's stride is at least the first's size: row-major or column-major, with gaps
 * allowed. What is otherwise (see {@link #isSupported}) has to be copied first.
 */
public record MatmulShape(Dims a, Dims aStrides, Dims b, Dims bStrides, Dims out, Dims outStrides) {
    public MatmulShape {
        int rank = out.size();
        if (rank < 2 || rank > Layout.MAX_DIMS || a.size() != rank || b.size() != rank
                || aStrides.size() != rank || bStrides.size() != rank || outStrides.size() != rank) {
            throw new IllegalArgumentException("matmul needs three tensors of the same rank of 2 to "
                    + Layout.MAX_DIMS + " and a stride for each dimension: " + a + " @ " + b + " = " + out);
        }
        boolean sizes = a.get(rank - 1) == b.get(rank - 2) && out.get(rank - 2) == a.get(rank - 2)
                && out.get(rank - 1) == b.get(rank - 1);
        for (int i = 0; i < rank - 2; i++) {
            sizes &= fits(a.get(i), out.get(i)) && fits(b.get(i), out.get(i));
        }
        if (!sizes || !Sizes.allAtLeast(a, 1) || !Sizes.allAtLeast(b, 1) || !Sizes.allAtLeast(out, 1)) {
            throw new IllegalArgumentException("The sizes of a matmul do not fit, or one is empty: " + a + " @ " + b
                    + " = " + out);
        }
    }

    private static boolean fits(long size, long batch) {
        return size == 1 || size == batch;
    }

    /** Dense row-major matrices without a batch. */
    public static MatmulShape dense(long m, long k, long n) {
        return new MatmulShape(Dims.of(m, k), Dims.of(k, 1), Dims.of(k, n), Dims.of(n, 1), Dims.of(m, n),
                Dims.of(n, 1));
    }

    /** The product of two matrices transposed, with a dense result in rows. */
    MatmulShape turned() {
        MatmulShape t = transposed();
        return new MatmulShape(t.a, t.aStrides, t.b, t.bStrides, t.out, Dims.of(rows(), 1));
    }

    /** The same product transposed: {@code out^T = b^T @ a^T}. */
    MatmulShape transposed() {
        return new MatmulShape(swapLast(b), swapLast(bStrides), swapLast(a), swapLast(aStrides), swapLast(out),
                swapLast(outStrides));
    }

    /** One product of a batch, without its dimensions. */
    MatmulShape matrices() {
        int batch = out.size() - 2;
        return new MatmulShape(Sizes.tail(a, batch), Sizes.tail(aStrides, batch), Sizes.tail(b, batch),
                Sizes.tail(bStrides, batch), Sizes.tail(out, batch), Sizes.tail(outStrides, batch));
    }

    private static Dims swapLast(Dims dims) {
        long[] values = dims.toArray();
        int last = values.length - 1;
        long value = values[last];
        values[last] = values[last - 1];
        values[last - 1] = value;
        return Dims.of(values);
    }

    public long rows() {
        return out.get(out.size() - 2);
    }

    public long columns() {
        return out.get(out.size() - 1);
    }

    public long depth() {
        return a.get(a.size() - 1);
    }

    double flops() {
        return 2.0 * Sizes.product(out) * depth();
    }

    double elements() {
        return (double) Sizes.product(a) + Sizes.product(b) + Sizes.product(out);
    }

    /** Whether all three operands are laid out as oneDNN's fast kernels need them. */
    public boolean isSupported() {
        return isMatrix(a, aStrides) && isMatrix(b, bStrides) && isMatrix(out, outStrides) && !overlaps()
                && !hasGapsAroundSingleRows();
    }

    /** In batches of products of single columns and rows oneDNN 3.11 takes the gap behind a row for a part of it. */
    private boolean hasGapsAroundSingleRows() {
        return depth() == 1 && (hasGaps(a, aStrides, rows()) || hasGaps(b, bStrides, columns()));
    }

    private static boolean hasGaps(Dims sizes, Dims strides, long elements) {
        long dense = elements;
        boolean gaps = false;
        for (int i = sizes.size() - 3; i >= 0; i--) {
            gaps |= sizes.get(i) > 1 && strides.get(i) != 0 && strides.get(i) != dense;
            dense *= sizes.get(i);
        }
        return gaps;
    }

    private boolean overlaps() {
        for (int i = 0; i < out.size() - 2; i++) {
            if (out.get(i) > 1 && outStrides.get(i) == 0) {
                return true;
            }
        }
        return false;
    }

    static boolean isMatrix(Dims sizes, Dims strides) {
        for (int i = 0; i < sizes.size(); i++) {
            if (strides.get(i) < 0) {
                return false;
            }
        }
        return isRowMajor(sizes, strides) || isColumnMajor(sizes, strides);
    }

    static boolean isRowMajor(Dims sizes, Dims strides) {
        int last = sizes.size() - 1;
        return unit(sizes, strides, last) && leads(sizes, strides, last - 1, sizes.get(last));
    }

    static boolean isColumnMajor(Dims sizes, Dims strides) {
        int last = sizes.size() - 1;
        return unit(sizes, strides, last - 1) && leads(sizes, strides, last, sizes.get(last - 1));
    }

    // The stride of a dimension of size 1 is never used.
    private static boolean unit(Dims sizes, Dims strides, int i) {
        return sizes.get(i) == 1 || strides.get(i) == 1;
    }

    private static boolean leads(Dims sizes, Dims strides, int i, long minimum) {
        return sizes.get(i) == 1 || strides.get(i) >= minimum;
    }

    /** Sizes as oneDNN broadcasts them: 1 where the stride of a batch dimension is 0. */
    static Dims broadcastSizes(Dims sizes, Dims strides) {
        long[] values = sizes.toArray();
        for (int i = 0; i < values.length - 2; i++) {
            if (strides.get(i) == 0) {
                values[i] = 1;
            }
        }
        return Dims.of(values);
    }

    /**
     * Strides that oneDNN recognizes: those of dimensions of size 1 are arbitrary in Java, but it looks at them.
     */
    static Dims normalStrides(Dims sizes, Dims strides) {
        int last = sizes.size() - 1;
        long[] values = strides.toArray();
        if (isRowMajor(sizes, strides)) {
            values[last] = 1;
            values[last - 1] = sizes.get(last - 1) == 1 ? sizes.get(last) : strides.get(last - 1);
        } else {
            values[last - 1] = 1;
            values[last] = sizes.get(last) == 1 ? sizes.get(last - 1) : strides.get(last);
        }
        long span = Math.max(Math.multiplyExact(values[last], sizes.get(last)),
                Math.multiplyExact(values[last - 1], sizes.get(last - 1)));
        for (int i = last - 2; i >= 0; i--) {
            if (sizes.get(i) == 1) {
                values[i] = span;
            }
            span = Math.max(span, Math.multiplyExact(values[i], sizes.get(i)));
        }
        return Dims.of(values);
    }
}
