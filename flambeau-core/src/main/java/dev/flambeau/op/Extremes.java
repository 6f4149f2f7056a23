package dev.flambeau.op;

import static dev.flambeau.expr.Expr.in;

import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.IndexException;
import dev.flambeau.MinMax;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.ValuesAndIndices;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import dev.flambeau.spi.Reduction;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Largest and smallest elements and their positions. */
public final class Extremes {
    private static final int[] ALL = {};

    private Extremes() {}

    /** The maximum over the dimensions (none: all); equal maxima share the gradient. */
    public static Tensor amax(Tensor x, int[] dims, boolean keepdim) {
        return Engine.run(
                new Extreme("amax", true, dims.length == 0, Reductions.mask(dims, x.dim()), keepdim, "AmaxBackward0"),
                x);
    }

    public static Tensor amin(Tensor x, int[] dims, boolean keepdim) {
        return Engine.run(
                new Extreme("amin", false, dims.length == 0, Reductions.mask(dims, x.dim()), keepdim, "AminBackward0"),
                x);
    }

    /** The maximum of all elements. */
    public static Tensor max(Tensor x) {
        return Engine.run(new Extreme("max", true, true, Reductions.mask(ALL, x.dim()), false, "MaxBackward1"), x);
    }

    public static Tensor min(Tensor x) {
        return Engine.run(new Extreme("min", false, true, Reductions.mask(ALL, x.dim()), false, "MinBackward1"), x);
    }

    /** The maximum along a dimension and its first position, through which the gradient goes. */
    public static ValuesAndIndices max(Tensor x, int dim, boolean keepdim) {
        return result(Engine.runAll(new WithIndex("max", true, Torch.wrapDim(dim, x.dim()), keepdim), x));
    }

    public static ValuesAndIndices min(Tensor x, int dim, boolean keepdim) {
        return result(Engine.runAll(new WithIndex("min", false, Torch.wrapDim(dim, x.dim()), keepdim), x));
    }

    /** The first position of the maximum along a dimension (null: in row-major order). */
    public static Tensor argmax(Tensor x, @Nullable Integer dim, boolean keepdim) {
        return arg("argmax", true, x, dim, keepdim);
    }

    public static Tensor argmin(Tensor x, @Nullable Integer dim, boolean keepdim) {
        return arg("argmin", false, x, dim, keepdim);
    }

    private static Tensor arg(String name, boolean max, Tensor x, @Nullable Integer dim, boolean keepdim) {
        if (x.dtype() == DType.BOOL) {
            throw new DTypeException(name + "(): does not support bool input");
        }
        if (dim == null) {
            if (x.numel() == 0) {
                throw new IndexException(name + "(): Expected reduction dim to be specified for input.numel() == 0.");
            }
            Tensor flat = Engine.run(new ArgExtreme(name, max, 0, false), ViewOps.reshape(x.detach(), -1));
            long[] ones = new long[x.dim()];
            Arrays.fill(ones, 1);
            return keepdim ? ViewOps.view(flat, ones) : flat;
        }
        return Engine.run(new ArgExtreme(name, max, Torch.wrapDim(dim, x.dim()), keepdim), x.detach());
    }

    /** Minimum and maximum along a dimension (null: of all). */
    public static MinMax aminmax(Tensor x, @Nullable Integer dim, boolean keepdim) {
        if (dim == null && x.numel() == 0) {
            throw new ShapeException(
                    "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.");
        }
        if (dim != null) {
            checkNotEmpty("aminmax:", x.array(), Torch.wrapDim(dim, x.dim()));
        }
        int[] dims = dim == null ? ALL : new int[] {dim};
        Tensor[] both = Engine.composeAll(new Range(dims, Reductions.mask(dims, x.dim()), keepdim), x);
        return new MinMax(both[0], both[1]);
    }

    static ValuesAndIndices result(Tensor[] outputs) {
        return new ValuesAndIndices(outputs[0], outputs[1]);
    }

    private static Reduction reduction(boolean max) {
        return max ? Maxima.MAX : Maxima.MIN;
    }

    private static final class Maxima {
        static final Reduction MAX = Reduction.of(Reduction.Kind.MAX);
        static final Reduction MIN = Reduction.of(Reduction.Kind.MIN);
        static final Reduction MAX_WITH_INDEX = Reduction.of(Reduction.Kind.MAX_WITH_INDEX);
        static final Reduction MIN_WITH_INDEX = Reduction.of(Reduction.Kind.MIN_WITH_INDEX);
    }

    /** There is no extreme of nothing; {@code begin} is how the message begins. */
    static void checkNotEmpty(String begin, Array x, int dim) {
        if (x.dim() > 0 && x.sizes[dim] == 0) {
            throw new IndexException(begin + " Expected reduction dim " + dim + " to have non-zero size.");
        }
    }

    /** A gradient in equal parts for all elements that are equal to {@code y} (or NaN, if that is). */
    static Tensor share(Tensor g, Tensor x, Tensor y) {
        Tensor ties = Extreme.TIES_OR_NAN.apply(x, y);
        return Pointwise.MUL.apply(Pointwise.DIV.apply(g, Reductions.sum(ties, ALL, false)), ties);
    }

