package dev.flambeau.op;

import static dev.flambeau.expr.Expr.in;
import static dev.flambeau.expr.Expr.of;
import static dev.flambeau.expr.Expr.select;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.ValuesAndIndices;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import dev.flambeau.spi.Scan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Running sums, products and extremes along a dimension; differences and areas between neighbours. */
public final class Scans {
    private Scans() {}

    /** {@code y[i] = x[0] + … + x[i]}; integers in int64. */
    public static Tensor cumsum(Tensor x, int dim, @Nullable DType dtype) {
        return cumulate("cumsum", Scan.SUM, x, dim, dtype);
    }

    /** {@code y[i] = x[0] · … · x[i]}; integers in int64. */
    public static Tensor cumprod(Tensor x, int dim, @Nullable DType dtype) {
        return cumulate("cumprod", Scan.PROD, x, dim, dtype);
    }

    private static Tensor cumulate(String name, Scan scan, Tensor x, int dim, @Nullable DType dtype) {
        if (dtype == DType.BOOL) {
            throw new DTypeException("\"" + name + "_out_cpu\" not implemented for 'Bool'");
        }
        DType type = dtype != null ? dtype : x.isFloatingPoint() ? x.dtype() : DType.INT64;
        return Engine.run(new Cumulate(name, scan, Torch.wrapDim(dim, x.dim()), type), x);
    }

    /** The logarithm of the running sum of exponentials. */
    public static Tensor logcumsumexp(Tensor x, int dim) {
        if (!x.isFloatingPoint()) {
            throw new DTypeException("\"logcumsumexp_out_cpu\" not implemented for '" + x.dtype().scalarName() + "'");
        }
        return Engine.run(new Cumulate("logcumsumexp", Scan.LOG_SUM_EXP, Torch.wrapDim(dim, x.dim()), x.dtype()), x);
    }

    /** The maximum so far and its last position. */
    public static ValuesAndIndices cummax(Tensor x, int dim) {
        return Extremes
                .result(Engine.runAll(new CumulateWithIndex("cummax", Scan.MAX, Torch.wrapDim(dim, x.dim())), x));
    }

    /** The minimum so far and its last position. */
    public static ValuesAndIndices cummin(Tensor x, int dim) {
        return Extremes
                .result(Engine.runAll(new CumulateWithIndex("cummin", Scan.MIN, Torch.wrapDim(dim, x.dim())), x));
    }

    /** The differences of neighbours, {@code n} times, with what is put before and after. */
    public static Tensor diff(Tensor x, long n, int dim, @Nullable Tensor prepend, @Nullable Tensor append) {
        if (n < 0) {
            throw new ArgumentException("order must be non-negative but got " + n);
        }
        if (x.dim() == 0) {
            throw new ShapeException("diff expects input to be at least one-dimensional");
        }
        int d = Torch.wrapDim(dim, x.dim());
        List<Tensor> parts = new ArrayList<>();
        for (Tensor part : new @Nullable Tensor[] {prepend, x, append}) {
            if (part != null) {
                if (part.dim() != x.dim()) {
                    throw new ShapeException("diff expects prepend or append to be the same dimension as input");
                }
                parts.add(part);
            }
        }
        if (n == 0) {
            return x.clone();
        }
        Tensor result = parts.size() == 1 ? x : Joining.cat(parts, d);
        long times = Math.min(n, result.size(d));
        for (long i = 0; i < times; i++) {
            Tensor upper = from(result, d, 1);
            Tensor lower = until(result, d, 1);
            result = result.dtype() == DType.BOOL
                    ? Pointwise.NE.apply(upper, lower)
                    : Pointwise.SUB.apply(upper, lower);
        }
        return result == x ? x.clone() : result;
    }

    /** The area under {@code y} by trapezoids of width {@code dx}, or between the places {@code x}. */
    public static Tensor trapezoid(Tensor y, @Nullable Tensor x, double dx, int dim) {
        int[] d = {Torch.wrapDim(dim, y.dim())};
        if (y.dim() > 0 && y.size(d[0]) == 0) {
            long[] sizes = Reductions.resultSizes(y.array().sizes, 1L << d[0], false);
            return Creation.full(y.dtype(), 0L, sizes);
        }
        checkAreas("trapezoid", y, x);
        if (x != null) {
            return Pointwise.DIV.apply(Reductions.sum(areas("trapezoid", y, x, d[0]), d, false), Tensor.scalar(2.0));
        }
        Tensor ends = Pointwise.ADD.apply(ViewOps.select(y, d[0], 0), ViewOps.select(y, d[0], -1));
        Tensor inner = Pointwise.SUB.apply(Reductions.sum(y, d, false),
                Pointwise.MUL.apply(ends, Tensor.scalar(0.5)));
        return Pointwise.MUL.apply(inner, Tensor.scalar(dx));
    }

