package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import dev.flambeau.spi.Scatter;

/**
 * The way of a gradient through a choice of elements along a dimension: what was taken by position is put back there. Positions come from
 * kernels and are inside.
 */
final class Picks {
    private Picks() {}

    /** {@code x} at the positions along a dimension. */
    static Tensor take(Tensor x, int dim, Tensor index) {
        return Engine.run(new Take(dim), x, index);
    }

    /** Zeros of {@code sizes} with {@code values} added at the positions along a dimension. */
    static Tensor put(long[] sizes, int dim, Tensor index, Tensor values) {
        return Engine.run(new Put(dim, sizes), values, index);
    }

    /** The gradient of a choice along a dimension from output 0's gradient and output 1, the positions. */
    static Grad gradient(int dim, boolean keepdim) {
        return new Grad(0, 2, s -> {
            Tensor g = s.g();
            Tensor index = s.out(1);
            if (!keepdim && s.spec(0).dim() > 0) {
                g = ViewOps.unsqueeze(g, dim);
                index = ViewOps.unsqueeze(index, dim);
            }
            return put(s.spec(0).sizes(), dim, index, g);
        });
    }

    private record Take(int dim) implements Op {
        @Override
        public String name() {
            return "gather";
        }

        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {new Spec(in[0].dtype, in[1].sizes)};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (out[0].numel > 0) {
                kernels.gather(out[0], in[0], dim, in[1]);
            }
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.ofInputs(s -> put(s.spec(0).sizes(), dim, s.in(1), s.g()), 1));
        }
    }

    private record Put(int dim, long[] sizes) implements Op {
        @Override
        public String name() {
            return "value_selecting_reduction";
        }

        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {new Spec(in[0].dtype, sizes)};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            kernels.copy(out[0], Array.immediate(DType.INT64, 0L));
            if (in[1].numel > 0) {
                kernels.scatter(Scatter.ADD, out[0], dim, in[1], in[0]);
            }
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.ofInputs(s -> take(s.g(), dim, s.in(1)), 1));
        }
    }
}
