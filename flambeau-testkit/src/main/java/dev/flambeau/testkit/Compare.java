package dev.flambeau.testkit;

import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.spi.Array;
import java.lang.ref.Reference;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether results are what they should be. */
final class Compare {
    private Compare() {}

    /** How far a number may be off: {@code abs(a - b) <= atol + rtol * abs(b)}. */
    record Tolerance(double rtol, double atol) {
        /** The one for cases that give none. */
        static Tolerance of(DType type) {
            return type == DType.FLOAT16 || type == DType.BFLOAT16
                    ? new Tolerance(1e-2, 1e-2)
                    : new Tolerance(1e-4, 1e-5);
        }

        boolean accepts(double got, double wanted) {
            if (got == wanted || Double.isNaN(got) && Double.isNaN(wanted)) {
                return true;
            }
            return Math.abs(got - wanted) <= atol + rtol * Math.abs(wanted) && !Double.isInfinite(wanted);
        }
    }

    /** The tensors and numbers in a result, in order: lists, arrays, records and sizes are taken apart. */
    static List<Object> flatten(@Nullable Object result) {
        List<Object> flat = new ArrayList<>();
        flatten(result, flat);
        return flat;
    }

    private static void flatten(@Nullable Object value, List<Object> flat) {
        switch (value) {
            case null -> {}
            case Iterable<?> many -> many.forEach(item -> flatten(item, flat));
            case Object[] many -> Arrays.asList(many).forEach(item -> flatten(item, flat));
            case long[] many -> Arrays.stream(many).forEach(flat::add);
            case int[] many -> Arrays.stream(many).forEach(item -> flat.add((long) item));
            case double[] many -> Arrays.stream(many).forEach(flat::add);
            case Record parts -> components(parts, flat);
            default -> flat.add(value);
        }
    }

    private static void components(Record parts, List<Object> flat) {
        try {
            for (RecordComponent component : parts.getClass().getRecordComponents()) {
                var accessor = component.getAccessor();
                accessor.setAccessible(true);
                flatten(accessor.invoke(parts), flat);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Why a result's leaf is not the wanted one; null if it is. */
    static @Nullable String leaf(Object got, Object wanted, @Nullable Tolerance tolerance, boolean shapeOnly) {
        if (wanted instanceof Tensor w) {
            return got instanceof Tensor g
                    ? tensors(g, w, tolerance, shapeOnly)
                    : "is " + got.getClass().getSimpleName() + ", not a tensor";
        }
        if (wanted instanceof Number w && got instanceof Number g) {
            Tolerance t = tolerance != null ? tolerance : Tolerance.of(DType.FLOAT32);
            boolean same = w instanceof Double
                    ? t.accepts(g.doubleValue(), w.doubleValue())
                    : g.longValue() == w.longValue() && g.doubleValue() == w.doubleValue();
            return same ? null : "is " + got + ", not " + wanted;
        }
        return got.equals(wanted) ? null : "is " + describe(got) + ", not " + wanted;
    }

    private static String describe(Object value) {
        return value instanceof Tensor t
                ? "a tensor " + t.dtype() + Arrays.toString(t.size().toLongs())
                : String.valueOf(value);
    }

    /** Why a tensor is not the wanted one in type, sizes and values; null if it is. */
    static @Nullable String tensors(Tensor got, Tensor wanted, @Nullable Tolerance given, boolean shapeOnly) {
        if (got.dtype() != wanted.dtype()) {
            return "has dtype " + got.dtype() + ", not " + wanted.dtype();
        }
        if (!got.size().equals(wanted.size())) {
            return "has shape " + Arrays.toString(got.size().toLongs()) + ", not "
                    + Arrays.toString(wanted.size().toLongs());
        }
        if (shapeOnly) {
            return null;
        }
        Array a = got.array();
        Array b = wanted.array();
        Tolerance tolerance = given != null ? given : Tolerance.of(wanted.dtype());
        long bad = 0;
        long first = -1;
        double worst = -1;
        for (long i = 0; i < a.numel; i++) {
            boolean same = a.dtype.isFloatingPoint()
                    ? tolerance.accepts(a.getDouble(i), b.getDouble(i))
                    : a.getLong(i) == b.getLong(i);
            if (!same) {
                first = bad++ == 0 ? i : first;
                worst = Math.max(worst, Math.abs(a.getDouble(i) - b.getDouble(i)));
            }
        }
        String result = bad == 0
                ? null
                : String.format(Locale.ROOT, "%d of %d elements differ, by up to %.3g; at %s it is %s, not %s", bad,
                        a.numel, worst,
                        Arrays.toString(coordinates(first, a.sizes)), element(a, first), element(b, first));
        Reference.reachabilityFence(got);
        Reference.reachabilityFence(wanted);
        return result;
    }

    private static String element(Array array, long position) {
        return array.dtype.isFloatingPoint()
                ? String.valueOf(array.getDouble(position))
                : String.valueOf(array.getLong(position));
    }

    private static long[] coordinates(long position, long[] sizes) {
        long[] at = new long[sizes.length];
        long rest = position;
        for (int i = sizes.length - 1; i >= 0; i--) {
            at[i] = rest % sizes[i];
            rest /= sizes[i];
        }
        return at;
    }
}
