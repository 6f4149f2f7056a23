package dev.flambeau.op;

import static dev.flambeau.expr.Expr.in;
import static dev.flambeau.expr.Expr.of;
import static dev.flambeau.expr.Expr.select;

import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.IndexException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.expr.Derive;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import dev.flambeau.spi.Reduction;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sums, means, products and truth over dimensions. */
public final class Reductions {
    private static final int[] ALL = {};

    private Reductions() {}

    /** The sum over the dimensions (none named: all); integers and truth values are summed in int64. */
    public static Tensor sum(Tensor x, int[] dims, boolean keepdim) {
        return sum(x, dims, keepdim, null);
    }

    /** As {@link #sum(Tensor, int[], boolean)} in a type of choice. */
    public static Tensor sum(Tensor x, int[] dims, boolean keepdim, @Nullable DType dtype) {
        return total(Line.IDENTITY, x, dims, keepdim, dtype);
    }

    /** The sum of what is no NaN. */
    public static Tensor nansum(Tensor x, int[] dims, boolean keepdim, @Nullable DType dtype) {
        return total(x.isFloatingPoint() ? Line.NAN_TO_ZERO : Line.IDENTITY, x, dims, keepdim, dtype);
    }

    /** The sum of the squares, without a temporary. */
    static Tensor sumOfSquares(Tensor x, int[] dims, boolean keepdim) {
        return total(Line.SQUARE, x, dims, keepdim, null);
    }

    /** The sum of the magnitudes, without a temporary. */
    static Tensor sumOfMagnitudes(Tensor x, int[] dims, boolean keepdim) {
        return total(Line.ABS, x, dims, keepdim, null);
    }

    private static Tensor total(Line line, Tensor x, int[] dims, boolean keepdim, @Nullable DType dtype) {
        DType type = dtype != null ? dtype : x.isFloatingPoint() ? x.dtype() : DType.INT64;
        boolean before = type == DType.BOOL || x.isFloatingPoint() && !type.isFloatingPoint();
        Tensor from = before ? x.to(type) : x;
        boolean full = dims.length == 0 && !keepdim;
        return Engine.run(new Sum(line, mask(dims, x.dim()), keepdim, type, full), from);
    }

    /** The mean over the dimensions (none named: all). */
    public static Tensor mean(Tensor x, int[] dims, boolean keepdim, @Nullable DType dtype) {
        DType type = dtype != null ? dtype : x.dtype();
        if (!type.isFloatingPoint()) {
            throw new DTypeException("mean(): could not infer output dtype. " + (dtype != null ? "Optional" : "Input")
                    + " dtype must be either a floating point or complex dtype. Got: " + type.scalarName());
        }
        boolean full = dims.length == 0 && !keepdim;
        return Engine.run(new Mean(mask(dims, x.dim()), keepdim, type, full), x);
    }

    /** The mean of what is no NaN. */
    public static Tensor nanmean(Tensor x, int[] dims, boolean keepdim, @Nullable DType dtype) {
        if (!x.isFloatingPoint()) {
            throw new DTypeException("nanmean(): expected input to have floating point or complex dtype but got "
                    + x.dtype().scalarName());
        }
        if (dtype != null && !dtype.isFloatingPoint()) {
            throw new DTypeException(
                    "nanmean(): could not infer output dtype. Optional dtype must be either a floating "
                            + "point or complex dtype. Got: " + dtype.scalarName());
        }
        Tensor count = sum(Pointwise.EQ.apply(x.detach(), x.detach()), dims, keepdim);
        return Pointwise.DIV.apply(nansum(x, dims, keepdim, dtype), count);
    }

    /** The product of all elements, or over one dimension. */
    public static Tensor prod(Tensor x, @Nullable Integer dim, boolean keepdim, @Nullable DType dtype) {
        DType type = dtype != null ? dtype : x.isFloatingPoint() ? x.dtype() : DType.INT64;
        Tensor from = x.dtype() == type ? x : x.to(type);
        return Engine.run(new Prod(dim == null ? null : Torch.wrapDim(dim, x.dim()), keepdim), from);
    }

    /** Whether any element is not 0; over no dimensions (not null): whether each one is. */
    public static Tensor any(Tensor x, int @Nullable [] dims, boolean keepdim) {
        return truth(Reduction.Kind.ANY, "any", x, dims, keepdim);
    }

