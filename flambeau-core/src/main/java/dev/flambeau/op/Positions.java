package dev.flambeau.op;

import dev.flambeau.IndexException;
import dev.flambeau.ShapeException;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import java.util.Arrays;

/**
 * Reading and writing at positions named by integer tensors, one for each of the dimensions {@code dims}. The result has the
 * indices' common shape in the place of these dimensions, or in front if they are not neighbours.
 */
final class Positions {
    private Positions() {}

    /** Input 0 is read at the positions of the inputs from 1 on. */
    record Index(String name, int... dims) implements Op {
        @Override
        public Spec[] infer(Array[] in) {
            Array[] indices = Arrays.copyOfRange(in, 1, in.length);
            return new Spec[] {new Spec(in[0].dtype, resultSizes(in[0], indices, dims))};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            Array[] indices = broadcast(Arrays.copyOfRange(in, 1, in.length));
            if (out[0].numel == 0) {
                check(name, in[0], indices, dims);
                return;
            }
            try {
                kernels.index(inFront(out[0], place(dims), indices[0].dim()), dimsInFront(in[0], dims), indices);
            } catch (IndexException e) {
                check(name, in[0], indices, dims);
                throw e;
            }
        }

        @Override
        public Grads grads() {
            int[] saved = new int[dims.length];
            for (int k = 0; k < saved.length; k++) {
                saved[k] = k + 1;
            }
            return Grads.each(Grad.ofInputs(s -> {
                dev.flambeau.Tensor[] others = new dev.flambeau.Tensor[dims.length + 1];
                others[0] = s.g();
                for (int k = 0; k < dims.length; k++) {
                    others[k + 1] = s.in(k + 1);
                }
                return Engine.runInPlace(new Put(name + "_backward", dims, true),
                        Engine.zeros(new Spec(s.g().dtype(), s.spec(0).sizes())), others);
            }, saved));
        }
    }

    /** Input 1, broadcast, is written into (or added to) a copy of input 0 at the positions of the inputs from 2 on. */
    record Put(String name, int[] dims, boolean accumulate) implements Op {
        @Override
        public boolean updates() {
            return true;
        }

        @Override
        public Spec[] infer(Array[] in) {
            Array[] indices = Arrays.copyOfRange(in, 2, in.length);
            long[] place = resultSizes(in[0], indices, dims);
            int extra = place.length - in[1].dim();
            boolean fits = extra >= 0;
            for (int i = 0; fits && i < in[1].dim(); i++) {
                fits = in[1].sizes[i] == 1 || in[1].sizes[i] == place[i + extra];
            }
            if (!fits) {
                throw new ShapeException("shape mismatch: value tensor of shape " + Arrays.toString(in[1].sizes)
                        + " cannot be broadcast to indexing result of shape " + Arrays.toString(place));
            }
            return new Spec[] {Spec.like(in[0])};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            Array[] indices = broadcast(Arrays.copyOfRange(in, 2, in.length));
            Array source = in[1].broadcastTo(resultSizes(in[0], indices, dims));
            if (source.numel == 0) {
                check(name, in[0], indices, dims);
                return;
            }
            try {
                kernels.indexPut(dimsInFront(out[0], dims), indices, inFront(source, place(dims), indices[0].dim()),
                        accumulate);
            } catch (IndexException e) {
                check(name, in[0], indices, dims);
                throw e;
            }
        }

        @Override
        public Grads grads() {
            int[] saved = new int[dims.length];
            for (int k = 0; k < saved.length; k++) {
                saved[k] = k + 2;
            }
            Grad self = accumulate ? Grad.of(g -> g) : Grad.ofInputs(s -> {
                dev.flambeau.Tensor[] in = new dev.flambeau.Tensor[dims.length + 2];
                in[0] = s.g();
                in[1] = Engine.zeros(new Spec(s.g().dtype()));
                for (int k = 0; k < dims.length; k++) {
                    in[k + 2] = s.in(k + 2);
                }
                return Engine.run(new Put(name, dims, false), in);
            }, saved);
            return Grads.each(self, Grad.ofInputs(s -> {
                dev.flambeau.Tensor[] in = new dev.flambeau.Tensor[dims.length + 1];
                in[0] = s.g();
                for (int k = 0; k < dims.length; k++) {
                    in[k + 1] = s.in(k + 2);
                }
                return Engine.run(new Index("index", dims), in);
            }, saved));
        }
    }

