package dev.flambeau.cpu.vector;

import dev.flambeau.spi.Array;
import dev.flambeau.spi.Scatter;
import java.util.Arrays;

/** Indexing by integer arrays where what they name are contiguous slices: rows of a table, elements of a mask. */
final class Indexing {
    private static final int BLOCKS = 4; // for indices that are not contiguous int64
    private static final int FIRST_BLOCK = 4;

    private final Array x;
    private final long address;
    private final int shift;
    private final long count; // of slices
    private final long length; // of a slice
    private final long[] places; // the indices' addresses

    private Indexing(Array x, Array[] indices, long[] places) {
        this.x = x;
        this.address = x.address();
        this.shift = Elements.shift(x.dtype);
        this.count = indices[0].numel;
        this.length = slice(x, indices.length).numel;
        this.places = places;
    }

    /** False when this is not the way to do it, or an index is out of range. */
    static boolean index(Form form, Array out, Array x, Array[] indices) {
        if (!out.contiguous || out.numel == 0 || indices.length == 0 || indices.length > BLOCKS
                || !slice(x, indices.length).contiguous) {
            return false;
        }
        long[] places = places(form, x, indices);
        if (places.length == 0) {
            return false;
        }
        new Indexing(x, indices, places).index(out.address());
        return true;
    }

    /** False when this is not the way to do it, or an index is out of range: then nothing has been written. */
    static boolean indexPut(Form form, Array out, Array[] indices, Array source, boolean accumulate) {
        Scatter mode = accumulate ? Scatter.ADD : Scatter.SET;
        if (indices.length == 0 || indices.length >= BLOCKS || indices[0].numel == 0
                || !Elements.canJoin(mode, out, source)) {
            return false;
        }
        Array slice = slice(out, indices.length);
        long[] places = slice.contiguous && slice.numel > 0 ? places(form, out, indices) : new long[0];
        if (places.length == 0) {
            return false;
        }
        long[] sizes = Arrays.copyOf(indices[0].sizes, indices[0].dim() + slice.dim());
        System.arraycopy(slice.sizes, 0, sizes, indices[0].dim(), slice.dim());
        Array from = Scratch.contiguous(form, FIRST_BLOCK + BLOCKS - 1, source.broadcastTo(sizes));
        new Indexing(out, indices, places).indexPut(mode, from.address());
        return true;
    }

    /** What the indices name: the dimensions that they leave. */
    private static Array slice(Array x, int indices) {
        return x.view(x.offset, Arrays.copyOfRange(x.sizes, indices, x.dim()),
                Arrays.copyOfRange(x.strides, indices, x.dim()));
    }

    /** The addresses of the indices; none if one is out of range. */
    private static long[] places(Form form, Array x, Array[] indices) {
        long[] places = new long[indices.length];
        for (int k = 0; k < places.length; k++) {
            places[k] = Elements.indices(form, FIRST_BLOCK + k, indices[k], -x.sizes[k], x.sizes[k]);
            if (places[k] == 0) {
                return new long[0];
            }
        }
        return places;
    }

    private void index(long to) {
        long bytes = length << shift;
        long cost = 5_000 + bytes * 50;
        Parallel.run(count, Math.max(1, JavaKernels.GRAIN_PICOS / cost), (begin, end) -> {
            for (long i = begin; i < end; i++) {
                Elements.move(place(i), to + i * bytes, bytes);
            }
        });
    }

    /** One after another: the last one stays, and sums are the same in every run. */
    private void indexPut(Scatter mode, long from) {
        for (long i = 0; i < count; i++) {
            long source = from + (i * length << shift);
            if (mode == Scatter.SET) {
                Elements.move(source, place(i), length << shift);
            } else {
                Elements.add(x.dtype, source, place(i), length);
            }
        }
    }

    private long place(long i) {
        long offset = 0;
        for (int k = 0; k < places.length; k++) {
            long index = Cells.getLong(places[k] + 8 * i);
            offset += (index < 0 ? index + x.sizes[k] : index) * x.strides[k];
        }
        return address + (offset << shift);
    }
}
