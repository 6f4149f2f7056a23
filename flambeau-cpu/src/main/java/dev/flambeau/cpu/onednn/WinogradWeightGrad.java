package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.onednn.Matmul.Bias;
import dev.flambeau.cpu.vector.Parallel;
import dev.flambeau.spi.Dims;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of a convolution's weights and bias by Winograd's F(2x2, 3x3): at each of the 16 points the product of the transformed
 * tiles of the result's gradient and of the source. Threads share the filters. Some hundred tiles are taken at a time, and their
 * products added to those before, so that memory does not grow with the images.
 */
final class WinogradWeightGrad {
    private static final int TILES = 640;
    /** Filters of a part: the fewer, the more often all tiles of the source are read. */
    private static final int FILTERS = 64;
    private static final int FEWEST_FILTERS = 32;

    /** The product for a number of filters and of tiles, and the same added to what is there. */
    private record Product(Primitive first, Primitive adding) {
        static @Nullable Product of(long filters, long tiles, long channels) {
            MatmulShape product =
                    new MatmulShape(Dims.of(filters, tiles), Dims.of(1, filters), Dims.of(tiles, channels),
                            Dims.of(channels, 1), Dims.of(filters, channels), Dims.of(channels, 1));
            Primitive first = Matmul.single(product, Bias.NONE, false);
            Primitive adding = Matmul.single(product, Bias.NONE, true);
            return first == null || adding == null ? null : new Product(first, adding);
        }

        void release() {
            first.release();
            adding.release();
        }
    }

    private final WinogradShape shape;
    private final int threads;
    private final int rowsOfPass;
    private final int filtersOfPart;
    /** By whether it is the last pass (2) and the last part (1). */
    private final Product[] multiplications;

    private WinogradWeightGrad(WinogradShape shape, int threads, int rowsOfPass, int filtersOfPart,
            Product[] products) {
        this.shape = shape;
        this.threads = threads;
        this.rowsOfPass = rowsOfPass;
        this.filtersOfPart = filtersOfPart;
        this.multiplications = products;
    }

    /** The gradients, if this computes them faster than oneDNN's own kernels; else null. */
    static @Nullable WinogradWeightGrad of(ConvolutionShape shape, DnnlType type, Layout src, Layout dst) {
        WinogradShape tiles = WinogradShape.of(shape, type, src, dst);
        int threads = shape.threads();
        return tiles == null || !tiles.isWorthwhile(threads) ? null : of(tiles, threads);
    }

    /** The gradients for a convolution's shape; null if oneDNN has no fast products for it. */
    static @Nullable WinogradWeightGrad of(WinogradShape shape, int threads) {
        int filters = shape.result().channels();
        int block = shape.result().block();
        int parts = threads * Math.ceilDiv(filters, FILTERS * threads);
        int filtersOfPart = Math.min(filters, Math.max(FEWEST_FILTERS, Math.ceilDiv(filters, parts * block) * block));
        int passes = Math.min(shape.rows(), (int) Math.ceilDiv(shape.tiles(), TILES));
        int rowsOfPass = Math.ceilDiv(shape.rows(), passes);
        int[] sizes = {filtersOfPart, (filters - 1) % filtersOfPart + 1};
        int[] rows = {rowsOfPass, (shape.rows() - 1) % rowsOfPass + 1};
        Product[] products = new Product[4];
        for (int i = 0; i < products.length; i++) {
            Product product = Product.of(sizes[i & 1], (long) rows[i >> 1] * shape.tilesAcross(),
                    shape.source().channels());
            if (product == null) {
                return null;
            }
            products[i] = product;
        }
        return new WinogradWeightGrad(shape, threads, rowsOfPass, filtersOfPart, products);
    }

    void release() {
        for (Product product : multiplications) {
            product.release();
        }
    }

