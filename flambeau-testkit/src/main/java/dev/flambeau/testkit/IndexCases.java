package dev.flambeau.testkit;

import dev.flambeau.Index;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.op.Embeddings;
import dev.flambeau.op.Scatters;
import dev.flambeau.op.Searching;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Indexing, gathering, scattering, masks. */
final class IndexCases {
    private IndexCases() {}

    static void register(OpTable ops) {
        ops.put("__getitem__", c -> c.self().index(index(c.arg(1))));
        ops.put("index_put", c -> c.self().indexPut(tensorsOrNull(c.list(1, "indices")), c.tensor(2, "values"),
                c.bool(3, "accumulate", false)));
        picking(ops);
        writing(ops);
        searching(ops);
        embeddings(ops);
    }

    /** Python's index, a tuple being several. */
    private static @Nullable Object[] index(@Nullable Object python) {
        if (python instanceof Values.Tuple tuple) {
            return tuple.stream().map(IndexCases::part).toArray();
        }
        return new @Nullable Object[] {part(python)};
    }

    private static @Nullable Object part(@Nullable Object python) {
        return switch (python) {
            case Values.Ellipsis _ -> Index.ellipsis();
            case Values.Slice s ->
                Index.slice(s.start() == null ? 0 : s.start(), s.stop() == null ? Long.MAX_VALUE : s.stop(),
                        s.step() == null ? 1 : s.step());
            case List<?> list -> array(list);
            case null -> Index.newAxis();
            default -> python;
        };
    }

    private static Object array(List<?> list) {
        if (!list.isEmpty() && list.stream().allMatch(Boolean.class::isInstance)) {
            boolean[] mask = new boolean[list.size()];
            for (int i = 0; i < mask.length; i++) {
                mask[i] = (Boolean) list.get(i);
            }
            return mask;
        }
        if (!list.stream().allMatch(Long.class::isInstance)) {
            throw new Unsupported("a nested list as an index");
        }
        return list.stream().mapToLong(Long.class::cast).toArray();
    }

    private static List<@Nullable Tensor> tensorsOrNull(List<@Nullable Object> given) {
        List<@Nullable Tensor> tensors = new ArrayList<>();
        for (Object each : given) {
            if (each != null && !(each instanceof Tensor)) {
                throw new Unsupported("an index that is no tensor");
            }
            tensors.add((Tensor) each);
        }
        return tensors;
    }

    private static void picking(OpTable ops) {
        ops.put("gather", c -> c.self().gather(c.dim(1, "dim"), c.tensor(2, "index")));
        ops.put("take", c -> c.self().take(c.tensor(1, "index")));
        ops.put("take_along_dim", c -> c.has(2, "dim")
                ? c.self().takeAlongDim(c.tensor(1, "indices"), c.dim(2, "dim"))
                : c.self().takeAlongDim(c.tensor(1, "indices")));
        ops.put("index_select", c -> c.self().indexSelect(c.dim(1, "dim"), c.tensor(2, "index")));
        ops.put("masked_select", c -> c.self().maskedSelect(c.tensor(1, "mask")));
        ops.put("nonzero", c -> c.bool(1, "as_tuple", false) ? c.self().nonzeroAsTuple() : c.self().nonzero());
        ops.put("argwhere", c -> c.self().argwhere());
        ops.put("unravel_index", c -> Torch.unravelIndex(c.self(), c.longs(1, "shape")));
    }

    private static void writing(OpTable ops) {
        ops.put("index_add",
                c -> Scatters.indexAdd(c.self(), c.dim(1, "dim"), c.tensor(2, "index"), c.tensor(3, "source"),
                        c.scalar("alpha", 1)));
        ops.put("index_copy", c -> c.self().indexCopy(c.dim(1, "dim"), c.tensor(2, "index"), c.tensor(3, "source")));
        ops.put("index_fill",
                c -> Scatters.indexFill(c.self(), c.dim(1, "dim"), c.tensor(2, "index"), c.tensorOrScalar(3, "value")));
        for (String reduce : List.of("prod", "mean", "amax", "amin")) {
            ops.put("index_reduce." + reduce,
                    c -> c.self().indexReduce(c.dim(1, "dim"), c.tensor(2, "index"), c.tensor(3, "source"),
                            c.string(4, "reduce"), c.bool("include_self", true)));
        }
        ops.put("scatter", c -> {
            Tensor source = c.tensorOrScalar(3, c.has("value") ? "value" : "src");
            if (c.has("reduce")) {
                return c.self().scatter(c.dim(1, "dim"), c.tensor(2, "index"), source, c.string("reduce", ""));
            }
            return c.isTensor(3, "src")
                    ? c.self().scatter(c.dim(1, "dim"), c.tensor(2, "index"), source)
                    : Scatters.scatterValue(c.self(), c.dim(1, "dim"), c.tensor(2, "index"), source);
        });
        ops.put("scatter_add", c -> c.self().scatterAdd(c.dim(1, "dim"), c.tensor(2, "index"), c.tensor(3, "src")));
        for (String reduce : List.of("sum", "prod", "mean", "amax", "amin")) {
            ops.put("scatter_reduce." + reduce,
                    c -> c.self().scatterReduce(c.dim(1, "dim"), c.tensor(2, "index"), c.tensor(3, "src"),
                            c.string(4, "reduce"), c.bool("include_self", true)));
        }
        ops.put("masked_scatter", c -> c.self().maskedScatter(c.tensor(1, "mask"), c.tensor(2, "source")));
        ops.put("put", c -> c.self().put(c.tensor(1, "index"), c.tensor(2, "source"), c.bool(3, "accumulate", false)));
    }

    private static void searching(OpTable ops) {
        ops.put("searchsorted", c -> Searching.searchSorted(c.self(), tensor(c, 1, "self"), c.bool("out_int32", false),
                c.bool("right", false), c.has("side") ? c.string("side", "") : null, c.tensorOrNull("sorter")));
        ops.put("bucketize",
                c -> Searching.bucketize(tensor(c, 0, "input"), c.tensor(1, "boundaries"), c.bool("out_int32", false),
                        c.bool("right", false)));
    }

    private static Tensor tensor(OpCall c, int i, String keyword) {
        return c.tensorOrScalar(i, keyword);
    }

    private static void embeddings(OpTable ops) {
        ops.put("nn.functional.embedding", c -> Embeddings.embedding(c.self(), c.tensor(1),
                c.has(2, "padding_idx") ? Long.valueOf(c.integer(2, "padding_idx")) : null,
                c.has(3, "max_norm") ? Double.valueOf(c.number(3, "max_norm")) : null, c.number(4, "norm_type", 2),
                c.bool(5, "scale_grad_by_freq", false)));
        ops.put("nn.functional.one_hot", c -> Embeddings.oneHot(c.self(), c.integer(1, "num_classes", -1)));
    }
}