    /** Whether all elements are not 0. */
    public static Tensor all(Tensor x, int @Nullable [] dims, boolean keepdim) {
        return truth(Reduction.Kind.ALL, "all", x, dims, keepdim);
    }

    private static Tensor truth(Reduction.Kind kind, String name, Tensor x, int @Nullable [] dims, boolean keepdim) {
        long mask = dims != null && dims.length == 0 ? 0 : mask(dims == null ? ALL : dims, x.dim());
        return Engine.run(new Truth(name, Reduction.of(kind), mask, keepdim), x);
    }

    /** How many elements are not 0, as int64. */
    public static Tensor countNonzero(Tensor x, int[] dims) {
        return sum(Pointwise.NE.apply(x.detach(), Tensor.scalar(0L)), dims, false);
    }

    /** The logarithm of the sum of the exponentials over the dimensions, computed without overflow. */
    public static Tensor logsumexp(Tensor x, int[] dims, boolean keepdim) {
        Tensor from = x.isFloatingPoint() ? x : x.to(Torch.getDefaultDtype());
        return Engine.compose(new LogSumExp(mask(dims, x.dim()), keepdim), from);
    }

    /** Sums over what a broadcast from {@code sizes} has repeated. */
    public static Tensor sumToSize(Tensor x, long... sizes) {
        if (sizes.length == 0) {
            return sum(x, ALL, false);
        }
        int extra = x.dim() - sizes.length;
        long mask = (1L << Math.max(extra, 0)) - 1;
        for (int i = 0; i < sizes.length; i++) {
            long have = extra + i < 0 ? -1 : x.size(extra + i);
            if (extra < 0 || sizes[i] != have && sizes[i] != 1) {
                throw new ShapeException("size {" + Arrays.toString(sizes) + "} is not expandable to size {"
                        + Arrays.toString(x.array().sizes) + "}.");
            }
            mask |= sizes[i] == 1 && have != 1 ? 1L << extra + i : 0;
        }
        if (mask == 0) {
            return x;
        }
        DType type = x.isFloatingPoint() ? x.dtype() : DType.INT64;
        return ViewOps.view(Engine.run(new Sum(Line.IDENTITY, mask, true, type, false), x), sizes);
    }

    /** The dimensions as a bit mask; none named means all. */
    public static long mask(int[] dims, int rank) {
        if (rank > Long.SIZE - 1) {
            throw new ShapeException("only tensors with up to 64 dims are supported");
        }
        if (dims.length == 0) {
            return (1L << rank) - 1;
        }
        long mask = 0;
        for (int dim : dims) {
            int d = Torch.wrapDim(dim, rank);
            if ((mask & 1L << d) != 0) {
                throw new IndexException("dim " + d + " appears multiple times in the list of dims");
            }
            mask |= 1L << d;
        }
        return rank == 0 ? 0 : mask;
    }

    /** The sizes of a reduction's result. */
    static long[] resultSizes(long[] sizes, long mask, boolean keepdim) {
        long[] result = new long[keepdim ? sizes.length : sizes.length - Long.bitCount(mask)];
        int at = 0;
        for (int i = 0; i < sizes.length; i++) {
            boolean reduced = (mask & 1L << i) != 0;
            if (keepdim || !reduced) {
                result[at++] = reduced ? 1 : sizes[i];
            }
        }
        return result;
    }

    /** A result as kernels want it: with the reduced dimensions, of size 1. */
    static Array kept(Array out, Array in, long mask) {
        long[] sizes = resultSizes(in.sizes, mask, true);
        return out.view(out.offset, sizes, Array.contiguousStrides(sizes));
    }

    /** A result's gradient (or the result) with the reduced dimensions put back, to broadcast against the input. */
    static Tensor restore(Tensor reduced, long[] sizes, long mask, boolean keepdim) {
        return keepdim ? reduced : ViewOps.reshape(reduced, resultSizes(sizes, mask, true));
    }

    /** As {@link #restore}, expanded to the input's sizes. */
    static Tensor expand(Tensor reduced, long[] sizes, long mask, boolean keepdim) {
        return ViewOps.expand(restore(reduced, sizes, mask, keepdim), sizes);
    }