    /** Computes from blocked layouts to plain weights; {@code biasGrad} is 0 if it is not wanted. */
    void execute(long source, long grad, long weightGrad, long biasGrad) {
        int channels = shape.source().channels();
        int filters = shape.result().channels();
        WinogradTiles[] gradients = new WinogradTiles[Math.ceilDiv(filters, filtersOfPart)];
        Arrays.setAll(gradients, part -> WinogradTiles.ofGradient(shape, part * filtersOfPart, filtersOf(part)));
        try (Temporary tiles = new Temporary(WinogradShape.POINTS * tilesOfPass() * channels);
                Temporary products = new Temporary((long) WinogradShape.POINTS * filters * channels)) {
            Call call =
                    new Call(source, grad, weightGrad, tiles.array().address(), products.array().address(), gradients);
            for (int row = 0; row < shape.rows(); row += rowsOfPass) {
                int first = row;
                int rows = Math.min(rowsOfPass, shape.rows() - row);
                Parallel.run(rows, 1, (begin, end) -> transform(call, first, (int) begin, (int) end));
                Threads.share(gradients.length, threads,
                        (begin, end) -> multiply(call, first, rows, (int) begin, (int) end));
            }
        }
        for (int part = 0; part < gradients.length && biasGrad != 0; part++) {
            gradients[part].storeSums(biasGrad + (long) part * filtersOfPart * Float.BYTES);
        }
    }

    private int filtersOf(int part) {
        return Math.min(filtersOfPart, shape.result().channels() - part * filtersOfPart);
    }

    /** The operands, what becomes of the tiles of the source and of the products, and the transforms of each part. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Call(long source, long grad, long weightGrad, long tiles, long products, WinogradTiles[] gradients) {
    }

    private long tilesOfPass() {
        return (long) rowsOfPass * shape.tilesAcross();
    }

    private long pointBytesOfTiles() {
        return tilesOfPass() * shape.source().channels() * Float.BYTES;
    }

    /** Transforms some rows of the source's tiles, counted from the first of the pass. */
    private void transform(Call call, int firstRow, int begin, int end) {
        WinogradTiles transforms = WinogradTiles.ofSource(shape);
        for (int i = begin; i < end; i++) {
            long offset = (long) i * shape.tilesAcross() * shape.source().channels() * Float.BYTES;
            transforms.input(call.source, firstRow + i, call.tiles + offset, pointBytesOfTiles());
        }
    }

    /** Some parts of the filters in a pass; after the last one their gradients are whole. */
    private void multiply(Call call, int firstRow, int rows, int begin, int end) {
        int channels = shape.source().channels();
        boolean isLastPass = firstRow + rows == shape.rows();
        Lane lane = Lanes.acquire();
        try (Temporary points = new Temporary(WinogradShape.POINTS * tilesOfPass() * filtersOfPart)) {
            long tiles = points.array().address();
            for (int part = begin; part < end; part++) {
                int filters = filtersOf(part);
                long tilesBytes = tilesOfPass() * filters * Float.BYTES;
                for (int i = 0; i < rows; i++) {
                    long offset = (long) i * shape.tilesAcross() * filters * Float.BYTES;
                    call.gradients[part].gradient(call.grad, firstRow + i, tiles + offset, tilesBytes);
                }
                Product product = multiplications[(isLastPass ? 2 : 0) + (part == call.gradients.length - 1 ? 1 : 0)];
                Primitive primitive = firstRow == 0 ? product.first : product.adding;
                long before = (long) part * filtersOfPart * channels * Float.BYTES;
                long partBytes = (long) filters * channels * Float.BYTES;
                long products = call.products + WinogradShape.POINTS * before;
                for (int point = 0; point < WinogradShape.POINTS; point++) {
                    primitive.execute(lane, tiles + point * tilesBytes, call.tiles + point * pointBytesOfTiles(),
                            products + point * partBytes);
                }
                if (isLastPass) {
                    WinogradFilters.gradient(products, filters, channels,
                            call.weightGrad + WinogradFilters.ELEMENTS * before);
                }
            }
        } finally {
            Lanes.release(lane);
        }
    }
}
