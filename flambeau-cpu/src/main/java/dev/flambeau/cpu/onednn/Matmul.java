package dev.flambeau.cpu.onednn;

import dev.flambeau.spi.Dims;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code out = a @ b (+ bias)}, optionally added to what out holds, optionally clipped at zero. Made once for each
 * shape and shared by all threads.
 */
public final class Matmul {
    /** What is added to the product. */
    public enum Bias {
        NONE,
        /** A vector of n elements, added to each row; there are kernels for a row-major result. */
        ROW,
        /** A vector of m elements, added to each column; there are kernels for a column-major result. */
        COLUMN
    }

    /**
     * @param type of all operands
     * @param accumulate whether the product is added to what out holds (after the bias, before relu)
     * @param relu whether the result is clipped at zero (oneDNN makes NaN zero as well)
     */
    private record Key(MatmulShape shape, DnnlType type, Bias bias, boolean accumulate, boolean relu) {
    }

    private static final PrimitiveCache<Key, Optional<Matmul>> CACHE =
            new PrimitiveCache<>(256, Matmul::create, found -> found.ifPresent(Matmul::release));

    private final Parts primitive;
    private final boolean swapped;
    private final boolean biased;

    private Matmul(Parts primitive, boolean swapped, boolean biased) {
        this.primitive = primitive;
        this.swapped = swapped;
        this.biased = biased;
    }

    /** Whether this processor has fast kernels for matrices of {@code type}. */
    public static boolean isSupported(DnnlType type) {
        return find(MatmulShape.dense(32, 64, 48), type, Bias.NONE, false, false).isPresent();
    }

    /** The primitive, or nothing if oneDNN has only its slow reference code for this. */
    public static Optional<Matmul> find(MatmulShape shape, DnnlType type, Bias bias, boolean accumulate, boolean relu) {
        return CACHE.get(new Key(shape, type, bias, accumulate, relu));
    }

    private static Optional<Matmul> create(Key key) {
        MatmulShape shape = key.shape();
        if (!shape.isSupported()) {
            return Optional.empty();
        }
        // The kernels write rows only, and add a bias to rows only.
        boolean swap = key.bias() == Bias.COLUMN || !MatmulShape.isRowMajor(shape.out(), shape.outStrides());
        Matmul matmul = create(key, swap);
        if (matmul == null && MatmulShape.isColumnMajor(shape.out(), shape.outStrides())
                && MatmulShape.isRowMajor(shape.out(), shape.outStrides())) {
            matmul = create(key, !swap);
        }
        return Optional.ofNullable(matmul);
    }

    private static @Nullable Matmul create(Key key, boolean swap) {
        MatmulShape shape = swap ? key.shape().transposed() : key.shape();
        boolean biased = key.bias() != Bias.NONE;
        if ((biased && (key.bias() == Bias.COLUMN) != swap)
                || !MatmulShape.isRowMajor(shape.out(), shape.outStrides())) {
            return null;
        }
        DnnlType type = key.type();
        Primitive whole = primitive(shape, key);
        if (whole == null) {
            return null;
        }
        MatmulCut cut = MatmulCut.of(shape, Threads.forWork(shape.flops(), shape.elements() * type.bytes()));
        return new Matmul(Parts.of(whole, cut.size(), cut.each(), cut.steps(type.bytes(), biased),
                n -> primitive(cut.part(n), key)), swap, biased);
    }

    /** One thread's product of floats with a row-major result, for who shares the work out otherwise; null if there is no fast code. */
    static @Nullable Primitive single(MatmulShape shape, Bias bias, boolean accumulate) {
        return primitive(shape, new Key(shape, DnnlType.F32, bias, accumulate, false));
    }

    private static @Nullable Primitive primitive(MatmulShape shape, Key key) {
        DnnlType type = key.type();
        boolean biased = key.bias() != Bias.NONE;
        Layout a = operand(type, shape.a(), shape.aStrides());
        Layout b = operand(type, shape.b(), shape.bStrides());
        Layout out = operand(type, shape.out(), shape.outStrides());
        Layout bias = biased ? biasLayout(type, shape) : null;
        return Primitive.create(scope -> {
            boolean made = Dnnl.tryCall(Dnnl.MATMUL, scope.out(), Engine.HANDLE, scope.descriptor(a),
                    scope.descriptor(b), scope.descriptor(bias), scope.descriptor(out),
                    scope.attributes(key.accumulate(), key.relu()));
            return made ? scope.createdDescriptor() : null;
        }, Primitive.ARG_SRC, Primitive.ARG_WEIGHTS, Primitive.ARG_DST, Primitive.ARG_BIAS);
    }

    private static Layout operand(DnnlType type, Dims sizes, Dims strides) {
        Dims seen = MatmulShape.broadcastSizes(sizes, strides);
        return Layout.strided(type, seen, MatmulShape.normalStrides(seen, strides));
    }

    private static Layout biasLayout(DnnlType type, MatmulShape shape) {
        long[] dims = Dims.repeat(1, shape.out().size()).toArray();
        dims[dims.length - 1] = shape.columns();
        return Layout.dense(type, Dims.of(dims));
    }

    private void release() {
        primitive.release();
    }

    /** The implementation's name, such as {@code brg_matmul:avx512_core}. */
    public String implementation() {
        return primitive.implementation();
    }

    /** Computes without bias. */
    public void execute(long a, long b, long out) {
        if (biased) {
            throw new IllegalArgumentException("This matmul was made with a bias");
        }
        Lane lane = Lanes.acquire();
        try {
            primitive.execute(lane, swapped ? b : a, swapped ? a : b, out);
        } finally {
            Lanes.release(lane);
        }
    }

    /** Computes with bias. */
    public void execute(long a, long b, long bias, long out) {
        if (!biased) {
            throw new IllegalArgumentException("This matmul was made without a bias");
        }
        Lane lane = Lanes.acquire();
        try {
            primitive.execute(lane, swapped ? b : a, swapped ? a : b, out, bias);
        } finally {
            Lanes.release(lane);
        }
    }
}
