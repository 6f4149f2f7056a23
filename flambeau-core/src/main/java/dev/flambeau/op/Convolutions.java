package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Convolution;
import dev.flambeau.spi.Dims;
import dev.flambeau.spi.Kernels;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Convolution and its two gradients: each one's gradients are the other two. */
public final class Convolutions {
    private Convolutions() {}

    /** {@code x [n, c, spatial…] * weight [k, c/groups, spatial…] (+ bias [k])}; padding on both sides alike. */
    public static Tensor convolution(Tensor x, Tensor weight, @Nullable Tensor bias, Convolution geometry) {
        Forward op = new Forward(geometry);
        return bias == null ? Engine.run(op, x, weight) : Engine.run(op, x, weight, bias);
    }

    /**
     * The transposed convolution of {@code x [n, c, spatial…]} with {@code weight [c, k/groups, spatial…]}: what {@link #convolution} of the same
     * geometry does to gradients. {@code outputPadding} makes the result larger on one side.
     */
    public static Tensor transposed(Tensor x, Tensor weight, @Nullable Tensor bias, Convolution geometry,
            Dims outputPadding) {
        ConvolutionChecks.transposed(geometry, outputPadding, x.array(), weight.array(),
                bias == null ? null : bias.array());
        int spatial = geometry.stride().size();
        long[] sizes = new long[spatial + 2];
        sizes[0] = x.size(0);
        sizes[1] = weight.size(1) * geometry.groups();
        boolean reached = true; // whether a convolution over the result gives x's sizes again
        long[] pad = new long[2 * spatial];
        for (int i = 0; i < spatial; i++) {
            long reach = (x.size(i + 2) - 1) * geometry.stride().get(i)
                    + geometry.dilation().get(i) * (weight.size(i + 2) - 1) + 1;
            long padding = geometry.padding().get(i);
            sizes[i + 2] = reach - 2 * padding + outputPadding.get(i);
            reached &= outputPadding.get(i) < geometry.stride().get(i);
            pad[2 * (spatial - 1 - i)] = -padding;
            pad[2 * (spatial - 1 - i) + 1] = outputPadding.get(i) - padding;
        }
        if (reached) {
            InputGrad op = new InputGrad(geometry, Dims.of(sizes));
            return bias == null ? Engine.run(op, x, weight) : Engine.run(op, x, weight, bias);
        }
        // With an output padding of a stride or more, the whole reach is computed and cut (or filled up with zeros).
        Convolution whole =
                new Convolution(geometry.stride(), Dims.repeat(0, spatial), geometry.dilation(), geometry.groups());
        Tensor cut =
                Padding.constant(transposed(x, weight, null, whole, Dims.repeat(0, spatial)), pad, Tensor.scalar(0));
        return bias == null ? cut : Pointwise.ADD.apply(cut, ViewOps.view(bias, channels(bias.size(0), spatial)));
    }

    private static Tensor inputGrad(Tensor grad, Tensor weight, Convolution geometry, long... sizes) {
        return Engine.run(new InputGrad(geometry, Dims.of(sizes)), grad, weight);
    }

    private static Tensor weightGrad(Tensor grad, Tensor x, Convolution geometry, long... sizes) {
        return Engine.run(new WeightGrad(geometry, Dims.of(sizes)), grad, x);
    }

    /** Sums over all dimensions but the channels'. */
    private static Tensor biasGrad(Tensor grad) {
        int[] dims = new int[grad.dim() - 1];
        for (int i = 1; i < dims.length; i++) {
            dims[i] = i + 1;
        }
        return Reductions.sum(grad, dims, false);
    }

    private static long[] channels(long count, int spatial) {
        long[] sizes = new long[spatial + 1];
        Arrays.fill(sizes, 1);
        sizes[0] = count;
        return sizes;
    }

