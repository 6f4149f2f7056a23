package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.IndexException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.Edge;
import dev.flambeau.autograd.FrozenView;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.autograd.Node;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One tensor seen as several: views that share one node of the graph. */
public final class Splits {
    private Splits() {}

    /** Parts of {@code size} positions each along a dimension; the last one may be smaller. */
    public static List<Tensor> split(Tensor x, long size, int dim) {
        if (x.dim() == 0) {
            throw new ShapeException("split expects at least a 1-dimensional tensor");
        }
        int d = Torch.wrapDim(dim, x.dim());
        long length = x.size(d);
        if (size < 0) {
            throw new ShapeException("split expects split_size be non-negative, but got split_size=" + size);
        }
        if (size == 0 && length != 0) {
            throw new ShapeException(
                    "split_size can only be 0 if dimension size is 0, but got dimension size of " + length);
        }
        long step = Math.max(size, 1);
        List<ViewOp> parts = new ArrayList<>();
        for (long at = 0; at < length || parts.isEmpty(); at += step) {
            parts.add(ViewOps.part(d, at, Math.min(step, length - at)));
        }
        return views("SplitBackward0", x, parts);
    }

    /** Parts of the given sizes along a dimension. */
    public static List<Tensor> split(Tensor x, long[] sizes, int dim) {
        if (x.dim() == 0) {
            throw new ShapeException("split expects at least a 1-dimensional tensor");
        }
        int d = Torch.wrapDim(dim, x.dim());
        List<ViewOp> parts = new ArrayList<>();
        long at = 0;
        for (long size : sizes) {
            if (size < 0) {
                throw new ShapeException(
                        "split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes="
                                + Arrays.toString(sizes));
            }
            parts.add(ViewOps.part(d, at, size));
            at += size;
        }
        if (at != x.size(d)) {
            throw new ShapeException(
                    "split_with_sizes expects split_sizes to sum exactly to " + x.size(d) + " (input tensor's size at "
                            + "dimension " + d + "), but got split_sizes=" + Arrays.toString(sizes));
        }
        return views("SplitWithSizesBackward0", x, parts);
    }

    /** At most {@code chunks} parts of equal size along a dimension; the last one may be smaller. */
    public static List<Tensor> chunk(Tensor x, long chunks, int dim) {
        if (x.dim() == 0) {
            throw new ShapeException("chunk expects at least a 1-dimensional tensor");
        }
        if (chunks <= 0) {
            throw new ShapeException("chunk expects `chunks` to be greater than 0, got: " + chunks);
        }
        long length = x.size(Torch.wrapDim(dim, x.dim()));
        if (length == 0) {
            return split(x, new long[Math.toIntExact(chunks)], dim);
        }
        return split(x, (length - 1) / chunks + 1, dim);
    }

    /** {@code sections} parts whose sizes differ by at most 1 along a dimension. */
    public static List<Tensor> tensorSplit(Tensor x, long sections, int dim) {
        int d = splitDim(x, dim);
        if (sections <= 0) {
            throw new ShapeException("number of sections must be larger than 0, got " + sections);
        }
        long small = x.size(d) / sections;
        long larger = x.size(d) % sections;
        List<Tensor> parts = new ArrayList<>();
        long at = 0;
        for (long i = 0; i < sections; i++) {
            long length = i < larger ? small + 1 : small;
            parts.add(ViewOps.slice(x, d, at, at + length, 1));
            at += length;
        }
        return parts;
    }

    /** Parts between the given positions along a dimension. */
    public static List<Tensor> tensorSplit(Tensor x, long[] indices, int dim) {
        int d = splitDim(x, dim);
        List<Tensor> parts = new ArrayList<>();
        long at = 0;
        for (long end : indices) {
            parts.add(ViewOps.slice(x, d, at, end, 1));
            at = end;
        }
        parts.add(ViewOps.slice(x, d, at, Long.MAX_VALUE, 1));
        return parts;
    }

    /** As the others, with the number of sections (0-d) or the positions (1-d) in a tensor. */
    public static List<Tensor> tensorSplit(Tensor x, Tensor indicesOrSections, int dim) {
        if (indicesOrSections.dtype() != DType.INT64) {
            throw new DTypeException("tensor_split expected tensor_indices_or_sections to have dtype of long, but got "
                    + indicesOrSections.dtype().scalarName());
        }
        return switch (indicesOrSections.dim()) {
            case 0 -> tensorSplit(x, Host.longs(indicesOrSections)[0], dim);
            case 1 -> tensorSplit(x, Host.longs(indicesOrSections), dim);
            default ->
                throw new ShapeException("tensor_split expected tensor_indices_or_sections to be a zero-dimensional or "
                        + "one-dimensional tensor, but got a tensor with " + indicesOrSections.dim() + " dims");
        };
    }

    private static int splitDim(Tensor x, int dim) {
        if (x.dim() == 0) {
            throw new ShapeException(
                    "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims");
        }
        return Torch.wrapDim(dim, x.dim());
    }

