package dev.flambeau.cpu.vector;

import dev.flambeau.cpu.machine.MachineCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Maxima over windows of planes in float32 whose channels lie in blocks of {@code lanes}, and their gradient, in machine code: one
 * pass where oneDNN takes two, since it has to be asked first whether all numbers are finite. NaN is a maximum, as in PyTorch; of equal
 * numbers the first one is.
 *
 * @param planes images times blocks of channels
 * @param lanes channels of a block, 8 or 16
 * @param height rows of a plane
 * @param width columns of a plane
 * @param outHeight rows of the result's plane
 * @param outWidth columns of the result's plane
 * @param kernelHeight rows of a window
 * @param kernelWidth columns of a window
 * @param strideHeight rows from one window to the next
 * @param strideWidth columns from one window to the next
 */
public record BlockedMaxima(long planes, int lanes, long height, long width, long outHeight, long outWidth,
        int kernelHeight, int kernelWidth,
        int strideHeight, int strideWidth) {
    /** The most elements of a window: its places are signed bytes. */
    public static final int MAX_PLACES = Byte.MAX_VALUE;
    /** The most columns of all rows of a window: its code counts their bytes in an int. */
    public static final long MAX_WIDTH = Integer.MAX_VALUE / (16 * Float.BYTES);

    private static final long PICOS = 500; // for a window's element in all lanes
    private static final Map<BlockedMaxima, MaximaCode> CODES = new ConcurrentHashMap<>();

    /** What computes; null where there is no machine code. */
    public @Nullable Kernel kernel(Form form) {
        return form == Form.MACHINE ? new Kernel(this, CODES.computeIfAbsent(ofOnePlane(), MaximaCode::new)) : null;
    }

    private BlockedMaxima ofOnePlane() {
        return new BlockedMaxima(1, lanes, height, width, outHeight, outWidth, kernelHeight, kernelWidth, strideHeight,
                strideWidth);
    }

    /** Whether each element of a plane is in exactly one window: then {@link Kernel#inputGrad} can compute the gradient. */
    public boolean isPartition() {
        return kernelHeight == strideHeight && kernelWidth == strideWidth && outHeight * kernelHeight == height
                && outWidth * kernelWidth == width;
    }

    private long rowWork() {
        return outWidth * kernelHeight * kernelWidth;
    }

    long bytesOfRow() {
        return (long) Float.BYTES * lanes * width;
    }

    long bytesOfOutRow() {
        return (long) Float.BYTES * lanes * outWidth;
    }

    /** Computes maxima and their gradients. */
    public static final class Kernel {
        private final BlockedMaxima windows;
        private final MaximaCode code;

        private Kernel(BlockedMaxima windows, MaximaCode code) {
            this.windows = windows;
            this.code = code;
        }

        /** Writes the maxima and, unless its address is 0, the place of each in its window, a byte. */
        public void forward(long src, long dst, long places) {
            MachineCode maxima = places == 0 ? code.maxima : code.maximaWithPlaces;
            rows((from, to, place) -> maxima.call(src + from, dst + to, places + place, 0, 0));
        }

        /** Writes all of the input's gradient; only of windows that are a partition. */
        public void inputGrad(long grad, long places, long inputGrad) {
            rows((from, to, place) -> code.spread.call(grad + to, places + place, inputGrad + from, 0, 0));
        }

        private void rows(Row each) {
            long rows = windows.outHeight;
            long grain = Math.max(1, JavaKernels.GRAIN_PICOS / (windows.rowWork() * PICOS));
            Parallel.run(windows.planes * rows, grain, (begin, end) -> {
                for (long i = begin; i < end; i++) {
                    long row = i / rows * windows.height + i % rows * windows.strideHeight;
                    long to = i * windows.bytesOfOutRow();
                    each.run(row * windows.bytesOfRow(), to, to / Float.BYTES);
                }
            });
        }
    }

    /** Does something for a row of the result: bytes to the first row of its windows, to its own place, and to the maxima's places. */
    @FunctionalInterface
    private interface Row {
        void run(long from, long to, long place);
    }
}
