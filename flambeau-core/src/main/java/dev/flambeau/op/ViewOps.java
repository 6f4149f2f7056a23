package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.IndexException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.spi.Array;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The views: other sizes and strides over the same memory. */
public final class ViewOps {
    private ViewOps() {}

    /** Any sizes and strides over the storage; {@code offset} counts from the input's first element. */
    public static Tensor asStrided(Tensor x, long[] sizes, long[] strides, long offset) {
        return Engine.view(AsStrided.of(x.array(), sizes, strides, offset), x);
    }

    /** The same elements in other sizes, one of which may be -1; an exception where that needs a copy. */
    public static Tensor view(Tensor x, long... sizes) {
        return Engine.view(new View(inferSizes(sizes, x.numel())), x);
    }

    /** As {@link #view}, with a copy where it is needed. */
    public static Tensor reshape(Tensor x, long... sizes) {
        long[] target = inferSizes(sizes, x.numel());
        Array array = x.array();
        return Engine.view(new View(target), View.strides(array, target) == null ? x.contiguous() : x);
    }

    /** Repeats dimensions of size 1 (and new leading ones) without a copy; -1 leaves a dimension as it is. */
    public static Tensor expand(Tensor x, long... sizes) {
        return Engine.view(new Expand(sizes.clone()), x);
    }

    public static Tensor permute(Tensor x, int... dims) {
        return Engine.view(Permute.of(dims, x.dim()), x);
    }

    public static Tensor transpose(Tensor x, int dim0, int dim1) {
        int a = Torch.wrapDim(dim0, x.dim());
        int b = Torch.wrapDim(dim1, x.dim());
        return Engine.view(new Transpose("transpose", a, b), x);
    }

    /** The transpose of a matrix; vectors and scalars as they are. */
    public static Tensor t(Tensor x) {
        if (x.dim() > 2) {
            throw new ShapeException("t() expects a tensor with <= 2 dimensions, but self is " + x.dim() + "D");
        }
        return Engine.view(new Transpose("t", 0, Math.max(x.dim() - 1, 0)), x);
    }

    /** Position {@code index} of a dimension, which disappears. */
    public static Tensor select(Tensor x, int dim, long index) {
        if (x.dim() == 0) {
            throw new IndexException("select() cannot be applied to a 0-dim tensor.");
        }
        return Engine.view(new Select(Torch.wrapDim(dim, x.dim()), index), x);
    }

    /** Every {@code step}-th position of a dimension from {@code start} up to {@code end}, which are clamped as Python's. */
    public static Tensor slice(Tensor x, int dim, long start, long end, long step) {
        if (x.dim() == 0) {
            throw new IndexException("slice() cannot be applied to a 0-dim tensor.");
        }
        return Engine.view(sliceOf(x.array().sizes, dim, start, end, step), x);
    }

    /** The view that {@link #slice} makes of a tensor of these sizes. */
    static ViewOp sliceOf(long[] sizes, int dim, long start, long end, long step) {
        if (step <= 0) {
            throw new IndexException("slice step must be positive (step must be greater than zero), got " + step);
        }
        int d = Torch.wrapDim(dim, sizes.length);
        long size = sizes[d];
        long from = clamp(start < 0 ? start + size : start, size);
        long to = Math.max(from, clamp(end < 0 ? end + size : end, size));
        return new Slice(d, from, to == from ? 0 : (to - from - 1) / step + 1, step);
    }

    /** Positions {@code start} to {@code start + length} of a dimension. */
    public static Tensor narrow(Tensor x, int dim, long start, long length) {
        if (x.dim() == 0) {
            throw new ShapeException("narrow() cannot be applied to a 0-dim tensor.");
        }
        if (length < 0) {
            throw new ShapeException("narrow(): length must be non-negative.");
        }
        int d = Torch.wrapDim(dim, x.dim());
        long size = x.size(d);
        if (start < -size || start > size) {
            throw new IndexException("start out of range (expected to be in range of [" + -size + ", " + size
                    + "], but got " + start + ")");
        }
        long from = start < 0 ? start + size : start;
        if (from + length > size) {
            throw new ShapeException(
                    "start (" + from + ") + length (" + length + ") exceeds dimension size (" + size + ").");
        }
        return Engine.view(new Slice(d, from, length, 1), x);
    }

    /** The part of a dimension without checks, for the library's own use. */
    static ViewOp part(int dim, long start, long length) {
        return new Slice(dim, start, length, 1);
    }

    /** The view that {@link #select} makes. */
    static ViewOp selectOf(int dim, long index) {
        return new Select(dim, index);
    }

