package dev.flambeau.reference;

import dev.flambeau.IndexException;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;
import dev.flambeau.spi.Scatter;
import java.util.Arrays;

/** Indexing by integer arrays: the indices name a slice of the leading dimensions, the rest goes along whole. */
final class ReferenceIndexing {
    private ReferenceIndexing() {}

    static void index(Array out, Array x, Array[] indices) {
        int rest = x.dim() - indices.length;
        if (out.numel == 0) {
            return;
        }
        check(x, indices);
        Positions outer = outer(out, indices, rest);
        Positions inner = new Positions(last(x.sizes, rest), slice(out, rest), slice(x, rest));
        int bytes = x.dtype.size();
        for (; outer.valid(); outer.next()) {
            inner.restart(outer.at(0), place(x, indices, outer));
            for (; inner.valid(); inner.next()) {
                Raw.copyBytes(inner.at(1), inner.at(0), bytes);
            }
        }
    }

    static void indexPut(Array out, Array[] indices, Array source, boolean accumulate) {
        int rest = out.dim() - indices.length;
        long[] sizes = concat(indices.length == 0 ? new long[0] : indices[0].sizes, last(out.sizes, rest));
        if (Array.numel(sizes) == 0) {
            return;
        }
        check(out, indices);
        Array from = source.immediate ? source : source.broadcastTo(sizes);
        Positions outer = outer(from, indices, rest);
        Positions inner =
                new Positions(last(out.sizes, rest), from.immediate ? from : slice(from, rest), slice(out, rest));
        for (; outer.valid(); outer.next()) {
            inner.restart(outer.at(0), place(out, indices, outer));
            for (; inner.valid(); inner.next()) {
                ReferenceGathers.join(accumulate ? Scatter.ADD : Scatter.SET, out, inner.at(1), from, inner.at(0));
            }
        }
    }

    /** Over the indices' positions: {@code a}, then each index. */
    private static Positions outer(Array a, Array[] indices, int rest) {
        Array[] arrays = new Array[indices.length + 1];
        arrays[0] = a;
        System.arraycopy(indices, 0, arrays, 1, indices.length);
        long[] sizes = indices.length > 0 ? indices[0].sizes : Arrays.copyOf(a.sizes, a.dim() - rest);
        return new Positions(sizes, arrays);
    }

    /** The address of the slice that the indices name. */
    private static long place(Array x, Array[] indices, Positions outer) {
        long at = 0;
        for (int k = 0; k < indices.length; k++) {
            long i = Elements.getLong(indices[k], outer.at(k + 1));
            at += (i < 0 ? i + x.sizes[k] : i) * x.strides[k];
        }
        return x.address() + at * x.dtype.size();
    }

    private static void check(Array x, Array[] indices) {
        for (int k = 0; k < indices.length; k++) {
            long size = x.sizes[k];
            if (size == 0) {
                throw new IndexException("index is out of bounds for dimension with size 0");
            }
            for (Positions p = Positions.over(indices[k]); p.valid(); p.next()) {
                long i = Elements.getLong(indices[k], p.at(0));
                if (i < -size || i >= size) {
                    throw new IndexException(
                            "index " + i + " is out of bounds for dimension " + k + " with size " + size);
                }
            }
        }
    }

    /** The last {@code rest} dimensions at the first place of the others. */
    private static Array slice(Array a, int rest) {
        return a.view(a.offset, last(a.sizes, rest), last(a.strides, rest));
    }

    private static long[] last(long[] values, int count) {
        return Arrays.copyOfRange(values, values.length - count, values.length);
    }

    private static long[] concat(long[] a, long[] b) {
        long[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }
}
