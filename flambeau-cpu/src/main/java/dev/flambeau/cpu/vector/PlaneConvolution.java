package dev.flambeau.cpu.vector;

import dev.flambeau.DType;
import dev.flambeau.spi.Raw;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Convolutions of planes, that is of one channel, in float32 with stride 1, to at most {@value #LANES} channels, which lie in one block,
 * and the gradients of their weights, in machine code ({@link PlaneCode}). Such convolutions begin networks for digits and letters. oneDNN has a vector
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

    private static final long PICOS = 12; // for a product
    private static final int IMAGE = 0; // blocks of scratch memory
    private static final int WHOLE = 4;

    private static final Map<PlaneConvolution, PlaneCode> CODES = new ConcurrentHashMap<>();

    /** What computes; null where there is no machine code. */
    public @Nullable Kernel kernel(Form form) {
        return form == Form.MACHINE ? new Kernel(this, CODES.computeIfAbsent(ofOneImage(), PlaneCode::new)) : null;
    }

    private PlaneConvolution ofOneImage() {
        return new PlaneConvolution(1, channels, height, width, padTop, padBottom, padLeft, padRight, kernelHeight,
                kernelWidth);
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
        private final PlaneCode code;

        private Kernel(PlaneConvolution planes, PlaneCode code) {
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
                    && !Finiteness.isGiven(Form.MACHINE, DType.FLOAT32, weights,
                            (long) planes.channels * planes.taps())) {
                return false;
            }
            long ordered = Scratch.get(WHOLE, (long) Float.BYTES * (planes.taps() + 1) * planes.channels);
            long biases = ordered + (long) Float.BYTES * planes.taps() * planes.channels;
            for (int k = 0; k < planes.channels; k++) {
                for (int tap = 0; tap < planes.taps(); tap++) {
                    copyFloat(weights, k * planes.taps() + tap, ordered, code.order(k, tap));
                }
                Cells.putFloat(biases + (long) Float.BYTES * k,
                        bias == 0 ? 0 : Cells.getFloat(bias + (long) Float.BYTES * k));
            }
            Parallel.run(planes.images, grain(), (begin, end) -> {
                for (long n = begin; n < end; n++) {
                    code.forward.call(image(src, n, planes.isPadded()), dst + n * planes.bytesOfResult(), ordered,
                            biases,
                            0);
                }
            });
            return true;
        }

        /**
         * Computes the gradients of the weights and the bias, in parts that are added up one after the other.
         *
         * @param parts into how many equal parts the images fall, the last of which may be smaller
         * @param biasGrad its address; 0 if it is not wanted
         * @return whether it did: what is not finite others have to compute where there is padding
         */
        public boolean weightGrad(long src, long grad, int parts, long weightGrad, long biasGrad) {
            long each = Math.ceilDiv(planes.images, Math.min(parts, planes.images));
            int count = (int) Math.ceilDiv(planes.images, each);
            int size = code.sums();
            long sums = Scratch.get(WHOLE, (long) Float.BYTES * size * count);
            Raw.zeroBytes(sums, (long) Float.BYTES * size * count);
            Parallel.run(count, 1, (begin, end) -> {
                for (long i = begin; i < end; i++) {
                    for (long n = i * each; n < Math.min(planes.images, (i + 1) * each); n++) {
                        code.gradient.call(image(src, n, true), grad + n * planes.bytesOfResult(),
                                sums + (long) Float.BYTES * size * i, 0, 0);
                    }
                }
            });
            for (int i = 1; i < count; i++) {
                for (int j = 0; j < size; j++) {
                    long at = sums + (long) Float.BYTES * j;
                    Cells.putFloat(at, Cells.getFloat(at) + Cells.getFloat(at + (long) Float.BYTES * size * i));
                }
            }
            write(sums, weightGrad, biasGrad);
            return !planes.isPadded()
                    || Finiteness.isGiven(Form.MACHINE, DType.FLOAT32, weightGrad,
                            (long) planes.channels * planes.taps());
        }

        private void write(long sums, long weightGrad, long biasGrad) {
            int to = 0;
            for (int k = 0; k < planes.channels; k++) {
                for (int row = 0; row < planes.kernelHeight; row++) {
                    for (int i = 0; i < planes.kernelWidth; i++) {
                        copyFloat(sums, code.sum(k, row) + i, weightGrad, to++);
                    }
                }
                if (biasGrad != 0) {
                    copyFloat(sums, code.biases() + k, biasGrad, k);
                }
            }
        }

        private static void copyFloat(long from, int i, long to, int j) {
            Cells.putFloat(to + (long) Float.BYTES * j, Cells.getFloat(from + (long) Float.BYTES * i));
        }

        /** An image with its padding: a copy, unless there is none and the image may be read as it is; behind a copy may be read further. */
        private long image(long src, long n, boolean copies) {
            long from = src + n * planes.bytesOfPlane();
            if (!copies) {
                return from;
            }
            long bytes = (long) Float.BYTES * planes.paddedHeight() * planes.paddedWidth();
            long image = Scratch.get(IMAGE, bytes + (long) Float.BYTES * LANES);
            if (!planes.isPadded()) {
                Raw.copyBytes(from, image, bytes);
                return image;
            }
            Raw.zeroBytes(image, bytes);
            long line = (long) Float.BYTES * planes.width;
            for (int y = 0; y < planes.height; y++) {
                int to = (planes.padTop + y) * planes.paddedWidth() + planes.padLeft;
                Raw.copyBytes(from + y * line, image + (long) Float.BYTES * to, line);
            }
            return image;
        }

        private long grain() {
            return Math.max(1, JavaKernels.GRAIN_PICOS / (planes.products() * PICOS));
        }
    }
}
