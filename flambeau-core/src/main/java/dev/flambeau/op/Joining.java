package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Several tensors as one. */
public final class Joining {
    private Joining() {}

    /** The tensors one after another along a dimension, in their common type. */
    public static Tensor cat(List<Tensor> tensors, int dim) {
        if (tensors.isEmpty()) {
            throw new ArgumentException("torch.cat(): expected a non-empty list of Tensors");
        }
        return Engine.run(new Cat(dim), tensors.toArray(Tensor[]::new));
    }

    /** The tensors, all of one shape, side by side along a new dimension. */
    public static Tensor stack(List<Tensor> tensors, int dim) {
        if (tensors.isEmpty()) {
            throw new ArgumentException("stack expects a non-empty TensorList");
        }
        return Engine.run(new Stack(dim), tensors.toArray(Tensor[]::new));
    }

    /** Side by side along the second dimension (vectors: along the first). */
    public static Tensor hstack(List<Tensor> tensors) {
        List<Tensor> atLeast = all("hstack", tensors, Shapes::atLeast1d);
        return cat(atLeast, atLeast.getFirst().dim() == 1 ? 0 : 1);
    }

    /** One below another. */
    public static Tensor vstack(List<Tensor> tensors) {
        return cat(all("vstack", tensors, Shapes::atLeast2d), 0);
    }

    /** One behind another, along the third dimension. */
    public static Tensor dstack(List<Tensor> tensors) {
        return cat(all("dstack", tensors, Shapes::atLeast3d), 2);
    }

    /** As {@link #hstack}, where vectors are columns. */
    public static Tensor columnStack(List<Tensor> tensors) {
        return hstack(all("column_stack", tensors, x -> x.dim() <= 1 ? ViewOps.reshape(x, x.numel(), 1) : x));
    }

    private static List<Tensor> all(String name, List<Tensor> tensors, UnaryOperator<Tensor> change) {
        if (tensors.isEmpty()) {
            throw new ArgumentException(name + " expects a non-empty TensorList");
        }
        return tensors.stream().map(change).toList();
    }

    /** A matrix with the tensors (of at most 2 dimensions) along its diagonal, zeros elsewhere. */
    public static Tensor blockDiag(List<Tensor> tensors) {
        for (int k = 0; k < tensors.size(); k++) {
            if (tensors.get(k).dim() > 2) {
                throw new ShapeException(
                        "torch.block_diag: Input tensors must have 2 or fewer dimensions. Input " + k + " has "
                                + tensors.get(k).dim() + " dimensions");
            }
        }
        return tensors.isEmpty()
                ? Engine.zeros(new Spec(Torch.getDefaultDtype(), 1, 0))
                : Engine.run(new BlockDiag(), tensors.toArray(Tensor[]::new));
    }

    /** The coordinates of a grid: result k varies along dimension k as input k does; {@code xy} swaps the first two dimensions. */
    public static List<Tensor> meshgrid(List<Tensor> tensors, String indexing) {
        if (tensors.isEmpty()) {
            throw new ArgumentException("meshgrid expects a non-empty TensorList");
        }
        boolean xy = indexing.equals("xy");
        if (!xy && !indexing.equals("ij")) {
            throw new ArgumentException(
                    "torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: " + indexing);
        }
        List<Tensor> order = new ArrayList<>(tensors);
        boolean swap = xy && tensors.size() >= 2;
        if (swap) {
            Collections.swap(order, 0, 1);
        }
        long[] shape = new long[order.size()];
        for (int i = 0; i < shape.length; i++) {
            Tensor each = order.get(i);
            if (each.dim() > 1) {
                throw new ShapeException(
                        "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: " + each.size());
            }
            if (each.dtype() != order.getFirst().dtype()) {
                throw new DTypeException("torch.meshgrid expects all tensors to have the same dtype");
            }
            shape[i] = each.numel();
        }
        List<Tensor> grids = new ArrayList<>();
        for (int i = 0; i < shape.length; i++) {
            long[] own = new long[shape.length];
            Arrays.fill(own, 1);
            own[i] = shape[i];
            grids.add(ViewOps.expand(ViewOps.view(order.get(i), own), shape));
        }
        if (swap) {
            Collections.swap(grids, 0, 1);
        }
        return grids;
    }

