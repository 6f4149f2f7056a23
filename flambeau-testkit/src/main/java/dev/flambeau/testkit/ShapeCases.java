package dev.flambeau.testkit;

import dev.flambeau.DType;
import dev.flambeau.Device;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.op.Padding;
import dev.flambeau.op.Patches;
import dev.flambeau.op.Reordering;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Views, joining, splitting, padding, reordering. */
final class ShapeCases {
    private ShapeCases() {}

    static void register(OpTable ops) {
        sizes(ops);
        orders(ops);
        parts(ops);
        diagonals(ops);
        joining(ops);
        reordering(ops);
        images(ops);
        types(ops);
    }

    private static void sizes(OpTable ops) {
        ops.put("view",
                c -> c.arg(1) instanceof DType type ? c.self().view(type) : c.self().view(c.longsFrom(1, "size")));
        ops.put("view_as", c -> c.self().viewAs(c.tensor(1)));
        ops.put("view_copy", c -> c.self().view(c.longsFrom(1, "size")).clone());
        ops.put("reshape", c -> c.self().reshape(c.longsFrom(1, "shape")));
        ops.put("reshape_as", c -> c.self().reshapeAs(c.tensor(1)));
        ops.put("flatten", c -> c.self().flatten(c.dim(1, "start_dim", 0), c.dim(2, "end_dim", -1)));
        ops.put("unflatten", c -> c.self().unflatten(c.dim(1, "dim"), c.longs(2, "sizes")));
        ops.put("ravel", c -> c.self().ravel());
        ops.putAll(c -> c.self().expand(c.longsFrom(1, "size")), "expand", "broadcast_to");
        ops.put("expand_copy", c -> c.self().expand(c.longsFrom(1, "size")).clone());
        ops.put("expand_as", c -> c.self().expandAs(c.tensor(1)));
        ops.put("broadcast_tensors", c -> Torch.broadcastTensors(c.tensorsFrom(0).toArray(Tensor[]::new)));
        ops.put("broadcast_shapes", c -> {
            long[][] shapes = new long[c.count()][];
            for (int i = 0; i < shapes.length; i++) {
                shapes[i] = c.longs(i);
            }
            return Torch.broadcastShapes(shapes);
        });
        ops.put("squeeze", c -> c.has(1, "dim") ? c.self().squeeze(c.dim(1, "dim")) : c.self().squeeze());
        ops.put("squeeze.multiple", c -> c.self().squeeze(c.ints(1, "dim")));
        ops.put("squeeze_copy",
                c -> (c.has(1, "dim") ? c.self().squeeze(c.ints(1, "dim")) : c.self().squeeze()).clone());
        ops.put("unsqueeze", c -> c.self().unsqueeze(c.dim(1, "dim")));
        ops.put("unsqueeze_copy", c -> c.self().unsqueeze(c.dim(1, "dim")).clone());
        ops.put("atleast_1d", c -> eachOrOne(c, Torch::atleast1d));
        ops.put("atleast_2d", c -> eachOrOne(c, Torch::atleast2d));
        ops.put("atleast_3d", c -> eachOrOne(c, Torch::atleast3d));
        ops.putAll(c -> c.has(3, "storage_offset")
                ? c.self().asStrided(c.longs(1, "size"), c.longs(2, "stride"), c.integer(3, "storage_offset"))
                : c.self().asStrided(c.longs(1, "size"), c.longs(2, "stride")), "as_strided",
                "as_strided.partial_views", "as_strided_copy");
        ops.put("as_strided_scatter", c -> c.integer(4, "storage_offset", 0) == 0
                ? c.self().asStridedScatter(c.tensor(1, "src"), c.longs(2, "size"), c.longs(3, "stride"))
                : unsupported("a storage offset"));
        ops.putAll(c -> c.self().contiguous(), "contiguous", "alias_copy");
        ops.putAll(c -> c.self().clone(), "clone", "detach_copy");
    }

    private static @Nullable Object unsupported(String what) {
        throw new Unsupported(what);
    }

