package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.vector.Form;
import dev.flambeau.cpu.vector.PlaneConvolution;
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
        Key withBatch(long n) {
            return new Key(shape.withBatch(n), type, bias, relu);
        }
    }

    private static final PrimitiveCache<Key, ConvolutionForward> CACHE =
            new PrimitiveCache<>(256, ConvolutionForward::create, ConvolutionForward::release);

    private final Parts primitive;
    private final @Nullable Winograd winograd; // computes instead of the primitive where that is faster
    private final @Nullable PlaneConvolution planes;
    private final boolean biased;

    private ConvolutionForward(Parts primitive, @Nullable Winograd winograd, @Nullable PlaneConvolution planes) {
        this.primitive = primitive;
        this.winograd = winograd;
        this.planes = planes;
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
            return new ConvolutionForward(Parts.none(whole), winograd, null);
        }
        PlaneConvolution planes = key.relu() ? null : planes(key.shape(), src, dst);
        return new ConvolutionForward(Parts.ofBatch(whole, key.shape().threads(), CUT, n -> {
            Key part = key.withBatch(n);
            return Primitive.create(scope -> describe(scope, part), ARGS);
        }, n -> {
            Key part = key.withBatch(n);
            ConvolutionLayouts layouts = new ConvolutionLayouts(src.first(n), weights, dst.first(n));
            return Primitive.create(scope -> describe(scope, part, layouts), ARGS);
        }), null, planes);
    }

    private static @Nullable PlaneConvolution planes(ConvolutionShape shape, Layout src, Layout dst) {
        PlaneConvolution planes = shape.planes(src.type());
        boolean isLaidOutSo = src.isSamePlaces(src.dense())
                && dst.isSamePlaces(ConvolutionLayouts.blocked(dst.type(), dst.dims(), PlaneConvolution.LANES));
        return isLaidOutSo ? planes : null;
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
        return winograd == null ? own : own.dense();
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

    /** What else computes this, from plain images and weights; null if there is nothing, or not yet. */
    PlaneConvolution.@Nullable Kernel own(Form form) {
        return planes == null ? null : planes.kernel(form);
    }

    /** Computes with all operands in the primitive's own layouts; {@code bias} is 0 if there is none. */
    public void execute(long srcAddress, long weightsAddress, long biasAddress, long dstAddress) {
        execute(null, src(), srcAddress, weights(), weightsAddress, biasAddress, dst(), dstAddress);
    }

    /** Computes with operands in any layouts. */
    public void execute(Layout srcLayout, long srcAddress, Layout weightsLayout, long weightsAddress, long biasAddress,
            Layout dstLayout, long dstAddress) {
        execute(null, srcLayout, srcAddress, weightsLayout, weightsAddress, biasAddress, dstLayout, dstAddress);
    }

    /** The same by {@link #own}, unless that is null. */
    void execute(PlaneConvolution.@Nullable Kernel own, Layout srcLayout, long srcAddress, Layout weightsLayout,
            long weightsAddress, long biasAddress, Layout dstLayout, long dstAddress) {
        if (biased == (biasAddress == 0)) {
            throw new IllegalArgumentException("The convolution was made " + (biased ? "with" : "without")
                    + " bias");
        }
        Lane lane = Lanes.acquire();
        try {
            long in = Operands.in(lane, Lane.FIRST_OPERAND, srcLayout, srcAddress, src());
            long out = Operands.out(lane, Lane.FIRST_OPERAND + 2, dstLayout, dstAddress, dst());
            if (own == null || !own.forward(in, Operands.in(lane, Lane.FIRST_OPERAND + 1, weightsLayout, weightsAddress,
                    weightsLayout.dense()), biasAddress, out)) {
                long w = Operands.in(lane, Lane.FIRST_OPERAND + 1, weightsLayout, weightsAddress, weights());
                compute(lane, in, w, biasAddress, out);
            }
            Operands.finish(lane, dstLayout, dstAddress, dst(), out);
        } finally {
            Lanes.release(lane);
        }
    }

    private void compute(Lane lane, long in, long weights, long bias, long out) {
        if (winograd != null) {
            winograd.execute(in, weights, bias, out);
        } else if (biased) {
            primitive.execute(lane, in, weights, out, bias);
        } else {
            primitive.execute(lane, in, weights, out);
        }
    }
}
