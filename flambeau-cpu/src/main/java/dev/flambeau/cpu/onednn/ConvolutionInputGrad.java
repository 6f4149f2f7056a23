package dev.flambeau.cpu.onednn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The gradient of a convolution with respect to its input; also what a transposed convolution computes. */
public final class ConvolutionInputGrad {
    private static final int[] ARGS = {Primitive.ARG_DIFF_DST, Primitive.ARG_WEIGHTS, Primitive.ARG_DIFF_SRC};
    private static final boolean[] CUT = {true, false, true};

    private record Key(ConvolutionShape shape, DnnlType type) {
    }

    private static final PrimitiveCache<Key, ConvolutionInputGrad> CACHE =
            new PrimitiveCache<>(256, ConvolutionInputGrad::create, ConvolutionInputGrad::release);

    private final Parts primitive;
    private final @Nullable Substitute substitute;
    private final Layout diffDst;

    private ConvolutionInputGrad(Parts primitive) {
        this.primitive = primitive;
        this.substitute = null;
        this.diffDst = primitive.layout(0);
    }

    private ConvolutionInputGrad(Primitive whole, Substitute substitute, Layout diffDst) {
        this.primitive = Parts.none(whole);
        this.substitute = substitute;
        this.diffDst = diffDst;
        whole.release(); // what is left of it is what its operands look like
    }

    public static ConvolutionInputGrad of(ConvolutionShape shape, DnnlType type) {
        return CACHE.get(new Key(shape, type));
    }

    private static ConvolutionInputGrad create(Key key) {
        ConvolutionShape shape = key.shape();
        ConvolutionForward forward = ConvolutionForward.of(shape, key.type(), false, false);
        List<ConvolutionLayouts> candidates = ConvolutionLayouts.inputGrad(forward, shape, key.type());
        Primitive whole = Primitive.createAnyway(scope -> {
            PrimitiveDescriptor hint = ConvolutionForward.hint(scope, shape, key.type());
            return ConvolutionLayouts.choose(candidates, layouts -> describe(scope, key, hint, layouts));
        }, ARGS);
        Layout diffDst = whole.layout(0);
        Layout weights = whole.layout(1);
        Layout diffSrc = whole.layout(2);
        Winograd winograd = Winograd.inputGrad(shape, key.type(), diffSrc, diffDst);
        if (winograd != null) {
            return new ConvolutionInputGrad(whole, winograd, diffDst);
        }
        PatchGradient patches = PatchGradient.of(shape, key.type(), diffSrc);
        if (patches != null) {
            return new ConvolutionInputGrad(whole, patches, patches.diffDst());
        }
        return new ConvolutionInputGrad(Parts.ofBatch(whole, shape.threads(), CUT, n -> {
            Key part = new Key(shape.withBatch(n), key.type());
            ConvolutionLayouts layouts = new ConvolutionLayouts(diffSrc.first(n), weights, diffDst.first(n));
            return Primitive.create(scope -> describe(scope, part,
                    ConvolutionForward.hint(scope, part.shape(), key.type()), layouts), ARGS);
        }));
    }

    private static @Nullable PrimitiveDescriptor describe(CreationScope scope, Key key, PrimitiveDescriptor hint,
            ConvolutionLayouts layouts) {
        ConvolutionShape shape = key.shape();
        boolean made = Dnnl.tryCall(Dnnl.CONVOLUTION_BACKWARD_DATA, scope.out(), Engine.HANDLE,
                ConvolutionForward.DIRECT, layouts.srcDescriptor(scope, shape, key.type()),
                layouts.weightsDescriptor(scope, shape, key.type()), layouts.dstDescriptor(scope, shape, key.type()),
                scope.dims(shape.stride()), scope.dims(shape.nativeDilation()), scope.dims(shape.padBegin()),
                scope.dims(shape.padEnd()), hint.handle(), scope.attributes());
        return made ? scope.createdDescriptor() : null;
    }

    /** The layout in which the gradient of the input is written without conversion. */
    public Layout diffSrc() {
        return primitive.layout(2);
    }

    /** The layout in which the weights are read without conversion; often not the forward's. */
    public Layout weights() {
        Layout own = primitive.layout(1);
        return substitute == null ? own : own.dense();
    }

    /** The layout in which the gradient of the result is read without conversion. */
    public Layout diffDst() {
        return diffDst;
    }

    private void release() {
        primitive.release();
        if (substitute != null) {
            substitute.release();
        }
    }

    public String implementation() {
        return substitute == null ? primitive.implementation() : substitute.name();
    }

    /** Computes with all operands in the primitive's own layouts. */
    public void execute(long diffDstAddress, long weightsAddress, long diffSrcAddress) {
        execute(diffDst(), diffDstAddress, weights(), weightsAddress, diffSrc(), diffSrcAddress);
    }

    /** Computes with operands in any layouts. */
    public void execute(Layout diffDstLayout, long diffDstAddress, Layout weightsLayout, long weightsAddress,
            Layout diffSrcLayout, long diffSrcAddress) {
        Lane lane = Lanes.acquire();
        try {
            long in = Operands.in(lane, Lane.FIRST_OPERAND, diffDstLayout, diffDstAddress, diffDst());
            long w = Operands.in(lane, Lane.FIRST_OPERAND + 1, weightsLayout, weightsAddress, weights());
            long out = Operands.out(lane, Lane.FIRST_OPERAND + 2, diffSrcLayout, diffSrcAddress, diffSrc());
            if (substitute != null) {
                substitute.execute(in, w, 0, out);
            } else {
                primitive.execute(lane, in, w, out);
            }
            Operands.finish(lane, diffSrcLayout, diffSrcAddress, diffSrc(), out);
        } finally {
            Lanes.release(lane);
        }
    }
}
