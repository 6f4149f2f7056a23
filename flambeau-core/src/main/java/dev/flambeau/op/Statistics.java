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
import dev.flambeau.Warnings;
import org.jspecify.annotations.Nullable;

/** Variance and what is made of it. */
public final class Statistics {
    private Statistics() {}

    /** {@code sum((x - mean)^2) / (n - correction)} over the dimensions (none: all). */
    public static Tensor var(Tensor x, int[] dims, double correction, boolean keepdim) {
        return Engine.compose(spread(x, false, false, dims, correction, keepdim), x);
    }

    /** The square root of {@link #var}. */
    public static Tensor std(Tensor x, int[] dims, double correction, boolean keepdim) {
        return Engine.compose(spread(x, true, false, dims, correction, keepdim), x);
    }

    /** {@link #var} and the mean. */
    public static Tensor[] varMean(Tensor x, int[] dims, double correction, boolean keepdim) {
        return Engine.composeAll(spread(x, false, true, dims, correction, keepdim), x);
    }

    /** {@link #std} and the mean. */
    public static Tensor[] stdMean(Tensor x, int[] dims, double correction, boolean keepdim) {
        return Engine.composeAll(spread(x, true, true, dims, correction, keepdim), x);
    }

    private static Spread spread(Tensor x, boolean root, boolean withMean, int[] dims, double correction,
            boolean keepdim) {
        long mask = Reductions.mask(dims, x.dim());
        Spread spread = new Spread(root, withMean, mask, dims.length == 0, correction, keepdim);
        if (!x.isFloatingPoint()) {
            throw new DTypeException("std and var only support floating point and complex dtypes (" + spread.name()
                    + " of " + x.dtype() + ")");
        }
        if (Reductions.count(x.array().sizes, mask) <= correction) {
            Warnings.once(spread.name()
                    + "(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor (input numel "
                    + "divided by output numel).");
        }
        return spread;
    }

    /** The variance or its root over dimensions ({@code full}: none was named), and the mean where asked for. */
    private record Spread(boolean root, boolean withMean, long mask, boolean full, double correction, boolean keepdim)
            implements Composite {
        /** The gradient's factor where nothing is left to divide by: no number at the mean, infinite elsewhere. */
        private static final PointwiseOp NO_FREEDOM = PointwiseOp.of("var_backward", 2, Promotion.SAME,
                select(in(0).eq(in(1)), of(Double.NaN), of(Double.POSITIVE_INFINITY)));

        @Override
        public String name() {
            return (root ? "std" : "var") + (withMean ? "_mean" : "");
        }

        @Override
        public Tensor compose(Tensor[] in) {
            return composeAll(in)[0];
        }

        @Override
        public Tensor[] composeAll(Tensor[] in) {
            DType own = in[0].dtype();
            Tensor x = own == DType.FLOAT16 || own == DType.BFLOAT16 ? in[0].to(DType.FLOAT32) : in[0];
            int[] dims = Reductions.dims(mask);
            Tensor mean = Reductions.mean(x, dims, true, null);
            Tensor squares = Reductions.sumOfSquares(Pointwise.SUB.apply(x, mean), dims, keepdim);
            double count = Reductions.count(x.array().sizes, mask);
            double divisor = count == 0 ? 0 : Math.max(0, count - correction);
            Tensor var = Pointwise.DIV.apply(squares, Tensor.scalar(divisor));
            Tensor spread = (root ? Pointwise.SQRT.apply(var) : var).to(own);
            return withMean
                    ? new Tensor[] {spread, ViewOps.reshape(mean, squares.array().sizes).to(own)}
                    : new Tensor[] {spread};
        }

        @Override
        public Grads grads() {
            return Grads.each(new Grad(1, root ? 1 : 0, s -> {
                Tensor g = s.gOrNull(0);
                Tensor byMean = withMean ? s.gOrNull(1) : null;
                Tensor sum = g == null ? null : bySpread(g, s);
                if (byMean == null) {
                    return sum;
                }
                long[] sizes = s.spec(0).sizes();
                Tensor share = Pointwise.DIV.apply(byMean, Tensor.scalar((double) Reductions.count(sizes, mask)));
                Tensor all = Reductions.expand(share, sizes, mask, keepdim);
                return sum == null ? all : Pointwise.ADD.apply(sum, all);
            }));
        }

        private Tensor bySpread(Tensor grad, Saved s) {
            long[] sizes = s.spec(0).sizes();
            Tensor g = grad;
            if (root) {
                Tensor ratio = Pointwise.DIV.apply(g, Pointwise.MUL.apply(s.out(0), Tensor.scalar(2L)));
                g = Pointwise.MASKED_FILL.apply(ratio, Pointwise.EQ.apply(s.out(0), Tensor.scalar(0L)),
                        Tensor.scalar(0L));
            }
            g = Reductions.restore(g, sizes, mask, keepdim);
            Tensor mean = Reductions.mean(s.in(0), Reductions.dims(mask), true, null);
            double freedom = Reductions.count(sizes, mask) - correction;
            return full && freedom <= 0
                    ? Pointwise.MUL.apply(g, NO_FREEDOM.apply(s.in(0), mean))
                    : Pointwise.MUL.apply(Pointwise.MUL.apply(g, Tensor.scalar(2 / freedom)),
                            Pointwise.SUB.apply(s.in(0), mean));
        }
    }