    private static Object eachOrOne(OpCall c, java.util.function.UnaryOperator<Tensor> f) {
        return c.isList(0) || c.count() > 1 ? c.tensorsFrom(0).stream().map(f).toList() : f.apply(c.self());
    }

    private static void orders(OpTable ops) {
        ops.putAll(c -> c.self().transpose(c.dim(1, "dim0"), c.dim(2, "dim1")), "transpose", "swapdims");
        ops.put("transpose_copy", c -> c.self().transpose(c.dim(1, "dim0"), c.dim(2, "dim1")).clone());
        ops.put("swapaxes", c -> c.self().swapaxes(c.dim(1, "axis0"), c.dim(2, "axis1")));
        ops.put("t", c -> c.self().t());
        ops.put("t_copy", c -> c.self().t().clone());
        ops.put("T", c -> c.self().T());
        ops.put("mT", c -> c.self().mT());
        ops.put("H", c -> c.self().H());
        ops.put("mH", c -> c.self().mH());
        ops.put("adjoint", c -> c.self().adjoint());
        ops.put("permute", c -> c.self().permute(c.intsFrom(1)));
        ops.put("permute_copy", c -> c.self().permute(c.intsFrom(1)).clone());
        ops.putAll(c -> c.self().movedim(c.ints(1, "source"), c.ints(2, "destination")), "movedim", "moveaxis");
    }

    private static void parts(OpTable ops) {
        ops.put("narrow",
                c -> c.isTensor(2, "start")
                        ? c.self().narrow(c.dim(1, "dim"), c.tensor(2, "start"), c.integer(3, "length"))
                        : c.self().narrow(c.dim(1, "dim"), c.integer(2, "start"), c.integer(3, "length")));
        ops.put("narrow_copy",
                c -> c.self().narrow(c.dim(1, "dim"), c.integer(2, "start"), c.integer(3, "length")).clone());
        ops.put("select", c -> c.self().select(c.dim(1, "dim"), c.integer(2, "index")));
        ops.put("slice",
                c -> c.self().slice(c.dim(1, "dim", 0), c.integer(2, "start", 0), c.integer(3, "end", Long.MAX_VALUE),
                        c.integer(4, "step", 1)));
        ops.putAll(
                c -> c.isList(1)
                        ? c.self().split(c.longs(1), c.dim(2, "dim", 0))
                        : c.self().split(c.integer(1), c.dim(2, "dim", 0)),
                "split", "split.list_args", "unsafe_split");
        ops.putAll(c -> c.self().splitWithSizes(c.longs(1, "split_sizes"), c.dim(2, "dim", 0)), "split_with_sizes",
                "split_with_sizes_copy");
        ops.putAll(c -> c.self().chunk(c.integer(1, "chunks"), c.dim(2, "dim", 0)), "chunk", "unsafe_chunk");
        ops.put("tensor_split", c -> {
            int dim = c.dim(2, "dim", 0);
            if (c.isTensor(1)) {
                return c.self().tensorSplit(c.tensor(1), dim);
            }
            return c.isList(1) ? c.self().tensorSplit(c.longs(1), dim) : c.self().tensorSplit(c.integer(1), dim);
        });
        ops.put("hsplit", c -> c.isList(1) ? c.self().hsplit(c.longs(1)) : c.self().hsplit(c.integer(1)));
        ops.put("vsplit", c -> c.isList(1) ? c.self().vsplit(c.longs(1)) : c.self().vsplit(c.integer(1)));
        ops.put("dsplit", c -> c.isList(1) ? c.self().dsplit(c.longs(1)) : c.self().dsplit(c.integer(1)));
        ops.putAll(c -> c.self().unbind(c.dim(1, "dim", 0)), "unbind", "unbind_copy");
        ops.putAll(c -> c.self().unfold(c.dim(1, "dimension"), c.integer(2, "size"), c.integer(3, "step")), "unfold",
                "unfold_copy");
    }

