package dev.flambeau.cpu.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;
import dev.flambeau.spi.Storage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Arrays for tests, in memory with a margin on both sides that nobody may write to. */
final class Fixtures implements AutoCloseable {
    /** The kernels in all forms, the plain one first. */
    static final List<JavaKernels> FORMS =
            Stream.of(Form.PLAIN, Form.VECTOR, Form.MACHINE).map(JavaKernels::new).toList();

    private static final int MARGIN = 128;
    private static final byte UNTOUCHED = 0x5b;

    static final double[] SPECIAL =
            {0.0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 0.3, -0.7, 0.9, 1.1, 2, -2, 3, 7, -7, 10, -10, 20, -20,
                40, -40, 88, 89.5, -88, -104, 200, -200, 709, 711, -745, 1e-3, 1e-5, -1e-5, 1e-20, 1e-38, 1e-40, -1e-40,
                1e-310, 1e5, -1e5,
                99999.5, 100001, 8388607.5, -8388607.5, 4503599627370495.5, 1e10, -1e10, 1e30, -1e30, 1e38, 3.4e38,
                -3.4e38, 1e300,
                Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 0.66666, 0.66667, 1.33333, 1.33334,
                0.92773, 0.92774,
                Math.PI, -Math.PI / 2, 100.25, 3.9, 4.1, 0.99999, 1.00001, 5.5, 17.25, 0.1, 0.2};

    private final Arena arena = Arena.ofConfined();
    private final List<MemorySegment> blocks = new ArrayList<>();

    /** A contiguous array, not filled. */
    Array empty(DType type, long... sizes) {
        long bytes = Array.numel(sizes) * type.size();
        MemorySegment block = arena.allocate(bytes + 2 * MARGIN, 64);
        block.fill(UNTOUCHED);
        blocks.add(block);
        return new Array(new Storage(null, block.address() + MARGIN, bytes, null), 0, type, sizes,
                Array.contiguousStrides(sizes));
    }

    /** An array of these values, repeated as often as there is room. */
    Array of(DType type, double[] values, long... sizes) {
        Array array = empty(type, sizes);
        for (long i = 0; i < array.numel; i++) {
            put(array, i, values[(int) (i % values.length)]);
        }
        return array;
    }

    /** Random numbers: multiples of 1/8 from -8 to 8 in floating point, small integers, or bools. */
    Array random(DType type, long seed, long... sizes) {
        Random random = new Random(seed);
        Array array = empty(type, sizes);
        for (long i = 0; i < array.numel; i++) {
            put(array, i, type.isFloatingPoint()
                    ? random.nextInt(-64, 65) / 8.0
                    : type == DType.BOOL
                            ? random.nextInt(2)
                            : type == DType.UINT8 ? random.nextInt(9) : random.nextInt(-8, 9));
        }
        return array;
    }

    private static void put(Array array, long i, double value) {
        if (array.dtype.isFloatingPoint()) {
            array.putDouble(i, value);
        } else {
            array.putLong(i, (long) value);
        }
    }

    /** An array with the same sizes and strides over a copy of the storage. */
    Array copy(Array array) {
        long bytes = array.storage.bytes();
        Array fresh = empty(DType.UINT8, bytes);
        Raw.copyBytes(array.storage.address(), fresh.storage.address(), bytes);
        return new Array(fresh.storage, array.offset, array.dtype, array.sizes, array.strides);
    }

    static Array transpose(Array a, int i, int j) {
        long[] sizes = a.sizes.clone();
        long[] strides = a.strides.clone();
        sizes[i] = a.sizes[j];
        sizes[j] = a.sizes[i];
        strides[i] = a.strides[j];
        strides[j] = a.strides[i];
        return a.view(a.offset, sizes, strides);
    }

    /** Every {@code step}-th element along a dimension. */
    static Array every(Array a, int dim, int step) {
        long[] sizes = a.sizes.clone();
        long[] strides = a.strides.clone();
        sizes[dim] = Math.ceilDiv(a.sizes[dim], step);
        strides[dim] *= step;
        return a.view(a.offset, sizes, strides);
    }

    /** The bits of all the storage, to see that two are equal or what was written between elements. */
    static byte[] bytes(Array a) {
        return Raw.ALL.asSlice(a.storage.address(), a.storage.bytes()).toArray(ValueLayout.JAVA_BYTE);
    }

    /** Equal within a relative tolerance (0: as numbers, with signs of zeros); NaN is equal to itself. */
    static void assertClose(Array expected, Array actual, double tolerance, String what) {
        for (long i = 0; i < expected.numel; i++) {
            double e = expected.getDouble(i);
            double a = actual.getDouble(i);
            if (!expected.dtype.isFloatingPoint()) {
                assertEquals(expected.getLong(i), actual.getLong(i), what + " at " + i);
            } else if (Double.compare(e, a) != 0) {
                double tiny = expected.dtype == DType.FLOAT64 ? Double.MIN_NORMAL : Float.MIN_NORMAL;
                boolean close = Math.abs(e - a) <= tolerance * Math.max(Math.abs(e), tiny) && tolerance > 0;
                assertTrue(close, what + " at " + i + ": expected " + e + " but was " + a);
            }
        }
    }

    /** Closes after a look at the margins. */
    @Override
    public void close() {
        for (MemorySegment block : blocks) {
            for (int i = 0; i < MARGIN; i++) {
                assertEquals(UNTOUCHED, block.get(ValueLayout.JAVA_BYTE, i), "written before an array");
                assertEquals(UNTOUCHED, block.get(ValueLayout.JAVA_BYTE, block.byteSize() - 1 - i),
                        "written behind an array");
            }
        }
        arena.close();
    }
}
