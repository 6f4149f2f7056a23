package dev.flambeau.cpu.onednn;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.flambeau.cpu.onednn.WinogradShape.Images;
import dev.flambeau.spi.Raw;
import java.lang.foreign.MemorySegment;

/**
 * The transforms of tiles in Winograd's F(2x2, 3x3) (A. Lavin and S. Gray, "Fast Algorithms for Convolutional Neural Networks", 2015):
 * with {@code d} the 4 x 4 pixels of a tile, {@code g} the filter and {@code *} element by element, the 2 x 2 results are
 *
 * <pre>
 * Y = Aᵀ ((G g Gᵀ) * (Bᵀ d B)) A
 *
 *      1  0 -1  0          1  0  0          1  1  1  0
 * Bᵀ = 0  1  1  0     2G = 1  1  1     Aᵀ = 0  1 -1 -1
 *      0 -1  1  0          1 -1  1
 *      0  1  0 -1          0  0  2  (its first row: 2 0 0)
 * </pre>
 *
 * so that 16 products replace 36. Summed over channels, the products at one of the 16 points are a product of matrices. The gradient of
 * the filter follows by the chain rule: {@code Gᵀ ((A dY Aᵀ) * (Bᵀ d B)) G}.
 *
 * <p>A row of tiles of one block of channels is computed at a time, in arrays on the heap, where C2 makes vector code of plain loops.
 * Pixels of even and odd columns are kept apart: neighbouring tiles are two pixels apart, so that each loop runs over all tiles of the
 * row without gaps. An instance belongs to one thread, and to one of the three transforms.
 */
final class WinogradTiles {
    private static final int STEP = WinogradShape.STEP;
    private static final int REACH = WinogradShape.REACH;
    private static final int POINTS = WinogradShape.POINTS;

    private final WinogradShape shape;
    private final Images images;
    private final int firstBlock;
    private final int blocks;
    private final int size;
    private final int length;
    private final float[][] even;
    private final float[][] odd;
    private final float[][] points;
    private final float[] zeros;
    private final float[][] sums;

    /** For some of the blocks of channels of the images that are read or written; so many of them are summed up. */
    private WinogradTiles(WinogradShape shape, Images images, int firstBlock, int blocks, int summed) {
        this.shape = shape;
        this.images = images;
        this.firstBlock = firstBlock;
        this.blocks = blocks;
        size = images.block();
        length = shape.tilesAcross() * size;
        int pixels = length + size; // of one parity: the last tile reaches a pixel further
        even = new float[2 * REACH][pixels];
        odd = new float[2 * REACH][pixels];
        points = new float[POINTS][length];
        zeros = new float[pixels];
        sums = new float[summed][length];
    }

    /** For {@link #input}. */
    static WinogradTiles ofSource(WinogradShape shape) {
        return new WinogradTiles(shape, shape.source(), 0, shape.source().blocks(), 0);
    }

    /** For {@link #output}. */
    static WinogradTiles ofResult(WinogradShape shape) {
        return new WinogradTiles(shape, shape.result(), 0, shape.result().blocks(), 0);
    }

    /** For {@link #gradient} of some of the channels. */
    static WinogradTiles ofGradient(WinogradShape shape, int firstChannel, int channels) {
        int block = shape.result().block();
        int blocks = channels / block;
        return new WinogradTiles(shape, shape.result(), firstChannel / block, blocks, blocks);
    }

    /**
     * {@code Bᵀ d B} for a row of tiles of the source.
     *
     * @param row among the rows of all images
     * @param to where the first tile's first channel goes for the first point
     * @param pointBytes from one point to the next; from one tile to the next it is all channels
     */
    void input(long source, int row, long to, long pointBytes) {
        int image = row / shape.tilesDown();
        int top = row % shape.tilesDown() * STEP - shape.padTop();
        for (int block = 0; block < blocks; block++) {
            for (int i = 0; i < REACH; i++) {
                load(i, source, image, block, top + i, shape.padLeft());
            }
            inputColumns(even, length + size);
            inputColumns(odd, length + size);
            for (int i = 0; i < REACH; i++) {
                float[] e = even[REACH + i];
                float[] o = odd[REACH + i];
                // the pixels of a tile: e, o, and those of the next tile
                subtract(points[REACH * i], e, 0, e, size, length);
                add(points[REACH * i + 1], o, 0, e, size, length);
                subtract(points[REACH * i + 2], e, size, o, 0, length);
                subtract(points[REACH * i + 3], o, 0, o, size, length);
            }
            storePoints(to, block, pointBytes);
        }
    }

    /** {@code Bᵀ d}: the second four lines from the first four. */
    private static void inputColumns(float[][] lines, int length) {
        subtract(lines[4], lines[0], 0, lines[2], 0, length);
        add(lines[5], lines[1], 0, lines[2], 0, length);
        subtract(lines[6], lines[2], 0, lines[1], 0, length);
        subtract(lines[7], lines[1], 0, lines[3], 0, length);
    }

