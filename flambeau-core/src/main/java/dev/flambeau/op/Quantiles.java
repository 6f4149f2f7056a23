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
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Fn;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Elements by their rank: the median, the k-th, the most frequent one; quantiles. */
public final class Quantiles {
    /** For each line the rank of the median: the lower of two; NaN, which sorts last, wins where it counts. Input 1 is the number of NaNs. */
    private static final PointwiseOp MEDIAN_RANK = PointwiseOp.of("median", 2, Promotion.SAME,
            select(in(1).gt(0), in(0).sub(in(1)), Fns.half(in(0).sub(1))));
    private static final PointwiseOp NANMEDIAN_RANK = PointwiseOp.of("nanmedian", 2, Promotion.SAME,
            Fns.half(in(0).sub(in(1)).sub(1)).max(of(0)));

    private Quantiles() {}

    /** The {@code k}-th smallest element along a dimension, counted from 1. */
    public static ValuesAndIndices kthvalue(Tensor x, long k, int dim, boolean keepdim) {
        int d = Torch.wrapDim(dim, x.dim());
        checkOrdered("kthvalue", x);
        Extremes.checkNotEmpty("kthvalue():", x.array(), d);
        if (k < 1 || k > (x.dim() == 0 ? 1 : x.size(d))) {
            throw new ShapeException("kthvalue(): selected number k out of range for dimension " + d);
        }
        int place = Math.toIntExact(k - 1);
        Tensor index = Keys.choose(x, d, 1, false, (_, _, line, places, at) -> {
            line.quickSelect(place);
            places[at] = line.at(place);
        });
        return Picks.choose("kthvalue", "KthvalueBackward0", x, d, index, keepdim);
    }

    /** The median along a dimension: of an even number of elements the lower one in the middle; NaN if there is one. */
    public static ValuesAndIndices median(Tensor x, int dim, boolean keepdim) {
        return median("median", "MedianBackward1", MEDIAN_RANK, x, dim, keepdim);
    }

    /** As {@link #median} of what is no NaN. */
    public static ValuesAndIndices nanmedian(Tensor x, int dim, boolean keepdim) {
        return median("nanmedian", "NanmedianBackward1", NANMEDIAN_RANK, x, dim, keepdim);
    }

    private static ValuesAndIndices median(String name, String nodeName, PointwiseOp rule, Tensor x, int dim,
            boolean keepdim) {
        checkOrdered(name, x);
        int d = Torch.wrapDim(dim, x.dim());
        Extremes.checkNotEmpty(name + "():", x.array(), d);
        return Picks.choose(name, nodeName, x, d, medianIndex(rule, x.detach(), d), keepdim);
    }

    private static void checkOrdered(String name, Tensor x) {
        if (x.dtype() == DType.BOOL) {
            throw new DTypeException("\"" + name + "_cpu\" not implemented for 'Bool'");
        }
    }

    private static Tensor medianIndex(PointwiseOp rule, Tensor x, int dim) {
        Tensor order = Sorting.argsort(x, dim, false);
        if (x.dim() == 0) {
            return order;
        }
        Tensor nans = Reductions.sum(Pointwise.NE.apply(x, x), new int[] {dim}, true);
        return Gathers.gather(order, dim, rule.apply(Tensor.scalar(x.size(dim)), nans));
    }

    /** The median of all elements; elements equal to it share the gradient. */
    public static Tensor median(Tensor x) {
        checkOrdered("median", x);
        return Engine.compose(new Median("median", MEDIAN_RANK), x);
    }

    /** The median of all elements that are no NaN. */
    public static Tensor nanmedian(Tensor x) {
        checkOrdered("nanmedian", x);
        return Engine.compose(new Median("nanmedian", NANMEDIAN_RANK), x);
    }

    private record Median(String name, PointwiseOp rule) implements Composite {
        @Override
        public Tensor compose(Tensor[] in) {
            Tensor flat = ViewOps.reshape(in[0], -1);
            if (flat.numel() == 0) {
                if (!flat.isFloatingPoint()) {
                    throw new ShapeException(name + "(): there is no median of an empty tensor of " + flat.dtype());
                }
                return Creation.full(flat.dtype(), Double.NaN);
            }
            return ViewOps.reshape(Gathers.gather(flat, 0, medianIndex(rule, flat, 0)));
        }

        @Override
        public Grads grads() {
            return Grads.each(new Grad(1, 1, s -> Extremes.share(s.g(), s.in(0), s.out(0))));
        }
    }

    /** The most frequent element along a dimension, the smallest of several, and where it stands last. */
    public static ValuesAndIndices mode(Tensor x, int dim, boolean keepdim) {
        int d = Torch.wrapDim(dim, x.dim());
        Extremes.checkNotEmpty("mode():", x.array(), d);
        Tensor index = Keys.choose(x, d, 1, false, Quantiles::mode);
        return Picks.choose("mode", "ModeBackward0", x, d, index, keepdim);
    }

    private static void mode(Keys keys, int start, Selection line, long[] places, int at) {
        int length = line.length();
        line.sort(0, length);
        int best = 0;
        int run = 0;
        for (int i = 0; i < length; i++) {
            run++;
            if (i == length - 1 || keys.differ(start + line.at(i), start + line.at(i + 1))) {
                if (run > best) {
                    best = run;
                    places[at] = line.at(i);
                }
                run = 0;
            }
        }
    }