    /** How many elements go into each result. */
    static long count(long[] sizes, long mask) {
        long count = 1;
        for (int i = 0; i < sizes.length; i++) {
            count *= (mask & 1L << i) != 0 ? sizes[i] : 1;
        }
        return count;
    }

    /** The dimensions of a mask. */
    static int[] dims(long mask) {
        int[] dims = new int[Long.bitCount(mask)];
        int at = 0;
        for (int i = 0; i < Long.SIZE; i++) {
            if ((mask & 1L << i) != 0) {
                dims[at++] = i;
            }
        }
        return dims;
    }

    /** What a sum takes of each element, and the way back: the gradient's line over {@code (g, x)}, none for the element itself. */
    private enum Line {
        IDENTITY("sum", in(0)),
        NAN_TO_ZERO("nansum", select(in(0).isNan(), of(0), in(0))),
        SQUARE("sum_squares", in(0).square()),
        ABS("sum_abs", in(0).abs());

        private final String text;
        private final Reduction reduction;
        private final @Nullable PointwiseOp gradient;

        Line(String text, Expr before) {
            this.text = text;
            this.reduction = new Reduction(Reduction.Kind.SUM, before);
            this.gradient = before.equals(in(0))
                    ? null
                    : PointwiseOp.of(text + "_backward", 2, Promotion.SAME,
                            in(0).mul(Objects.requireNonNull(Derive.by(shifted(before), 1))));
        }

        /** The line with the element as input 1. */
        private static Expr shifted(Expr e) {
            return switch (e) {
                case Expr.Input _ -> in(1);
                case Expr.Const _ -> e;
                case Expr.Call(var fn, var args) -> new Expr.Call(fn, args.stream().map(Line::shifted).toList());
                case Expr.Compare(var order, Expr a, Expr b) -> new Expr.Compare(order, shifted(a), shifted(b));
                case Expr.Logic(var junction, Expr a, Expr b) -> new Expr.Logic(junction, shifted(a), shifted(b));
                case Expr.Not(Expr a) -> new Expr.Not(shifted(a));
                case Expr.Select(Expr c, Expr a, Expr b) -> new Expr.Select(shifted(c), shifted(a), shifted(b));
            };
        }
    }

    /** The sum of a line of each element over the dimensions in {@code mask}, which disappear or stay with size 1. */
    private record Sum(Line line, long mask, boolean keepdim, DType dtype, boolean full) implements Op {
        @Override
        public String name() {
            return line.text;
        }

        @Override
        public String nodeName() {
            return line == Line.IDENTITY ? full ? "SumBackward0" : "SumBackward1" : Op.nodeName(line.text);
        }

        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {new Spec(dtype, resultSizes(in[0].sizes, mask, keepdim))};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            kernels.reduce(line.reduction, new Array[] {kept(out[0], in[0], mask)}, in[0], mask);
        }

