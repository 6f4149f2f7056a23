package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Dims;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Maxima over windows of one size whose distances are drawn at random, so that any smaller size can be reached. Source: Graham 2014.
 */
public final class FractionalPools {
    private static final String[] AXES = {"time", "height", "width"};

    private FractionalPools() {}

    /**
     * The maxima of {@code x [(n,) c, spatial…]} and their positions in the plane.
     *
     * @param samples numbers from 0 to 1 that decide where the windows lie, {@code [n, c, spatial]}; null: drawn here
     */
    public static Tensor[] max(Tensor x, Dims kernel, Dims wanted, @Nullable Tensor samples) {
        int spatial = kernel.size();
        String name = "fractional_max_pool" + spatial + "d";
        check(name, x, kernel, wanted);
        boolean batched = x.dim() == spatial + 2;
        Tensor batch = batched ? x.detach() : ViewOps.unsqueeze(x.detach(), 0);
        Tensor where = samples != null ? samples : Torch.rand(x.dtype(), batch.size(0), batch.size(1), spatial);
        long[] drawn = {batch.size(0), batch.size(1), spatial};
        if (!Arrays.equals(where.array().sizes, drawn)) {
            throw new ShapeException(name + ": Expected _random_samples of size " + Arrays.toString(drawn)
                    + ", but got " + Arrays.toString(where.array().sizes));
        }
        long[] sizes = batch.array().sizes.clone();
        System.arraycopy(wanted.toArray(), 0, sizes, 2, spatial);
        Tensor positions = Pools.largest(batch, places(batch, kernel, wanted, where), sizes);
        return Pools.picked(name, spatial, x, batched ? positions : ViewOps.squeeze(positions, new int[] {0}));
    }

    /** The places of each window of each plane: {@code [n, c, windows, places]}. */
    private static Tensor places(Tensor x, Dims kernel, Dims wanted, Tensor samples) {
        int spatial = kernel.size();
        int windows = Math.toIntExact(Array.numel(wanted.toArray()));
        int each = Math.toIntExact(Array.numel(kernel.toArray()));
        int planes = Math.toIntExact(x.size(0) * x.size(1));
        double[] drawn = samples.detach().toDoubleArray();
        long[] places = new long[Math.multiplyExact(planes, Math.multiplyExact(windows, each))];
        for (int plane = 0; plane < planes; plane++) {
            long[][] starts = new long[spatial][];
            for (int i = 0; i < spatial; i++) {
                // in a plane the first number is for the width; in a volume it is for the time
                int which = spatial == 2 ? 1 - i : i;
                starts[i] = starts(drawn[plane * spatial + which], x.size(i + 2), wanted.get(i), kernel.get(i),
                        x.dtype() == DType.FLOAT64);
            }
            for (int window = 0; window < windows; window++) {
                for (int k = 0; k < each; k++) {
                    places[(plane * windows + window) * each + k] = place(x, kernel, wanted, starts, window, k);
                }
            }
        }
        return Host.tensor(places, x.size(0), x.size(1), windows, each);
    }

    /** The row-major position of place {@code k} of a window. */
    private static long place(Tensor x, Dims kernel, Dims wanted, long[][] starts, int window, int k) {
        long position = 0;
        long step = 1;
        long windowRest = window;
        long placeRest = k;
        for (int i = starts.length - 1; i >= 0; i--) {
            long start = starts[i][(int) (windowRest % wanted.get(i))];
            position += (start + placeRest % kernel.get(i)) * step;
            windowRest /= wanted.get(i);
            placeRest /= kernel.get(i);
            step *= x.size(i + 2);
        }
        return position;
    }

    /** Where the windows along one axis begin. */
    private static long[] starts(double sample, long length, long windows, long kernel, boolean wide) {
        long[] starts = new long[Math.toIntExact(windows)];
        if (windows > 1) {
            double alpha = round(wide, (double) (length - kernel) / (windows - 1));
            for (int i = 0; i < windows - 1; i++) {
                starts[i] = (long) round(wide, round(wide, i + sample) * alpha)
                        - (long) round(wide, sample * alpha);
            }
        }
        if (windows > 0) {
            starts[starts.length - 1] = length - kernel;
        }
        return starts;
    }

    private static double round(boolean wide, double value) {
        return wide ? value : (float) value;
    }

    private static void check(String name, Tensor x, Dims kernel, Dims wanted) {
        int spatial = kernel.size();
        if (x.dim() != spatial + 1 && x.dim() != spatial + 2) {
            throw new ShapeException(name + "(): Expected " + (spatial + 1) + "D or " + (spatial + 2)
                    + "D tensor, but got: " + Arrays.toString(x.array().sizes));
        }
        if (!x.isFloatingPoint()) {
            throw new DTypeException(
                    "\"" + name + "\" not implemented for '" + x.dtype().scalarName() + "'");
        }
        int first = x.dim() - spatial;
        for (int i = first - 1; i < x.dim(); i++) {
            if (x.size(i) == 0) {
                throw new ShapeException(name
                        + "(): Expected input to have non-zero size for non-batch dimensions, but got"
                        + Arrays.toString(x.array().sizes) + " with dimension " + i + " being empty.");
            }
        }
        for (int i = 0; i < spatial; i++) {
            if (kernel.get(i) <= 0 || wanted.get(i) <= 0) {
                throw new ArgumentException(name + ": kernel size and output size must be greater than zero, but got "
                        + kernel + " and " + wanted);
            }
            String axis = AXES[AXES.length - spatial + i];
            if (wanted.get(i) + kernel.get(i) - 1 > x.size(first + i)) {
                throw new ShapeException(name + "(): pool " + axis + " " + kernel.get(i)
                        + " too large relative to input " + axis + " " + x.size(first + i));
            }
        }
    }
}