    private record Extreme(String name, boolean max, boolean full, long mask, boolean keepdim, String nodeName)
            implements Op {
        private static final PointwiseOp TIES = PointwiseOp.of("eq", 2, Promotion.TO_BOOL, in(0).eq(in(1)));
        private static final PointwiseOp TIES_OR_NAN =
                PointwiseOp.of("eq", 2, Promotion.TO_BOOL, in(0).eq(in(1)).or(in(0).isNan().and(in(1).isNan())));

        @Override
        public Spec[] infer(Array[] in) {
            if (full && in[0].numel == 0) {
                throw new ShapeException(name + "(): Expected reduction dim to be specified for input.numel() == 0. "
                        + "Specify the reduction dim with the 'dim' argument.");
            }
            for (int i = 0; i < in[0].dim(); i++) {
                if ((mask & 1L << i) != 0) {
                    checkNotEmpty(name + "():", in[0], i);
                }
            }
            return new Spec[] {new Spec(in[0].dtype, Reductions.resultSizes(in[0].sizes, mask, keepdim))};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (out[0].numel > 0) {
                kernels.reduce(reduction(max), new Array[] {Reductions.kept(out[0], in[0], mask)}, in[0], mask);
            }
        }

        @Override
        public Grads grads() {
            PointwiseOp ties = name.length() == 3 ? TIES_OR_NAN : TIES;
            return Grads.each(new Grad(1, 1, s -> shared(s.g(), s.in(0), s.out(0), mask, keepdim, ties)));
        }

        /** A gradient in equal parts for all elements of each line that are equal to its extreme. */
        static Tensor shared(Tensor grad, Tensor x, Tensor extreme, long mask, boolean keepdim, PointwiseOp equal) {
            long[] sizes = x.array().sizes;
            Tensor ties = equal.apply(x, Reductions.restore(extreme, sizes, mask, keepdim));
            Tensor g = Reductions.restore(grad, sizes, mask, keepdim);
            Tensor count = mask == 0 ? ties : Reductions.sum(ties, Reductions.dims(mask), true);
            return Pointwise.MUL.apply(Pointwise.DIV.apply(g, count), ties);
        }
    }

    /** The smallest and the largest elements; equal ones share the gradient. */
    private record Range(int[] dims, long mask, boolean keepdim) implements Composite {
        @Override
        public String name() {
            return "aminmax";
        }

        @Override
        public Tensor compose(Tensor[] in) {
            return composeAll(in)[0];
        }

        @Override
        public Tensor[] composeAll(Tensor[] in) {
            return new Tensor[] {amin(in[0], dims, keepdim), amax(in[0], dims, keepdim)};
        }

        @Override
        public Grads grads() {
            return Grads.each(new Grad(1, 3, s -> {
                Tensor sum = null;
                for (int k = 0; k < 2; k++) {
                    Tensor g = s.gOrNull(k);
                    if (g != null) {
                        Tensor part = Extreme.shared(g, s.in(0), s.out(k), mask, keepdim, Extreme.TIES);
                        sum = sum == null ? part : Pointwise.ADD.apply(sum, part);
                    }
                }
                return sum;
            }));
        }
    }

    private record WithIndex(String name, boolean max, int dim, boolean keepdim) implements Op {
        @Override
        public Spec[] infer(Array[] in) {
            checkNotEmpty(name + "():", in[0], dim);
            long[] sizes = Reductions.resultSizes(in[0].sizes, in[0].dim() == 0 ? 0 : 1L << dim, keepdim);
            return new Spec[] {new Spec(in[0].dtype, sizes), new Spec(DType.INT64, sizes)};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            reduce(kernels, max, out[0], out[1], in[0], dim);
        }

        @Override
        public Grads grads() {
            return Grads.each(Picks.gradient(dim, keepdim));
        }
    }

    private record ArgExtreme(String name, boolean max, int dim, boolean keepdim) implements Op {
        @Override
        public Spec[] infer(Array[] in) {
            checkNotEmpty(name + "():", in[0], dim);
            return new Spec[] {
                new Spec(DType.INT64, Reductions.resultSizes(in[0].sizes, in[0].dim() == 0 ? 0 : 1L << dim, keepdim))};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            reduce(kernels, max, Engine.empty(out[0].storage.context(), in[0].dtype, out[0].sizes), out[0], in[0], dim);
        }
    }

    private static void reduce(Kernels kernels, boolean max, Array values, Array indices, Array in, int dim) {
        if (values.numel == 0) {
            return;
        }
        long mask = in.dim() == 0 ? 0 : 1L << dim;
        Array[] outs = {Reductions.kept(values, in, mask), Reductions.kept(indices, in, mask)};
        kernels.reduce(max ? Maxima.MAX_WITH_INDEX : Maxima.MIN_WITH_INDEX, outs, in, mask);
    }
}
