package dev.flambeau.testkit;

import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.op.Extremes;
import dev.flambeau.op.Reductions;
import dev.flambeau.op.Scans;
import dev.flambeau.op.Softmax;
import dev.flambeau.op.Statistics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reductions and scans. */
final class ReductionCases {
    private ReductionCases() {}

    static void register(OpTable ops) {
        totals(ops);
        extremes(ops);
        spread(ops);
        scans(ops);
    }

    /** The dimensions; empty for all. */
    private static int[] dims(OpCall c) {
        return c.ints(1, "dim", new int[0]);
    }

    private static int @Nullable [] dimsOrNull(OpCall c) {
        return c.has(1, "dim") ? c.ints(1, "dim") : null;
    }

    private static @Nullable Integer dimOrNull(OpCall c) {
        return c.has(1, "dim") ? Integer.valueOf(c.dim(1, "dim")) : null;
    }

    private static boolean keepdim(OpCall c) {
        return c.bool(2, "keepdim", false);
    }

    private static void totals(OpTable ops) {
        ops.put("sum", c -> Reductions.sum(c.self(), dims(c), keepdim(c), c.dtype("dtype")));
        ops.put("nansum", c -> Reductions.nansum(c.self(), dims(c), keepdim(c), c.dtype("dtype")));
        ops.put("mean", c -> Reductions.mean(c.self(), dims(c), keepdim(c), c.dtype("dtype")));
        ops.put("nanmean", c -> Reductions.nanmean(c.self(), dims(c), keepdim(c), c.dtype("dtype")));
        ops.put("prod", c -> Reductions.prod(c.self(), dimOrNull(c), keepdim(c), c.dtype("dtype")));
        ops.put("any", c -> Reductions.any(c.self(), dimsOrNull(c), keepdim(c)));
        ops.put("all", c -> Reductions.all(c.self(), dimsOrNull(c), keepdim(c)));
        ops.put("count_nonzero", c -> c.self().countNonzero(dims(c)));
        ops.put("logsumexp", c -> c.self().logsumexp(dims(c), keepdim(c)));
        ops.put("sum_to_size", c -> c.self().sumToSize(c.longsFrom(1)));
        for (String name : List.of("softmax", "softmax.with_dtype")) {
            ops.put(name, c -> Softmax.softmax(c.self(), c.dim(1, "dim"), c.dtype(2, "dtype")));
            ops.put("log_" + name, c -> Softmax.logSoftmax(c.self(), c.dim(1, "dim"), c.dtype(2, "dtype")));
        }
    }

    private static void extremes(OpTable ops) {
        ops.put("amax", c -> c.self().amax(dims(c), keepdim(c)));
        ops.put("amin", c -> c.self().amin(dims(c), keepdim(c)));
        ops.put("aminmax", c -> Extremes.aminmax(c.self(), c.has("dim") ? Integer.valueOf(c.dim("dim", 0)) : null,
                c.bool("keepdim", false)));
        ops.put("argmax", c -> Extremes.argmax(c.self(), dimOrNull(c), keepdim(c)));
        ops.put("argmin", c -> Extremes.argmin(c.self(), dimOrNull(c), keepdim(c)));
        ops.put("max.reduction_no_dim", c -> c.self().max());
        ops.put("min.reduction_no_dim", c -> c.self().min());
        ops.put("max.reduction_with_dim", c -> c.self().max(c.dim(1, "dim"), keepdim(c)));
        ops.put("min.reduction_with_dim", c -> c.self().min(c.dim(1, "dim"), keepdim(c)));
    }

    private static void spread(OpTable ops) {
        for (String form : List.of("", ".unbiased")) {
            ops.put("var" + form, c -> Statistics.var(c.self(), over(c), correction(c), kept(c)));
            ops.put("std" + form, c -> Statistics.std(c.self(), over(c), correction(c), kept(c)));
            ops.put("var_mean" + form, c -> Torch.varMean(c.self(), over(c), correction(c), kept(c)));
            ops.put("std_mean" + form, c -> Torch.stdMean(c.self(), over(c), correction(c), kept(c)));
        }
    }

    /** Whether the call is {@code var(x, unbiased)}. */
    private static boolean isUnbiasedSecond(OpCall c) {
        return c.arg(1) instanceof Boolean;
    }

    private static int[] over(OpCall c) {
        return isUnbiasedSecond(c) ? new int[0] : dims(c);
    }

    /** As a number of {@code correction}, or {@code unbiased} as the second or third argument or by name. */
    private static double correction(OpCall c) {
        int unbiased = isUnbiasedSecond(c) ? 1 : 2;
        return c.has(unbiased, "unbiased")
                ? c.bool(unbiased, "unbiased", true) ? 1 : 0
                : c.number("correction", 1);
    }

    private static boolean kept(OpCall c) {
        return c.bool(3, "keepdim", false);
    }

    private static void scans(OpTable ops) {
        ops.put("cumsum", c -> Scans.cumsum(c.self(), c.dim(1, "dim"), c.dtype("dtype")));
        ops.put("cumprod", c -> Scans.cumprod(c.self(), c.dim(1, "dim"), c.dtype("dtype")));
        ops.put("logcumsumexp", c -> c.self().logcumsumexp(c.dim(1, "dim")));
        ops.put("cummax", c -> c.self().cummax(c.dim(1, "dim")));
        ops.put("cummin", c -> c.self().cummin(c.dim(1, "dim")));
        ops.put("diff", c -> Torch.diff(c.self(), c.integer(1, "n", 1), c.dim(2, "dim", -1),
                c.tensorOrNull(3, "prepend"), c.tensorOrNull(4, "append")));
        ops.put("gradient", ReductionCases::gradient);
        ops.putAll(c -> Scans.trapezoid(c.self(), places(c), c.number("dx", 1), c.dim("dim", -1)), "trapezoid",
                "trapz");
        ops.put("cumulative_trapezoid",
                c -> Scans.cumulativeTrapezoid(c.self(), places(c), c.number("dx", 1), c.dim("dim", -1)));
    }

    private static List<Tensor> gradient(OpCall c) {
        Object spacing = c.arg("spacing");
        return Torch.gradient(c.self(), o -> {
            if (spacing instanceof List<?> list && list.stream().allMatch(Tensor.class::isInstance)) {
                o.spacing(list.stream().map(Tensor.class::cast).toArray(Tensor[]::new));
            } else if (spacing instanceof List<?> list) {
                o.spacing(list.stream().mapToDouble(each -> ((Number) each).doubleValue()).toArray());
            } else if (spacing != null) {
                o.spacing(c.number("spacing", 1));
            }
            if (c.has("dim")) {
                o.dim(c.ints(c.count(), "dim"));
            }
            o.edgeOrder(c.dim("edge_order", 1));
        });
    }

    private static @Nullable Tensor places(OpCall c) {
        return c.tensorOrNull(1, "x");
    }
}