    /** Windows of {@code size} positions, {@code step} apart, along a dimension; the windows' inside becomes the last dimension. */
    public static Tensor unfold(Tensor x, int dim, long size, long step) {
        int d = Torch.wrapDim(dim, x.dim());
        long length = x.dim() == 0 ? 1 : x.size(d);
        if (size < 0) {
            throw new ShapeException("size is " + size + " but must be >= 0");
        }
        if (size > length) {
            throw new ShapeException(
                    "maximum size for tensor at dimension " + d + " is " + length + " but size is " + size);
        }
        if (step <= 0) {
            throw new ShapeException("step is " + step + " but must be > 0");
        }
        return Engine.view(new Unfold(d, size, step), x);
    }

    /** The same bytes read as another type; the last dimension grows or shrinks with the elements' size. */
    public static Tensor viewAs(Tensor x, DType dtype) {
        Array in = x.array();
        int have = in.dtype.size();
        int want = dtype.size();
        int last = in.dim() - 1;
        long[] sizes = in.sizes.clone();
        long[] strides = in.strides.clone();
        long offset = in.offset * have / want;
        if (have != want) {
            if (last < 0) {
                throw new ShapeException(
                        "self.dim() cannot be 0 to view " + in.dtype.scalarName() + " as " + dtype.scalarName()
                                + " (different element sizes)");
            }
            if (in.strides[last] != 1) {
                throw new ShapeException(
                        "self.stride(-1) must be 1 to view " + in.dtype.scalarName() + " as " + dtype.scalarName()
                                + " (different element sizes), but got " + in.strides[last]);
            }
            String kinds =
                    " must be divisible by " + want / Math.max(have, 1) + " to view " + in.dtype.scalarName() + " as "
                            + dtype.scalarName() + " (different element sizes), but got ";
            if (in.sizes[last] * have % want != 0) {
                throw new ShapeException("self.size(-1)" + kinds + in.sizes[last]);
            }
            if (in.offset * have % want != 0) {
                throw new ShapeException("self.storage_offset()" + kinds + in.offset);
            }
            for (int i = 0; i < last; i++) {
                if (in.strides[i] * have % want != 0) {
                    throw new ShapeException("self.stride(" + i + ")" + kinds + in.strides[i]);
                }
                strides[i] = in.strides[i] * have / want;
            }
            sizes[last] = in.sizes[last] * have / want;
        }
        return Tensor.viewOf(x, new Array(in.storage, offset, dtype, sizes, strides));
    }

    public static Tensor unsqueeze(Tensor x, int dim) {
        return Engine.view(new Unsqueeze(Torch.wrapDim(dim, x.dim() + 1)), x);
    }

    /** Without those of the named dimensions (null: of all) whose size is 1. */
    public static Tensor squeeze(Tensor x, int @Nullable [] dims) {
        long named = dims == null ? -1 : 0;
        if (dims != null) {
            for (int dim : dims) {
                long bit = 1L << Torch.wrapDim(dim, x.dim());
                if ((named & bit) != 0) {
                    throw new ShapeException(
                            "dim " + Torch.wrapDim(dim, x.dim()) + " appears multiple times in the list of dims");
                }
                named |= bit;
            }
        }
        long mask = 0;
        for (int i = 0; i < x.dim(); i++) {
            mask |= (named & 1L << i) != 0 && x.size(i) == 1 ? 1L << i : 0;
        }
        return Engine.view(new Squeeze(mask, dims == null ? 0 : dims.length == 1 ? 1 : 2), x);
    }

    private static long clamp(long value, long size) {
        return Math.max(0, Math.min(value, size));
    }

    /** Replaces a -1 by what the number of elements leaves over. */
    public static long[] inferSizes(long[] sizes, long numel) {
        long[] result = sizes.clone();
        int unknown = -1;
        long known = 1;
        for (int i = 0; i < result.length; i++) {
            if (result[i] == -1) {
                if (unknown >= 0) {
                    throw new ShapeException("only one dimension can be inferred");
                }
                unknown = i;
            } else if (result[i] < 0) {
                throw new ShapeException("invalid shape dimension " + result[i]);
            } else {
                known *= result[i];
            }
        }
        if (unknown >= 0 && known == 0 && numel == 0) {
            throw new ShapeException("cannot reshape tensor of 0 elements into shape " + Arrays.toString(sizes)
                    + " because the unspecified dimension size -1 can be any value and is ambiguous");
        }
        if (unknown >= 0 && known != 0 && numel % known == 0) {
            result[unknown] = numel / known;
        } else if (unknown >= 0 || known != numel) {
            throw new ShapeException("shape '" + Arrays.toString(sizes) + "' is invalid for input of size " + numel);
        }
        return result;
    }

