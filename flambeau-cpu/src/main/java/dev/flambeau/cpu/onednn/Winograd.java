package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.onednn.Matmul.Bias;
import dev.flambeau.spi.Dims;
import org.jspecify.annotations.Nullable;

/**
 * A convolution by Winograd's F(2x2, 3x3), or the gradient of its input, which is the same with filters turned by half a circle. Blocks
 * of some hundred tiles are transformed, multiplied with the transformed filters at each of the 16 points, and transformed back, so
 * that what is in between stays near; threads share the blocks.
 *
 * <p>Rounding errors are three times those of direct sums (384 channels: 6e-7 of the results' size, rms, and 2e-7). What is not finite
 * goes further: to all results of the tiles that see it, infinity as NaN.
 *
 * <p>The filters are transformed in each call: that takes 6 % of the time, and whether weights have changed cannot be known
 * ({@code data()} changes them uncounted).
 */
final class Winograd implements Substitute {
    /** What stands for oneDNN's name of an implementation. */
    static final String NAME = "winograd:f2x2_3x3";

    /** Fewer tiles leave the products less efficient, more take more memory. */
    private static final int TILES = 144;
    /** The filter that is read at a point when filters are turned: turning exchanges the first and the last row of {@code G g}. */
    private static final int[] TURNED = {3, 1, 2, 0};

    /** The product of the tiles of a block with the filters at one point. */
    private record Product(Primitive plain, @Nullable Primitive biased) {
        static @Nullable Product of(WinogradShape shape, boolean turned, long tiles, boolean bias) {
            long k = shape.source().channels();
            long n = shape.result().channels();
            MatmulShape product = new MatmulShape(Dims.of(tiles, k), Dims.of(k, 1), Dims.of(k, n),
                    turned ? Dims.of(n, 1) : Dims.of(1, k), Dims.of(tiles, n), Dims.of(n, 1));
            Primitive plain = Matmul.single(product, Bias.NONE, false);
            Primitive biased = bias ? Matmul.single(product, Bias.ROW, false) : null;
            return plain == null || (bias && biased == null) ? null : new Product(plain, biased);
        }

        void release() {
            plain.release();
            if (biased != null) {
                biased.release();
            }
        }
    }

    private final WinogradShape shape;
    private final boolean turned;
    private final int threads;
    private final int blocks;
    private final int rowsOfBlock;
    private final Product product;
    private final Product last;

    private Winograd(WinogradShape shape, boolean turned, int threads, int rowsOfBlock, Product product, Product last) {
        this.shape = shape;
        this.turned = turned;
        this.threads = threads;
        this.rowsOfBlock = rowsOfBlock;
        this.blocks = Math.ceilDiv(shape.rows(), rowsOfBlock);
        this.product = product;
        this.last = last;
    }

    /** The convolution, if it is one that this computes faster than oneDNN's own kernels; else null. */
    static @Nullable Winograd forward(ConvolutionShape shape, DnnlType type, Layout src, Layout dst, boolean bias) {
        WinogradShape tiles = WinogradShape.of(shape, type, src, dst);
        int threads = shape.threads();
        return tiles == null || !tiles.isWorthwhile(threads) ? null : of(tiles, false, bias, threads);
    }

    /** The gradient of its input, under the same conditions. */
    static @Nullable Winograd inputGrad(ConvolutionShape shape, DnnlType type, Layout src, Layout dst) {
        WinogradShape tiles = WinogradShape.of(shape, type, src, dst);
        int threads = shape.threads();
        return tiles == null || !tiles.isWorthwhile(threads) ? null : of(tiles.turned(), true, false, threads);
    }

    /**
     * The convolution of a shape; null if oneDNN has no fast products for it.
     *
     * @param turned whether this is the gradient of the input, and the shape a {@linkplain WinogradShape#turned turned} one
     */
    static @Nullable Winograd of(WinogradShape shape, boolean turned, boolean bias, int threads) {
        int blocks = Math.min(shape.rows(), threads * (int) Math.ceilDiv(shape.tiles(), (long) TILES * threads));
        int rows = Math.ceilDiv(shape.rows(), blocks);
        int lastRows = (shape.rows() - 1) % rows + 1;
        Product product = Product.of(shape, turned, (long) rows * shape.tilesAcross(), bias);
        Product last = lastRows == rows
                ? product
                : Product.of(shape, turned, (long) lastRows * shape.tilesAcross(), bias);
        return product == null || last == null ? null : new Winograd(shape, turned, threads, rows, product, last);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void release() {
        product.release();
        last.release();
    }

    /** Computes from and to blocked layouts. */
    @Override
    public void execute(long source, long weights, long bias, long result) {
        int k = shape.source().channels();
        int n = shape.result().channels();
        try (Temporary filters = new Temporary((long) WinogradShape.POINTS * k * n)) {
            long transformed = filters.array().address();
            WinogradFilters.transform(weights, turned ? k : n, turned ? n : k, transformed);
            Threads.share(blocks, threads,
                    (begin, end) -> computeBlocks((int) begin, (int) end, source, transformed, bias, result));
        }
    }

    private void computeBlocks(int begin, int end, long source, long filters, long bias, long result) {
        long tiles = (long) rowsOfBlock * shape.tilesAcross();
        long from = tiles * shape.source().channels();
        long to = tiles * shape.result().channels();
        Lane lane = Lanes.acquire();
        try (Temporary points = new Temporary(WinogradShape.POINTS * (from + to))) {
            WinogradTiles input = WinogradTiles.ofSource(shape);
            WinogradTiles output = WinogradTiles.ofResult(shape);
            long transformed = points.array().address();
            long products = transformed + WinogradShape.POINTS * from * Float.BYTES;
            for (int block = begin; block < end; block++) {
                int row = block * rowsOfBlock;
                int endRow = Math.min(shape.rows(), row + rowsOfBlock);
                for (int i = row; i < endRow; i++) {
                    long at = (long) (i - row) * shape.tilesAcross() * shape.source().channels();
                    input.input(source, i, transformed + at * Float.BYTES, from * Float.BYTES);
                }
                multiply(lane, block == blocks - 1 ? last : product, transformed, from, filters, bias, products, to);
                for (int i = row; i < endRow; i++) {
                    long at = (long) (i - row) * shape.tilesAcross() * shape.result().channels();
                    output.output(products + at * Float.BYTES, to * Float.BYTES, result, i);
                }
            }
        } finally {
            Lanes.release(lane);
        }
    }

    private void multiply(Lane lane, Product by, long tiles, long tilesStep, long filters, long bias, long products,
            long productsStep) {
        long filtersStep = (long) shape.source().channels() * shape.result().channels();
        for (int point = 0; point < WinogradShape.POINTS; point++) {
            int row = point / WinogradShape.REACH;
            int column = point % WinogradShape.REACH;
            int filter = turned ? TURNED[row] * WinogradShape.REACH + TURNED[column] : point;
            long a = tiles + point * tilesStep * Float.BYTES;
            long b = filters + filter * filtersStep * Float.BYTES;
            long out = products + point * productsStep * Float.BYTES;
            Primitive biased = by.biased;
            if (point == WinogradShape.SUM && biased != null) {
                biased.execute(lane, a, b, out, bias);
            } else {
                by.plain.execute(lane, a, b, out);
            }
        }
    }
}