    /** The areas up to each place. */
    public static Tensor cumulativeTrapezoid(Tensor y, @Nullable Tensor x, double dx, int dim) {
        int d = Torch.wrapDim(dim, y.dim());
        checkAreas("cumulative_trapezoid", y, x);
        if (x != null) {
            Tensor doubled = cumsum(areas("cumulative_trapezoid", y, x, d), d, null);
            return Pointwise.DIV.apply(doubled, Tensor.scalar(2.0));
        }
        return cumsum(Pointwise.MUL.apply(sums(y, d), Tensor.scalar(dx / 2)), d, null);
    }

    private static void checkAreas(String name, Tensor y, @Nullable Tensor x) {
        if (y.dtype() == DType.BOOL || x != null && x.dtype() == DType.BOOL) {
            throw new DTypeException(name + ": received a bool input for `x` or `y`, but bool is not supported");
        }
        if (y.dim() == 0) {
            throw new ShapeException(name + ": y must have at least one dimension");
        }
    }

    /** Each value and the next one. */
    private static Tensor sums(Tensor y, int dim) {
        return Pointwise.ADD.apply(from(y, dim, 1), until(y, dim, 1));
    }

    /** Twice the areas between neighbouring places. */
    private static Tensor areas(String name, Tensor y, Tensor x, int d) {
        Tensor places = x;
        int along;
        if (x.dim() == 1) {
            if (x.size(0) != y.size(d)) {
                throw new ShapeException(
                        name + ": There must be one `x` value for each sample point, got " + x.size(0) + " for "
                                + y.size(d));
            }
            long[] sizes = new long[y.dim()];
            java.util.Arrays.fill(sizes, 1);
            sizes[d] = x.size(0);
            places = ViewOps.view(x, sizes);
            along = d;
        } else {
            while (places.dim() < y.dim()) {
                places = ViewOps.unsqueeze(places, 0);
            }
            along = d + places.dim() - y.dim();
        }
        Tensor widths = Pointwise.SUB.apply(from(places, along, 1), until(places, along, 1));
        return Pointwise.MUL.apply(sums(y, d), widths);
    }

    /** Without the first {@code count} positions. */
    static Tensor from(Tensor x, int dim, long count) {
        return ViewOps.slice(x, dim, count, Long.MAX_VALUE, 1);
    }

    /** Without the last {@code count} positions. */
    static Tensor until(Tensor x, int dim, long count) {
        return ViewOps.slice(x, dim, 0, Math.max(0, x.size(dim) - count), 1);
    }

    /** For each element the product of all others along the dimension, without a division. */
    static Tensor productOfOthers(Tensor x, int dim) {
        if (x.size(dim) == 0) {
            return x;
        }
        Tensor before = exclusive(x, dim);
        Tensor after = Reordering.flip(exclusive(Reordering.flip(x, dim), dim), dim);
        return Pointwise.MUL.apply(before, after);
    }

    /** {@code 1, x[0], x[0] x[1], …} */
    private static Tensor exclusive(Tensor x, int dim) {
        long[] sizes = x.array().sizes.clone();
        sizes[dim] = 1;
        return Joining.cat(List.of(Creation.full(x.dtype(), 1L, sizes), cumprod(until(x, dim, 1), dim, null)), dim);
    }

    private static Tensor reverseCumsum(Tensor x, int dim) {
        return x.dim() == 0 ? x : Reordering.flip(cumsum(Reordering.flip(x, dim), dim, null), dim);
    }

    /** A running total in a type, into which the elements are converted first. */
    private record Cumulate(String name, Scan scan, int dim, DType dtype) implements Op {
        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {new Spec(dtype, in[0].sizes)};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (out[0].numel == 0) {
                return;
            }
            Array x = in[0];
            if (x.dtype != dtype) {
                x = Engine.empty(out[0].storage.context(), dtype, x.sizes);
                kernels.copy(x, in[0]);
            }
            kernels.scan(scan, out, x, dim);
        }