    /** The values below which the parts {@code q} (0-d or 1-d) of the elements lie. */
    public static Tensor quantile(Tensor x, Tensor q, @Nullable Integer dim, boolean keepdim, String interpolation,
            boolean skipNan) {
        String name = skipNan ? "nanquantile" : "quantile";
        if (x.numel() == 0) {
            throw new ShapeException(name + "() input tensor must be non-empty");
        }
        if (x.dtype() != DType.FLOAT32 && x.dtype() != DType.FLOAT64) {
            throw new DTypeException(name + "() input tensor must be either float or double dtype");
        }
        if (q.dim() > 1) {
            throw new ShapeException(name + "() q must be a scalar or 1D tensor");
        }
        if (q.dtype() != x.dtype()) {
            throw new DTypeException(name + "() q tensor must be same dtype as the input tensor");
        }
        if (!List.of("linear", "lower", "higher", "midpoint", "nearest").contains(interpolation)) {
            throw new ArgumentException(
                    name + "() interpolation must be one of linear, lower, higher, midpoint or nearest, but got "
                            + interpolation);
        }
        for (double each : q.detach().toDoubleArray()) {
            if (!(each >= 0 && each <= 1)) {
                throw new ArgumentException(name + "() q must be in the range [0, 1] but got " + Norms.plain(each));
            }
        }
        int d = dim == null ? 0 : Torch.wrapDim(dim, x.dim());
        Tensor lines =
                dim == null || x.dim() == 0 ? ViewOps.reshape(x, -1) : Shapes.movedim(x, new int[] {d}, new int[] {-1});
        Tensor sorted = Sorting.sort(lines, -1, false).values();
        Tensor values = interpolated(sorted, q.dim() == 0 ? ViewOps.reshape(q, 1) : q, interpolation, skipNan);
        // values: [lines…, q]
        long[] sizes = x.array().sizes.clone();
        if (dim == null) {
            Arrays.fill(sizes, 1);
        } else if (sizes.length > 0) {
            sizes[d] = 1;
        }
        long[] kept = keepdim
                ? sizes
                : dim == null
                        ? new long[0]
                        : Reductions.resultSizes(x.array().sizes, x.dim() == 0 ? 0 : 1L << d, false);
        if (q.dim() == 0) {
            return ViewOps.reshape(ViewOps.squeeze(values, new int[] {-1}), kept);
        }
        long[] all = new long[kept.length + 1];
        all[0] = q.numel();
        System.arraycopy(kept, 0, all, 1, kept.length);
        Tensor first = values.dim() == 1 ? values : Shapes.movedim(values, new int[] {-1}, new int[] {0});
        return ViewOps.reshape(first, all);
    }

    private static Tensor interpolated(Tensor sorted, Tensor q, String interpolation, boolean skipNan) {
        int last = sorted.dim() - 1;
        Tensor plain = sorted.detach();
        Tensor nan = Pointwise.NE.apply(plain, plain);
        Tensor ranks;
        if (skipNan) {
            Tensor count = Reductions.sum(Pointwise.EQ.apply(plain, plain), new int[] {last}, true);
            Tensor top = Pointwise.CLAMP_MIN.apply(Pointwise.SUB.apply(count, Tensor.scalar(1L)), Tensor.scalar(0L));
            ranks = Pointwise.MUL.apply(q, top);
        } else {
            long top = sorted.size(last) - 1;
            Tensor spoilt = Reductions.any(nan, new int[] {last}, true);
            ranks = Pointwise.WHERE.apply(spoilt, Tensor.scalar((double) top),
                    Pointwise.MUL.apply(q, Tensor.scalar(top)));
        }
        long[] sizes = sorted.array().sizes.clone();
        sizes[last] = q.numel();
        ranks = ViewOps.expand(ranks, sizes);
        Tensor low = switch (interpolation) {
            case "higher" -> Fns.CEIL.apply(ranks);
            case "nearest" -> Fns.ROUND.apply(ranks);
            default -> Fns.FLOOR.apply(ranks);
        };
        Tensor below = Gathers.gather(sorted, last, low.detach().to(DType.INT64));
        if (!interpolation.equals("linear") && !interpolation.equals("midpoint")) {
            return below;
        }
        Tensor weight = interpolation.equals("midpoint")
                ? Creation.fullLike(ranks.detach(), sorted.dtype(), Tensor.scalar(0.5))
                : Pointwise.SUB.apply(ranks, low);
        Tensor above = Gathers.gather(sorted, last, Fns.CEIL.apply(ranks.detach()).to(DType.INT64));
        return Pointwise.LERP.apply(below, above, weight);
    }

    /** Pieces of expressions. */
    private static final class Fns {
        static final PointwiseOp FLOOR = PointwiseOp.of("floor", 1, Promotion.SAME, in(0).floor(), (Expr) null);
        static final PointwiseOp CEIL = PointwiseOp.of("ceil", 1, Promotion.SAME,
                Expr.call(Fn.CEIL, in(0)), (Expr) null);
        static final PointwiseOp ROUND = PointwiseOp.of("round", 1, Promotion.SAME,
                Expr.call(Fn.ROUND, in(0)), (Expr) null);

        /** Half of an integer, rounded down. */
        static Expr half(Expr e) {
            return Expr.call(Fn.FLOOR_DIV, e, of(2));
        }
    }
}