    /** All combinations of one element of each vector, a row each. */
    public static Tensor cartesianProd(List<Tensor> tensors) {
        for (Tensor each : tensors) {
            if (each.dim() != 1) {
                throw new ShapeException("Expect a 1D vector, but got shape " + each.size());
            }
        }
        if (tensors.size() == 1) {
            return tensors.getFirst();
        }
        return stack(meshgrid(tensors, "ij").stream().map(grid -> Shapes.flatten(grid, 0, -1)).toList(), 1);
    }

    /** All combinations of {@code r} elements of a vector, a row each, in the order of Python's itertools. */
    public static Tensor combinations(Tensor x, int r, boolean withReplacement) {
        if (x.dim() != 1) {
            throw new ShapeException("Expect a 1D vector, but got shape " + x.size());
        }
        if (r < 0) {
            throw new ArgumentException("Expect a non-negative number, but got " + r);
        }
        if (r == 0) {
            return Engine.zeros(new Spec(x.dtype(), 0));
        }
        List<int[]> rows = new ArrayList<>();
        int n = Math.toIntExact(x.numel());
        int[] row = new int[r];
        for (int i = 0; i < r; i++) {
            row[i] = withReplacement ? 0 : i;
        }
        boolean more = n >= (withReplacement ? 1 : r);
        while (more) {
            rows.add(row.clone());
            int i = r - 1;
            while (i >= 0 && row[i] == (withReplacement ? n - 1 : n - r + i)) {
                i--;
            }
            more = i >= 0;
            if (more) {
                row[i]++;
                for (int k = i + 1; k < r; k++) {
                    row[k] = row[k - 1] + (withReplacement ? 0 : 1);
                }
            }
        }
        long[] positions = rows.stream().flatMapToInt(Arrays::stream).asLongStream().toArray();
        return Indexing.index(x, List.of(Host.tensor(positions, rows.size(), r)));
    }

    /** An old form of the empty tensor that fits everywhere. */
    private static boolean isLegacyEmpty(Array x) {
        return x.dim() == 1 && x.sizes[0] == 0;
    }

    private record Cat(int dim) implements Op {
        @Override
        public String name() {
            return "cat";
        }

        @Override
        public Spec[] infer(Array[] in) {
            Array model = in[0];
            for (int k = in.length - 1; k >= 0; k--) {
                if (in[k].dim() == 0) {
                    throw new ShapeException("zero-dimensional tensor (at position " + k + ") cannot be concatenated");
                }
                model = isLegacyEmpty(in[k]) ? model : in[k];
            }
            int d = isLegacyEmpty(model) ? 0 : Torch.wrapDim(dim, model.dim());
            long[] sizes = model.sizes.clone();
            sizes[d] = 0;
            for (int k = 0; k < in.length; k++) {
                long[] own = in[k].sizes;
                if (isLegacyEmpty(in[k])) {
                    continue;
                }
                if (own.length != sizes.length) {
                    throw new ShapeException(
                            "Tensors must have same number of dimensions: got " + sizes.length + " and " + own.length
                                    + " (shapes " + Arrays.toString(model.sizes) + " and " + Arrays.toString(own)
                                    + " to be joined by cat)");
                }
                for (int i = 0; i < sizes.length; i++) {
                    if (i != d && own[i] != sizes[i]) {
                        throw new ShapeException(
                                "Sizes of tensors must match except in dimension " + d + ". Expected size " + sizes[i]
                                        + " but got size " + own[i] + " for tensor number " + k + " in the list.");
                    }
                }
                sizes[d] += own[d];
            }
            return new Spec[] {new Spec(Shapes.commonType(in), sizes)};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            int d = dim < 0 ? dim + out[0].dim() : dim;
            long at = 0;
            for (Array each : in) {
                if (!isLegacyEmpty(each)) {
                    kernels.copy(ViewOps.part(d, at, each.sizes[d]).view(out[0]), each);
                    at += each.sizes[d];
                }
            }
        }