    private record View(long[] sizes) implements ViewOp {
        @Override
        public String name() {
            return "view";
        }

        @Override
        public Array view(Array in) {
            long[] strides = strides(in, sizes);
            if (strides == null) {
                throw new ShapeException(
                        "view size is not compatible with input tensor's size and stride (at least one dimension spans "
                                + "across two contiguous subspaces). Use .reshape(...) instead.");
            }
            return in.view(in.offset, sizes, strides);
        }

        @Override
        public Tensor grad(Tensor g, Spec in) {
            return reshape(g, in.sizes());
        }

        /** The strides of the view, or null where the elements do not lie so that there are any. */
        static long @Nullable [] strides(Array in, long[] sizes) {
            if (in.contiguous) {
                return Array.contiguousStrides(sizes);
            }
            long[] result = new long[sizes.length];
            int target = sizes.length - 1;
            long chunkStride = in.dim() == 0 ? 1 : in.strides[in.dim() - 1];
            long chunk = 1;
            long filled = 1;
            for (int i = in.dim() - 1; i >= 0; i--) {
                chunk *= in.sizes[i];
                // a chunk of memory ends where the next dimension does not go on from this one
                if (i == 0 || in.sizes[i - 1] != 1 && in.strides[i - 1] != chunk * chunkStride) {
                    while (target >= 0 && (filled < chunk || sizes[target] == 1)) {
                        result[target] = filled * chunkStride;
                        filled *= sizes[target];
                        target--;
                    }
                    if (filled != chunk) {
                        return null;
                    }
                    if (i > 0) {
                        chunkStride = in.strides[i - 1];
                        chunk = 1;
                        filled = 1;
                    }
                }
            }
            return target == -1 ? result : null;
        }
    }

    private record Expand(long[] sizes) implements ViewOp {
        @Override
        public String name() {
            return "expand";
        }

        @Override
        public Array view(Array in) {
            int extra = sizes.length - in.dim();
            if (extra < 0) {
                throw new ShapeException("expand(" + in.dtype + "{" + Arrays.toString(in.sizes) + "}, size="
                        + Arrays.toString(sizes)
                        + "): the number of sizes provided (" + sizes.length
                        + ") must be greater or equal to the number of dimensions in the tensor (" + in.dim() + ")");
            }
            long[] target = sizes.clone();
            long[] strides = new long[sizes.length];
            for (int i = 0; i < sizes.length; i++) {
                long size = i < extra ? 1 : in.sizes[i - extra];
                long stride = i < extra ? 0 : in.strides[i - extra];
                if (target[i] == -1) {
                    if (i < extra) {
                        throw new ShapeException(
                                "expand: The expanded size of the tensor (-1) isn't allowed in a leading, "
                                        + "non-existing dimension " + i);
                    }
                    target[i] = size;
                }
                if (target[i] != size && size != 1 || target[i] < 0) {
                    throw new ShapeException(
                            "The expanded size of the tensor (" + target[i] + ") must match the existing size (" + size
                                    + ") at non-singleton dimension " + i + ".  Target sizes: " + Arrays.toString(sizes)
                                    + ".  Tensor sizes: "
                                    + Arrays.toString(in.sizes));
                }
                strides[i] = size == 1 && target[i] != 1 ? 0 : stride;
            }
            return in.view(in.offset, target, strides);
        }

        @Override
        public Tensor grad(Tensor g, Spec in) {
            return g.sumToSize(in.sizes());
        }
    }

    private record Permute(int[] dims) implements ViewOp {
        static Permute of(int[] dims, int rank) {
            if (dims.length != rank) {
                throw new ShapeException(
                        "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the "
                                + "desired ordering of dimensions i.e. input.dim() = " + rank
                                + " is not equal to len(dims) = " + dims.length);
            }
            int[] wrapped = new int[rank];
            boolean[] seen = new boolean[rank];
            for (int i = 0; i < rank; i++) {
                wrapped[i] = Torch.wrapDim(dims[i], rank);
                if (seen[wrapped[i]]) {
                    throw new ShapeException("permute(): duplicate dims are not allowed.");
                }
                seen[wrapped[i]] = true;
            }
            return new Permute(wrapped);
        }

        @Override
        public String name() {
            return "permute";
        }