    /** Where the indices' shape stands in the result. */
    private static int place(int[] dims) {
        for (int k = 1; k < dims.length; k++) {
            if (dims[k] != dims[k - 1] + 1) {
                return 0;
            }
        }
        return dims[0];
    }

    private static long[] common(Array[] indices) {
        long[] shape = indices[0].sizes;
        for (int k = 1; k < indices.length; k++) {
            long[] other = indices[k].sizes;
            int dims = Math.max(shape.length, other.length);
            long[] joined = new long[dims];
            for (int i = 0; i < dims; i++) {
                long a = i < dims - shape.length ? 1 : shape[i - dims + shape.length];
                long b = i < dims - other.length ? 1 : other[i - dims + other.length];
                if (a != b && a != 1 && b != 1) {
                    throw new IndexException(
                            "shape mismatch: indexing tensors could not be broadcast together with shapes "
                                    + String.join(", ",
                                            Arrays.stream(indices).map(x -> Arrays.toString(x.sizes)).toList()));
                }
                joined[i] = a == 1 ? b : a;
            }
            shape = joined;
        }
        return shape;
    }

    private static Array[] broadcast(Array[] indices) {
        long[] shape = common(indices);
        Array[] result = new Array[indices.length];
        for (int k = 0; k < result.length; k++) {
            result[k] = indices[k].broadcastTo(shape);
        }
        return result;
    }

    private static long[] resultSizes(Array x, Array[] indices, int[] dims) {
        long[] shape = common(indices);
        int place = place(dims);
        long[] result = new long[x.dim() - dims.length + shape.length];
        System.arraycopy(shape, 0, result, place, shape.length);
        int at = 0;
        for (int i = 0; i < x.dim(); i++) {
            if (!contains(dims, i)) {
                at = at == place ? at + shape.length : at;
                result[at++] = x.sizes[i];
            }
        }
        return result;
    }

    /** The array with its indexed dimensions first, the others after them. */
    private static Array dimsInFront(Array x, int[] dims) {
        int[] order = Arrays.copyOf(dims, x.dim());
        int at = dims.length;
        for (int i = 0; i < x.dim(); i++) {
            if (!contains(dims, i)) {
                order[at++] = i;
            }
        }
        return permuted(x, order);
    }

    /** A result with the {@code count} dimensions that begin at {@code place} first. */
    private static Array inFront(Array result, int place, int count) {
        if (place == 0) {
            return result;
        }
        int[] order = new int[result.dim()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i < count ? place + i : i < count + place ? i - count : i;
        }
        return permuted(result, order);
    }

    private static Array permuted(Array x, int[] order) {
        long[] sizes = new long[order.length];
        long[] strides = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            sizes[i] = x.sizes[order[i]];
            strides[i] = x.strides[order[i]];
        }
        return x.view(x.offset, sizes, strides);
    }

    private static boolean contains(int[] dims, int dim) {
        for (int d : dims) {
            if (d == dim) {
                return true;
            }
        }
        return false;
    }

    /** Finds the index that is out of range and says so. */
    private static void check(String name, Array x, Array[] indices, int[] dims) {
        for (int k = 0; k < indices.length; k++) {
            long size = x.sizes[dims[k]];
            if (size == 0 && indices[k].numel > 0) {
                throw new IndexException("index is out of bounds for dimension with size 0");
            }
            checkRange(name, indices[k], -size, size, dims[k]);
        }
    }

    /** Throws where an index is not from {@code low} (inclusive) to {@code size} (exclusive). */
    static void checkRange(String name, Array index, long low, long size, int dim) {
        for (long p = 0; p < index.numel; p++) {
            long i = index.getLong(p);
            if (i < low || i >= size) {
                if (name.equals("take") || name.equals("put")) {
                    throw new IndexException(
                            "out of range: tried to access index " + i + " on a tensor of " + size + " elements.");
                }
                String message = "index " + i + " is out of bounds for dimension " + dim + " with size " + size;
                boolean select = name.equals("index_select") || name.equals("embedding") || name.equals("index_reduce");
                throw new IndexException(select ? name + ": index out of range in self (" + message + ")" : message);
            }
        }
    }
}
