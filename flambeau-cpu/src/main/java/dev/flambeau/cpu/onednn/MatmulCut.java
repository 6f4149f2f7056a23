package dev.flambeau.cpu.onednn;

import dev.flambeau.spi.Dims;

/**
 * Where a product falls into parts: along its batch, its rows or its columns.
 *
 * @param dim the dimension of the result that is cut
 * @param each its size in a part
 */
record MatmulCut(MatmulShape shape, int dim, long each) {
    /** Rows or columns of a part are multiples of the kernels' tiles. */
    private static final long TILE = 16;

    /** Into at most so many parts. */
    static MatmulCut of(MatmulShape shape, int threads) {
        Dims out = shape.out();
        if (out.size() > 2 && out.get(0) >= threads) {
            return new MatmulCut(shape, 0, Math.ceilDiv(out.get(0), threads));
        }
        int dim = out.size() - (shape.rows() >= shape.columns() ? 2 : 1);
        return new MatmulCut(shape, dim, Math.ceilDiv(Math.ceilDiv(out.get(dim), threads), TILE) * TILE);
    }

    long size() {
        return shape.out().get(dim);
    }

    /** Whether the left operand falls into parts, too; one that is broadcast does not. */
    private boolean cutsLeft() {
        return dim != shape.out().size() - 1 && shape.a().get(dim) > 1;
    }

    private boolean cutsRight() {
        return dim != shape.out().size() - 2 && shape.b().get(dim) > 1;
    }

    /** The bytes from one element of the cut dimension to the next in left, right, result and, if there is one, bias. */
    long[] steps(int bytes, boolean biased) {
        long a = cutsLeft() ? shape.aStrides().get(dim) : 0;
        long b = cutsRight() ? shape.bStrides().get(dim) : 0;
        long out = shape.outStrides().get(dim);
        long bias = dim == shape.out().size() - 1 ? 1 : 0;
        return biased
                ? new long[] {a * bytes, b * bytes, out * bytes, bias * bytes}
                : new long[] {a * bytes, b * bytes, out * bytes};
    }

    /** A part of size {@code n}. */
    MatmulShape part(long n) {
        return new MatmulShape(cutsLeft() ? Sizes.with(shape.a(), dim, n) : shape.a(), shape.aStrides(),
                cutsRight() ? Sizes.with(shape.b(), dim, n) : shape.b(), shape.bStrides(),
                Sizes.with(shape.out(), dim, n), shape.outStrides());
    }
}
