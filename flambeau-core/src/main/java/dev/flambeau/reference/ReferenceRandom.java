package dev.flambeau.reference;

import dev.flambeau.DType;
import dev.flambeau.Generator;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.RandomStream;
import dev.flambeau.spi.Raw;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * PyTorch's CPU streams: which numbers a generator's state gives. They are drawn one after another in the order in which
 * the elements lie in memory (for contiguous arrays the row-major one).
 */
final class ReferenceRandom {
    private static final long UNSIGNED_INT = 0xffffffffL;
    /** From this many numbers on, 32 random bits would favour some of them too much. */
    private static final long WIDE_RANGE = 1L << 28;

    private static final int BLOCK = 4096;

    private ReferenceRandom() {}

    static void fill(RandomStream stream, Array out, Generator generator) {
        synchronized (generator) { // a stream is drawn as a whole
            switch (stream) {
                case RandomStream.Uniform(double from, double to) -> {
                    if (out.dtype == DType.FLOAT32 && out.contiguous) {
                        uniformFloats(out, (float) from, (float) to, generator);
                    } else {
                        doubles(out, uniform(out.dtype, from, to, generator));
                    }
                }
                case RandomStream.Normal(double mean, double std) -> ReferenceNormals.fill(mean, std, out, generator);
                case RandomStream.Integers(long from, long to) -> longs(out, integers(out.dtype, from, to, generator));
                case RandomStream.AllIntegers() -> longs(out, allIntegers(out.dtype, generator));
                case RandomStream.Bernoulli(double p) -> longs(out, () -> generator.uniform53() < p ? 1 : 0);
                case RandomStream.BernoulliOf() -> bernoulliOf(out, generator);
                case RandomStream.Exponential(double lambda) ->
                    doubles(out, () -> -1 / lambda * Math.log1p(-generator.uniform53()));
                case RandomStream.Cauchy(double median, double sigma) ->
                    doubles(out, () -> Math.fma(sigma, Math.tan(Math.PI * (generator.uniform53() - 0.5)), median));
                case RandomStream.LogNormal(double mean, double std) ->
                    doubles(out, () -> Math.exp(Math.fma(generator.normal(), std, mean)));
                case RandomStream.Geometric(double p) ->
                    doubles(out, () -> Math.ceil(Math.log(generator.uniform53()) / Math.log1p(-p)));
                case RandomStream.Permutation() -> permutation(out, generator);
            }
        }
    }

    /** Uniform numbers of 53 random bits for doubles, 24 for others; what rounds up to {@code to} becomes {@code from}. */
    private static DoubleSupplier uniform(DType type, double from, double to, Generator generator) {
        if (type == DType.FLOAT64) {
            return () -> {
                double value = Math.fma(generator.uniform53(), to - from, from);
                return value == to ? from : value;
            };
        }
        float start = (float) from;
        float span = (float) to - start;
        double first = Elements.round(type, start);
        double end = Elements.round(type, (float) to);
        return () -> {
            double value = Elements.round(type, Math.fma(generator.uniform24(), span, start));
            return value == end ? first : value;
        };
    }

    /** The same numbers, some at a time: layers begin with millions of them. */
    private static void uniformFloats(Array out, float from, float to, Generator generator) {
        int[] words = new int[(int) Math.min(BLOCK, out.numel)];
        float[] floats = new float[words.length];
        for (long done = 0; done < out.numel; done += words.length) {
            int count = (int) Math.min(words.length, out.numel - done);
            generator.next32(words, count);
            for (int i = 0; i < count; i++) {
                float value = Math.fma(Generator.uniform24(words[i]), to - from, from);
                floats[i] = value == to ? from : value;
            }
            MemorySegment.copy(floats, 0, Raw.ALL, ValueLayout.JAVA_FLOAT, out.address() + Float.BYTES * done, count);
        }
    }

    /** The order of dimensions in which TensorIterator walks: the largest stride outermost. */
    static Array inMemoryOrder(Array out) {
        if (out.contiguous) {
            return out;
        }
        long[] sizes = out.sizes.clone();
        long[] strides = out.strides.clone();
        for (int i = 1; i < sizes.length; i++) {
            for (int j = i; j > 0 && strides[j - 1] < strides[j]; j--) {
                swap(sizes, j);
                swap(strides, j);
            }
        }
        return out.view(out.offset, sizes, strides);
    }

