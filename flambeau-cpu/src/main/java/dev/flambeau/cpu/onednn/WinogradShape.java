package dev.flambeau.cpu.onednn;

import dev.flambeau.spi.Dims;
import org.jspecify.annotations.Nullable;

/**
 * A convolution with filters of 3 x 3 as Winograd's F(2x2, 3x3) sees it: tiles of 2 x 2 results, each computed from 4 x 4 pixels
 * ({@link WinogradTiles}). Tiles are counted along the rows of tiles of one image after the other.
 *
 * @param batch how many images there are
 * @param source what is read
 * @param result what is written
 * @param padTop zeros above the source
 * @param padLeft zeros left of it
 */
record WinogradShape(int batch, Images source, Images result, int padTop, int padLeft) {
    /** The results of a tile along each dimension. */
    static final int STEP = 2;
    /** The pixels of a tile along each dimension, and the numbers that they become. */
    static final int REACH = 4;
    /** The numbers of a transformed tile or filter: so many products of matrices there are. */
    static final int POINTS = REACH * REACH;
    /** The point that is a tile's sum in {@code A dY Aᵀ}; what is added there goes to all results of the tile. */
    static final int SUM = REACH + 1;

    private static final int KERNEL = 3;
    /** A thread's tiles, for which the filters are read once. */
    private static final int FEWEST_TILES = 72;

    /**
     * Images with their channels in blocks (nChw16c, nChw8c): the channels of a block lie side by side, then come the pixels of a line,
     * the lines, the blocks, the images.
     */
    record Images(int channels, int height, int width, int block) {
        int blocks() {
            return channels / block;
        }

        /** The address of a line of pixels in a block of channels of an image. */
        long line(long address, int image, int channelBlock, int y) {
            long line = ((long) image * blocks() + channelBlock) * height + y;
            return address + line * width * block * Float.BYTES;
        }
    }

    /** How a convolution is computed so; null if its geometry, type or layouts are others. */
    static @Nullable WinogradShape of(ConvolutionShape shape, DnnlType type, Layout src, Layout dst) {
        Dims kernel = Sizes.tail(shape.weights(), 2);
        if (type != DnnlType.F32 || shape.src().size() != 4 || shape.groups() != 1 || !kernel.allEqual(KERNEL)
                || !shape.stride().allEqual(1) || !shape.dilation().allEqual(1) || !isOverlap(shape.padBegin())
                || !isOverlap(shape.padEnd()) || Sizes.product(shape.src()) > Integer.MAX_VALUE
                || Sizes.product(shape.dst()) > Integer.MAX_VALUE) {
            return null;
        }
        Images source = images(src);
        Images result = images(dst);
        return source == null || result == null
                ? null
                : new WinogradShape((int) shape.src().get(0), source, result, (int) shape.padBegin().get(0),
                        (int) shape.padBegin().get(1));
    }

    /** Whether the padding is such that each window touches the image: then the gradient of the input is such a convolution, too. */
    private static boolean isOverlap(Dims padding) {
        return Sizes.allAtLeast(padding, 0) && padding.get(0) < KERNEL && padding.get(1) < KERNEL;
    }

    private static @Nullable Images images(Layout layout) {
        Dims dims = layout.dims();
        for (int block : new int[] {16, 8}) {
            if (dims.get(1) % block == 0 && layout == ConvolutionLayouts.blocked(layout.type(), dims, block)) {
                return new Images((int) dims.get(1), (int) dims.get(2), (int) dims.get(3), block);
            }
        }
        return null;
    }

    /** The convolution with filters turned by half a circle that gives the gradient of the source from the result's. */
    WinogradShape turned() {
        return new WinogradShape(batch, /* source= */ result, /* result= */ source, KERNEL - 1 - padTop,
                KERNEL - 1 - padLeft);
    }

    int tilesDown() {
        return Math.ceilDiv(result.height, STEP);
    }

    int tilesAcross() {
        return Math.ceilDiv(result.width, STEP);
    }

    /** The rows of tiles of all images. */
    int rows() {
        return batch * tilesDown();
    }

    long tiles() {
        return (long) rows() * tilesAcross();
    }

    /**
     * Whether this takes clearly less time than oneDNN's own kernels, in multiplications for a tile, a channel and a result: those need
     * 9 for each of the tile's results, this needs 16 in products that are a little slower, and the transforms, which are spread over
     * channels and results, those of the filters over tiles. Measured with AVX-512.
     */
    boolean isWorthwhile(int threads) {
        double results = (double) batch * result.height * result.width / tiles();
        double transforms = 850.0 / source.channels + 850.0 / result.channels + 960.0 / tiles();
        return tiles() >= (long) FEWEST_TILES * threads && 19 + transforms < 0.85 * 9 * results;
    }
}
