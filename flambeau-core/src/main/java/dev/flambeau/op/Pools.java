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

/** Maxima and averages over windows, of {@code x [n, c, spatial…]} or {@code [c, spatial…]}. */
public final class Pools {
    private Pools() {}

    /** The maxima and their positions in the plane. */
    public static Tensor[] max(Tensor x, Pooling pooling, boolean ceil) {
        PoolChecks.outputSizes(name("max", pooling), pooling, ceil, x.array());
        if (isBatched(x, pooling)) {
            return Engine.runAll(new MaxPool(pooling, ceil), x);
        }
        Tensor[] out = Engine.runAll(new MaxPool(pooling, ceil), ViewOps.unsqueeze(x, 0));
        return new Tensor[] {out[0].squeeze(0), out[1].squeeze(0)};
    }

    /** The averages. */
    public static Tensor average(Tensor x, Pooling pooling, boolean ceil) {
        PoolChecks.outputSizes(name("avg", pooling), pooling, ceil, x.array());
        AveragePool op = new AveragePool(pooling, ceil);
        return isBatched(x, pooling) ? Engine.run(op, x) : Engine.run(op, x.unsqueeze(0)).squeeze(0);
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
    private static String nodeName(String op) {
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
            return Grads.each(Grad.ofInputs(s -> pick(s.g(), s.in(1)), 1));
        }
    }

    /** The elements of {@code x [n, c, spatial…]} at positions in its planes. */
    static Tensor pick(Tensor x, Tensor positions) {
        Tensor picked = Gathers.gather(flat(x), 2, flat(positions));
        return ViewOps.reshape(picked, positions.size().toLongs());
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
        Tensor values = Gathers.gather(flat(x), 2, ViewOps.reshape(all, x.size(0), x.size(1), windows * each));
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
        if (x.dim() == spatial + 1) {
            return unpool(x.unsqueeze(0), positions.unsqueeze(0), plane).squeeze(0);
        }
        long places = Array.numel(plane.toArray());
        for (long position : Host.longs(positions)) {
            if (position < 0 || position >= places) {
                throw new IndexException("Found an invalid max index: " + position + " (output volumes are of size "
                        + String.join("x", Arrays.stream(plane.toArray()).mapToObj(Long::toString).toList()) + ")");
            }
        }
        long[] sizes = x.array().sizes.clone();
        System.arraycopy(plane.toArray(), 0, sizes, 2, spatial);
        Tensor zeros = Engine.zeros(new Spec(x.dtype(), sizes[0], sizes[1], places));
        return ViewOps.reshape(Scatters.scatter(zeros, 2, flat(positions), flat(x)), sizes);
    }

    /** {@code [n, c, spatial…]} as {@code [n, c, plane]}. */
    static Tensor flat(Tensor x) {
        long[] sizes = x.size().toLongs();
        return ViewOps.reshape(x, sizes[0], sizes[1], Array.numel(Arrays.copyOfRange(sizes, 2, sizes.length)));
    }

    private record AveragePool(Pooling pooling, boolean ceil) implements Op {
        @Override
        public String name() {
            return Pools.name("avg", pooling);
        }

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
                    .ofSpecs(s -> Engine.run(new AveragePoolGrad(pooling, ceil, Dims.of(s.spec(0).sizes())), s.g())));
        }
    }

    private record AveragePoolGrad(Pooling pooling, boolean ceil, Dims sizes) implements Op {
        @Override
        public String name() {
            return Pools.name("avg", pooling) + "_backward";
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
            return Grads.each(Grad.of(g -> average(g, pooling, ceil)));
        }
    }
}
