package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.IndexException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The same elements in another order, or several times. */
public final class Reordering {
    private Reordering() {}

    /** The order of the dimensions' positions reversed. */
    public static Tensor flip(Tensor x, int... dims) {
        long mask = 0;
        for (int dim : dims) {
            int d = Torch.wrapDim(dim, x.dim());
            if ((mask & 1L << d) != 0) {
                throw new ShapeException("dim " + d + " appears multiple times in the list of dims");
            }
            mask |= 1L << d;
        }
        return Engine.run(new Flip(x.dim() == 0 ? 0 : mask), x);
    }

    /** Columns in reverse order. */
    public static Tensor fliplr(Tensor x) {
        if (x.dim() < 2) {
            throw new ShapeException("Input must be >= 2-d.");
        }
        return flip(x, 1);
    }

    /** Rows in reverse order. */
    public static Tensor flipud(Tensor x) {
        if (x.dim() < 1) {
            throw new ShapeException("Input must be >= 1-d.");
        }
        return flip(x, 0);
    }

    /** Each dimension's positions moved on by its shift, the last ones coming back first; without dimensions the flat tensor's. */
    public static Tensor roll(Tensor x, long[] shifts, int... dims) {
        if (shifts.length == 0) {
            throw new ShapeException("`shifts` required");
        }
        if (dims.length == 0 && shifts.length == 1) {
            return ViewOps.view(roll(ViewOps.reshape(x, -1), shifts, 0), x.array().sizes);
        }
        if (dims.length != shifts.length) {
            throw new ShapeException(
                    "shifts and dimensions must align. shifts: " + shifts.length + ", dims:" + dims.length);
        }
        long[] total = new long[x.dim()];
        for (int i = 0; i < dims.length; i++) {
            if (x.dim() == 0) {
                throw new IndexException("Dimension specified as " + dims[i] + " but tensor has no dimensions");
            }
            int d = Torch.wrapDim(dims[i], x.dim());
            long size = x.size(d);
            total[d] = size == 0 ? 0 : Math.floorMod(total[d] + Math.floorMod(shifts[i], size), size);
        }
        return Engine.run(new Roll(total), x);
    }

    /** A quarter turn, {@code k} times, in the plane from the first dimension named towards the second. */
    public static Tensor rot90(Tensor x, long k, int... dims) {
        if (dims.length != 2) {
            throw new ShapeException("expected total rotation dims == 2, but got dims = " + dims.length);
        }
        if (x.dim() < 2) {
            throw new ShapeException("expected total dims >= 2, but got total dims = " + x.dim());
        }
        int a = Torch.wrapDim(dims[0], x.dim());
        int b = Torch.wrapDim(dims[1], x.dim());
        if (a == b) {
            throw new ShapeException(
                    "expected rotation dims to be different, but got dim0 = " + dims[0] + " and dim1 = " + dims[1]);
        }
        return switch ((int) Math.floorMod(k, 4L)) {
            case 1 -> ViewOps.transpose(flip(x, b), a, b);
            case 2 -> flip(x, a, b);
            case 3 -> ViewOps.transpose(flip(x, a), a, b);
            default -> x.clone();
        };
    }

    /** The tensor laid out {@code repeats[i]} times along each dimension, leading ones being added. */
    public static Tensor repeat(Tensor x, long... repeats) {
        return Engine.run(new Repeat(repeats.clone()), x);
    }

    /** As {@link #repeat}; missing leading repeats are 1. */
    public static Tensor tile(Tensor x, long... repeats) {
        int missing = x.dim() - repeats.length;
        if (missing <= 0) {
            return repeat(x, repeats);
        }
        long[] all = new long[x.dim()];
        Arrays.fill(all, 0, missing, 1);
        System.arraycopy(repeats, 0, all, missing, repeats.length);
        return repeat(x, all);
    }

    /** Each position of a dimension (null: of the flat tensor) {@code repeats} times, one after another. */
    public static Tensor repeatInterleave(Tensor x, long repeats, @Nullable Integer dim, long outputSize) {
        if (repeats < 0) {
            throw new ShapeException("Repeats must be non-negative, got " + repeats);
        }
        if (dim == null) {
            return repeatInterleave(Shapes.flatten(x, 0, -1), repeats, 0, outputSize);
        }
        Tensor source = Shapes.atLeast1d(x);
        int d = Torch.wrapDim(dim, source.dim());
        long total = source.size(d) * repeats;
        if (outputSize >= 0 && outputSize != total) {
            throw new ShapeException(
                    "repeat_interleave: Invalid output_size, expected " + total + " but got " + outputSize);
        }
        long[] sizes = ViewOps.unsqueeze(source, d + 1).array().sizes.clone();
        sizes[d + 1] = repeats;
        return Shapes.flatten(ViewOps.expand(ViewOps.unsqueeze(source, d + 1), sizes).clone(), d, d + 1);
    }

    /** Position {@code i} of a dimension {@code repeats[i]} times. */
    public static Tensor repeatInterleave(Tensor x, Tensor repeats, @Nullable Integer dim, long outputSize) {
        Tensor source = dim == null ? Shapes.flatten(x, 0, -1) : Shapes.atLeast1d(x);
        int d = Torch.wrapDim(dim == null ? 0 : dim, source.dim());
        if (repeats.dim() > 1) {
            throw new ShapeException("repeats must be 0-dim or 1-dim tensor");
        }
        Tensor counts = repeats;
        if (repeats.numel() == 1) {
            counts = ViewOps.expand(ViewOps.reshape(repeats, 1), source.size(d));
        } else if (repeats.numel() != source.size(d)) {
            throw new ShapeException(
                    "repeats must have the same size as input along dim, but got repeats.size(0) = " + repeats.numel()
                            + " and input.size(" + d + ") = " + source.size(d));
        }
        return Gathers.indexSelect(source, d, repeatInterleave(counts, outputSize));
    }

