package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.vector.Form;
import dev.flambeau.cpu.vector.PlaneConvolution;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradients of a convolution with respect to its weights and its bias. */
public final class ConvolutionWeightGrad {
    private static final int[] ARGS = {Primitive.ARG_SRC, Primitive.ARG_DIFF_DST, Primitive.ARG_DIFF_WEIGHTS,
        Primitive.ARG_DIFF_BIAS};
    private static final boolean[] CUT = {true, true, false, false};

    private record Key(ConvolutionShape shape, DnnlType type, boolean bias) {
    }

    private static final PrimitiveCache<Key, ConvolutionWeightGrad> CACHE =
            new PrimitiveCache<>(256, ConvolutionWeightGrad::create, ConvolutionWeightGrad::release);

    private final Parts primitive;
    private final @Nullable WinogradWeightGrad winograd; // computes instead of the primitive where that is faster
    private final @Nullable PlaneConvolution planes;
    private final boolean biased;

    private ConvolutionWeightGrad(Parts primitive, @Nullable WinogradWeightGrad winograd,
            @Nullable PlaneConvolution planes) {
        this.primitive = primitive;
        this.winograd = winograd;
        this.planes = planes;
        this.biased = primitive.operands() == 4;
        if (winograd != null) {
            primitive.release();
        }
    }

    /** The primitive for a geometry; {@code bias}: whether its gradient is wanted too. */
    public static ConvolutionWeightGrad of(ConvolutionShape shape, DnnlType type, boolean bias) {
        return CACHE.get(new Key(shape, type, bias));
    }

    private static ConvolutionWeightGrad create(Key key) {
        ConvolutionShape shape = key.shape();
        ConvolutionForward forward = ConvolutionForward.of(shape, key.type(), false, false);
        List<ConvolutionLayouts> candidates = ConvolutionLayouts.weightGrad(forward, shape, key.type());
        Primitive whole = Primitive.createAnyway(scope -> {
            PrimitiveDescriptor hint = ConvolutionForward.hint(scope, shape, key.type());
            return ConvolutionLayouts.choose(candidates, layouts -> describe(scope, key, hint, layouts));
        }, ARGS);
        Layout src = whole.layout(0);
        Layout diffDst = whole.layout(1);
        Layout diffWeights = whole.layout(2);
        WinogradWeightGrad winograd = WinogradWeightGrad.of(shape, key.type(), src, diffDst);
        if (winograd != null) {
            return new ConvolutionWeightGrad(Parts.none(whole), winograd, null);
        }
        return new ConvolutionWeightGrad(Parts.ofBatch(whole, shape.threads(), CUT, n -> {
            Key part = new Key(shape.withBatch(n), key.type(), key.bias());
            ConvolutionLayouts layouts = new ConvolutionLayouts(src.first(n), diffWeights, diffDst.first(n));
            return Primitive.create(scope -> describe(scope, part,
                    ConvolutionForward.hint(scope, part.shape(), key.type()), layouts), ARGS);
        }), null, shape.planes(key.type()));
    }

    private static @Nullable PrimitiveDescriptor describe(CreationScope scope, Key key, PrimitiveDescriptor hint,
            ConvolutionLayouts layouts) {
        ConvolutionShape shape = key.shape();
        Layout diffBias = key.bias() ? Layout.dense(key.type(), shape.bias()) : null;
        boolean made = Dnnl.tryCall(Dnnl.CONVOLUTION_BACKWARD_WEIGHTS, scope.out(), Engine.HANDLE,
                ConvolutionForward.DIRECT, layouts.srcDescriptor(scope, shape, key.type()),
                layouts.weightsDescriptor(scope, shape, key.type()), scope.descriptor(diffBias),
                layouts.dstDescriptor(scope, shape, key.type()), scope.dims(shape.stride()),
                scope.dims(shape.nativeDilation()), scope.dims(shape.padBegin()), scope.dims(shape.padEnd()),
                hint.handle(), scope.attributes());
        return made ? scope.createdDescriptor() : null;
    }

    /** The layout in which the input is read without conversion. */
    public Layout src() {
        return primitive.layout(0);
    }

    /** The layout in which the gradient of the result is read without conversion. */
    public Layout diffDst() {
        return primitive.layout(1);
    }

