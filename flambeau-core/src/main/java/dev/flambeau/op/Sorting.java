package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.IndexException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.ValuesAndIndices;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import java.util.Arrays;

/** Elements in order along a dimension, all or the first ones. NaN counts as the largest number; the gradient goes to where each one stood. */
public final class Sorting {
    /** Up to one in so many elements PyTorch finds with a heap. */
    private static final int FEW = 64;

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

    /** The {@code k} largest (or smallest) elements, in order where {@code sorted}. */
    public static ValuesAndIndices topk(Tensor x, long k, int dim, boolean largest, boolean sorted) {
        if (x.dtype() == DType.BOOL) {
            throw new DTypeException("topk does not support bool dtypes on CPU");
        }
        int d = Torch.wrapDim(dim, x.dim());
        long size = x.dim() == 0 ? 1 : x.size(d);
        if (k < 0 || k > size) {
            throw new IndexException("topk: selected index k out of range: k is " + k + " for dimension " + d
                    + " of shape " + Arrays.toString(x.array().sizes));
        }
        int count = x.dim() == 0 ? 1 : (int) k;
        Tensor index = Keys.choose(x, d, count, largest, (_, _, line, places, at) -> {
            if (count == 0) {
                return;
            }
            if (k * FEW <= size) {
                line.partialSort(count);
            } else {
                line.nthElement(count - 1);
                line.sort(0, sorted ? count - 1 : 0);
            }
            for (int i = 0; i < count; i++) {
                places[at + i] = line.at(i);
            }
        });
        return Picks.choose("topk", "TopkBackward0", x, d, index, true);
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
}