        @Override
        public Grads grads() {
            PointwiseOp way = line.gradient;
            if (!dtype.isFloatingPoint()) {
                return Grads.NONE;
            }
            if (way == null) {
                return Grads.each(Grad.ofSpecs(s -> expand(s.g(), s.spec(0).sizes(), mask, keepdim)));
            }
            return Grads
                    .each(Grad.ofInputs(s -> way.apply(restore(s.g(), s.spec(0).sizes(), mask, keepdim), s.in(0)), 0));
        }
    }

    private record Mean(long mask, boolean keepdim, DType dtype, boolean full) implements Op {
        private static final PointwiseKernel[] DIVIDE = Creation.kernels("mean", 2, in(0).div(in(1)));

        @Override
        public String name() {
            return "mean";
        }

        @Override
        public String nodeName() {
            return full ? "MeanBackward0" : "MeanBackward1";
        }

        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {new Spec(dtype, resultSizes(in[0].sizes, mask, keepdim))};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            kernels.reduce(Line.IDENTITY.reduction, new Array[] {kept(out[0], in[0], mask)}, in[0], mask);
            Array count = Array.immediate(DType.INT64, count(in[0].sizes, mask));
            Creation.pointwise(kernels, DIVIDE[Promotion.kind(dtype).ordinal()], out[0], out[0], count);
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.ofSpecs(s -> {
                long[] sizes = s.spec(0).sizes();
                Tensor share = Pointwise.DIV.apply(s.g(), Tensor.scalar((double) count(sizes, mask)));
                return expand(share, sizes, mask, keepdim);
            }));
        }
    }

    /** The product over one dimension, or all where {@code dim} is null. */
    private record Prod(@Nullable Integer dim, boolean keepdim) implements Op {
        private static final Reduction PROD = Reduction.of(Reduction.Kind.PROD);

        private long mask(int rank) {
            return dim == null ? (1L << rank) - 1 : rank == 0 ? 0 : 1L << dim;
        }

        @Override
        public String name() {
            return "prod";
        }

        @Override
        public String nodeName() {
            return dim == null ? "ProdBackward0" : "ProdBackward1";
        }

        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {new Spec(in[0].dtype, resultSizes(in[0].sizes, mask(in[0].dim()), keepdim))};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            long mask = mask(in[0].dim());
            kernels.reduce(PROD, new Array[] {kept(out[0], in[0], mask)}, in[0], mask);
        }

        @Override
        public Grads grads() {
            return Grads.each(new Grad(1, 1, s -> {
                Tensor x = s.in(0);
                long mask = mask(x.dim());
                Tensor g = restore(s.g(), s.spec(0).sizes(), mask, keepdim);
                if (x.dim() == 0) {
                    return g;
                }
                Tensor y = restore(s.out(0), s.spec(0).sizes(), mask, keepdim);
                if (!hasZero(x)) {
                    return Pointwise.DIV.apply(Pointwise.MUL.apply(g, y), x);
                }
                Tensor line = dim == null ? ViewOps.reshape(x, -1) : x;
                Tensor others = Scans.productOfOthers(line, dim == null ? 0 : dim);
                return Pointwise.MUL.apply(g, dim == null ? ViewOps.reshape(others, x.array().sizes) : others);
            }));
        }
    }

    /** Whether any element is 0, which makes a quotient no way to leave out a factor. */
    static boolean hasZero(Tensor x) {
        try (GradMode _ = GradMode.set(false)) {
            return any(Pointwise.EQ.apply(x, Tensor.scalar(0L)), null, false).itemBoolean();
        }
    }

    private record Truth(String name, Reduction reduction, long mask, boolean keepdim) implements Op {
        @Override
        public Spec[] infer(Array[] in) {
            DType dtype = in[0].dtype == DType.UINT8 ? DType.UINT8 : DType.BOOL;
            return new Spec[] {new Spec(dtype, resultSizes(in[0].sizes, mask, keepdim))};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            kernels.reduce(reduction, new Array[] {kept(out[0], in[0], mask)}, in[0], mask);
        }
    }

    private record LogSumExp(long mask, boolean keepdim) implements Composite {
        private static final PointwiseOp FINITE_OR_ZERO =
                PointwiseOp.of("finite", 1, Promotion.SAME,
                        select(in(0).abs().eq(Double.POSITIVE_INFINITY), of(0), in(0)));
        private static final PointwiseOp SHIFTED_EXP =
                PointwiseOp.of("shifted_exp", 2, Promotion.SAME, in(0).sub(in(1)).exp());
        private static final PointwiseOp SHARE =
                PointwiseOp.of("logsumexp_backward", 3, Promotion.SAME, in(0).mul(in(1).sub(in(2)).exp()));

        @Override
        public String name() {
            return "logsumexp";
        }

        @Override
        public Tensor compose(Tensor[] in) {
            Tensor x = in[0];
            int[] dims = dims(mask);
            if (x.numel() == 0) {
                return Pointwise.LOG.apply(sum(x, mask == 0 ? ALL : dims, keepdim));
            }
            Tensor max = FINITE_OR_ZERO.apply(Extremes.amax(x, dims, true));
            Tensor sum = sum(SHIFTED_EXP.apply(x, max), dims, true);
            Tensor result = Pointwise.ADD.apply(Pointwise.LOG.apply(sum), max);
            return keepdim ? result : ViewOps.reshape(result, resultSizes(x.array().sizes, mask, false));
        }

        @Override
        public Grads grads() {
            return Grads.each(new Grad(1, 1, s -> {
                long[] sizes = s.spec(0).sizes();
                return SHARE.apply(restore(s.g(), sizes, mask, keepdim), s.in(0),
                        restore(s.out(0), sizes, mask, keepdim));
            }));
        }
    }
}
