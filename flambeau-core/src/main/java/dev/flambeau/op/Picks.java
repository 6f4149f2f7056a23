package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.ValuesAndIndices;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import dev.flambeau.spi.Scatter;

/** The way of a gradient through a choice of elements along a dimension: what was taken by position is put back there. */
final class Picks {
    private Picks() {}

    /** Zeros of {@code sizes} with {@code values} added at the positions along a dimension. */
    static Tensor put(long[] sizes, int dim, Tensor index, Tensor values) {
        return Engine.run(new Put(dim, sizes), values, index);
    }

    /** The gradient of a choice along a dimension from output 0's gradient and output 1, the positions. */
    static Grad gradient(int dim, boolean keepdim) {
        return new Grad(0, 2, s -> {
            boolean squeezed = !keepdim && s.spec(0).dim() > 0;
            Tensor g = squeezed ? ViewOps.unsqueeze(s.g(), dim) : s.g();
            Tensor index = squeezed ? ViewOps.unsqueeze(s.out(1), dim) : s.out(1);
            return put(s.spec(0).sizes(), dim, index, g);
        });
    }

    /** The elements at positions that were found elsewhere, one a line: {@code index} has size 1 along {@code dim}. */
    static ValuesAndIndices choose(String name, String nodeName, Tensor x, int dim, Tensor index, boolean keepdim) {
        Tensor values = Engine.compose(new Choice(name, nodeName, dim, keepdim), x, index);
        return new ValuesAndIndices(values, keepdim || x.dim() == 0 ? index : ViewOps.squeeze(index, new int[] {dim}));
    }

    private record Choice(String name, String nodeName, int dim, boolean keepdim) implements Composite {
        @Override
        public Tensor compose(Tensor[] in) {
            Tensor values = Gathers.gather(in[0], dim, in[1]);
            return keepdim || values.dim() == 0
                    ? values
                    : values.reshape(Reductions.resultSizes(values.array().sizes, 1L << dim, false));
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.ofInputs(s -> {
                Tensor g = keepdim || s.spec(0).dim() == 0 ? s.g() : ViewOps.unsqueeze(s.g(), dim);
                return put(s.spec(0).sizes(), dim, s.in(1), g);
            }, 1));
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
            return Grads.each(Grad.ofInputs(s -> Gathers.gather(s.g(), dim, s.in(1)), 1));
        }
    }
}