    /** Each position {@code i} as often as {@code repeats[i]} says: {@code [1, 0, 2]} gives {@code [0, 2, 2]}. */
    public static Tensor repeatInterleave(Tensor repeats, long outputSize) {
        if (repeats.dtype() != DType.INT64 && repeats.dtype() != DType.INT32) {
            throw new DTypeException(
                    "\"repeat_interleave_cpu\" not implemented for '" + repeats.dtype().scalarName() + "'");
        }
        if (repeats.dim() != 1) {
            throw new ShapeException("repeat_interleave only accept 1D vector as repeat");
        }
        long[] counts = Host.longs(repeats);
        long total = 0;
        for (long count : counts) {
            if (count < 0) {
                throw new ShapeException("repeats can not be negative, got " + count);
            }
            total += count;
        }
        if (outputSize >= 0 && outputSize != total) {
            throw new ShapeException(
                    "allocated size does not match required size: output_size is " + outputSize + ", the repeats give "
                            + total);
        }
        long[] positions = new long[Math.toIntExact(total)];
        int at = 0;
        for (int i = 0; i < counts.length; i++) {
            Arrays.fill(positions, at, at + (int) counts[i], i);
            at += (int) counts[i];
        }
        return Host.vector(positions);
    }

    /** The array walked backwards along a dimension. */
    static Array backwards(Array a, int dim) {
        long[] strides = a.strides.clone();
        strides[dim] = -strides[dim];
        return a.view(a.offset + Math.max(a.sizes[dim] - 1, 0) * a.strides[dim], a.sizes, strides);
    }

    private record Flip(long mask) implements Op {
        @Override
        public String name() {
            return "flip";
        }

        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {Spec.like(in[0])};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (in[0].numel == 0) {
                return;
            }
            Array from = in[0];
            for (int i = 0; i < from.dim(); i++) {
                from = (mask & 1L << i) != 0 ? backwards(from, i) : from;
            }
            kernels.copy(out[0], from);
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.of(g -> Engine.run(this, g)));
        }
    }

    /** The shifts lie between 0 and the size. */
    private record Roll(long[] shifts) implements Op {
        @Override
        public String name() {
            return "roll";
        }

        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {Spec.like(in[0])};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            move(kernels, out[0], in[0], 0);
        }

        /** Splits at the first dimension that still moves, and copies when none does. */
        private void move(Kernels kernels, Array out, Array in, int from) {
            int d = from;
            while (d < shifts.length && shifts[d] == 0) {
                d++;
            }
            if (d == shifts.length) {
                kernels.copy(out, in);
                return;
            }
            long shift = shifts[d];
            long rest = in.sizes[d] - shift;
            move(kernels, ViewOps.part(d, shift, rest).view(out), ViewOps.part(d, 0, rest).view(in), d + 1);
            move(kernels, ViewOps.part(d, 0, shift).view(out), ViewOps.part(d, rest, shift).view(in), d + 1);
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.of(g -> {
                long[] back = new long[shifts.length];
                for (int i = 0; i < back.length; i++) {
                    back[i] = shifts[i] == 0 ? 0 : g.size(i) - shifts[i];
                }
                return Engine.run(new Roll(back), g);
            }));
        }
    }

    private record Repeat(long[] repeats) implements Op {
        @Override
        public String name() {
            return "repeat";
        }

        @Override
        public Spec[] infer(Array[] in) {
            int extra = repeats.length - in[0].dim();
            if (extra < 0) {
                throw new ShapeException(
                        "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor (repeats "
                                + Arrays.toString(repeats) + ", tensor " + Arrays.toString(in[0].sizes) + ")");
            }
            long[] sizes = repeats.clone();
            for (int i = extra; i < sizes.length; i++) {
                sizes[i] *= in[0].sizes[i - extra];
            }
            for (long repeat : repeats) {
                if (repeat < 0) {
                    throw new ShapeException(
                            "Trying to create tensor with negative dimension: " + Arrays.toString(sizes) + " (repeats "
                                    + Arrays.toString(repeats) + ")");
                }
            }
            return new Spec[] {new Spec(in[0].dtype, sizes)};
        }

        /** Result and input with a dimension of repeats before each of the input's. */
        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            long[] sizes = interleaved(in[0].sizes);
            long[] strides = new long[sizes.length];
            int extra = repeats.length - in[0].dim();
            for (int i = extra; i < repeats.length; i++) {
                strides[2 * i + 1] = in[0].strides[i - extra];
            }
            kernels.copy(out[0].view(out[0].offset, sizes, Array.contiguousStrides(sizes)),
                    in[0].view(in[0].offset, sizes, strides));
        }

        private long[] interleaved(long[] own) {
            int extra = repeats.length - own.length;
            long[] sizes = new long[2 * repeats.length];
            for (int i = 0; i < repeats.length; i++) {
                sizes[2 * i] = repeats[i];
                sizes[2 * i + 1] = i < extra ? 1 : own[i - extra];
            }
            return sizes;
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.ofSpecs(s -> {
                long[] own = s.spec(0).sizes();
                long[] kept = interleaved(own);
                for (int i = 0; i < kept.length; i += 2) {
                    kept[i] = 1;
                }
                return ViewOps.reshape(Reductions.sumToSize(ViewOps.reshape(s.g(), interleaved(own)), kept), own);
            }));
        }
    }
}
