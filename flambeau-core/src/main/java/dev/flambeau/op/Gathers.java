package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.IndexException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Elements picked along one dimension. */
public final class Gathers {
    private Gathers() {}

    /** {@code out[i][j][k] = x[index[i][j][k]][j][k]} for dimension 0, and likewise for the others. */
    public static Tensor gather(Tensor x, int dim, Tensor index) {
        int d = Torch.wrapDim(dim, x.dim());
        return Engine.run(new Gather(d), x, positions("gather", index));
    }

    /** As {@link #gather} with broadcasting and negative positions; without a dimension (null) in the flat tensor. */
    public static Tensor takeAlongDim(Tensor x, Tensor index, @Nullable Integer dim) {
        Tensor places = positions("gather", index);
        if (dim == null) {
            return takeAlongDim(ViewOps.reshape(x, -1), ViewOps.reshape(places, -1), 0);
        }
        if (x.dim() != index.dim()) {
            throw new ShapeException(
                    "torch.take_along_dim(): input and indices should have the same number of dimensions, but got "
                            + x.dim()
                            + " dimensions for input, and " + index.dim() + " dimensions for indices");
        }
        int d = Torch.wrapDim(dim, x.dim());
        if (x.dim() == 0) {
            return takeAlongDim(ViewOps.view(x, 1), ViewOps.view(places, 1), 0).view();
        }
        long[] source = x.array().sizes.clone();
        long[] shape = places.array().sizes.clone();
        long length = source[d];
        source[d] = 1;
        shape[d] = 1;
        long[] common = Engine.broadcast("take_along_dim", source, shape);
        long[] wantSource = common.clone();
        long[] want = common.clone();
        wantSource[d] = length;
        want[d] = places.size(d);
        long[] values = Host.longs(places);
        boolean changed = false;
        for (int i = 0; i < values.length; i++) {
            if (values[i] < -length || values[i] >= length) {
                throw new IndexException(
                        "index " + values[i] + " is out of bounds for dimension " + d + " with size " + length);
            }
            changed |= values[i] < 0;
            values[i] += values[i] < 0 ? length : 0;
        }
        Tensor wrapped = changed ? Host.tensor(values, places.array().sizes) : places;
        return gather(ViewOps.expand(x, wantSource), d, ViewOps.expand(wrapped, want));
    }

    /** The positions of a dimension that a vector names, in its order. */
    public static Tensor indexSelect(Tensor x, int dim, Tensor index) {
        if (index.dtype() != DType.INT64 && index.dtype() != DType.INT32) {
            throw new DTypeException("index_select(): Expected dtype int32 or int64 for index");
        }
        if (index.dim() > 1) {
            throw new IndexException("index_select(): Index is supposed to be a vector");
        }
        int d = Torch.wrapDim(dim, x.dim());
        if (x.dim() == 0) {
            if (index.numel() != 1) {
                throw new ShapeException(
                        "index_select(): Index to scalar can have only 1 value, got " + index.numel() + " value(s)");
            }
            return ViewOps.view(indexSelect(ViewOps.view(x, 1), 0, index));
        }
        Tensor places = Copy.to(Shapes.atLeast1d(index), DType.INT64);
        Positions.checkRange("index_select", places.array(), 0, x.size(d), d);
        return Engine.run(new Positions.Index("index_select", d), x, places);
    }

    /** The positions as int64. */
    static Tensor positions(String name, Tensor index) {
        if (index.numel() > 0 && index.dtype() != DType.INT64 && index.dtype() != DType.INT32) {
            throw new DTypeException(name + "(): Expected dtype int32/int64 for index");
        }
        return Copy.to(index, DType.INT64);
    }

    /** An array with dimensions: a 0-d one as a vector of one element. */
    static Array atLeast1d(Array x) {
        return x.dim() == 0 ? x.view(x.offset, new long[] {1}, new long[] {1}) : x;
    }

    private record Gather(int dim) implements Op {
        @Override
        public String name() {
            return "gather";
        }

        @Override
        public Spec[] infer(Array[] in) {
            Array x = atLeast1d(in[0]);
            Array index = atLeast1d(in[1]);
            if (index.numel > 0) {
                if (x.dim() != index.dim()) {
                    throw new ShapeException(
                            "Index tensor must have the same number of dimensions as input tensor (index "
                                    + Arrays.toString(in[1].sizes) + ", input " + Arrays.toString(in[0].sizes) + ")");
                }
                for (int i = 0; i < x.dim(); i++) {
                    if (i != dim && index.sizes[i] > x.sizes[i]) {
                        throw new ShapeException("Size does not match at dimension " + i + " expected index "
                                + Arrays.toString(index.sizes)
                                + " to be no larger than self " + Arrays.toString(x.sizes) + " apart from dimension "
                                + dim);
                    }
                }
            }
            return new Spec[] {new Spec(in[0].dtype, in[1].sizes)};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (out[0].numel > 0) {
                kernels.gather(atLeast1d(out[0]), atLeast1d(in[0]), dim, atLeast1d(in[1]));
            }
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.ofInputs(
                    s -> Scatters.scatterAddInPlace(Engine.zeros(new Spec(s.g().dtype(), s.spec(0).sizes())), dim,
                            s.in(1), s.g()),
                    1));
        }
    }
}