    private static void doubles(Array out, DoubleSupplier stream) {
        for (Positions p = Positions.over(inMemoryOrder(out)); p.valid(); p.next()) {
            Raw.putDouble(out.dtype, p.at(0), stream.getAsDouble());
        }
    }

    private static void longs(Array out, LongSupplier stream) {
        for (Positions p = Positions.over(inMemoryOrder(out)); p.valid(); p.next()) {
            Raw.putLong(out.dtype, p.at(0), stream.getAsLong());
        }
    }

    private static LongSupplier integers(DType type, long from, long to, Generator generator) {
        long start = type.isFloatingPoint() ? roundUp(type, from) : from;
        long range = (type.isFloatingPoint() ? roundDown(type, to) : to) - start; // unsigned; 0 stands for 2^64
        if (range == 0) {
            return generator::next64;
        }
        boolean wide = Long.compareUnsigned(range, WIDE_RANGE) >= 0;
        return () -> Long.remainderUnsigned(wide ? generator.next64() : generator.next32() & UNSIGNED_INT, range)
                + start;
    }

    /** Moves the upper end of a range down until its last number, rounded to the type, stays below it. */
    private static long roundDown(DType type, long to) {
        long last = (long) Elements.round(type, (double) (to - 1));
        return last >= to ? last - spacing(type, to - 1) : to;
    }

    /** Moves the lower end of a range up until its first number, rounded to the type, is not below it. */
    private static long roundUp(DType type, long from) {
        long first = (long) Elements.round(type, (double) (from + 1));
        return first < from ? first + spacing(type, from + 1) : from;
    }

    /** The distance between neighbours of the type at an integer's magnitude. */
    private static long spacing(DType type, long value) {
        int digits = switch (type) {
            case FLOAT16 -> 11;
            case BFLOAT16 -> 8;
            case FLOAT32 -> 24;
            default -> 53;
        };
        return 1L << (63 - Long.numberOfLeadingZeros(Math.abs(value)) - digits + 1);
    }

    private static LongSupplier allIntegers(DType type, Generator generator) {
        boolean wide = type == DType.INT64 || type == DType.FLOAT64;
        long range = switch (type) {
            case BOOL -> 2;
            case UINT8 -> 1L << 8;
            case INT8 -> 1L << 7;
            case INT16 -> 1L << 15;
            case INT32 -> 1L << 31;
            case INT64 -> Long.MIN_VALUE; // 2^63, read as unsigned
            case FLOAT16 -> (1L << 11) + 1;
            case BFLOAT16 -> (1L << 8) + 1;
            case FLOAT32 -> (1L << 24) + 1;
            case FLOAT64 -> (1L << 53) + 1;
        };
        return () -> Long.remainderUnsigned(wide ? generator.next64() : generator.next32() & UNSIGNED_INT, range);
    }

    private static void bernoulliOf(Array out, Generator generator) {
        for (Positions p = Positions.over(inMemoryOrder(out)); p.valid(); p.next()) {
            double probability = Elements.getDouble(out, p.at(0));
            double u = out.dtype == DType.FLOAT64 ? generator.uniform53() : generator.uniform24();
            Raw.putLong(out.dtype, p.at(0), u < probability ? 1 : 0);
        }
    }

    private static void permutation(Array out, Generator generator) {
        long n = out.numel;
        long step = Elements.step(out, 0);
        long start = out.address();
        // from here on 32 bits would favour some numbers
        if (n >= UNSIGNED_INT / 20) {
            for (long i = 0; i < n; i++) {
                long z = Long.remainderUnsigned(generator.next64(), i + 1);
                Raw.putLong(out.dtype, start + i * step, Elements.getLong(out, start + z * step));
                Raw.putLong(out.dtype, start + z * step, i);
            }
            return;
        }
        for (long i = 0; i < n; i++) {
            Raw.putLong(out.dtype, start + i * step, i);
        }
        for (long i = 0; i < n - 1; i++) {
            long z = i + (generator.next32() & UNSIGNED_INT) % (n - i);
            long kept = Elements.getLong(out, start + i * step);
            Raw.putLong(out.dtype, start + i * step, Elements.getLong(out, start + z * step));
            Raw.putLong(out.dtype, start + z * step, kept);
        }
    }

    private static void swap(long[] values, int i) {
        long value = values[i];
        values[i] = values[i - 1];
        values[i - 1] = value;
    }
}