    private record Forward(Convolution geometry) implements Op {
        @Override
        public String name() {
            return "convolution";
        }

        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {
                new Spec(in[0].dtype, ConvolutionChecks.forward(geometry, in[0], in[1], in.length > 2 ? in[2] : null))};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (out[0].numel > 0) {
                kernels.convolution(geometry, out[0], in[0], in[1], in.length > 2 ? in[2] : null);
            }
        }

        /** Weight's and bias' gradients come out of one kernel call where both are wanted and nothing is recorded. */
        @Override
        public Grads grads() {
            return Grads.joint(new int[] {0, 1}, new int[0], s -> {
                @Nullable Tensor[] result = new @Nullable Tensor[s.inputs()];
                Tensor g = s.g();
                if (s.needs(0)) {
                    result[0] = inputGrad(g, s.in(1), geometry, s.spec(0).sizes());
                }
                boolean bias = s.inputs() > 2 && s.needs(2);
                if (s.needs(1) && bias && !GradMode.isEnabled()) {
                    Tensor[] both =
                            Engine.runAll(new WeightAndBiasGrad(geometry, Dims.of(s.spec(1).sizes())), g, s.in(0));
                    result[1] = both[0];
                    result[2] = both[1];
                } else {
                    result[1] = s.needs(1) ? weightGrad(g, s.in(0), geometry, s.spec(1).sizes()) : null;
                    if (bias) {
                        result[2] = biasGrad(g);
                    }
                }
                return result;
            });
        }
    }

    private record InputGrad(Convolution geometry, Dims sizes) implements Op {
        private static final Expr SUM = Expr.in(0).add(Expr.in(1));
        private static final PointwiseKernel[] ADD = {new PointwiseKernel("add", List.of(SUM), 2, Expr.Kind.FLOAT),
            new PointwiseKernel("add", List.of(SUM), 2, Expr.Kind.DOUBLE),
            new PointwiseKernel("add", List.of(SUM), 2, Expr.Kind.LONG)};

        @Override
        public String name() {
            return "convolution";
        }

        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {new Spec(in[0].dtype, sizes.toArray())};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (out[0].numel == 0) {
                return;
            }
            kernels.convolutionInputGrad(geometry, out[0], in[0], in[1]);
            if (in.length > 2) {
                long[] shape = channels(in[2].numel, geometry.stride().size());
                long[] strides = new long[shape.length];
                strides[0] = in[2].strides[0];
                Array bias = in[2].view(in[2].offset, shape, strides).broadcastTo(out[0].sizes);
                int kind = in[0].dtype == DType.FLOAT64 ? 1 : in[0].dtype.isFloatingPoint() ? 0 : 2;
                kernels.pointwise(ADD[kind], out, new Array[] {out[0], bias});
            }
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.ofInputs(s -> convolution(s.g(), s.in(1), null, geometry), 1),
                    Grad.ofInputs(s -> weightGrad(s.in(0), s.g(), geometry, s.spec(1).sizes()), 0),
                    Grad.of(Convolutions::biasGrad));
        }
    }

    private record WeightGrad(Convolution geometry, Dims sizes) implements Op {
        @Override
        public String name() {
            return "convolution";
        }

        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {new Spec(in[0].dtype, sizes.toArray())};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (out[0].numel > 0) {
                kernels.convolutionWeightGrad(geometry, out[0], null, in[0], in[1]);
            }
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.ofInputs(s -> convolution(s.in(1), s.g(), null, geometry), 1),
                    Grad.ofInputs(s -> inputGrad(s.in(0), s.g(), geometry, s.spec(1).sizes()), 0));
        }
    }

    private record WeightAndBiasGrad(Convolution geometry, Dims sizes) implements Op {
        @Override
        public String name() {
            return "convolution";
        }

        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {new Spec(in[0].dtype, sizes.toArray()), new Spec(in[0].dtype, sizes.get(0))};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            kernels.convolutionWeightGrad(geometry, out[0], out[1], in[0], in[1]);
        }
    }
}
