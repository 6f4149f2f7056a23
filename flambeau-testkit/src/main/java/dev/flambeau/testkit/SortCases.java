package dev.flambeau.testkit;

import dev.flambeau.HistogramddResult;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.UniqueResult;
import dev.flambeau.op.Quantiles;
import dev.flambeau.op.Sorting;
import dev.flambeau.op.Uniques;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sorting, selecting by order, unique, histograms. */
final class SortCases {
    private SortCases() {}

    static void register(OpTable ops) {
        orders(ops);
        ranks(ops);
        counts(ops);
    }

    private static void orders(OpTable ops) {
        ops.put("sort", c -> {
            c.bool("stable", false); // always stable
            return c.self().sort(c.dim(1, "dim", -1), c.bool(2, "descending", false));
        });
        ops.put("argsort", c -> {
            c.bool("stable", false);
            return c.self().argsort(c.dim(1, "dim", -1), c.bool(2, "descending", false));
        });
        ops.put("msort", c -> c.self().msort());
        ops.put("topk", c -> Sorting.topk(c.self(), c.integer(1, "k"), c.dim(2, "dim", -1),
                c.bool(3, "largest", true), c.bool(4, "sorted", true)));
    }

    private static void ranks(OpTable ops) {
        ops.put("kthvalue",
                c -> c.self().kthvalue(c.integer(1, "k"), c.dim(2, "dim", -1), c.bool(3, "keepdim", false)));
        ops.put("mode", c -> c.self().mode(c.dim(1, "dim", -1), c.bool(2, "keepdim", false)));
        ops.put("median", c -> c.has(1, "dim")
                ? c.self().median(c.dim(1, "dim"), c.bool(2, "keepdim", false))
                : c.self().median());
        ops.put("nanmedian", c -> c.has(1, "dim")
                ? c.self().nanmedian(c.dim(1, "dim"), c.bool(2, "keepdim", false))
                : c.self().nanmedian());
        ops.put("quantile", c -> quantile(c, false));
        ops.put("nanquantile", c -> quantile(c, true));
    }

    private static Tensor quantile(OpCall c, boolean skipNan) {
        Tensor x = c.self();
        Tensor q = c.isTensor(1, "q") ? c.tensor(1, "q") : Torch.scalarTensor(c.number(1, "q"), x.dtype());
        return Quantiles.quantile(x, q, dimOrNull(c, 2), c.bool(3, "keepdim", false),
                c.string("interpolation", "linear"), skipNan);
    }

    private static @Nullable Integer dimOrNull(OpCall c, int i) {
        return c.has(i, "dim") ? Integer.valueOf(c.dim(i, "dim")) : null;
    }

    private static void counts(OpTable ops) {
        ops.put("unique", c -> {
            c.bool(1, "sorted", true); // always sorted
            return parts(c, 2, Uniques.unique(c.self(), dimOrNull(c, 4)));
        });
        ops.put("unique_consecutive", c -> parts(c, 1, Uniques.uniqueConsecutive(c.self(), dimOrNull(c, 3))));
        ops.put("bincount",
                c -> c.self().bincount(c.tensorOrNull(1, "weights"), c.integer(2, "minlength", 0)));
        ops.put("histc", c -> c.self().histc(c.integer(1, "bins", 100), c.number(2, "min", 0), c.number(3, "max", 0)));
        ops.put("histogram", c -> c.isTensor(1, "bins")
                ? Torch.histogram(c.self(), c.tensor(1, "bins"), c.tensorOrNull("weight"), c.bool("density", false))
                : Torch.histogram(c.self(), c.integer(1, "bins"), c.has("range") ? c.numbers(c.count(), "range") : null,
                        c.tensorOrNull("weight"), c.bool("density", false)));
        ops.put("histogramdd", SortCases::histogramdd);
        ops.put("isin", c -> {
            c.bool("assume_unique", false); // how, not what
            return Torch.isin(c.tensorOrScalar(0, "elements"), c.tensorOrScalar(1, "test_elements"),
                    c.bool("invert", false));
        });
    }

    private static HistogramddResult histogramdd(OpCall c) {
        List<?> bins = c.isList(1, "bins") ? c.list(1, "bins") : null;
        if (bins != null && !bins.isEmpty() && bins.getFirst() instanceof Tensor) {
            return Torch.histogramdd(c.self(), c.tensors(1, "bins"), c.tensorOrNull("weight"),
                    c.bool("density", false));
        }
        long[] counts = c.longs(1, "bins");
        if (bins == null) {
            long each = counts[0];
            counts = new long[Math.toIntExact(c.self().size(-1))];
            java.util.Arrays.fill(counts, each);
        }
        return Torch.histogramdd(c.self(), counts, c.has("range") ? c.numbers(c.count(), "range") : null,
                c.tensorOrNull("weight"), c.bool("density", false));
    }

    /** Of values, places and counts those that were asked for, from position {@code at} on. */
    private static List<Tensor> parts(OpCall c, int at, UniqueResult all) {
        List<Tensor> parts = new ArrayList<>();
        parts.add(all.output());
        if (c.bool(at, "return_inverse", false)) {
            parts.add(all.inverse());
        }
        if (c.bool(at + 1, "return_counts", false)) {
            parts.add(all.counts());
        }
        return parts;
    }
}
