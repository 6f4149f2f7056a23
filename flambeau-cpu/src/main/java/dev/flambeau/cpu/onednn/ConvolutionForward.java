package dev.flambeau.cpu.onednn;

import org.jspecify.annotations.Nullable;

/**
 * A convolution, optionally with bias, optionally clipped at zero. Made once for each geometry and shared by all
 * threads. It computes in layouts of its own choice, which make it 100 times as fast as row-major ones: operands that
 * lie otherwise are converted on the way, and callers that keep results in {@link #dst()} and weights in
 * {@link #weights()} save that.
 */
public final class ConvolutionForward {
    // dnnl_forward_training, dnnl_convolution_direct (oneapi/dnnl/dnnl_types.h)
    private static final int TRAINING = 64;
    static final int DIRECT = 1;

    private static final int[] ARGS =
            {Primitive.ARG_SRC, Primitive.ARG_WEIGHTS, Primitive.ARG_DST, Primitive.ARG_BIAS};
    private static final boolean[] CUT = {true, false, true, false};

    private record Key(ConvolutionShape shape, DnnlType type, boolean bias, boolean relu) {
    }

    private static final PrimitiveCache<Key, ConvolutionForward> CACHE =
            new PrimitiveCache<>(256, ConvolutionForward::create, ConvolutionForward::release);

    private final Parts primitive;
    private final @Nullable Winograd winograd; // computes instead of the primitive where that is faster
    private final boolean biased;

    private ConvolutionForward(Parts primitive, @Nullable Winograd winograd) {
        this.primitive = primitive;
        this.winograd = winograd;
        this.biased = primitive.operands() == 4;
        if (winograd != null) {
            primitive.release();
        }
    }

    /**
     * The primitive for a geometry.
     *
     * @param type of all operands: F32, or BF16 where {@link Matmul#isSupported} says so
     * @param bias whether there is one, of as many elements as output channels
     * @param relu whether the result is clipped at zero (oneDNN makes NaN zero as well)
     */
    public static ConvolutionForward of(ConvolutionShape shape, DnnlType type, boolean bias, boolean relu) {
        return CACHE.get(new Key(shape, type, bias, relu));
    }

    private static ConvolutionForward create(Key key) {
        Primitive whole = Primitive.createAnyway(scope -> describe(scope, key), ARGS);
        Layout src = whole.layout(0);
        Layout weights = whole.layout(1);
        Layout dst = whole.layout(2);
        Winograd winograd = key.relu() ? null : Winograd.forward(key.shape(), key.type(), src, dst, key.bias());
        if (winograd != null) {
            return new ConvolutionForward(Parts.none(whole), winograd);
        }
        return new ConvolutionForward(Parts.ofBatch(whole, key.shape().threads(), CUT, n -> {
            Key part = new Key(key.shape().withBatch(n), key.type(), key.bias(), key.relu());
            ConvolutionLayouts layouts = new ConvolutionLayouts(src.first(n), weights, dst.first(n));
            return Primitive.create(scope -> describe(scope, part, layouts), ARGS);
        }), null);
    }

    private static PrimitiveDescriptor describe(CreationScope scope, Key key) {
        return ConvolutionLayouts.choose(ConvolutionLayouts.forward(key.shape(), key.type()),
                layouts -> describe(scope, key, layouts));
    }

    private static @Nullable PrimitiveDescriptor describe(CreationScope scope, Key key, ConvolutionLayouts layouts) {
        ConvolutionShape shape = key.shape();
        DnnlType type = key.type();
        Layout bias = key.bias() ? Layout.dense(type, shape.bias()) : null;
        boolean made = Dnnl.tryCall(Dnnl.CONVOLUTION_FORWARD, scope.out(), Engine.HANDLE, TRAINING, DIRECT,
                layouts.srcDescriptor(scope, shape, type), layouts.weightsDescriptor(scope, shape, type),
                scope.descriptor(bias), layouts.dstDescriptor(scope, shape, type), scope.dims(shape.stride()),
                scope.dims(shape.nativeDilation()), scope.dims(shape.padBegin()), scope.dims(shape.padEnd()),
                scope.attributes(false, key.relu()));
        return made ? scope.createdDescriptor() : null;
    }

    /** The descriptor that the backward primitives want as a hint. */
    static PrimitiveDescriptor hint(CreationScope scope, ConvolutionShape shape, DnnlType type) {
        return describe(scope, new Key(shape, type, false, false));
    }

    /** The layout in which the input is read without conversion. */
    public Layout src() {
        return primitive.layout(0);
    }

    /** The layout in which the weights are read without conversion, its sizes {@link ConvolutionShape#groupedWeights}. */
    public Layout weights() {
        Layout own = primitive.layout(1);
        return winograd == null ? own : Layout.dense(own.type(), own.dims());
    }

    /** The layout in which the result is written without conversion. */
    public Layout dst() {
        return primitive.layout(2);
    }

    private void release() {
        primitive.release();
        if (winograd != null) {
            winograd.release();
        }
    }

    public String implementation() {
        return winograd == null ? primitive.implementation() : Winograd.NAME;
    }

    /** Computes with all operands in the primitive's own layouts; {@code bias} is 0 if there is none. */
    public void execute(long srcAddress, long weightsAddress, long biasAddress, long dstAddress) {
        execute(src(), srcAddress, weights(), weightsAddress, biasAddress, dst(), dstAddress);
    }

    /** Computes with operands in any layouts. */
    public void execute(Layout srcLayout, long srcAddress, Layout weightsLayout, long weightsAddress, long biasAddress,
            Layout dstLayout, long dstAddress) {
        if (biased == (biasAddress == 0)) {
            throw new IllegalArgumentException("The convolution was made " + (biased ? "with" : "without")
                    + " bias");
        }
        Lane lane = Lanes.acquire();
        try {
            long in = Operands.in(lane, Lane.FIRST_OPERAND, srcLayout, srcAddress, src());
            long w = Operands.in(lane, Lane.FIRST_OPERAND + 1, weightsLayout, weightsAddress, weights());
            long out = Operands.out(lane, Lane.FIRST_OPERAND + 2, dstLayout, dstAddress, dst());
            if (winograd != null) {
                winograd.execute(in, w, biasAddress, out);
            } else if (biased) {
                primitive.execute(lane, in, w, out, biasAddress);
            } else {
                primitive.execute(lane, in, w, out);
            }
            Operands.finish(lane, dstLayout, dstAddress, dst(), out);
        } finally {
            Lanes.release(lane);
        }
    }
}
