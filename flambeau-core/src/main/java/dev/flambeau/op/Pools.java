package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.IndexException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Dims;
import dev.flambeau.spi.Kernels;
import dev.flambeau.spi.Pooling;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Maxima and averages over windows, of {@code x [n, c, spatial…]} or {@code [c, spatial…]}. */
public final class Pools {
    private Pools() {}

    /** The maxima and their positions in the plane. */
    public static Tensor[] max(Tensor x, Pooling pooling, boolean ceil) {
        PoolChecks.outputSizes(name("max", pooling), pooling, ceil, x.array());
        if (pooling.kernel().size() == 1) {
            Tensor[] plane = max(ViewOps.unsqueeze(x, -2), plane(pooling), ceil);
            return new Tensor[] {plane[0].squeeze(-2), plane[1].squeeze(-2)};
        }
        if (isBatched(x, pooling)) {
            return Engine.runAll(new MaxPool(pooling, ceil), x);
        }
        Tensor[] out = Engine.runAll(new MaxPool(pooling, ceil), ViewOps.unsqueeze(x, 0));
        return new Tensor[] {out[0].squeeze(0), out[1].squeeze(0)};
    }

    /** The averages. */
    public static Tensor average(Tensor x, Pooling pooling, boolean ceil) {
        PoolChecks.outputSizes(name("avg", pooling), pooling, ceil, x.array());
        if (pooling.kernel().size() == 1) {
            return average(ViewOps.unsqueeze(x, -2), plane(pooling), ceil).squeeze(-2);
        }
        return average(new AveragePool(name("avg", pooling), pooling, ceil), x);
    }

    /** The averages of windows that another function has chosen. */
    static Tensor average(String name, Tensor x, Pooling pooling) {
        return average(new AveragePool(name, pooling, false), x);
    }

    private static Tensor average(AveragePool op, Tensor x) {
        return isBatched(x, op.pooling()) ? Engine.run(op, x) : Engine.run(op, x.unsqueeze(0)).squeeze(0);
    }

    /** Windows over a line as windows over a plane of height 1. */
    private static Pooling plane(Pooling p) {
        return new Pooling(p.kind(), Dims.of(1, p.kernel().get(0)), Dims.of(1, p.stride().get(0)),
                Dims.of(0, p.padding().get(0)), Dims.of(1, p.dilation().get(0)), p.countPadding(), p.divisor());
    }

    /**
     * {@code (sum over the window of x^p)^(1/p)}, in the form that PyTorch computes it.
     *
     * @param window how many places a window has
     */
    public static Tensor power(Tensor x, double p, Pooling pooling, boolean ceil, long window) {
        Tensor mean = average(x.pow(p), pooling, ceil);
        Tensor positive = mean.sign().mul(mean.abs().relu());
        return positive.mul(window).pow(1 / p);
    }

    private static boolean isBatched(Tensor x, Pooling pooling) {
        return x.dim() == pooling.kernel().size() + 2;
    }

    private static String name(String kind, Pooling pooling) {
        return kind + "_pool" + pooling.kernel().size() + "d";
    }

    /** {@code max_pool2d} becomes {@code MaxPool2DBackward0}. */
    static String nodeName(String op) {
        return Op.nodeName(op.replace("1d", "1D").replace("2d", "2D").replace("3d", "3D"));
    }

    private record MaxPool(Pooling pooling, boolean ceil) implements Op {
        @Override
        public String name() {
            return Pools.name("max", pooling) + "_with_indices";
        }

        @Override
        public String nodeName() {
            return Pools.nodeName(name());
        }

        @Override
        public Spec[] infer(Array[] in) {
            long[] sizes = PoolChecks.outputSizes(Pools.name("max", pooling), pooling, ceil, in[0]);
            return new Spec[] {new Spec(in[0].dtype, sizes), new Spec(DType.INT64, sizes)};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (out[0].numel > 0) {
                kernels.pool(pooling, out[0], out[1], in[0]);
            }
        }

        @Override
        public Grads grads() {
            return Grads.each(new Grad(0, 2,
                    s -> Engine.run(new MaxPoolGrad(pooling, Dims.of(s.spec(0).sizes())), s.g(), s.out(1))));
        }
    }

    private record MaxPoolGrad(Pooling pooling, Dims sizes) implements Op {
        @Override
        public String name() {
            return Pools.name("max", pooling) + "_with_indices_backward";
        }

        @Override
        public String nodeName() {
            return Pools.nodeName(name());
        }

        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {new Spec(in[0].dtype, sizes.toArray())};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (out[0].numel > 0) {
                kernels.poolGrad(pooling, out[0], in[0], in[1]);
            }
        }

