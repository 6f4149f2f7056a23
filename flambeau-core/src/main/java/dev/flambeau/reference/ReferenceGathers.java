package dev.flambeau.reference;

import dev.flambeau.DType;
import dev.flambeau.IndexException;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;
import dev.flambeau.spi.Scatter;
import dev.flambeau.spi.Storage;
import java.lang.foreign.Arena;

/** Gathers and scatters along one dimension. */
final class ReferenceGathers {
    private ReferenceGathers() {}

    static void gather(Array out, Array x, int dim, Array index) {
        check(index, dim, Elements.length(x, dim));
        long step = Elements.step(x, dim);
        int bytes = x.dtype.size();
        for (Positions p = Positions.over(out, index, still(x, dim, out.dim())); p.valid(); p.next()) {
            Raw.copyBytes(p.at(2) + Elements.getLong(index, p.at(1)) * step, p.at(0), bytes);
        }
    }

    static void scatter(Scatter mode, Array out, int dim, Array index, Array source) {
        if (out.dtype == DType.FLOAT16 || out.dtype == DType.BFLOAT16) {
            scatterWide(mode, out, dim, index, source);
            return;
        }
        check(index, dim, Elements.length(out, dim));
        long step = Elements.step(out, dim);
        for (Positions p = Positions.over(index, still(out, dim, index.dim()), source); p.valid(); p.next()) {
            join(mode, out, p.at(1) + Elements.getLong(index, p.at(0)) * step, source, p.at(2));
        }
    }

    /** Scatters into a copy in float: PyTorch rounds to a half type only at the end. */
    private static void scatterWide(Scatter mode, Array out, int dim, Array index, Array source) {
        long bytes = out.numel * DType.FLOAT32.size();
        try (Arena arena = Arena.ofConfined()) {
            Storage storage = new Storage(null, arena.allocate(bytes, DType.FLOAT32.size()).address(), bytes, null);
            Array wide = new Array(storage, 0, DType.FLOAT32, out.sizes, Array.contiguousStrides(out.sizes));
            ReferenceCopies.copy(wide, out);
            scatter(mode, wide, dim, index, source);
            ReferenceCopies.copy(out, wide);
        }
    }

    /** Joins a source's element with the one in place. */
    static void join(Scatter mode, Array out, long to, Array source, long from) {
        if (Elements.integral(out.dtype, source.dtype)) {
            long value = Elements.getLong(source, from);
            long old = Elements.getLong(out, to);
            Raw.putLong(out.dtype, to, switch (mode) {
                case SET -> value;
                case ADD -> old + value;
                case MULTIPLY -> old * value;
                case MAX -> Math.max(old, value);
                case MIN -> Math.min(old, value);
            });
        } else {
            double value = Elements.getDouble(source, from);
            double old = Elements.getDouble(out, to);
            Raw.putDouble(out.dtype, to, switch (mode) {
                case SET -> value;
                case ADD -> old + value;
                case MULTIPLY -> old * value;
                case MAX -> Math.max(old, value);
                case MIN -> Math.min(old, value);
            });
        }
    }

    /** {@code x} without movement along {@code dim}, where the index says the place; a 0-d array counts as 1-d. */
    private static Array still(Array x, int dim, int rank) {
        if (x.dim() == 0) {
            return x.view(x.offset, new long[rank], new long[rank]);
        }
        long[] strides = x.strides.clone();
        strides[dim] = 0;
        return x.view(x.offset, x.sizes, strides);
    }

    private static void check(Array index, int dim, long size) {
        for (Positions p = Positions.over(index); p.valid(); p.next()) {
            long i = Elements.getLong(index, p.at(0));
            if (i < 0 || i >= size) {
                throw new IndexException(
                        "index " + i + " is out of bounds for dimension " + dim + " with size " + size);
            }
        }
    }
}