    /** The covariances of the rows of {@code x}, whose columns are observations that may be counted or weighted. */
    public static Tensor cov(Tensor x, long correction, @Nullable Tensor counts, @Nullable Tensor weights) {
        if (x.dim() > 2) {
            throw new ShapeException("cov(): expected input to have two or fewer dimensions but got an input with "
                    + x.dim() + " dimensions");
        }
        if (x.dtype() == DType.BOOL) {
            throw new DTypeException("cov(): bool dtype is not supported for input");
        }
        Tensor rows = x.dim() < 2 ? ViewOps.reshape(x, 1, -1) : x;
        long observations = rows.size(1);
        Tensor w = null;
        if (counts != null) {
            boolean whole = !counts.isFloatingPoint() && counts.dtype() != DType.BOOL;
            checkWeights("fweights", counts, whole ? "" : "integral", observations);
            w = counts;
        }
        if (weights != null) {
            checkWeights("aweights", weights, weights.isFloatingPoint() ? "" : "floating point", observations);
            w = w == null ? weights : Pointwise.MUL.apply(w, weights);
        }
        Tensor values = rows.isFloatingPoint() ? rows : rows.to(Torch.getDefaultDtype());
        Tensor total = w == null ? Creation.full(DType.INT64, observations) : Reductions.sum(w, new int[0], false);
        if (w != null && total.detach().item() == 0) {
            throw new ArgumentException("cov(): weights sum to zero, can't be normalized");
        }
        Tensor weighted = w == null ? values : Pointwise.MUL.apply(values, w);
        Tensor mean = Pointwise.DIV.apply(Reductions.sum(weighted, new int[] {1}, true), total);
        Tensor divisor = total;
        if (w != null && weights != null && correction != 0) {
            Tensor share =
                    Pointwise.DIV.apply(Reductions.sum(Pointwise.MUL.apply(w, weights), new int[0], false), total);
            divisor = Pointwise.SUB.apply(total, Pointwise.MUL.apply(share, Tensor.scalar(correction)));
        } else {
            divisor = Pointwise.SUB.apply(total, Tensor.scalar(correction));
        }
        if (divisor.detach().item() <= 0) {
            Warnings.once(
                    "cov(): degrees of freedom is <= 0. Correction should be strictly less than the number of observations.");
            divisor = Creation.full(values.dtype(), 0L);
        }
        Tensor deviations = Pointwise.SUB.apply(values, mean);
        Tensor right = w == null ? deviations : Pointwise.MUL.apply(deviations, w);
        DType common = DType.promote(deviations.dtype(), right.dtype());
        Tensor products = Matrices.mm(deviations.to(common), ViewOps.transpose(right.to(common), 0, 1));
        return ViewOps.squeeze(Pointwise.DIV.apply(products, divisor), null);
    }

    /** Checks a weight for each observation; {@code lacking} is the kind of type that it should have and has not, if any. */
    private static void checkWeights(String name, Tensor weights, String lacking, long observations) {
        if (weights.dim() > 1) {
            throw new ShapeException("cov(): expected " + name + " to have one or fewer dimensions but got " + name
                    + " with " + weights.dim()
                    + " dimensions");
        }
        if (!lacking.isEmpty()) {
            throw new DTypeException("cov(): expected " + name + " to have " + lacking + " dtype but got " + name
                    + " with " + weights.dtype().scalarName() + " dtype");
        }
        if (weights.numel() != observations) {
            throw new ShapeException("cov(): expected " + name
                    + " to have the same numel as there are observations in the input but got "
                    + weights.numel() + " != " + observations);
        }
        for (double each : weights.detach().toDoubleArray()) {
            if (each < 0) {
                throw new ArgumentException("cov(): " + name + " cannot be negative");
            }
        }
    }

    /** The correlations of the rows of {@code x}. */
    public static Tensor corrcoef(Tensor x) {
        if (x.dim() > 2) {
            throw new ShapeException(
                    "corrcoef(): expected input to have two or fewer dimensions but got an input with " + x.dim()
                            + " dimensions");
        }
        Tensor c = cov(x, 1, null, null);
        if (c.dim() == 0) {
            return Pointwise.DIV.apply(c, c);
        }
        Tensor deviation = Pointwise.SQRT.apply(Diagonals.diagonal(c, 0, 0, 1));
        Tensor scaled = Pointwise.DIV.apply(Pointwise.DIV.apply(c, ViewOps.unsqueeze(deviation, 1)),
                ViewOps.unsqueeze(deviation, 0));
        return Pointwise.CLAMP.apply(scaled, Tensor.scalar(-1L), Tensor.scalar(1L));
    }
}
