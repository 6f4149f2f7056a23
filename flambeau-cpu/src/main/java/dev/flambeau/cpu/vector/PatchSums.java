package dev.flambeau.cpu.vector;

import dev.flambeau.spi.Raw;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sums of overlapping patches of images in float32 with few channels: each position of a convolution's result has a patch, a row of
 * {@link #pitch} numbers for each row of the kernel, of which the first are a pixel's channels after the other's, and which is added
 * where the kernel lies. (PyTorch's {@code fold}, for patches of another order.) The rows that a column of patches adds to a place are
 * added up first, so the sums are written seldom; all forms give the same bits.
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

    private static final long PICOS = 250; // for a step of a row of a patch
    private static final long OTHERS_PICOS = 4000;
    private static final Late<VectorPatches> KERNEL = new Late<>(Vectors::new);

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

    /** Makes zeros of the sums, which are of {@link #room} numbers, then adds all patches of an image, which lie one after the other. */
    private void add(@Nullable VectorPatches code, long patches, float[] sums) {
        Arrays.fill(sums, 0);
        if (code != null) {
            code.add(this, patches, sums);
            return;
        }
        float[] all = new float[positions() * patch()];
        MemorySegment.copy(Raw.ALL, ValueLayout.JAVA_FLOAT, patches, all, 0, all.length);
        float[] row = new float[kernelWidth * channels];
        for (int x = 0; x < columns; x++) {
            for (int y = 0; y < sumRows(); y++) {
                int first = firstRow(y);
                int at = ((y - first) * columns + x) * patch() + first * pitch();
                System.arraycopy(all, at, row, 0, row.length);
                for (int i = first + 1; i < endRow(y); i++) {
                    at += pitch() - columns * patch();
                    addTo(row, 0, all, at, row.length);
                }
                addTo(sums, y * line() + x * channels, row, 0, row.length);
            }
        }
    }

    private static void addTo(float[] sums, int to, float[] more, int from, int count) {
        for (int i = 0; i < count; i++) {
            sums[to + i] += more[from + i];
        }
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

    /** The numbers of the sums of an image: its pixels and those around it, and room for a step more. */
    private int room() {
        return sumRows() * line() + STEP;
    }

    /** Writes the sums to an image whose channels lie in a block of {@link #LANES}, zeros where there are fewer. */
    private void write(@Nullable VectorPatches code, float[] sums, long image) {
        float[] row = new float[code == null ? width * LANES : 0];
        for (int y = 0; y < height; y++) {
            int from = (padTop + y) * line() + padLeft * channels;
            long to = image + (long) Float.BYTES * LANES * width * y;
            if (code != null) {
                code.write(this, sums, from, to);
            } else {
                spread(sums, from, row);
                MemorySegment.copy(row, 0, Raw.ALL, ValueLayout.JAVA_FLOAT, to, row.length);
            }
        }
    }

    private void spread(float[] sums, int from, float[] row) {
        for (int x = 0; x < width; x++) {
            for (int k = 0; k < channels; k++) {
                row[x * LANES + k] = sums[from + x * channels + k];
            }
        }
    }

    /** Writes the sums of so many images' patches, which lie one image after the other, as do the results. */
    public void run(Form form, long patches, long images, long result) {
        VectorPatches code = !form.usesVectors() || !Vectors.WIDE_ENOUGH
                ? null
                : KERNEL.get(form, images * positions() * (patch() / STEP) * OTHERS_PICOS);
        float[] sums = new float[room()];
        for (long n = 0; n < images; n++) {
            add(code, patches + Float.BYTES * n * positions() * patch(), sums);
            write(code, sums, result + Float.BYTES * n * height * width * LANES);
        }
    }

    /** What only a JVM with the Vector API may touch. */
    private static final class Vectors implements Late.Source<VectorPatches> {
        static final boolean WIDE_ENOUGH = Species.FLOATS.length() >= STEP;
        private static final int CHANNELS = 6;
        private static final int KERNEL_SIZE = 5;

        @Override
        public VectorPatches get() {
            return new VectorPatches();
        }

        @Override
        public IntConsumer warm(VectorPatches kernel) {
            long in = Warmup.floats();
            long out = Warmup.out();
            return n -> {
                int columns = Math.max(1, n / (KERNEL_SIZE * 2 * STEP)); // the patches have n numbers at most
                PatchSums sums = new PatchSums(CHANNELS, KERNEL_SIZE, columns + KERNEL_SIZE - 1, 0, 0, 1, columns,
                        KERNEL_SIZE, KERNEL_SIZE);
                sums.add(kernel, in, new float[sums.room()]);
                sums.write(kernel, new float[sums.room()], out);
            };
        }

        @Override
        public long expectedNanos() {
            return 4 * PICOS * Warmup.ELEMENTS / STEP / 1000 + 1000;
        }
    }
}
