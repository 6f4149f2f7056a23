package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Devices;
import dev.flambeau.spi.Kernels;
import dev.flambeau.spi.Raw;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Locale;
import java.util.function.LongToDoubleFunction;
import java.util.function.LongUnaryOperator;

/** New tensors: constant, in sequence, of a pattern. */
public final class Creation {
    private static final Array ZERO = Array.immediate(DType.INT64, 0L);

    private Creation() {}

    public static Tensor full(DType dtype, double value, long... sizes) {
        checkFits(dtype, value);
        return filled(dtype, Array.immediate(DType.FLOAT64, value), sizes);
    }

    public static Tensor full(DType dtype, long value, long... sizes) {
        checkFits(dtype, value);
        return filled(dtype, Array.immediate(DType.INT64, value), sizes);
    }

    /** Refuses a number that is out of a type's range; negative ones may wrap round to unsigned ones, as in C. */
    private static void checkFits(DType dtype, double value) {
        double largest = switch (dtype) {
            case BOOL, FLOAT64 -> Double.POSITIVE_INFINITY;
            case FLOAT32 -> Float.MAX_VALUE;
            case FLOAT16 -> 65504;
            case BFLOAT16 -> 0x1.FEp127;
            case UINT8 -> 255;
            case INT8, INT16, INT32, INT64 -> Math.scalb(1.0, dtype.size() * Byte.SIZE - 1);
        };
        boolean whole = !dtype.isFloatingPoint() && dtype != DType.BOOL;
        boolean fits = Double.isFinite(value)
                ? value >= -largest && (whole && dtype != DType.UINT8 ? value < largest : value <= largest)
                : !whole;
        // 2^63 as a double stands for the largest long, too
        if (!fits && !(dtype == DType.INT64 && value == largest)) {
            throw new ArgumentException("value cannot be converted to type " + cppName(dtype) + " without overflow: "
                    + Norms.plain(value));
        }
    }

    private static String cppName(DType dtype) {
        return switch (dtype) {
            case INT32 -> "int";
            case FLOAT32 -> "float";
            case FLOAT16 -> "c10::Half";
            case BFLOAT16 -> "c10::BFloat16";
            default -> dtype.name().toLowerCase(Locale.ROOT) + "_t";
        };
    }

    /** A tensor without contents. */
    public static Tensor empty(DType dtype, long... sizes) {
        return Tensor.wrap(Engine.empty(Devices.cpu(), dtype, sizes.clone()));
    }

    /** Without contents, with the layout of {@code x}: its strides where its elements are dense, else those of its order of dimensions. */
    public static Tensor emptyLike(Tensor x, DType dtype) {
        Array like = x.array();
        if (like.contiguous || like.immediate) {
            return Tensor
                    .wrap(Engine.empty(like.immediate ? Devices.cpu() : like.storage.context(), dtype, like.sizes));
        }
        Array flat = Engine.empty(like.storage.context(), dtype, like.numel);
        return Tensor.wrap(flat.view(0, like.sizes, like.isDense() ? like.strides : denseStrides(like)));
    }

    /** Like {@link #emptyLike}, every element {@code value}. */
    public static Tensor fullLike(Tensor x, DType dtype, Tensor value) {
        Tensor result = emptyLike(x, dtype);
        Array array = result.array();
        array.storage.context().kernels().copy(array,
                value.array().immediate ? value.array() : value.array().broadcastTo(array.sizes));
        return result;
    }

    /** The identity matrix. */
    public static Tensor eye(DType dtype, long n, long m) {
        if (n < 0 || m < 0) {
            throw new ArgumentException(
                    "eye: " + (n < 0 ? "n" : "m") + " must be greater or equal to 0, got " + (n < 0 ? n : m));
        }
        Array out = Engine.empty(Devices.cpu(), dtype, n, m);
        Kernels kernels = out.storage.context().kernels();
        kernels.copy(out, ZERO);
        kernels.copy(out.view(0, new long[] {Math.min(n, m)}, new long[] {m + 1}), Array.immediate(DType.INT64, 1L));
        return Tensor.wrap(out);
    }

    /** The integers from {@code start} to below {@code end}. */
    public static Tensor arange(DType dtype, long start, long end, long step) {
        checkRange(start, end, step);
        long count = step == 0 ? 0 : Math.ceilDiv(Math.subtractExact(end, start), step);
        return dtype.isFloatingPoint()
                ? doubles(dtype, count, i -> start + (double) i * step)
                : longs(dtype, count, i -> start + i * step);
    }

    /** The numbers {@code start + i step} below {@code end}. */
    public static Tensor arange(DType dtype, double start, double end, double step) {
        if (!Double.isFinite(start) || !Double.isFinite(end)) {
            throw new ArgumentException(
                    "arange: unsupported range: " + Norms.plain(start) + " -> " + Norms.plain(end));
        }
        checkRange(start, end, step);
        long count = (long) Math.ceil((end - start) / step);
        if (dtype.isFloatingPoint()) {
            return doubles(dtype, count, i -> start + i * step);
        }
        // for an integer type the number of elements is that of the real numbers, start and step become integers
        return longs(dtype, count, i -> (long) start + i * (long) step);
    }

    private static void checkRange(double start, double end, double step) {
        if (!(step > 0 || step < 0)) {
            throw new ArgumentException("arange: step must be nonzero");
        }
        if (step > 0 && end < start || step < 0 && end > start) {
            throw new ArgumentException(
                    "arange: upper bound and lower bound inconsistent with step sign: from " + start + " to " + end
                            + " in steps of " + step);
        }
    }