    private static void diagonals(OpTable ops) {
        ops.putAll(c -> c.self().diagonal(c.dim(1, "offset", 0), c.dim(2, "dim1", 0), c.dim(3, "dim2", 1)), "diagonal",
                "diagonal_copy");
        ops.put("linalg.diagonal", c -> c.self().diagonal(c.dim("offset", 0), c.dim("dim1", -2), c.dim("dim2", -1)));
        ops.put("diag", c -> c.self().diag(c.dim(1, "diagonal", 0)));
        ops.put("diag_embed",
                c -> c.self().diagEmbed(c.dim(1, "offset", 0), c.dim(2, "dim1", -2), c.dim(3, "dim2", -1)));
        ops.put("diagflat", c -> c.self().diagflat(c.dim(1, "offset", 0)));
        ops.put("trace", c -> c.self().trace());
        ops.put("diagonal_scatter",
                c -> c.self().diagonalScatter(c.tensor(1, "src"), c.dim(2, "offset", 0), c.dim(3, "dim1", 0),
                        c.dim(4, "dim2", 1)));
        ops.put("select_scatter",
                c -> c.self().selectScatter(c.tensor(1, "src"), c.dim(2, "dim"), c.integer(3, "index")));
        ops.put("slice_scatter",
                c -> c.self().sliceScatter(c.tensor(1, "src"), c.dim(2, "dim", 0), c.integer(3, "start", 0),
                        c.integer(4, "end", Long.MAX_VALUE), c.integer(5, "step", 1)));
        ops.put("tril", c -> c.self().tril(c.integer(1, "diagonal", 0)));
        ops.put("triu", c -> c.self().triu(c.integer(1, "diagonal", 0)));
        ops.put("tril_indices",
                c -> Torch.trilIndices(c.integer(0, "row"), c.integer(1, "col"), c.integer(2, "offset", 0))
                        .to(c.dtype("dtype", DType.INT64)));
        ops.put("triu_indices",
                c -> Torch.triuIndices(c.integer(0, "row"), c.integer(1, "col"), c.integer(2, "offset", 0))
                        .to(c.dtype("dtype", DType.INT64)));
    }

    private static void joining(OpTable ops) {
        ops.putAll(c -> Torch.cat(c.tensors(0), c.dim(1, "dim", 0)), "cat", "concat", "concatenate");
        ops.put("stack", c -> Torch.stack(c.tensors(0), c.dim(1, "dim", 0)));
        ops.put("hstack", c -> Torch.hstack(c.tensors(0)));
        ops.putAll(c -> Torch.vstack(c.tensors(0)), "vstack", "row_stack");
        ops.put("dstack", c -> Torch.dstack(c.tensors(0)));
        ops.put("column_stack", c -> Torch.columnStack(c.tensors(0)));
        ops.put("block_diag", c -> Torch.blockDiag(c.tensorsFrom(0).toArray(Tensor[]::new)));
        ops.put("cartesian_prod", c -> Torch.cartesianProd(c.tensorsFrom(0).toArray(Tensor[]::new)));
        ops.put("combinations",
                c -> Torch.combinations(c.self(), c.dim(1, "r", 2), c.bool(2, "with_replacement", false)));
        ops.putAll(c -> Torch.meshgrid(c.tensorsFrom(0), c.string("indexing", "ij")), "meshgrid.list_of_tensors",
                "meshgrid.variadic_tensors");
    }

    private static void reordering(OpTable ops) {
        ops.put("flip", c -> c.self().flip(c.ints(1, "dims")));
        ops.put("fliplr", c -> c.self().fliplr());
        ops.put("flipud", c -> c.self().flipud());
        ops.put("roll", c -> c.self().roll(c.longs(1, "shifts"), c.ints(2, "dims", new int[0])));
        ops.put("rot90", c -> c.self().rot90(c.integer(1, "k", 1), c.ints(2, "dims", 0, 1)));
        ops.put("repeat", c -> c.self().repeat(c.longsFrom(1, "repeats")));
        ops.put("tile", c -> c.self().tile(c.longsFrom(1, "dims")));
        ops.put("repeat_interleave", c -> {
            Integer dim = c.has(2, "dim") ? Integer.valueOf(c.dim(2, "dim")) : null;
            long size = c.integer("output_size", -1);
            if (!c.has(1, "repeats")) {
                return Reordering.repeatInterleave(c.self(), size);
            }
            return c.isTensor(1, "repeats")
                    ? Reordering.repeatInterleave(c.self(), c.tensor(1, "repeats"), dim, size)
                    : Reordering.repeatInterleave(c.self(), c.integer(1, "repeats"), dim, size);
        });
    }

