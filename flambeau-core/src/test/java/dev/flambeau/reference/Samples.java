package dev.flambeau.reference;

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Arrays for tests, in memory that lives as long as they do. */
final class Samples {
    static final ReferenceKernels KERNELS = new ReferenceKernels();

    private Samples() {}

    static long[] shape(long... sizes) {
        return sizes;
    }

    static Array empty(DType type, long... sizes) {
        long bytes = Math.max(Array.numel(sizes), 1) * type.size();
        MemorySegment memory = Arena.ofAuto().allocate(bytes, 64);
        return new Array(new Storage(null, memory.address(), bytes, memory), 0, type, sizes,
                Array.contiguousStrides(sizes));
    }

    static Array array(DType type, long[] sizes, double... values) {
        Array array = empty(type, sizes);
        for (int i = 0; i < values.length; i++) {
            array.putDouble(i, values[i]);
        }
        return array;
    }

    static Array floats(double... values) {
        return array(DType.FLOAT32, shape(values.length), values);
    }

    static Array longs(long[] sizes, long... values) {
        Array array = empty(DType.INT64, sizes);
        for (int i = 0; i < values.length; i++) {
            array.putLong(i, values[i]);
        }
        return array;
    }

    /** The numbers 1, 2, 3 … as floats. */
    static Array counting(long... sizes) {
        Array array = empty(DType.FLOAT32, sizes);
        for (long i = 0; i < array.numel; i++) {
            array.putLong(i, i + 1);
        }
        return array;
    }

    /** A matrix's transpose, a view. */
    static Array transposed(Array x) {
        return x.view(x.offset, shape(x.sizes[1], x.sizes[0]), shape(x.strides[1], x.strides[0]));
    }

    static double[] doubles(Array array) {
        double[] values = new double[(int) array.numel];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.getDouble(i);
        }
        return values;
    }

    static long[] longs(Array array) {
        long[] values = new long[(int) array.numel];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.getLong(i);
        }
        return values;
    }
}