        /** The positions pick from the gradient's gradient what they picked from the input. */
        @Override
        public Grads grads() {
            return Grads.each(Grad.ofInputs(s -> pick(s.g(), s.in(1), pooling.kernel().size()), 1));
        }
    }

    /** The elements of {@code x [(n,) c, spatial…]} at positions in its planes. */
    static Tensor pick(Tensor x, Tensor positions, int spatial) {
        Tensor picked = Gathers.gather(flat(x, spatial), -1, flat(positions, spatial));
        return ViewOps.reshape(picked, positions.size().toLongs());
    }

    /** Maxima whose positions in the planes of {@code x [(n,) c, spatial…]} are known, and these. */
    static Tensor[] picked(String name, int spatial, Tensor x, Tensor positions) {
        return new Tensor[] {Engine.compose(new Picked(name, spatial), x, positions), positions};
    }

    private record Picked(String name, int spatial) implements Composite {
        @Override
        public String nodeName() {
            return Pools.nodeName(name);
        }

        @Override
        public Tensor compose(Tensor[] in) {
            return pick(in[0], in[1], spatial);
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.ofInputs(s -> place(s.g(), s.in(1), spatial, s.spec(0).sizes()), 1));
        }
    }

    /** Zeros of the given sizes with {@code x} added at positions in the planes. */
    static Tensor place(Tensor x, Tensor positions, int spatial, long... sizes) {
        Tensor zeros = Engine.zeros(new Spec(x.dtype(), flat(sizes, spatial)));
        return ViewOps.reshape(Scatters.scatterAddInPlace(zeros, -1, flat(positions, spatial), flat(x, spatial)),
                sizes);
    }

    /**
     * The positions of the largest elements of windows, the first of equals, NaN before all.
     *
     * @param places row-major positions in the plane: {@code [windows, places]}, or {@code [n, c, windows, places]}
     * @param sizes the result's sizes {@code [n, c, windows' sizes…]}
     */
    static Tensor largest(Tensor x, Tensor places, long[] sizes) {
        long windows = places.size(-2);
        long each = places.size(-1);
        Tensor all = ViewOps.expand(places, x.size(0), x.size(1), windows, each);
        Tensor values = Gathers.gather(flat(x, sizes.length - 2), 2,
                ViewOps.reshape(all, x.size(0), x.size(1), windows * each));
        Tensor which =
                Extremes.argmax(ViewOps.reshape(values, x.size(0), x.size(1), windows, each), 3, true);
        return ViewOps.reshape(Gathers.gather(all, 3, which), sizes);
    }

    /**
     * Puts each element of {@code x [n, c, spatial…]} (or without n) at its position in a larger plane of zeros: what undoes a maximum.
     */
    public static Tensor unpool(Tensor x, Tensor positions, Dims plane) {
        int spatial = plane.size();
        if (positions.dtype() != DType.INT64) {
            throw new DTypeException(
                    "elements in indices should be type int64 but got: " + positions.dtype().scalarName());
        }
        if (x.dim() != spatial + 1 && x.dim() != spatial + 2) {
            throw new ShapeException("Input to max_unpooling" + spatial + "d should be a " + (spatial + 1) + "d or "
                    + (spatial + 2) + "d Tensor, but got a tensor with " + x.dim() + " dimensions.");
        }
        if (!x.size().equals(positions.size())) {
            throw new ShapeException("Expected shape of indices to be same as that of the input tensor ("
                    + Arrays.toString(x.array().sizes) + ") but got indices tensor with shape: "
                    + Arrays.toString(positions.array().sizes));
        }
        for (int i = x.dim() == spatial + 2 ? 1 : 0; i < x.dim(); i++) {
            if (x.size(i) == 0) {
                throw new ShapeException("max_unpooling" + spatial
                        + "d(): Expected input to have non-zero size for non-batch dimensions, but got "
                        + Arrays.toString(x.array().sizes) + " with dimension " + i + " being empty.");
            }
        }
        long places = Array.numel(plane.toArray());
        for (long position : Host.longs(positions)) {
            if (position < 0 || position >= places) {
                throw new IndexException("Found an invalid max index: " + position + " (output volumes are of size "
                        + Arrays.stream(plane.toArray()).mapToObj(Long::toString).collect(Collectors.joining("x"))
                        + ")");
            }
        }
        return Engine.compose(new Unpool(plane), x, positions);
    }

    private record Unpool(Dims plane) implements Composite {
        @Override
        public String name() {
            return "max_unpool" + plane.size() + "d";
        }

        @Override
        public String nodeName() {
            return Pools.nodeName(name());
        }

        @Override
        public Tensor compose(Tensor[] in) {
            int spatial = plane.size();
            long[] sizes = in[0].array().sizes.clone();
            System.arraycopy(plane.toArray(), 0, sizes, sizes.length - spatial, spatial);
            Tensor zeros = Engine.zeros(new Spec(in[0].dtype(), flat(sizes, spatial)));
            return ViewOps.reshape(
                    Scatters.scatterInPlace(zeros, -1, flat(in[1], spatial), flat(in[0], spatial)), sizes);
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.ofInputs(s -> pick(s.g(), s.in(1), plane.size()), 1));
        }
    }

    /** {@code [(n,) c, spatial…]} as {@code [(n,) c, plane]}. */
    private static Tensor flat(Tensor x, int spatial) {
        return ViewOps.reshape(x, flat(x.array().sizes, spatial));
    }

    private static long[] flat(long[] sizes, int spatial) {
        int first = sizes.length - spatial;
        long[] flat = Arrays.copyOf(sizes, first + 1);
        flat[first] = Array.numel(Arrays.copyOfRange(sizes, first, sizes.length));
        return flat;
    }

    private record AveragePool(String name, Pooling pooling, boolean ceil) implements Op {
        @Override
        public String nodeName() {
            return Pools.nodeName(name());
        }

        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {new Spec(in[0].dtype, PoolChecks.outputSizes(name(), pooling, ceil, in[0]))};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (out[0].numel > 0) {
                kernels.pool(pooling, out[0], null, in[0]);
            }
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad
                    .ofSpecs(s -> Engine.run(new AveragePoolGrad(name, pooling, ceil, Dims.of(s.spec(0).sizes())),
                            s.g())));
        }
    }

    private record AveragePoolGrad(String forward, Pooling pooling, boolean ceil, Dims sizes) implements Op {
        @Override
        public String name() {
            return forward + "_backward";
        }

        @Override
        public String nodeName() {
            return Pools.nodeName(name());
        }

        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {new Spec(in[0].dtype, sizes.toArray())};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (out[0].numel > 0) {
                kernels.poolGrad(pooling, out[0], in[0], null);
            }
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.of(g -> Engine.run(new AveragePool(forward, pooling, ceil), g)));
        }
    }
}
