package dev.flambeau.cpu.vector;

import dev.flambeau.DType;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions of planes, that is of one channel, in float32 with stride 1, to at most {@value #LANES} channels, which lie in one block,
 * and the gradients of their weights, with the Vector API. Such convolutions begin networks for digits and letters. oneDNN has a vector
 * for the channels of one pixel, and loads each number of the input for itself; here a vector holds 16 pixels of a row, for the gradient
 * the elements of two rows of the kernel. All numbers are added up in oneDNN's order, so the bits are the same.
 *
 * @param images planes
 * @param channels of the result
 * @param height rows of a plane
 * @param width columns of a plane
 * @param padTop rows of zeros before it
 * @param padBottom rows of zeros after it
 * @param padLeft columns of zeros before it
 * @param padRight columns of zeros after it
 * @param kernelHeight rows of the kernel
 * @param kernelWidth columns of the kernel
 */
public record PlaneConvolution(long images, int channels, int height, int width, int padTop, int padBottom, int padLeft,
        int padRight, int kernelHeight, int kernelWidth) {
    /** Channels of a block. */
    public static final int LANES = 8;
    /** A result has so many rows and columns at least: so many columns are computed at once. */
    public static final int MIN_SIZE = 16;
    /** The largest planes that were compared with oneDNN's, rows and columns. */
    public static final int MAX_SIZE = 256;
    /** The kernels for which this is quicker. */
    public static final int MIN_KERNEL = 5;
    /** The elements of a kernel's row are one vector. */
    public static final int MAX_KERNEL = LANES;

    private static final Late<VectorPlanes> KERNEL = new Late<>(Vectors::new);
    private static final long PICOS = 25; // for a product
    private static final long OTHERS_PICOS = 70; // what that takes with oneDNN

    /** What computes; null if others have to do it, for now or for ever. */
    public @Nullable Kernel kernel(Form form) {
        if (!form.usesVectors() || !Vectors.WIDE_ENOUGH) {
            return null;
        }
        VectorPlanes found = KERNEL.get(form, images * products() * OTHERS_PICOS);
        return found == null ? null : new Kernel(this, found);
    }

    int paddedWidth() {
        return padLeft + width + padRight;
    }

    int paddedHeight() {
        return padTop + height + padBottom;
    }

    int outWidth() {
        return paddedWidth() - kernelWidth + 1;
    }

    int outHeight() {
        return paddedHeight() - kernelHeight + 1;
    }

    int taps() {
        return kernelHeight * kernelWidth;
    }

    boolean isPadded() {
        return paddedWidth() > width || paddedHeight() > height;
    }

    long bytesOfPlane() {
        return (long) Float.BYTES * height * width;
    }

    long bytesOfResult() {
        return (long) Float.BYTES * LANES * outHeight() * outWidth();
    }

    private long products() {
        return (long) outHeight() * outWidth() * taps() * channels;
    }

    /** Computes convolutions and the gradients of their weights. */
    public static final class Kernel {
        private final PlaneConvolution planes;
        private final VectorPlanes code;

        private Kernel(PlaneConvolution planes, VectorPlanes code) {
            this.planes = planes;
            this.code = code;
        }

        /**
         * Computes all of the result, from plain weights.
         *
         * @param bias its address; 0 if there is none
         * @return whether it did: not with weights that are not finite where there is padding, which is multiplied here and passed over
         *     by others
         */
        public boolean forward(long src, long weights, long bias, long dst) {
            if (planes.isPadded()
                    && !Finiteness.isGiven(DType.FLOAT32, weights, (long) planes.channels * planes.taps())) {
                return false;
            }
            VectorPlanes.Filters filters = code.filters(planes, weights, bias);
            Parallel.run(planes.images, grain(),
                    (begin, end) -> code.forward(planes, filters, src, dst, begin, end));
            return true;
        }

        /**
         * Computes the gradients of the weights and the bias, in parts that are added up one after the other.
         *
         * @param parts into how many equal parts the images fall, the last of which may be smaller
         * @param biasGrad its address; 0 if it is not wanted
         * @return whether it did: what is not finite others have to compute, as zeros at the ends of rows are multiplied, too
         */
        public boolean weightGrad(long src, long grad, int parts, long weightGrad, long biasGrad) {
            long each = Math.ceilDiv(planes.images, Math.min(parts, planes.images));
            int count = (int) Math.ceilDiv(planes.images, each);
            float[][] sums = new float[count][];
            Parallel.run(count, 1, (begin, end) -> {
                for (int i = (int) begin; i < end; i++) {
                    sums[i] = code.weightGrad(planes, src, grad, i * each, Math.min(planes.images, (i + 1) * each));
                }
            });
            for (int i = 1; i < count; i++) {
                for (int j = 0; j < sums[0].length; j++) {
                    sums[0][j] += sums[i][j];
                }
            }
            code.write(planes, sums[0], weightGrad, biasGrad);
            return Finiteness.isGiven(DType.FLOAT32, weightGrad, (long) planes.channels * planes.taps());
        }

        private long grain() {
            return Math.max(1, JavaKernels.GRAIN_PICOS / (planes.products() * PICOS));
        }
    }

    /** What only a JVM with the Vector API may touch. */
    private static final class Vectors implements Late.Source<VectorPlanes> {
        static final boolean WIDE_ENOUGH = Species.FLOATS.length() >= MIN_SIZE;
        private static final int KERNEL_SIZE = MIN_KERNEL;
        private static final int WIDTH = MIN_SIZE + KERNEL_SIZE - 1;

        @Override
        public VectorPlanes get() {
            return new VectorPlanes();
        }

        @Override
        public IntConsumer warm(VectorPlanes kernel) {
            long in = Warmup.floats();
            long out = Warmup.out();
            return n -> {
                int rows = Math.max(1, n / (4 * MIN_SIZE)); // so the result has 2 n elements at most
                PlaneConvolution planes = new PlaneConvolution(1, 3, rows + KERNEL_SIZE - 1, WIDTH, 0, 0, 0, 0,
                        KERNEL_SIZE, KERNEL_SIZE);
                kernel.forward(planes, kernel.filters(planes, in, in), in, out, 0, 1);
                kernel.weightGrad(planes, in, out, 0, 1);
            };
        }

        @Override
        public long expectedNanos() {
            long products = 3L * KERNEL_SIZE * KERNEL_SIZE * Warmup.ELEMENTS / 4;
            return 2 * products * OTHERS_PICOS / 1000 + 1000;
        }
    }
}