    /** The layout in which the gradient of the weights is written without conversion. */
    public Layout diffWeights() {
        Layout own = primitive.layout(2);
        return winograd == null ? own : own.dense();
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

    /** What else computes this; null if there is nothing, or not yet. */
    PlaneConvolution.@Nullable Kernel own(Form form) {
        return planes == null ? null : planes.kernel(form);
    }

    /** Computes with all operands in the primitive's own layouts; {@code diffBias} is 0 if it is not wanted. */
    public void execute(long srcAddress, long diffDstAddress, long diffWeightsAddress, long diffBiasAddress) {
        execute(src(), srcAddress, diffDst(), diffDstAddress, diffWeights(), diffWeightsAddress, diffBiasAddress);
    }

    /** Computes with operands in any layouts. */
    public void execute(Layout srcLayout, long srcAddress, Layout diffDstLayout, long diffDstAddress,
            Layout diffWeightsLayout, long diffWeightsAddress, long diffBiasAddress) {
        execute(null, srcLayout, srcAddress, diffDstLayout, diffDstAddress, diffWeightsLayout, diffWeightsAddress,
                diffBiasAddress);
    }

    /** The same by {@link #own}, unless that is null. */
    void execute(PlaneConvolution.@Nullable Kernel own, Layout srcLayout, long srcAddress, Layout diffDstLayout,
            long diffDstAddress, Layout diffWeightsLayout, long diffWeightsAddress, long diffBiasAddress) {
        if (biased == (diffBiasAddress == 0)) {
            throw new IllegalArgumentException("The gradient was made " + (biased ? "with" : "without")
                    + " bias");
        }
        Lane lane = Lanes.acquire();
        try {
            if (own != null && execute(own, lane, srcLayout, srcAddress, diffDstLayout, diffDstAddress,
                    diffWeightsLayout, diffWeightsAddress, diffBiasAddress)) {
                return;
            }
            long in = Operands.in(lane, Lane.FIRST_OPERAND, srcLayout, srcAddress, src());
            long grad = Operands.in(lane, Lane.FIRST_OPERAND + 1, diffDstLayout, diffDstAddress, diffDst());
            long out = Operands.out(lane, Lane.FIRST_OPERAND + 2, diffWeightsLayout, diffWeightsAddress, diffWeights());
            if (winograd != null) {
                winograd.execute(in, grad, out, diffBiasAddress);
            } else {
                execute(lane, in, grad, out, diffBiasAddress);
            }
            Operands.finish(lane, diffWeightsLayout, diffWeightsAddress, diffWeights(), out);
        } finally {
            Lanes.release(lane);
        }
    }

    private boolean execute(PlaneConvolution.Kernel own, Lane lane, Layout srcLayout, long srcAddress,
            Layout diffDstLayout, long diffDstAddress, Layout diffWeightsLayout, long diffWeightsAddress,
            long diffBiasAddress) {
        Layout blocks = ConvolutionLayouts.blocked(diffDstLayout.type(), diffDstLayout.dims(), PlaneConvolution.LANES);
        Layout plain = diffWeightsLayout.dense();
        long in = Operands.in(lane, Lane.FIRST_OPERAND, srcLayout, srcAddress, srcLayout.dense());
        long grad = Operands.in(lane, Lane.FIRST_OPERAND + 1, diffDstLayout, diffDstAddress, blocks);
        long out = Operands.out(lane, Lane.FIRST_OPERAND + 2, diffWeightsLayout, diffWeightsAddress, plain);
        if (!own.weightGrad(in, grad, primitive.count(), out, diffBiasAddress)) {
            return false;
        }
        Operands.finish(lane, diffWeightsLayout, diffWeightsAddress, plain, out);
        return true;
    }

    /** Each part's gradient apart from the others', then their sum. */
    private void execute(Lane lane, long in, long grad, long weights, long bias) {
        int others = primitive.count() - 1;
        long weightsBytes = NativeMemory.align(diffWeights().sizeInBytes());
        long biasBytes = biased ? NativeMemory.align(primitive.layout(3).sizeInBytes()) : 0;
        long moreWeights = others == 0 ? 0 : lane.scratch(Lane.FIRST_OPERAND + 3, others * weightsBytes);
        long moreBias = others == 0 || !biased ? 0 : lane.scratch(Lane.FIRST_OPERAND + 4, others * biasBytes);
        primitive.execute(lane, part -> {
            long toWeights = part == 0 ? weights : moreWeights + (part - 1) * weightsBytes;
            long toBias = part == 0 ? bias : moreBias + (part - 1) * biasBytes;
            return biased ? new long[] {in, grad, toWeights, toBias} : new long[] {in, grad, toWeights};
        });
        for (int i = 0; i < others; i++) {
            Reorder.adding(diffWeights(), diffWeights()).execute(lane, moreWeights + i * weightsBytes, weights);
            if (biased) {
                Reorder.adding(primitive.layout(3), primitive.layout(3)).execute(lane, moreBias + i * biasBytes, bias);
            }
        }
    }
}
