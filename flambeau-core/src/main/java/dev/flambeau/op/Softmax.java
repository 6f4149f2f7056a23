package dev.flambeau.op;

import static dev.flambeau.expr.Expr.in;

import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import org.jspecify.annotations.Nullable;

/** Softmax, its logarithm, and their gradients, each one kernel. */
public final class Softmax {
    private Softmax() {}

    /** {@code exp(x) / sum(exp(x))} along a dimension. */
    public static Tensor softmax(Tensor x, int dim, @Nullable DType dtype) {
        return apply(false, x, dim, dtype);
    }

    /** {@code x - log(sum(exp(x)))} along a dimension. */
    public static Tensor logSoftmax(Tensor x, int dim, @Nullable DType dtype) {
        return apply(true, x, dim, dtype);
    }

    /** The softmax of {@code -x}. */
    public static Tensor softmin(Tensor x, int dim, @Nullable DType dtype) {
        return apply(false, Pointwise.NEG.apply(x), dim, dtype);
    }

    private static Tensor apply(boolean log, Tensor x, int dim, @Nullable DType dtype) {
        Tensor from = dtype == null ? x : x.to(dtype);
        return Engine.run(new Forward(log, Torch.wrapDim(dim, x.dim())), from);
    }

    private record Forward(boolean log, int dim) implements Op {
        @Override
        public String name() {
            return log ? "log_softmax" : "softmax";
        }

        @Override
        public Spec[] infer(Array[] in) {
            if (!in[0].dtype.isFloatingPoint()) {
                throw new DTypeException(
                        "\"" + name() + "_kernel_impl\" not implemented for '" + in[0].dtype.scalarName() + "'");
            }
            return new Spec[] {Spec.like(in[0])};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (out[0].numel > 0) {
                kernels.softmax(log, out[0], in[0], dim);
            }
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.ofOutput((g, y) -> Engine.run(new Backward(log, dim), g, y)));
        }
    }

    /** The gradient from the result: {@code y (g - sum(g y))}, of the logarithm {@code g - exp(y) sum(g)}. */
    private record Backward(boolean log, int dim) implements Op {
        private static final PointwiseOp TIMES_EXP = PointwiseOp.of("mul", 2, Promotion.SAME, in(0).mul(in(1).exp()));

        @Override
        public String name() {
            return log ? "log_softmax_backward_data" : "softmax_backward_data";
        }

        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {Spec.like(in[1])};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (out[0].numel > 0) {
                kernels.softmaxGrad(log, out[0], in[0], in[1], dim);
            }
        }

        @Override
        public Grads grads() {
            int[] dims = {dim};
            if (log) {
                return Grads.each(
                        Grad.ofInputs(s -> {
                            Tensor sum = Reductions.sum(TIMES_EXP.apply(s.g(), s.in(1)), dims, true);
                            return Pointwise.SUB.apply(s.g(), sum);
                        }, 1),
                        Grad.ofInputs(s -> {
                            Tensor sum = Reductions.sum(s.in(0), dims, true);
                            return Pointwise.NEG.apply(Pointwise.MUL.apply(TIMES_EXP.apply(s.g(), s.in(1)), sum));
                        }, 0, 1));
            }
            return Grads.each(
                    Grad.ofInputs(s -> Engine.run(this, s.g(), s.in(1)), 1),
                    Grad.ofInputs(s -> {
                        Tensor direct = Reductions.sum(Pointwise.MUL.apply(s.in(0), s.in(1)), dims, true);
                        Tensor crossed = Reductions.sum(Pointwise.MUL.apply(s.g(), s.in(1)), dims, true);
                        return Pointwise.SUB.apply(Pointwise.MUL.apply(s.g(), Pointwise.SUB.apply(s.in(0), direct)),
                                Pointwise.MUL.apply(s.in(0), crossed));
                    }, 0, 1));
        }
    }
}
