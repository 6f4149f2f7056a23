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

    /** The bytes from one element of the cut dimension to the next in left, right, result and, if there is one, bias. */
    long[] steps(int bytes, boolean biased) {
        int last = shape.out().size() - 1;
        long a = dim == last || shape.a().get(dim) == 1 ? 0 : shape.aStrides().get(dim);
        long b = dim == last - 1 || shape.b().get(dim) == 1 ? 0 : shape.bStrides().get(dim);
        long out = shape.outStrides().get(dim);
        long bias = dim == last ? 1 : 0;
        return biased
                ? new long[] {a * bytes, b * bytes, out * bytes, bias * bytes}
                : new long[] {a * bytes, b * bytes, out * bytes};
    }

    /** A part of size {@code n}. */
    MatmulShape part(long n) {
        int last = shape.out().size() - 1;
        return new MatmulShape(dim == last || shape.a().get(dim) == 1 ? shape.a() : with(shape.a(), n),
                shape.aStrides(),
                dim == last - 1 || shape.b().get(dim) == 1 ? shape.b() : with(shape.b(), n), shape.bStrides(),
                with(shape.out(), n), shape.outStrides());
    }

    private Dims with(Dims dims, long size) {
        long[] values = dims.toArray();
        values[dim] = size;
        return Dims.of(values);
    }
}
