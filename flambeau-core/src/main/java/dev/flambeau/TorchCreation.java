package dev.flambeau;

import dev.flambeau.op.Creation;

/** New tensors: from arrays, constant, in sequence. A part of {@link Torch}. */
abstract class TorchCreation extends TorchRandom {
    TorchCreation() {}

    /** A 0-d tensor of the default type. */
    public static Tensor tensor(double value) {
        return Creation.full(Torch.getDefaultDtype(), value);
    }

    /** A 0-d tensor of int64. */
    public static Tensor tensor(long value) {
        return Creation.full(DType.INT64, value);
    }

    /** A 0-d tensor of bool. */
    public static Tensor tensor(boolean value) {
        return Creation.full(DType.BOOL, value ? 1L : 0L);
    }

    /** A vector of float32. */
    public static Tensor tensor(float[] data) {
        return NestedArrays.toTensor(data, null);
    }

    /** A vector of the default type, float32, as PyTorch makes it from Python's numbers; {@link #tensor(Object, DType)} for float64. */
    public static Tensor tensor(double[] data) {
        return NestedArrays.toTensor(data, null);
    }

    /** A vector of int64. */
    public static Tensor tensor(long[] data) {
        return NestedArrays.toTensor(data, null);
    }

    /** A vector of int64, as PyTorch makes it from Python's integers. */
    public static Tensor tensor(int[] data) {
        return NestedArrays.toTensor(data, null);
    }

    /** A vector of bool. */
    public static Tensor tensor(boolean[] data) {
        return NestedArrays.toTensor(data, null);
    }

    /** A matrix of float32. */
    public static Tensor tensor(float[][] data) {
        return NestedArrays.toTensor(data, null);
    }

    /** A matrix of the default type, float32. */
    public static Tensor tensor(double[][] data) {
        return NestedArrays.toTensor(data, null);
    }

    /** A matrix of int64. */
    public static Tensor tensor(long[][] data) {
        return NestedArrays.toTensor(data, null);
    }

    /** A matrix of int64. */
    public static Tensor tensor(int[][] data) {
        return NestedArrays.toTensor(data, null);
    }

    /** A matrix of bool. */
    public static Tensor tensor(boolean[][] data) {
        return NestedArrays.toTensor(data, null);
    }

    /**
     * A tensor of the numbers in an array of arrays (or list of lists) of any depth, copied: float and double give float32 (the default type),
     * int and long int64, short int16, byte uint8 (its eight bits read as 0 to 255), boolean bool.
     */
    public static Tensor tensor(Object data) {
        return NestedArrays.toTensor(data, null);
    }

    /** As {@link #tensor(Object)} (one number is fine, too), in a type of your choice. */
    public static Tensor tensor(Object data, DType dtype) {
        return NestedArrays.toTensor(data, dtype);
    }

    /** A tensor of these sizes (one may be -1) from a flat array in row-major order, copied. */
    public static Tensor fromArray(float[] data, long... sizes) {
        return NestedArrays.fromFlat(data, null, sizes);
    }

    /** As {@link #fromArray(float[], long...)}; the type is the default one, float32. */
    public static Tensor fromArray(double[] data, long... sizes) {
        return NestedArrays.fromFlat(data, null, sizes);
    }

    /** As {@link #fromArray(float[], long...)}, of int64. */
    public static Tensor fromArray(long[] data, long... sizes) {
        return NestedArrays.fromFlat(data, null, sizes);
    }

    /** As {@link #fromArray(float[], long...)}, of int64. */
    public static Tensor fromArray(int[] data, long... sizes) {
        return NestedArrays.fromFlat(data, null, sizes);
    }

    /** As {@link #fromArray(float[], long...)}, of uint8: each byte read as 0 to 255. */
    public static Tensor fromArray(byte[] data, long... sizes) {
        return NestedArrays.fromFlat(data, null, sizes);
    }

