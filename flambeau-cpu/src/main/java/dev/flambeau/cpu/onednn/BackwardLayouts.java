package dev.flambeau.cpu.onednn;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which layouts a backward convolution is asked for, in the order of preference. The forward's, pinned, are best: left
 * to itself ({@code any}) oneDNN takes a strided kernel for the gradient of a strided convolution that is 3 to 9 times
 * slower. But for some it has only reference code there, mostly where the forward reads few channels row-major; then
 * others follow.
 *
 * @param src pinned layout of the input (or its gradient); null: any
 * @param dst pinned layout of the result's gradient; null: any
 */
record BackwardLayouts(@Nullable Layout src, @Nullable Layout dst) {
    /** Up to so many row-major channels a plain matrix product beats channels that are rounded up to 16. */
    private static final int FEW_CHANNELS = 4;

    /** For the gradient of the input. */
    static List<BackwardLayouts> forInput(ConvolutionForward forward, ConvolutionShape shape) {
        BackwardLayouts both = new BackwardLayouts(forward.src(), forward.dst());
        BackwardLayouts src = new BackwardLayouts(forward.src(), null);
        BackwardLayouts dst = new BackwardLayouts(null, forward.dst());
        BackwardLayouts none = new BackwardLayouts(null, null);
        boolean few = shape.channels() <= FEW_CHANNELS;
        return few ? List.of(both, src, dst, none) : List.of(both, dst, src, none);
    }

    /** For the gradient of the weights. */
    static List<BackwardLayouts> forWeights(ConvolutionForward forward) {
        return List.of(new BackwardLayouts(forward.src(), forward.dst()), new BackwardLayouts(null, null),
                new BackwardLayouts(forward.src(), null), new BackwardLayouts(null, forward.dst()));
    }

    long srcDescriptor(CreationScope scope, ConvolutionShape shape, DnnlType type) {
        return src == null ? scope.any(type, shape.src()) : scope.descriptor(src);
    }

    long dstDescriptor(CreationScope scope, ConvolutionShape shape, DnnlType type) {
        return dst == null ? scope.any(type, shape.dst()) : scope.descriptor(dst);
    }

    /** Makes a descriptor for layouts; null if oneDNN has none. */
    interface Maker {
        @Nullable PrimitiveDescriptor make(BackwardLayouts layouts);
    }

    /** The first that is no reference code; a reference if there is nothing else. */
    static PrimitiveDescriptor choose(List<BackwardLayouts> candidates, Maker maker) {
        PrimitiveDescriptor last = null;
        for (BackwardLayouts layouts : candidates) {
            PrimitiveDescriptor descriptor = maker.make(layouts);
            if (descriptor != null) {
                if (!descriptor.isReference()) {
                    return descriptor;
                }
                last = descriptor;
            }
        }
        if (last == null) {
            throw new DnnlException("oneDNN cannot compute this gradient of a convolution");
        }
        return last;
    }
}
