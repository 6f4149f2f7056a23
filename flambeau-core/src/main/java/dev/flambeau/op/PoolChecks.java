package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Dims;
import dev.flambeau.spi.Pooling;
import java.util.Arrays;

/** What must hold for pooling. */
final class PoolChecks {
    private static final String[] AXES = {"T", "H", "W"};

    private PoolChecks() {}

    /** The sizes of a pooling's result, of {@code x [n, c, spatial…]} or {@code [c, spatial…]}. */
    static long[] outputSizes(String op, Pooling p, boolean ceil, Array x) {
        int spatial = p.kernel().size();
        if (x.dtype == DType.BOOL) {
            throw new DTypeException("\"" + op + "\" not implemented for 'Bool'");
        }
        geometry(op, p);
        int batch = x.dim() - spatial - 1;
        if (batch != 0 && batch != 1) {
            throw new ShapeException(op + ": " + expected(spatial) + ", but got:" + Arrays.toString(x.sizes));
        }
        for (int i = batch; i < x.dim(); i++) {
            if (x.sizes[i] == 0) {
                throw new ShapeException(op + ": "
                        + (spatial < 3
                                ? expected(spatial) + ", but got:" + Arrays.toString(x.sizes)
                                : "Expected input to have non-zero size for non-batch dimensions, but input has sizes "
                                        + Arrays.toString(x.sizes)
                                        + " with dimension " + i + " being empty"));
            }
        }
        long[] out = x.sizes.clone();
        boolean tooSmall = false;
        for (int i = 0; i < spatial; i++) {
            int dim = batch + 1 + i;
            out[dim] = outputSize(p, ceil, i, x.sizes[dim]);
            tooSmall |= out[dim] < 1;
        }
        if (tooSmall) {
            throw new ShapeException(op + (spatial == 1
                    ? "() Invalid computed output size: " + out[batch + 1]
                    : ": Given input size: " + plane(x.sizes, batch) + ". Calculated output size: " + plane(out, batch)
                            + ". Output size is too small"));
        }
        return out;
    }

    /** How many windows fit along one dimension. */
    private static long outputSize(Pooling p, boolean ceil, int i, long size) {
        long stride = p.stride().get(i);
        long room = size + 2 * p.padding().get(i) - p.dilation().get(i) * (p.kernel().get(i) - 1) - 1;
        long count = ceil ? -Math.floorDiv(-room, stride) + 1 : Math.floorDiv(room, stride) + 1;
        // The last window must begin inside the input or the padding before it.
        return ceil && (count - 1) * stride >= size + p.padding().get(i) ? count - 1 : count;
    }

    private static void geometry(String op, Pooling p) {
        positive(op, "kernel size", "kernel_size", "k", p.kernel());
        for (int i = 0; i < p.kernel().size(); i++) {
            long kernel = p.kernel().get(i);
            long dilation = p.dilation().get(i);
            long padding = p.padding().get(i);
            if (p.kernel().size() > 1 && p.stride().get(i) == 0) {
                throw new ShapeException(op + ": stride should not be zero");
            }
            if (padding < 0) {
                throw new ShapeException(op + "(): pad must be non-negative, but got pad: " + padding);
            }
            if (dilation > 0 && Math.multiplyHigh(kernel - 1, dilation) != 0) {
                throw new ShapeException(
                        op + "() Invalid computed output size: kernel_size " + kernel + " and dilation " + dilation
                                + " reach too far");
            }
            if (padding > ((kernel - 1) * dilation + 1) / 2) {
                throw new ShapeException(op + ": pad should be at most half of effective kernel size, but got pad="
                        + padding + ", kernel_size="
                        + kernel + " and dilation=" + dilation);
            }
        }
        positive(op, "stride", "stride", "d", p.stride());
        positive(op, "dilation", "dilation", "dilation", p.dilation());
    }

    private static void positive(String op, String what, String name, String letter, Dims values) {
        int spatial = values.size();
        for (int i = 0; i < spatial; i++) {
            if (values.get(i) <= 0) {
                StringBuilder text = new StringBuilder(op);
                if (spatial == 1) {
                    throw new ShapeException(text.append("() ").append(name)
                            .append(" must be greater than zero, but got ").append(values.get(0)).toString());
                }
                text.append(": ").append(what).append(" should be greater than zero, but got");
                for (int k = 0; k < spatial; k++) {
                    text.append(' ').append(letter).append(AXES[AXES.length - spatial + k]).append(": ")
                            .append(values.get(k));
                }
                throw new ShapeException(text.toString());
            }
        }
    }

    private static String expected(int spatial) {
        return spatial < 3
                ? "Expected " + (spatial + 1) + "D or " + (spatial + 2)
                        + "D (batch mode) tensor with optional 0 dim batch size for input"
                : "non-empty 4D or 5D (batch mode) tensor expected for input";
    }

    private static String plane(long[] sizes, int batch) {
        StringBuilder text = new StringBuilder("(");
        for (int i = batch; i < sizes.length; i++) {
            text.append(i == batch ? "" : "x").append(sizes[i]);
        }
        return text.append(')').toString();
    }

    /** The checks of adaptive pooling. */
    static void adaptive(String op, boolean average, Array x, long[] out) {
        int spatial = out.length;
        int batch = x.dim() - spatial - 1;
        if (batch != 0 && batch != 1) {
            throw new ShapeException(op + "(): Expected " + (spatial + 1) + "D or " + (spatial + 2)
                    + "D tensor, but got: " + Arrays.toString(x.sizes)
                    + (batch < 0 ? ". Input dimension should be at least " + (spatial + 1) : ""));
        }
        for (int i = average ? batch + 1 : batch; i < x.dim(); i++) {
            if (x.sizes[i] == 0) {
                throw new ShapeException(
                        op + "(): Expected input to have non-zero size for non-batch dimensions, but input has sizes "
                                + Arrays.toString(x.sizes) + " with dimension " + i + " being empty");
            }
        }
        for (long size : out) {
            if (size < 0) {
                String sizes = Arrays.toString(out);
                throw new ShapeException(average
                        ? op + ": elements of output_size must be greater than or equal to 0 but received {"
                                + sizes.substring(1, sizes.length() - 1) + "}"
                        : op + ": Trying to create tensor with negative dimension " + size + ": " + sizes);
            }
        }
        if (!x.dtype.isFloatingPoint()) {
            throw new DTypeException("\"" + op + "\" not implemented for '" + x.dtype.scalarName() + "'");
        }
    }
}
