package dev.flambeau.op;

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
        return Engine.compose(spread(x, "var", dims, correction, keepdim), x);
    }

    /** The square root of {@link #var}. */
    public static Tensor std(Tensor x, int[] dims, double correction, boolean keepdim) {
        return Engine.compose(spread(x, "std", dims, correction, keepdim), x);
    }

    private static Spread spread(Tensor x, String name, int[] dims, double correction, boolean keepdim) {
        if (!x.isFloatingPoint()) {
            throw new DTypeException(
                    "std and var only support floating point and complex dtypes (" + name + " of " + x.dtype() + ")");
        }
        long mask = Reductions.mask(dims, x.dim());
        if (Reductions.count(x.array().sizes, mask) <= correction) {
            Warnings.once(name
                    + "(): degrees of freedom is <= 0. Correction should be strictly less than the reduction factor (input numel "
                    + "divided by output numel).");
        }
        return new Spread(name, mask, correction, keepdim);
    }

    private record Spread(String name, long mask, double correction, boolean keepdim) implements Composite {
        private double divisor(long[] sizes) {
            return Math.max(0, Reductions.count(sizes, mask) - correction);
        }

        @Override
        public Tensor compose(Tensor[] in) {
            DType own = in[0].dtype();
            Tensor x = own == DType.FLOAT16 || own == DType.BFLOAT16 ? in[0].to(DType.FLOAT32) : in[0];
            int[] dims = Reductions.dims(mask);
            Tensor deviation = Pointwise.SUB.apply(x, Reductions.mean(x, dims, true, null));
            Tensor squares = Reductions.sumOfSquares(deviation, dims, keepdim);
            Tensor var = Pointwise.DIV.apply(squares, Tensor.scalar(divisor(x.array().sizes)));
            return (name.equals("var") ? var : Pointwise.SQRT.apply(var)).to(own);
        }

        @Override
        public Grads grads() {
            Grad.Formula formula = s -> {
                long[] sizes = s.spec(0).sizes();
                Tensor g = s.g();
                if (name.equals("std")) {
                    Tensor std = s.out(0);
                    Tensor ratio = Pointwise.DIV.apply(g, Pointwise.MUL.apply(std, Tensor.scalar(2L)));
                    g = Pointwise.MASKED_FILL.apply(ratio, Pointwise.EQ.apply(std, Tensor.scalar(0L)),
                            Tensor.scalar(0L));
                }
                Tensor deviation =
                        Pointwise.SUB.apply(s.in(0), Reductions.mean(s.in(0), Reductions.dims(mask), true, null));
                Tensor factor = Pointwise.MUL.apply(Reductions.restore(g, sizes, mask, keepdim),
                        Tensor.scalar(2 / divisor(sizes)));
                return Pointwise.MUL.apply(factor, deviation);
            };
            return Grads.each(new Grad(1, name.equals("std") ? 1 : 0, formula));
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