    /** As {@link #fromArray(float[], long...)}, of bool. */
    public static Tensor fromArray(boolean[] data, long... sizes) {
        return NestedArrays.fromFlat(data, null, sizes);
    }

    /** As {@link #fromArray(float[], long...)} from any primitive array, in a type of your choice. */
    public static Tensor fromArray(Object data, DType dtype, long... sizes) {
        if (!data.getClass().isArray() || !data.getClass().getComponentType().isPrimitive()) {
            throw new ArgumentException(
                    "fromArray takes one flat array of numbers, not " + data.getClass().getTypeName());
        }
        return NestedArrays.fromFlat(data, dtype, sizes);
    }

    /** A 0-d tensor of the default type. */
    public static Tensor scalarTensor(double value) {
        return tensor(value);
    }

    public static Tensor scalarTensor(double value, DType dtype) {
        return Creation.full(dtype, value);
    }

    // ---- constant

    public static Tensor zeros(long... sizes) {
        return Creation.full(Torch.getDefaultDtype(), 0L, sizes);
    }

    public static Tensor zeros(DType dtype, long... sizes) {
        return Creation.full(dtype, 0L, sizes);
    }

    public static Tensor ones(long... sizes) {
        return Creation.full(Torch.getDefaultDtype(), 1L, sizes);
    }

    public static Tensor ones(DType dtype, long... sizes) {
        return Creation.full(dtype, 1L, sizes);
    }

    /** A tensor whose contents are whatever was in memory. */
    public static Tensor empty(long... sizes) {
        return Creation.empty(Torch.getDefaultDtype(), sizes);
    }

    public static Tensor empty(DType dtype, long... sizes) {
        return Creation.empty(dtype, sizes);
    }

    /** Every element {@code value}, in the default type. */
    public static Tensor full(long[] sizes, double value) {
        return Creation.full(Torch.getDefaultDtype(), value, sizes);
    }

    /** Every element {@code value}, in int64. */
    public static Tensor full(long[] sizes, long value) {
        return Creation.full(DType.INT64, value, sizes);
    }

    /** Every element {@code value}, in bool. */
    public static Tensor full(long[] sizes, boolean value) {
        return Creation.full(DType.BOOL, value ? 1L : 0L, sizes);
    }

    public static Tensor full(long[] sizes, double value, DType dtype) {
        return Creation.full(dtype, value, sizes);
    }

    public static Tensor full(long[] sizes, long value, DType dtype) {
        return Creation.full(dtype, value, sizes);
    }

    public static Tensor full(DType dtype, double value, long... sizes) {
        return Creation.full(dtype, value, sizes);
    }

    /** Zeros with the sizes, type and layout of {@code x}. */
    public static Tensor zerosLike(Tensor x) {
        return zerosLike(x, x.dtype());
    }

    public static Tensor zerosLike(Tensor x, DType dtype) {
        return Creation.fullLike(x, dtype, Tensor.scalar(0L));
    }

    /** Ones with the sizes, type and layout of {@code x}. */
    public static Tensor onesLike(Tensor x) {
        return onesLike(x, x.dtype());
    }

    public static Tensor onesLike(Tensor x, DType dtype) {
        return Creation.fullLike(x, dtype, Tensor.scalar(1L));
    }

    /** Without contents, with the sizes, type and layout of {@code x}. */
    public static Tensor emptyLike(Tensor x) {
        return Creation.emptyLike(x, x.dtype());
    }

    public static Tensor emptyLike(Tensor x, DType dtype) {
        return Creation.emptyLike(x, dtype);
    }

    /** Every element {@code value}, with the sizes, type and layout of {@code x}. */
    public static Tensor fullLike(Tensor x, double value) {
        return fullLike(x, value, x.dtype());
    }

    public static Tensor fullLike(Tensor x, double value, DType dtype) {
        return Creation.fullLike(x, dtype, Tensor.scalar(value));
    }

    public static Tensor fullLike(Tensor x, long value) {
        return fullLike(x, value, x.dtype());
    }