        @Override
        public Grads grads() {
            return Grads.joint(s -> {
                @Nullable Tensor[] result = new @Nullable Tensor[s.inputs()];
                Tensor g = s.g();
                int d = dim < 0 ? dim + g.dim() : dim;
                long at = 0;
                for (int k = 0; k < result.length; k++) {
                    long[] own = s.spec(k).sizes();
                    if (own.length == 1 && own[0] == 0) {
                        result[k] = s.needs(k) ? Engine.zeros(s.spec(k)) : null;
                    } else {
                        result[k] = s.needs(k) ? ViewOps.narrow(g, d, at, own[d]) : null;
                        at += own[d];
                    }
                }
                return result;
            });
        }
    }

    private record Stack(int dim) implements Op {
        @Override
        public String name() {
            return "stack";
        }

        @Override
        public Spec[] infer(Array[] in) {
            long[] first = in[0].sizes;
            for (int k = 1; k < in.length; k++) {
                if (!Arrays.equals(first, in[k].sizes)) {
                    throw new ShapeException(
                            "stack expects each tensor to be equal size, but got " + Arrays.toString(first)
                                    + " at entry 0 and " + Arrays.toString(in[k].sizes) + " at entry " + k);
                }
            }
            int d = Torch.wrapDim(dim, first.length + 1);
            long[] sizes = new long[first.length + 1];
            System.arraycopy(first, 0, sizes, 0, d);
            sizes[d] = in.length;
            System.arraycopy(first, d, sizes, d + 1, first.length - d);
            return new Spec[] {new Spec(Shapes.commonType(in), sizes)};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            int d = Torch.wrapDim(dim, out[0].dim());
            for (int k = 0; k < in.length; k++) {
                kernels.copy(ViewOps.selectOf(d, k).view(out[0]), in[k]);
            }
        }

        @Override
        public Grads grads() {
            return Grads.joint(s -> {
                @Nullable Tensor[] result = new @Nullable Tensor[s.inputs()];
                for (int k = 0; k < result.length; k++) {
                    result[k] = s.needs(k) ? ViewOps.select(s.g(), dim, k) : null;
                }
                return result;
            });
        }
    }

    private record BlockDiag() implements Op {
        @Override
        public String name() {
            return "block_diag";
        }

        @Override
        public Spec[] infer(Array[] in) {
            long rows = 0;
            long columns = 0;
            for (Array each : in) {
                rows += rows(each.sizes);
                columns += columns(each.sizes);
            }
            return new Spec[] {new Spec(Shapes.commonType(in), rows, columns)};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            kernels.copy(out[0], Array.immediate(out[0].dtype, 0));
            long row = 0;
            long column = 0;
            for (Array each : in) {
                kernels.copy(block(row, column, each.sizes, out[0]), each);
                row += rows(each.sizes);
                column += columns(each.sizes);
            }
        }

        @Override
        public Grads grads() {
            return Grads.joint(s -> {
                @Nullable Tensor[] result = new @Nullable Tensor[s.inputs()];
                long row = 0;
                long column = 0;
                for (int k = 0; k < result.length; k++) {
                    long[] own = s.spec(k).sizes();
                    if (s.needs(k)) {
                        Tensor block =
                                ViewOps.narrow(ViewOps.narrow(s.g(), 0, row, rows(own)), 1, column, columns(own));
                        result[k] = ViewOps.reshape(block, own);
                    }
                    row += rows(own);
                    column += columns(own);
                }
                return result;
            });
        }

        /** The block's place with the input's own number of dimensions: vectors are rows. */
        private static Array block(long row, long column, long[] sizes, Array out) {
            long offset = out.offset + row * out.strides[0] + column * out.strides[1];
            long[] strides = Arrays.copyOfRange(out.strides, 2 - sizes.length, 2);
            return out.view(offset, sizes, strides);
        }

        private static long rows(long[] sizes) {
            return sizes.length == 2 ? sizes[0] : 1;
        }

        private static long columns(long[] sizes) {
            return sizes.length == 0 ? 1 : sizes[sizes.length - 1];
        }
    }
}
