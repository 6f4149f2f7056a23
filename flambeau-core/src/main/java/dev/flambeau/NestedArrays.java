package dev.flambeau;

import dev.flambeau.op.Engine;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Devices;
import dev.flambeau.spi.Raw;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Java arrays to tensors and back. Rows of a tensor's own kind of number are copied as blocks of memory, others are first
 * converted as a row.
 */
final class NestedArrays {
    private static final int MOST_DIMENSIONS = 64;

    private NestedArrays() {}

    /** A tensor of the numbers in {@code data}: an array of arrays, a list of lists, one number, or a tensor, which is copied. */
    static Tensor toTensor(Object data, @Nullable DType dtype) {
        if (data instanceof Tensor t) {
            return (dtype == null || dtype == t.dtype() ? t.clone() : t.to(dtype)).detach();
        }
        long[] sizes = sizes(data);
        DType type = dtype != null ? dtype : naturalType(data, sizes);
        Array array = Engine.empty(Devices.cpu(), type, sizes);
        if (array.numel > 0 || sizes.length == 0) {
            write(data, sizes, 0, array, array.address());
        }
        Reference.reachabilityFence(array);
        return Tensor.wrap(array);
    }

    /** A tensor of these sizes from one flat primitive array. */
    static Tensor fromFlat(Object data, @Nullable DType dtype, long[] sizes) {
        long count = java.lang.reflect.Array.getLength(data);
        long[] inferred = dev.flambeau.op.ViewOps.inferSizes(sizes, count);
        DType type = dtype != null ? dtype : naturalType(data, new long[] {1});
        Array array = Engine.empty(Devices.cpu(), type, inferred);
        writeRow(data, array.dtype, array.address());
        Reference.reachabilityFence(array);
        return Tensor.wrap(array);
    }

    /** The elements in row-major order, converted to the array's kind of number, which is filled. */
    static <T> T fill(Tensor x, T to) {
        Array from = x.array();
        DType exact = typeOf(to);
        int count = Math.toIntExact(from.numel);
        if (from.dtype != exact || !from.contiguous || from.immediate) {
            Array plain = Engine.empty(from.immediate ? Devices.cpu() : from.storage.context(), exact, from.sizes);
            plain.storage.context().kernels().copy(plain, from);
            Reference.reachabilityFence(x);
            from = plain;
        }
        switch (to) {
            case float[] a -> MemorySegment.copy(Raw.ALL, ValueLayout.JAVA_FLOAT, from.address(), a, 0, count);
            case double[] a -> MemorySegment.copy(Raw.ALL, ValueLayout.JAVA_DOUBLE, from.address(), a, 0, count);
            case long[] a -> MemorySegment.copy(Raw.ALL, ValueLayout.JAVA_LONG, from.address(), a, 0, count);
            case int[] a -> MemorySegment.copy(Raw.ALL, ValueLayout.JAVA_INT, from.address(), a, 0, count);
            case byte[] a -> MemorySegment.copy(Raw.ALL, ValueLayout.JAVA_BYTE, from.address(), a, 0, count);
            case boolean[] a -> {
                for (int i = 0; i < count; i++) {
                    a[i] = Raw.ALL.get(ValueLayout.JAVA_BYTE, from.address() + i) != 0;
                }
            }
            default -> throw new IllegalArgumentException("no array of numbers: " + to.getClass());
        }
        Reference.reachabilityFence(x);
        Reference.reachabilityFence(from);
        return to;
    }

    private static DType typeOf(Object array) {
        return switch (array) {
            case float[] _ -> DType.FLOAT32;
            case double[] _ -> DType.FLOAT64;
            case long[] _ -> DType.INT64;
            case int[] _ -> DType.INT32;
            case byte[] _ -> DType.UINT8;
            default -> DType.BOOL;
        };
    }

    /** The lengths along the first elements, as PyTorch looks at nested sequences. */
    private static long[] sizes(Object data) {
        List<Long> sizes = new ArrayList<>();
        Object level = data;
        while (isSequence(level)) {
            int length = length(level);
            sizes.add((long) length);
            if (sizes.size() > MOST_DIMENSIONS) {
                throw new ArgumentException("too many dimensions: an array contains itself");
            }
            if (length == 0) {
                break;
            }
            level = isRow(level) ? 0 : element(level, 0, sizes.size());
        }
        return sizes.stream().mapToLong(Long::longValue).toArray();
    }

