package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.IndexException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.ValuesAndIndices;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;

/** Elements in order along a dimension, all or the first ones. NaN counts as the largest number; the gradient goes to where each one stood. */
public final class Sorting {
    private Sorting() {}

    /** All elements in order; equal ones keep theirs. */
    public static ValuesAndIndices sort(Tensor x, int dim, boolean descending) {
        return Extremes.result(Engine.runAll(new Sort(Torch.wrapDim(dim, x.dim()), descending), x));
    }

    /** The positions of the elements in order. */
    public static Tensor argsort(Tensor x, int dim, boolean descending) {
        return sort(x.detach(), dim, descending).indices();
    }

    /** In ascending order along the first dimension. */
    public static Tensor msort(Tensor x) {
        return sort(x, 0, false).values();
    }

    /** The {@code k} largest (or smallest) elements. */
    public static ValuesAndIndices topk(Tensor x, long k, int dim, boolean largest, boolean sorted) {
        return Extremes.result(Engine.runAll(new Topk(k, Torch.wrapDim(dim, x.dim()), largest), x));
    }

    private record Sort(int dim, boolean descending) implements Op {
        @Override
        public String name() {
            return "sort";
        }

        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {Spec.like(in[0]), new Spec(DType.INT64, in[0].sizes)};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (in[0].numel > 0) {
                kernels.sort(out[0], out[1], in[0], dim, descending);
            }
        }

        @Override
        public Grads grads() {
            return Grads.each(Picks.gradient(dim, true));
        }
    }

    private record Topk(long k, int dim, boolean largest) implements Op {
        @Override
        public String name() {
            return "topk";
        }

        @Override
        public Spec[] infer(Array[] in) {
            if (k < 0 || k > (in[0].dim() == 0 ? 1 : in[0].sizes[dim])) {
                throw new IndexException(
                        "topk: selected index k out of range: k is " + k + " for dimension " + dim + " of shape "
                                + java.util.Arrays.toString(in[0].sizes));
            }
            long[] sizes = in[0].sizes.clone();
            if (sizes.length > 0) {
                sizes[dim] = k;
            }
            return new Spec[] {new Spec(in[0].dtype, sizes), new Spec(DType.INT64, sizes)};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (out[0].numel == 0) {
                return;
            }
            Array values = Engine.empty(out[0].storage.context(), in[0].dtype, in[0].sizes);
            Array positions = Engine.empty(out[0].storage.context(), DType.INT64, in[0].sizes);
            kernels.sort(values, positions, in[0], dim, largest);
            kernels.copy(out[0], values.view(values.offset, out[0].sizes, values.strides));
            kernels.copy(out[1], positions.view(positions.offset, out[1].sizes, positions.strides));
        }

        @Override
        public Grads grads() {
            return Grads.each(Picks.gradient(dim, true));
        }
    }
}