    public static Tensor fullLike(Tensor x, long value, DType dtype) {
        return Creation.fullLike(x, dtype, Tensor.scalar(value));
    }

    /** The identity matrix. */
    public static Tensor eye(long n) {
        return eye(n, n);
    }

    /** An n × m matrix with ones on the diagonal. */
    public static Tensor eye(long n, long m) {
        return eye(n, m, Torch.getDefaultDtype());
    }

    public static Tensor eye(long n, long m, DType dtype) {
        return Creation.eye(dtype, n, m);
    }

    // ---- in sequence

    /** The integers from 0 to below {@code end}, as int64. */
    public static Tensor arange(long end) {
        return arange(0, end, 1);
    }

    public static Tensor arange(long start, long end) {
        return arange(start, end, 1);
    }

    /** {@code start}, {@code start + step} … below {@code end}, as int64. */
    public static Tensor arange(long start, long end, long step) {
        return arange(start, end, step, DType.INT64);
    }

    public static Tensor arange(long start, long end, long step, DType dtype) {
        return Creation.arange(dtype, start, end, step);
    }

    public static Tensor arange(double end) {
        return arange(0, end, 1);
    }

    public static Tensor arange(double start, double end) {
        return arange(start, end, 1);
    }

    /** {@code start}, {@code start + step} … below {@code end}, in the default type. */
    public static Tensor arange(double start, double end, double step) {
        return arange(start, end, step, Torch.getDefaultDtype());
    }

    public static Tensor arange(double start, double end, double step, DType dtype) {
        return Creation.arange(dtype, start, end, step);
    }

    /** {@code steps} numbers at equal distances from {@code start} to {@code end}, both included. */
    public static Tensor linspace(double start, double end, long steps) {
        return linspace(start, end, steps, Torch.getDefaultDtype());
    }

    public static Tensor linspace(double start, double end, long steps, DType dtype) {
        return Creation.linspace(dtype, start, end, steps);
    }

    /** As {@link #linspace(double, double, long)} with 0-d tensors as ends. */
    public static Tensor linspace(Tensor start, Tensor end, long steps) {
        return linspace(start, end, steps, Torch.getDefaultDtype());
    }

    public static Tensor linspace(Tensor start, Tensor end, long steps, DType dtype) {
        checkEnds("linspace", start, end);
        return Creation.linspace(dtype, start.item(), end.item(), steps);
    }

    /** 10 to the powers of {@link #linspace(double, double, long)}. */
    public static Tensor logspace(double start, double end, long steps) {
        return logspace(start, end, steps, 10, Torch.getDefaultDtype());
    }

    public static Tensor logspace(double start, double end, long steps, double base) {
        return logspace(start, end, steps, base, Torch.getDefaultDtype());
    }

    public static Tensor logspace(double start, double end, long steps, double base, DType dtype) {
        return Creation.logspace(dtype, start, end, steps, base);
    }

    /** As {@link #logspace(double, double, long, double, DType)} with 0-d tensors as ends. */
    public static Tensor logspace(Tensor start, Tensor end, long steps, double base, DType dtype) {
        checkEnds("logspace", start, end);
        return Creation.logspace(dtype, start.item(), end.item(), steps, base);
    }

    private static void checkEnds(String name, Tensor start, Tensor end) {
        if (start.dim() != 0 || end.dim() != 0) {
            throw new ShapeException(
                    name + " only supports 0-dimensional start and end tensors, but got start with " + start.dim()
                            + " dimension(s) and end with " + end.dim() + " dimension(s).");
        }
    }

    // ---- printing

    /** How tensors are printed from now on: {@code Torch.setPrintOptions(o -> o.precision(2))}. */
    public static void setPrintOptions(java.util.function.Consumer<PrintOptions> options) {
        PrintOptions changed = PrintOptions.current().copy();
        options.accept(changed);
        PrintOptions.set(changed);
    }
}
