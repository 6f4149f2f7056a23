package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import java.util.Arrays;
import java.util.List;

/** The gradient of any view: zeros of the input's sizes, with the view of them filled (added to, where places overlap). */
record ViewGrad(ViewOp viewOp, Spec input) implements Op {
    private static final PointwiseKernel ADD =
            new PointwiseKernel("add", List.of(Expr.in(0).add(Expr.in(1))), 2, Expr.Kind.FLOAT);
    private static final PointwiseKernel ADD_DOUBLE =
            new PointwiseKernel("add", List.of(Expr.in(0).add(Expr.in(1))), 2, Expr.Kind.DOUBLE);

    @Override
    public String name() {
        return viewOp.name() + "_backward";
    }

    @Override
    public Spec[] infer(Array[] in) {
        return new Spec[] {new Spec(in[0].dtype, input.sizes())};
    }

    @Override
    public void run(Kernels kernels, Array[] out, Array[] in) {
        Array place = viewOp.view(out[0]);
        boolean overlaps = place.overlaps();
        if (overlaps || place.numel < out[0].numel) {
            kernels.copy(out[0], Array.immediate(out[0].dtype, 0));
        }
        if (overlaps) {
            addApart(kernels, place, in[0]);
        } else {
            kernels.copy(place, in[0]);
        }
    }

    @Override
    public Grads grads() {
        return Grads.each(Grad.of(g -> Engine.view(viewOp, g.contiguous())));
    }

    /** Adds slice by slice, along as few dimensions as needed for no two places of a slice to share memory. */
    private static void addApart(Kernels kernels, Array place, Array values) {
        if (place.numel == 0) {
            return;
        }
        if (place.numel == 1 || clashes(place, -1) == 0) {
            PointwiseKernel add = place.dtype == DType.FLOAT64 ? ADD_DOUBLE : ADD;
            kernels.pointwise(add, new Array[] {place}, new Array[] {place, values});
            return;
        }
        int best = -1;
        int fewest = Integer.MAX_VALUE;
        for (int i = 0; i < place.dim(); i++) {
            int left = place.sizes[i] == 1 ? Integer.MAX_VALUE : clashes(place, i);
            if (left < fewest || best >= 0 && left == fewest && place.sizes[i] < place.sizes[best]) {
                best = i;
                fewest = left;
            }
        }
        for (long i = 0; i < place.sizes[best]; i++) {
            addApart(kernels, at(place, best, i), at(values, best, i));
        }
    }

    /** How many dimensions, without {@code skipped}, step to where smaller steps have been already. */
    private static int clashes(Array place, int skipped) {
        Integer[] order = new Integer[place.dim()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        Arrays.sort(order, (a, b) -> Long.compare(place.strides[a], place.strides[b]));
        long reach = 0;
        int count = 0;
        for (int i : order) {
            if (i != skipped && place.sizes[i] > 1) {
                count += place.strides[i] <= reach ? 1 : 0;
                reach += (place.sizes[i] - 1) * place.strides[i];
            }
        }
        return count;
    }

    private static Array at(Array a, int dim, long i) {
        long[] sizes = a.sizes.clone();
        sizes[dim] = 1;
        return a.view(a.offset + i * a.strides[dim], sizes, a.strides);
    }
}