    /** The type of tensors made from such numbers: the default one for floating point, int64 for int and long. */
    private static DType naturalType(Object data, long[] sizes) {
        Class<?> type = data.getClass();
        while (type.isArray()) {
            type = type.getComponentType();
        }
        if (type == Object.class || type == Number.class || List.class.isAssignableFrom(type)) {
            Object first = data;
            for (int i = 0; i < sizes.length && isSequence(first); i++) {
                if (sizes[i] == 0) {
                    return Torch.getDefaultDtype();
                }
                if (isRow(first)) {
                    return naturalType(first, new long[] {1});
                }
                first = element(first, 0, i);
            }
            type = first.getClass();
        }
        if (type == float.class || type == Float.class) {
            return DType.FLOAT32;
        }
        if (type == double.class || type == Double.class) {
            return Torch.getDefaultDtype();
        }
        if (type == int.class || type == long.class || type == Integer.class || type == Long.class) {
            return DType.INT64;
        }
        if (type == short.class || type == Short.class) {
            return DType.INT16;
        }
        if (type == byte.class || type == Byte.class) {
            return DType.UINT8;
        }
        if (type == boolean.class || type == Boolean.class) {
            return DType.BOOL;
        }
        throw new ArgumentException("a tensor cannot be made from " + type.getName()
                + "; give numbers, truth values, arrays or lists of them");
    }

    private static long write(Object data, long[] sizes, int level, Array out, long address) {
        if (level == sizes.length) {
            if (isSequence(data)) {
                throw new ArgumentException(
                        "expected a number at dim " + level + " (got a sequence of length " + length(data) + ")");
            }
            writeNumber(data, out.dtype, address);
            return address + out.dtype.size();
        }
        if (!isSequence(data) || length(data) != sizes[level]) {
            throw new ArgumentException("expected sequence of length " + sizes[level] + " at dim " + level
                    + (isSequence(data) ? " (got " + length(data) + ")" : " (got a number)"));
        }
        if (isRow(data)) {
            if (level != sizes.length - 1) {
                throw new ArgumentException("expected sequence of length " + sizes[level + 1] + " at dim " + (level + 1)
                        + " (got a number)");
            }
            writeRow(data, out.dtype, address);
            return address + sizes[level] * out.dtype.size();
        }
        long at = address;
        for (int i = 0; i < sizes[level]; i++) {
            at = write(element(data, i, level), sizes, level + 1, out, at);
        }
        return at;
    }

    private static void writeNumber(Object value, DType type, long address) {
        switch (value) {
            case Double d -> Raw.putDouble(type, address, d);
            case Float f -> Raw.putDouble(type, address, f);
            case Boolean b -> Raw.putLong(type, address, b ? 1 : 0);
            case Byte b -> Raw.putLong(type, address, b & 0xff);
            case Long n -> Raw.putLong(type, address, n);
            case Integer n -> Raw.putLong(type, address, n);
            case Short n -> Raw.putLong(type, address, n);
            default -> throw new ArgumentException("a tensor cannot be made from " + value.getClass().getName());
        }
    }

    private static void writeRow(Object row, DType type, long address) {
        switch (row) {
            case float[] a when type == DType.FLOAT32 -> copy(MemorySegment.ofArray(a), address);
            case double[] a when type == DType.FLOAT64 -> copy(MemorySegment.ofArray(a), address);
            case long[] a when type == DType.INT64 -> copy(MemorySegment.ofArray(a), address);
            case int[] a when type == DType.INT32 -> copy(MemorySegment.ofArray(a), address);
            case short[] a when type == DType.INT16 -> copy(MemorySegment.ofArray(a), address);
            case byte[] a when type == DType.UINT8 || type == DType.INT8 -> copy(MemorySegment.ofArray(a), address);
            case double[] a when type == DType.FLOAT32 -> {
                float[] floats = new float[a.length];
                for (int i = 0; i < a.length; i++) {
                    floats[i] = (float) a[i];
                }
                copy(MemorySegment.ofArray(floats), address);
            }
            case int[] a when type == DType.INT64 -> {
                long[] longs = new long[a.length];
                for (int i = 0; i < a.length; i++) {
                    longs[i] = a[i];
                }
                copy(MemorySegment.ofArray(longs), address);
            }
            default -> {
                int length = java.lang.reflect.Array.getLength(row);
                for (int i = 0; i < length; i++) {
                    writeNumber(java.lang.reflect.Array.get(row, i), type, address + (long) i * type.size());
                }
            }
        }
    }

    private static void copy(MemorySegment from, long address) {
        MemorySegment.copy(from, 0, Raw.ALL, address, from.byteSize());
    }

    private static boolean isSequence(Object data) {
        return data instanceof List || data.getClass().isArray();
    }

    /** Whether this is an array of primitive numbers. */
    private static boolean isRow(Object data) {
        Class<?> component = data.getClass().getComponentType();
        return component != null && component.isPrimitive();
    }

    private static int length(Object sequence) {
        return sequence instanceof List<?> list ? list.size() : java.lang.reflect.Array.getLength(sequence);
    }

    private static Object element(Object sequence, int i, int level) {
        Object element = sequence instanceof List<?> list ? list.get(i) : java.lang.reflect.Array.get(sequence, i);
        if (element == null) {
            throw new ArgumentException(
                    "null at position " + i + " of dim " + level + ", where a number or an array is expected");
        }
        return element;
    }
}