        @Override
        public Array view(Array in) {
            long[] sizes = new long[dims.length];
            long[] strides = new long[dims.length];
            for (int i = 0; i < dims.length; i++) {
                sizes[i] = in.sizes[dims[i]];
                strides[i] = in.strides[dims[i]];
            }
            return in.view(in.offset, sizes, strides);
        }

        @Override
        public Tensor grad(Tensor g, Spec in) {
            int[] inverse = new int[dims.length];
            for (int i = 0; i < dims.length; i++) {
                inverse[dims[i]] = i;
            }
            return permute(g, inverse);
        }
    }

    private record Transpose(String name, int a, int b) implements ViewOp {
        @Override
        public Array view(Array in) {
            long[] sizes = in.sizes.clone();
            long[] strides = in.strides.clone();
            if (in.dim() > 0) {
                sizes[a] = in.sizes[b];
                sizes[b] = in.sizes[a];
                strides[a] = in.strides[b];
                strides[b] = in.strides[a];
            }
            return in.view(in.offset, sizes, strides);
        }

        @Override
        public Tensor grad(Tensor g, Spec in) {
            return Engine.view(this, g);
        }
    }

    private record Select(int dim, long index) implements ViewOp {
        @Override
        public String name() {
            return "select";
        }

        @Override
        public Array view(Array in) {
            long size = in.sizes[dim];
            if (index < -size || index >= size) {
                throw new IndexException(
                        "select(): index " + index + " out of range for tensor of size " + Arrays.toString(in.sizes)
                                + " at dimension " + dim + " (index " + index + " is out of bounds for dimension " + dim
                                + " with size " + size + ")");
            }
            long at = index < 0 ? index + size : index;
            return in.view(in.offset + at * in.strides[dim], without(in.sizes, dim), without(in.strides, dim));
        }
    }

    private record Slice(int dim, long start, long length, long step) implements ViewOp {
        @Override
        public String name() {
            return "slice";
        }

        @Override
        public Array view(Array in) {
            long[] sizes = in.sizes.clone();
            long[] strides = in.strides.clone();
            sizes[dim] = length;
            strides[dim] *= step;
            return in.view(in.offset + start * in.strides[dim], sizes, strides);
        }
    }

    private record Unsqueeze(int dim) implements ViewOp {
        @Override
        public String name() {
            return "unsqueeze";
        }

        @Override
        public Array view(Array in) {
            long stride = dim == in.dim() ? 1 : in.sizes[dim] * in.strides[dim];
            return in.view(in.offset, with(in.sizes, dim, 1), with(in.strides, dim, stride));
        }

        @Override
        public Tensor grad(Tensor g, Spec in) {
            return squeeze(g, new int[] {dim});
        }
    }

    /** {@code variant} tells PyTorch's three overloads apart: none, one or several dimensions named. */
    private record Squeeze(long mask, int variant) implements ViewOp {
        @Override
        public String name() {
            return "squeeze";
        }

        @Override
        public String nodeName() {
            return "SqueezeBackward" + variant;
        }

        @Override
        public Array view(Array in) {
            int kept = in.dim() - Long.bitCount(mask);
            long[] sizes = new long[kept];
            long[] strides = new long[kept];
            int at = 0;
            for (int i = 0; i < in.dim(); i++) {
                if ((mask & 1L << i) == 0) {
                    sizes[at] = in.sizes[i];
                    strides[at++] = in.strides[i];
                }
            }
            return in.view(in.offset, sizes, strides);
        }

        @Override
        public Tensor grad(Tensor g, Spec in) {
            return reshape(g, in.sizes());
        }
    }

    private record Unfold(int dim, long size, long step) implements ViewOp {
        @Override
        public String name() {
            return "unfold";
        }

        @Override
        public Array view(Array in) {
            if (in.dim() == 0) {
                return in.view(in.offset, new long[] {size}, new long[] {1});
            }
            long[] sizes = with(in.sizes, in.dim(), size);
            long[] strides = with(in.strides, in.dim(), in.strides[dim]);
            sizes[dim] = (in.sizes[dim] - size) / step + 1;
            strides[dim] = in.strides[dim] * step;
            return in.view(in.offset, sizes, strides);
        }
    }

    private static long[] without(long[] values, int at) {
        long[] result = new long[values.length - 1];
        System.arraycopy(values, 0, result, 0, at);
        System.arraycopy(values, at + 1, result, at, result.length - at);
        return result;
    }

    private static long[] with(long[] values, int at, long value) {
        long[] result = new long[values.length + 1];
        System.arraycopy(values, 0, result, 0, at);
        result[at] = value;
        System.arraycopy(values, at, result, at + 1, values.length - at);
        return result;
    }
}
