package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.IndexException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Places of values in sorted sequences. */
public final class Searching {
    private Searching() {}

    /**
     * Where in the sorted rows of {@code sorted} the values would be put in: before equal ones, or after them if {@code right}. The
     * sequence is one vector for all values, or one row for each row of values; {@code sorter} gives the order of an unsorted one.
     */
    public static Tensor searchSorted(Tensor sorted, Tensor values, boolean outInt32, boolean right,
            @Nullable String side,
            @Nullable Tensor sorter) {
        if (side != null && !side.equals("left") && !side.equals("right")) {
            throw new ArgumentException("torch.searchsorted(): side can only be 'left' or 'right' but got " + side);
        }
        if (right && "left".equals(side)) {
            throw new ArgumentException(
                    "torch.searchsorted(): side and right can't be set to opposites, got side of left while right was "
                            + "True");
        }
        boolean after = right || "right".equals(side);
        Spec spec = check(sorted, values, sorter, outInt32);
        Tensor[] in = sorter == null ? new Tensor[] {sorted, values} : new Tensor[] {sorted, values, sorter};
        return Engine.run(new Search(after, spec), in);
    }

    /** As {@link #searchSorted} in one vector of boundaries. */
    public static Tensor bucketize(Tensor values, Tensor boundaries, boolean outInt32, boolean right) {
        if (boundaries.dim() != 1) {
            throw new ShapeException("boundaries tensor must be 1 dimension, but got dim(" + boundaries.dim() + ")");
        }
        return searchSorted(boundaries, values, outInt32, right, null, null);
    }

    /** Whether each element (whether it is not, where {@code invert}) is one of {@code known}; NaN never is. */
    public static Tensor isIn(Tensor elements, Tensor known, boolean invert) {
        Array[] both = {elements.array(), known.array()};
        for (Array each : both) {
            if (each.dtype == DType.BOOL) {
                throw new DTypeException("Unsupported input type encountered for isin(): Bool");
            }
        }
        DType common = Promotion.common(both, 3);
        boolean[] found = Keys.of(elements.detach().to(common)).among(Keys.of(known.detach().to(common)));
        Tensor flat = Creation.longs(DType.BOOL, found.length, i -> found[(int) i] != invert ? 1 : 0);
        return ViewOps.view(flat, both[0].sizes);
    }

    private static Spec check(Tensor sorted, Tensor values, @Nullable Tensor sorter, boolean outInt32) {
        long[] rows = sorted.array().sizes;
        long[] own = values.array().sizes;
        if (rows.length == 0) {
            throw new ShapeException(
                    "torch.searchsorted(): boundaries tensor should have positive dimension, but got 0 dimension");
        }
        if (own.length == 0 && rows.length != 1) {
            throw new ShapeException(
                    "torch.searchsorted(): input value can be a scalar only when boundaries tensor dimension is 1, but we "
                            + "got boundaries tensor dim(" + rows.length + ") and input value's dim(0) numel(1)");
        }
        boolean match = rows.length == own.length;
        for (int i = 0; match && i < rows.length - 1; i++) {
            match = rows[i] == own[i];
        }
        if (rows.length != 1 && !match) {
            throw new ShapeException(
                    "torch.searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries "
                            + "tensor and input value tensor must match, but we got boundaries tensor "
                            + Arrays.toString(rows)
                            + " and input value tensor " + Arrays.toString(own));
        }
        if (sorter != null) {
            if (!Arrays.equals(rows, sorter.array().sizes)) {
                throw new ShapeException(
                        "torch.searchsorted(): boundary and sorter must have the same size, but got boundary tensor "
                                + Arrays.toString(rows) + "and got sorter tensor "
                                + Arrays.toString(sorter.array().sizes));
            }
            if (sorter.dtype() != DType.INT64) {
                throw new DTypeException("torch.searchsorted(): sorter must be a tensor of long dtype but got dtype "
                        + sorter.dtype().scalarName());
            }
            for (long i : Host.longs(sorter)) {
                if (i < 0 || i >= rows[rows.length - 1]) {
                    throw new IndexException("torch.searchsorted(): sorter index out of range");
                }
            }
        }
        if (sorted.dtype() == DType.BOOL) {
            throw new DTypeException("\"searchsorted_out_cpu\" not implemented for 'Bool'");
        }
        return new Spec(outInt32 ? DType.INT32 : DType.INT64, own);
    }

    private record Search(boolean right, Spec result) implements Op {
        @Override
        public String name() {
            return "searchsorted";
        }

        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {result};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            Array sorted = in[0];
            Array values = in[1];
            Array sorter = in.length > 2 ? in[2] : null;
            long length = sorted.sizes[sorted.dim() - 1];
            long perRow = sorted.dim() == 1 ? Math.max(values.numel, 1) : values.sizes[values.dim() - 1];
            boolean whole = !sorted.dtype.isFloatingPoint() && !values.dtype.isFloatingPoint();
            for (long p = 0; p < values.numel; p++) {
                long row = p / perRow * length;
                long low = 0;
                long high = length;
                while (low < high) {
                    long middle = (low + high) >>> 1;
                    long at = row + (sorter == null ? middle : sorter.getLong(row + middle));
                    boolean before = whole
                            ? before(sorted.getLong(at), values.getLong(p))
                            : before(sorted.getDouble(at), values.getDouble(p));
                    if (before) {
                        low = middle + 1;
                    } else {
                        high = middle;
                    }
                }
                out[0].putLong(p, low);
            }
        }

        private boolean before(long boundary, long value) {
            return right ? boundary <= value : boundary < value;
        }

        /** Written so that NaN comes after everything. */
        private boolean before(double boundary, double value) {
            return right ? !(boundary > value) : !(boundary >= value);
        }
    }
}