    private static void images(OpTable ops) {
        ops.put("constant_pad_nd", c -> Padding.constant(c.self(), c.longs(1, "pad"), c.scalar(2, "value", 0)));
        for (String mode : List.of("constant", "reflect", "replicate", "circular", "replicate_negative")) {
            ops.put("nn.functional.pad." + mode,
                    c -> Padding.pad(c.self(), c.longs(1, "pad"), c.string(2, "mode", "constant"),
                            c.has(3, "value") ? c.scalar(3, "value", 0) : null));
        }
        ops.put("nn.functional.pixel_shuffle", c -> Patches.pixelShuffle(c.self(), c.integer(1, "upscale_factor")));
        ops.put("nn.functional.pixel_unshuffle",
                c -> Patches.pixelUnshuffle(c.self(), c.integer(1, "downscale_factor")));
        ops.putAll(c -> Patches.channelShuffle(c.self(), c.integer(1, "groups")), "nn.functional.channel_shuffle",
                "nn.functional.native_channel_shuffle");
        ops.put("nn.functional.unfold", c -> Patches.unfold(c.self(), new Patches.Blocks(c.longs(1, "kernel_size"),
                c.longs(2, "dilation", 1), c.longs(3, "padding", 0), c.longs(4, "stride", 1))));
        ops.put("nn.functional.fold",
                c -> Patches.fold(c.self(), c.longs(1, "output_size"), new Patches.Blocks(c.longs(2, "kernel_size"),
                        c.longs(3, "dilation", 1), c.longs(4, "padding", 0), c.longs(5, "stride", 1))));
    }

    private static void types(OpTable ops) {
        ops.put("to", ShapeCases::to);
        ops.put("type_as", c -> c.self().typeAs(c.tensor(1)));
        ops.put("float", c -> withFormat(c, c.self().toFloat()));
        ops.put("double", c -> withFormat(c, c.self().toDouble()));
        ops.put("half", c -> withFormat(c, c.self().toHalf()));
        ops.put("bfloat16", c -> withFormat(c, c.self().toBfloat16()));
        ops.put("int", c -> withFormat(c, c.self().toInt()));
        ops.put("long", c -> withFormat(c, c.self().toLong()));
        ops.put("short", c -> withFormat(c, c.self().toShort()));
        ops.put("char", c -> withFormat(c, c.self().toChar()));
        ops.put("byte", c -> withFormat(c, c.self().toByte()));
        ops.put("bool", c -> withFormat(c, c.self().toBool()));
    }

    /** The memory format changes how values lie in memory, not what they are. */
    private static Tensor withFormat(OpCall c, Tensor result) {
        c.arg("memory_format");
        return result;
    }

    /** {@code to(dtype)}, {@code to(device, dtype)}, {@code to(other)}, each with non_blocking and copy. */
    private static Tensor to(OpCall c) {
        c.arg("memory_format");
        List<@Nullable Object> given = new ArrayList<>();
        for (int i = 1; i < c.count(); i++) {
            given.add(c.arg(i));
        }
        Tensor x = c.self();
        DType dtype = c.dtype("dtype", x.dtype());
        for (Object each : given) {
            if (each instanceof String device) {
                x = x.to(Device.of(device));
            } else if (each instanceof DType type) {
                dtype = type;
            } else if (each instanceof Tensor other) {
                dtype = other.dtype();
            }
        }
        boolean copy = c.bool("copy", false) || given.size() >= 2 && given.getLast() instanceof Boolean last && last;
        c.arg("non_blocking");
        return x.to(dtype, copy);
    }
}