    /**
     * {@code A dY Aᵀ} for a row of tiles of the result's gradient, and the sums for the gradient of the bias.
     *
     * @param to where the first tile's first of these channels goes for the first point
     * @param pointBytes from one point to the next; from one tile to the next it is these channels
     */
    void gradient(long grad, int row, long to, long pointBytes) {
        int image = row / shape.tilesDown();
        int top = row % shape.tilesDown() * STEP;
        for (int block = 0; block < blocks; block++) {
            for (int y = 0; y < STEP; y++) {
                load(y, grad, image, block, top + y, 0);
            }
            gradientColumns(even, length);
            gradientColumns(odd, length);
            for (int i = 0; i < REACH; i++) {
                float[] e = even[REACH + i];
                float[] o = odd[REACH + i];
                System.arraycopy(e, 0, points[REACH * i], 0, length);
                add(points[REACH * i + 1], e, 0, o, 0, length);
                subtract(points[REACH * i + 2], e, 0, o, 0, length);
                subtract(points[REACH * i + 3], zeros, 0, o, 0, length);
            }
            add(sums[block], sums[block], 0, points[WinogradShape.SUM], 0, length);
            storePoints(to, block, pointBytes);
        }
    }

    /** Writes the sums of each channel over all tiles whose {@link #gradient} has been computed. */
    void storeSums(long to) {
        for (int channel = 0; channel < blocks * size; channel++) {
            float[] ofTiles = sums[channel / size];
            double sum = 0;
            for (int i = channel % size; i < length; i += size) {
                sum += ofTiles[i];
            }
            Raw.ALL.set(JAVA_FLOAT_UNALIGNED, to + (long) channel * Float.BYTES, (float) sum);
        }
    }

    /** {@code A dY}: the second four lines from the first two. */
    private void gradientColumns(float[][] lines, int length) {
        System.arraycopy(lines[0], 0, lines[4], 0, length);
        add(lines[5], lines[0], 0, lines[1], 0, length);
        subtract(lines[6], lines[0], 0, lines[1], 0, length);
        subtract(lines[7], zeros, 0, lines[1], 0, length);
    }

    /**
     * {@code Aᵀ m A}: a row of tiles of the result.
     *
     * @param from where the first tile's first channel of the first point is
     * @param pointBytes from one point to the next
     */
    void output(long from, long pointBytes, long result, int row) {
        int image = row / shape.tilesDown();
        int top = row % shape.tilesDown() * STEP;
        for (int block = 0; block < blocks; block++) {
            loadPoints(from, block, pointBytes);
            for (int i = 0; i < REACH; i++) {
                outputs(points[i], points[REACH + i], points[2 * REACH + i], points[3 * REACH + i], length);
            }
            for (int y = 0; y < Math.min(STEP, images.height() - top); y++) {
                int first = REACH * y;
                outputs(points[first], points[first + 1], points[first + 2], points[first + 3], length);
                store(points[first], points[first + 1], result, image, block, top + y);
            }
        }
    }

    /** {@code Aᵀ} of four numbers: the two results take the places of the first two. */
    private static void outputs(float[] a, float[] b, float[] c, float[] d, int length) {
        for (int i = 0; i < length; i++) {
            float first = a[i] + b[i] + c[i];
            b[i] = b[i] - c[i] - d[i];
            a[i] = first;
        }
    }

    /** Reads a line of pixels; outside of the image all are zero. What is left and right of the image is zero from the beginning. */
    private void load(int i, long address, int image, int block, int y, int padLeft) {
        if (y < 0 || y >= images.height()) {
            System.arraycopy(zeros, 0, even[i], 0, zeros.length);
            System.arraycopy(zeros, 0, odd[i], 0, zeros.length);
            return;
        }
        long at = images.line(address, image, firstBlock + block, y);
        for (int x = padLeft; x < padLeft + images.width(); x++) {
            copy(at, (x & 1) == 0 ? even[i] : odd[i], (x >> 1) * size, size);
            at += (long) size * Float.BYTES;
        }
    }

    /** Writes a line of pixels, of which there may be one less than the tiles have. */
    private void store(float[] evenPixels, float[] oddPixels, long address, int image, int block, int y) {
        long to = images.line(address, image, firstBlock + block, y);
        for (int x = 0; x < images.width(); x++) {
            copy((x & 1) == 0 ? evenPixels : oddPixels, (x >> 1) * size, to, size);
            to += (long) size * Float.BYTES;
        }
    }

    private void storePoints(long to, int block, long pointBytes) {
        for (int point = 0; point < POINTS; point++) {
            long at = to + point * pointBytes + (long) block * size * Float.BYTES;
            for (int i = 0; i < length; i += size) {
                copy(points[point], i, at, size);
                at += (long) blocks * size * Float.BYTES;
            }
        }
    }

    private void loadPoints(long from, int block, long pointBytes) {
        for (int point = 0; point < POINTS; point++) {
            long at = from + point * pointBytes + (long) block * size * Float.BYTES;
            for (int i = 0; i < length; i += size) {
                copy(at, points[point], i, size);
                at += (long) blocks * size * Float.BYTES;
            }
        }
    }

    private static void copy(long from, float[] to, int index, int count) {
        MemorySegment.copy(Raw.ALL, JAVA_FLOAT_UNALIGNED, from, to, index, count);
    }

    private static void copy(float[] from, int index, long to, int count) {
        MemorySegment.copy(from, index, Raw.ALL, JAVA_FLOAT_UNALIGNED, to, count);
    }

    private static void add(float[] to, float[] a, int fromA, float[] b, int fromB, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = a[fromA + i] + b[fromB + i];
        }
    }

    private static void subtract(float[] to, float[] a, int fromA, float[] b, int fromB, int length) {
        for (int i = 0; i < length; i++) {
            to[i] = a[fromA + i] - b[fromB + i];
        }
    }
}
