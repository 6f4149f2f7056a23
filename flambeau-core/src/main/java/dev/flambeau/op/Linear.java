package dev.flambeau.op;

import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The linear layer's product, of rows of any rank with a transposed weight: one operation, which copies nothing. */
public final class Linear {
    private Linear() {}

    /** {@code x @ weight^T + bias} with {@code x [*, k]} and {@code weight [m, k]} (or {@code [k]}). */
    public static Tensor apply(Tensor x, Tensor weight, @Nullable Tensor bias) {
        if (x.dim() == 0 || weight.dim() == 0) {
            throw new ShapeException("both arguments to linear need to be at least 1D, but they are " + x.dim()
                    + "D and " + weight.dim() + "D");
        }
        if (weight.dim() > 2) {
            throw new ShapeException("t() expects a tensor with <= 2 dimensions, but self is " + weight.dim() + "D");
        }
        if (weight.dim() == 1) {
            Tensor product = Matrices.matmul(x, weight);
            return bias == null ? product : Pointwise.ADD.apply(product, bias);
        }
        return bias == null
                ? Engine.run(new Product(false, x.dim()), x, weight)
                : Engine.run(new Product(true, x.dim()), bias, x, weight);
    }

    /** All rows of an array below one another, or null where they do not lie so that strides can say it. */
    static @Nullable Array rows(Array x) {
        int rank = x.dim();
        if (rank == 1) {
            return x.view(x.offset, new long[] {1, x.sizes[0]}, new long[] {0, x.strides[0]});
        }
        long rows = 1;
        long stride = 0;
        for (int i = rank - 2; i >= 0; i--) {
            if (x.sizes[i] == 1) {
                continue;
            }
            if (rows != 1 && x.strides[i] != stride * rows) {
                return null;
            }
            stride = rows == 1 ? x.strides[i] : stride;
            rows *= x.sizes[i];
        }
        return x.view(x.offset, new long[] {rows, x.sizes[rank - 1]}, new long[] {stride, x.strides[rank - 1]});
    }

    /** {@code x @ weight^T (+ bias)}; inputs are the bias, if any, then {@code x} and the weight. */
    private record Product(boolean biased, int rank) implements Op {
        @Override
        public String name() {
            return biased ? "addmm" : "mm";
        }

        @Override
        public String nodeName() {
            if (rank == 2) {
                return biased ? "AddmmBackward0" : "MmBackward0";
            }
            return rank == 1 && !biased ? "SqueezeBackward4" : "UnsafeViewBackward0";
        }

        @Override
        public Spec[] infer(Array[] in) {
            Array x = in[biased ? 1 : 0];
            Array w = in[biased ? 2 : 1];
            int last = x.dim() - 1;
            if (x.sizes[last] != w.sizes[1]) {
                long rows = Array.numel(Arrays.copyOf(x.sizes, last));
                throw new ShapeException(name() + ": mat1 and mat2 shapes cannot be multiplied (" + rows + "x"
                        + x.sizes[last] + " and "
                        + w.sizes[1] + "x" + w.sizes[0] + "): linear got an input of shape " + Arrays.toString(x.sizes)
                        + " for a weight of shape " + Arrays.toString(w.sizes));
            }
            if (biased && in[0].dtype != w.dtype) {
                throw new DTypeException(
                        "self and mat2 must have the same dtype, but got " + in[0].dtype.scalarName() + " and "
                                + w.dtype.scalarName() + " (linear: bias and weight)");
            }
            if (biased && x.dtype != w.dtype) {
                throw new DTypeException(
                        "mat1 and mat2 must have the same dtype, but got " + x.dtype.scalarName() + " and "
                                + w.dtype.scalarName() + " (linear: input and weight)");
            }
            Matrices.checkFactors("addmm_impl_cpu_", x, w);
            long[] sizes = x.sizes.clone();
            sizes[last] = w.sizes[0];
            if (biased) {
                Matrices.checkExpands(in[0].sizes, sizes);
            }
            return new Spec[] {new Spec(x.dtype, sizes)};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            Array x = in[biased ? 1 : 0];
            Array w = in[biased ? 2 : 1];
            Array rows = rows(x);
            if (rows == null) {
                Array copy = Engine.empty(out[0].storage.context(), x.dtype, x.sizes);
                kernels.copy(copy, x);
                rows = copy.view(copy.offset, new long[] {x.numel / Math.max(1, w.sizes[1]), w.sizes[1]},
                        new long[] {w.sizes[1], 1});
            }
            long n = rows.sizes[0];
            long m = w.sizes[0];
            Array result = Matrices.batch(out[0], n, m, m, 1);
            Array left = Matrices.batch(rows, n, rows.strides[0], rows.sizes[1], rows.strides[1]);
            Array right = Matrices.batch(w, w.sizes[1], w.strides[1], m, w.strides[0]);
            if (!biased) {
                Matrices.multiply(kernels, result, left, right, null);
            } else if (in[0].dim() <= 1 || n * m == 0) {
                Matrices.multiply(kernels, result, left, right, in[0]);
            } else {
                Matrices.multiply(kernels, result, left, right, null);
                new Matrices.Factors(1, 1).join(kernels, out[0], in[0]);
            }
        }

        @Override
        public Grads grads() {
            int x = biased ? 1 : 0;
            int w = x + 1;
            Grad byX = Grad.ofInput(w,
                    (g, weight) -> g.dim() == 2
                            ? Matrices.mm(g, weight)
                            : apply(g, ViewOps.transpose(weight, 0, 1), null));
            Grad byWeight = Grad.ofInput(x, (g, input) -> Matrices.mm(ViewOps.transpose(flat(g), 0, 1), flat(input)));
            return biased ? Grads.each(Grad.of(g -> g), byX, byWeight) : Grads.each(byX, byWeight);
        }

        private static Tensor flat(Tensor t) {
            long[] sizes = t.array().sizes;
            long rows = Array.numel(Arrays.copyOf(sizes, sizes.length - 1));
            return t.dim() == 2 ? t : ViewOps.reshape(t, rows, t.size(-1));
        }
    }
}
