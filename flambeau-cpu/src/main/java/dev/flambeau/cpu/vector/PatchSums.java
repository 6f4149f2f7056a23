package dev.flambeau.cpu.vector;

import dev.flambeau.cpu.machine.MachineCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sums of overlapping patches of images in float32 with few channels: each position of a convolution's result has a patch, a row of
 * {@link #pitch} numbers for each row of the kernel, of which the first are a pixel's channels after the other's, and which is added
 * where the kernel lies. (PyTorch's {@code fold}, for patches of another order.) The rows that a column of patches adds to a place are
 * added up first, so the sums are written seldom. In machine code ({@link PatchCode}).
 *
 * @param channels of the image, at most {@value #LANES}
 * @param height rows of the image
 * @param width columns of the image
 * @param padTop rows above it that patches reach
 * @param padLeft columns left of it that patches reach
 * @param rows of positions
 * @param columns of positions
 * @param kernelHeight rows of a patch
 * @param kernelWidth columns of a patch
 */
public record PatchSums(int channels, int height, int width, int padTop, int padLeft, int rows, int columns,
        int kernelHeight,
        int kernelWidth) {
    /** Channels of a block of the result. */
    public static final int LANES = 8;
    /** Numbers of a patch that are added at once, in which its rows are rounded up. */
    public static final int STEP = 16;

    private static final Map<PatchSums, MachineCode> CODES = new ConcurrentHashMap<>();
    private static final int SUMS = 0; // the block of scratch memory

    /** Whether there is machine code that computes them. */
    public static boolean areAvailable() {
        return Form.preferred() == Form.MACHINE;
    }

    /** The numbers of a patch. */
    public int patch() {
        return kernelHeight * pitch();
    }

    /** From one row of a patch to the next. */
    public int pitch() {
        return Math.ceilDiv(kernelWidth * channels, STEP) * STEP;
    }

    /** How many patches there are. */
    public int positions() {
        return rows * columns;
    }

    /** From a row of the sums to the next. */
    int line() {
        return (columns + kernelWidth - 1) * channels;
    }

    /** The rows of an image and those around it. */
    int sumRows() {
        return rows + kernelHeight - 1;
    }

    /** The first row of a patch that may be added to a row of the sums; the patches' next rows belong to positions above. */
    int firstRow(int y) {
        return Math.max(0, y - rows + 1);
    }

    /** The end of these rows of patches. */
    int endRow(int y) {
        return Math.min(kernelHeight, y + 1);
    }

    /** Writes the sums of so many images' patches, which lie one image after the other, as do the results; zeros for channels that are none. */
    public void run(long patches, long images, long result) {
        MachineCode code = CODES.computeIfAbsent(this, PatchCode::of);
        long sums = Scratch.get(SUMS, (long) Float.BYTES * (sumRows() * line() + STEP)); // room for a step more
        for (long n = 0; n < images; n++) {
            code.call(patches + Float.BYTES * n * positions() * patch(), sums,
                    result + Float.BYTES * n * height * width * LANES, 0, 0);
        }
    }
}