        @Override
        public Grads grads() {
            return switch (scan) {
                case SUM -> Grads.each(Grad.ofSpecs(s -> reverseCumsum(s.g().to(s.spec(0).dtype()), dim)));
                case PROD -> Grads.each(new Grad(1, 1, s -> {
                    DType own = s.spec(0).dtype();
                    return Products.gradient(s.g().to(own), s.in(0), s.out(0).to(own), dim);
                }));
                default -> Grads.each(new Grad(1, 1, s -> LogSums.gradient(s.g(), s.in(0), s.out(0), dim)));
            };
        }
    }

    private record CumulateWithIndex(String name, Scan scan, int dim) implements Op {
        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {Spec.like(in[0]), new Spec(DType.INT64, in[0].sizes)};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (out[0].numel > 0) {
                kernels.scan(scan, out, in[0], dim);
            }
        }

        @Override
        public Grads grads() {
            return Grads.each(Picks.gradient(dim, true));
        }
    }

    /** The gradient of a running product, also where factors are 0. */
    private static final class Products {
        private static final PointwiseOp FIRST_ZERO =
                PointwiseOp.of("first_zero", 2, Promotion.TO_BOOL, in(0).eq(0).and(in(1).eq(1)));

        static Tensor gradient(Tensor g, Tensor x, Tensor y, int dim) {
            if (x.dim() == 0) {
                return g;
            }
            if (!Reductions.hasZero(x)) {
                return Pointwise.DIV.apply(reverseCumsum(Pointwise.MUL.apply(g, y), dim), x);
            }
            return GradMode.isEnabled() ? withGradient(g, x, dim) : withZeros(g, x, y, dim);
        }

        /**
         * Before the first 0 of a line as without one; at it the sum of what the products would be with a 1 in its place; after it 0, because
         * each product has that 0 in it.
         */
        private static Tensor withZeros(Tensor g, Tensor x, Tensor y, int dim) {
            Tensor zeros = cumsum(Pointwise.EQ.apply(x, Tensor.scalar(0L)), dim, null);
            Tensor first = FIRST_ZERO.apply(x, zeros);
            Tensor filled = Pointwise.WHERE.apply(first, Tensor.scalar(1L), x);
            Tensor atFirst = reverseCumsum(Pointwise.MUL.apply(g, cumprod(filled, dim, null)), dim);
            Tensor before = Pointwise.DIV.apply(reverseCumsum(Pointwise.MUL.apply(g, y), dim), x);
            Tensor none = Pointwise.EQ.apply(zeros, Tensor.scalar(0L));
            return Pointwise.WHERE.apply(none, before, Pointwise.WHERE.apply(first, atFirst, Tensor.scalar(0L)));
        }

        /** As the definition says, in products alone: quadratic, but each derivative of it is right. */
        private static Tensor withGradient(Tensor g, Tensor x, int dim) {
            List<Tensor> parts = new ArrayList<>();
            Tensor before = null;
            for (long i = 0; i < x.size(dim); i++) {
                Tensor sum = ViewOps.slice(g, dim, i, i + 1, 1);
                if (i + 1 < x.size(dim)) {
                    Tensor after = Pointwise.MUL.apply(from(g, dim, i + 1), cumprod(from(x, dim, i + 1), dim, null));
                    sum = Pointwise.ADD.apply(sum, Reductions.sum(after, new int[] {dim}, true));
                }
                parts.add(before == null ? sum : Pointwise.MUL.apply(before, sum));
                Tensor here = ViewOps.slice(x, dim, i, i + 1, 1);
                before = before == null ? here : Pointwise.MUL.apply(before, here);
            }
            return Joining.cat(parts, dim);
        }
    }

    /** The gradient of a running log-sum-exp, in logarithms so that nothing overflows; positive and negative parts apart. */
    private static final class LogSums {
        private static final PointwiseOp LOG_OF_POSITIVE = PointwiseOp.of("log_positive", 2, Promotion.SAME,
                select(in(0).gt(0), in(0).log().sub(in(1)), of(Double.NEGATIVE_INFINITY)));
        private static final PointwiseOp EXP_OF_SUM =
                PointwiseOp.of("exp_sum", 2, Promotion.SAME, in(0).add(in(1)).exp());

        static Tensor gradient(Tensor g, Tensor x, Tensor y, int dim) {
            Tensor positive = part(g, x, y, dim);
            return Pointwise.SUB.apply(positive, part(Pointwise.NEG.apply(g), x, y, dim));
        }

        private static Tensor part(Tensor g, Tensor x, Tensor y, int dim) {
            Tensor logs = LOG_OF_POSITIVE.apply(g, y);
            Tensor sums = x.dim() == 0 ? logs : Reordering.flip(logcumsumexp(Reordering.flip(logs, dim), dim), dim);
            return EXP_OF_SUM.apply(sums, x);
        }
    }
}