    /** {@code steps} numbers at equal distances, both ends included; computed from the nearer end, as PyTorch does. */
    public static Tensor linspace(DType dtype, double start, double end, long steps) {
        checkSteps("linspace", steps);
        Ramp ramp = Ramp.of(dtype, start, end, steps, false);
        if (!dtype.isFloatingPoint()) {
            return longs(dtype, steps, i -> (long) ramp.at(i));
        }
        return dtype == DType.FLOAT16 || dtype == DType.BFLOAT16
                ? doubles(dtype, steps, i -> ramp.roundedAt(dtype, i))
                : doubles(dtype, steps, ramp::at);
    }

    /** {@code base} to the powers of {@link #linspace}. */
    public static Tensor logspace(DType dtype, double start, double end, long steps, double base) {
        checkSteps("logspace", steps);
        Ramp ramp = steps == 1 ? new Ramp(start, start, 0, 1) : Ramp.of(dtype, start, end, steps, true);
        return dtype.isFloatingPoint()
                ? doubles(dtype, steps, i -> Math.pow(base, ramp.at(i)))
                : longs(dtype, steps, i -> (long) Math.pow(base, ramp.at(i)));
    }

    /** Numbers at equal distances between two ends, which are values of a type. */
    private record Ramp(double first, double last, double step, long steps) {
        /** Ends in the type; the step too, unless {@code exact}. */
        static Ramp of(DType dtype, double start, double end, long steps, boolean exact) {
            boolean whole = !dtype.isFloatingPoint();
            double first = whole ? (long) start : rounded(dtype, start);
            double last = whole ? (long) end : rounded(dtype, end);
            double step = steps < 2
                    ? 0
                    : whole
                            ? (last - first) / (steps - 1)
                            : exact
                                    ? rounded(dtype, last - first) / (steps - 1)
                                    : rounded(dtype, rounded(dtype, last - first) / rounded(dtype, steps - 1));
            return new Ramp(first, steps == 1 ? first : last, step, steps);
        }

        double at(long i) {
            return i < steps / 2 ? Math.fma(step, i, first) : Math.fma(-step, steps - i - 1, last);
        }

        /** With each step of the computation in the type itself. */
        double roundedAt(DType dtype, long i) {
            return i < steps / 2
                    ? first + rounded(dtype, step * rounded(dtype, i))
                    : last - rounded(dtype, step * rounded(dtype, steps - i - 1));
        }

        private static double rounded(DType dtype, double value) {
            return switch (dtype) {
                case FLOAT64 -> value;
                case FLOAT16 -> Float.float16ToFloat(Float.floatToFloat16((float) value));
                case BFLOAT16 -> Raw.bfloat16ToFloat(Raw.floatToBfloat16((float) value));
                default -> (float) value;
            };
        }
    }

    private static void checkSteps(String name, long steps) {
        if (steps < 0) {
            throw new ArgumentException(name + ": number of steps must be non-negative, got " + steps);
        }
    }

    /** Integers by a formula of the position, in memory that the CPU sees. */
    static Tensor longs(DType dtype, long count, LongUnaryOperator formula) {
        Array out = Engine.empty(Devices.cpu(), dtype, count);
        long address = out.address();
        for (long i = 0; i < count; i++) {
            Raw.putLong(dtype, address + i * dtype.size(), formula.applyAsLong(i));
        }
        Reference.reachabilityFence(out);
        return Tensor.wrap(out);
    }

    private static Tensor doubles(DType dtype, long count, LongToDoubleFunction formula) {
        Array out = Engine.empty(Devices.cpu(), dtype, count);
        long address = out.address();
        for (long i = 0; i < count; i++) {
            Raw.putDouble(dtype, address + i * dtype.size(), formula.applyAsDouble(i));
        }
        Reference.reachabilityFence(out);
        return Tensor.wrap(out);
    }

    private static Tensor filled(DType dtype, Array value, long[] sizes) {
        Array out = Engine.empty(Devices.cpu(), dtype, sizes.clone());
        if (out.numel > 0) {
            out.storage.context().kernels().copy(out, value);
        }
        return Tensor.wrap(out);
    }

    /** Strides without gaps in the array's order of dimensions. */
    private static long[] denseStrides(Array array) {
        int rank = array.dim();
        Integer[] order = new Integer[rank];
        for (int i = 0; i < rank; i++) {
            order[i] = i;
        }
        if (java.util.Arrays.stream(array.strides).anyMatch(s -> s == 0)) {
            return Array.contiguousStrides(array.sizes);
        }
        java.util.Arrays.sort(order, (a, b) -> Long.compare(array.strides[b], array.strides[a]));
        long[] strides = new long[rank];
        long step = 1;
        for (int i = rank - 1; i >= 0; i--) {
            strides[order[i]] = step;
            step *= Math.max(array.sizes[order[i]], 1);
        }
        return strides;
    }

    /** {@code out = kernel(in)} inside an operation. */
    static void pointwise(Kernels kernels, PointwiseKernel kernel, Array out, Array... in) {
        if (out.numel > 0) {
            kernels.pointwise(kernel, new Array[] {out}, in);
        }
    }

    /** One expression as kernels for all kinds of numbers, by {@link Kind#ordinal}. */
    static PointwiseKernel[] kernels(String name, int inputs, Expr expr) {
        PointwiseKernel[] all = new PointwiseKernel[Kind.values().length];
        for (Kind kind : Kind.values()) {
            all[kind.ordinal()] = new PointwiseKernel(name, List.of(expr), inputs, kind);
        }
        return all;
    }
}