    /** As {@link ViewOps#narrow}, with the start in a 0-d integer tensor. */
    public static Tensor narrow(Tensor x, int dim, Tensor start, long length) {
        if (start.dim() != 0 || start.isFloatingPoint() || start.dtype() == DType.BOOL) {
            throw new DTypeException("start must be an 0-dim integral Tensor.");
        }
        return ViewOps.narrow(x, dim, Host.longs(start)[0], length);
    }

    /** {@code sections} equal parts along the dimension that {@code hsplit}, {@code vsplit} or {@code dsplit} means. */
    public static List<Tensor> evenSplit(String name, Tensor x, long sections) {
        int dim = evenDim(name, x);
        if (sections <= 0 || x.size(dim) % sections != 0) {
            throw new ShapeException(
                    "torch." + name + " attempted to split along dimension " + dim + ", but the size of the dimension "
                            + x.size(dim) + " is not divisible by the split_size " + sections + "!");
        }
        return tensorSplit(x, sections, dim);
    }

    /** Parts between positions along the dimension that {@code hsplit}, {@code vsplit} or {@code dsplit} means. */
    public static List<Tensor> evenSplit(String name, Tensor x, long[] indices) {
        return tensorSplit(x, indices, evenDim(name, x));
    }

    private static int evenDim(String name, Tensor x) {
        int rank = name.equals("hsplit") ? 1 : name.equals("vsplit") ? 2 : 3;
        if (x.dim() < rank) {
            throw new ShapeException(
                    "torch." + name + " requires a tensor with at least " + rank + " dimension, but got a tensor with "
                            + x.dim() + " dimensions!");
        }
        return rank == 1 ? Math.min(x.dim() - 1, 1) : rank == 2 ? 0 : 2;
    }

    /** All positions of a dimension, which disappears. */
    public static List<Tensor> unbind(Tensor x, int dim) {
        if (x.dim() == 0) {
            throw new IndexException("Dimension specified as " + dim + " but tensor has no dimensions");
        }
        int d = Torch.wrapDim(dim, x.dim());
        List<ViewOp> parts = new ArrayList<>();
        for (long i = 0; i < x.size(d); i++) {
            parts.add(ViewOps.selectOf(d, i));
        }
        return views("UnbindBackward0", x, parts);
    }

    /** Views that do not overlap one another, as the outputs of one node. */
    private static List<Tensor> views(String nodeName, Tensor x, List<ViewOp> parts) {
        Array in = x.array();
        ViewsNode node = x.requiresGrad() && GradMode.isEnabled()
                ? new ViewsNode(nodeName, x.edge(), parts, Spec.like(in))
                : null;
        List<Tensor> views = new ArrayList<>(parts.size());
        for (int k = 0; k < parts.size(); k++) {
            Tensor view = Tensor.viewOf(x, parts.get(k).view(in));
            if (GradMode.isEnabled()) {
                view.freeze(FrozenView.SEVERAL_VIEWS);
            }
            if (node != null) {
                view.setGradFn(node, k);
            }
            views.add(view);
        }
        return views;
    }

    /** The graph's node of several views. */
    private static final class ViewsNode extends Node {
        private final String name;
        private final List<ViewOp> parts;
        private final Spec input;

        ViewsNode(String name, Edge next, List<ViewOp> parts, Spec input) {
            super(new Edge[] {next});
            this.name = name;
            this.parts = parts;
            this.input = input;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        protected int outputs() {
            return parts.size();
        }

        @Override
        protected @Nullable Tensor[] backward(@Nullable Tensor[] grads) {
            List<ViewOp> used = new ArrayList<>();
            List<Tensor> given = new ArrayList<>();
            for (int k = 0; k < grads.length; k++) {
                Tensor g = grads[k];
                if (g != null) {
                    used.add(parts.get(k));
                    given.add(g);
                }
            }
            return new @Nullable Tensor[] {
                given.isEmpty() ? null : Engine.run(new Compose(name, used, input), given.toArray(Tensor[]::new))};
        }
    }

    /** Zeros of the input's sizes with each part filled. */
    private record Compose(String nodeName, List<ViewOp> parts, Spec input) implements Op {
        @Override
        public String name() {
            return "split_backward";
        }

        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {new Spec(in[0].dtype, input.sizes())};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            long given = 0;
            for (Array each : in) {
                given += each.numel;
            }
            if (given < out[0].numel) {
                kernels.copy(out[0], Array.immediate(out[0].dtype, 0));
            }
            for (int k = 0; k < in.length; k++) {
                kernels.copy(parts.get(k).view(out[0]), in[k]);
            }
        }

        @Override
        public Grads grads() {
            return Grads.joint(s -> {
                @Nullable Tensor[] result = new @Nullable Tensor[parts.size()];
                for (int k = 0; k < result.length; k++) {
                    result[k] = s.needs(k) ? Engine.view(parts.get(k), s.g()) : null;
                }
                return result;
            });
        }
    }
}
