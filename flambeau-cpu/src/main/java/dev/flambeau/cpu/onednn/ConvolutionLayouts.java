package dev.flambeau.cpu.onednn;

import dev.flambeau.spi.Dims;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which layouts a convolution is asked for, in the order of preference; the first for which oneDNN has more than reference code is
 * taken. Left to itself ({@code any}) it is right mostly, but not always. Measured on AVX-512 (times as fast):
 * <ul>
 * <li>The gradient of a strided convolution with respect to its input, in the forward's blocked layouts rather than those of its
 * choice: 3 to 9.
 * <li>Channels that are no multiple of 16, side by side (NHWC) rather than rounded up: 1.2 to 1.6 in all three directions, but for
 * that gradient with a stride.
 * <li>Few input channels: the gradient of the weights of the results rounded up to 16 rather than side by side, 1.5; up to 8 results
 * rounded up to 8 rather than 16, which halves the work of what comes after.
 * </ul>
 *
 * @param src pinned layout of the input (or its gradient); null: any
 * @param weights pinned layout of the weights (or their gradient); null: any
 * @param dst pinned layout of the result (or its gradient); null: any
 */
record ConvolutionLayouts(@Nullable Layout src, @Nullable Layout weights, @Nullable Layout dst) {
    private static final ConvolutionLayouts ANY = new ConvolutionLayouts(null, null);

    ConvolutionLayouts(@Nullable Layout src, @Nullable Layout dst) {
        this(src, null, dst);
    }

    /** Up to so many row-major channels a plain matrix product beats channels that are rounded up to 16. */
    private static final int FEW_CHANNELS = 4;
    private static final int BLOCK = 16;
    private static final int SMALL_BLOCK = 8;

    /** Makes a descriptor for layouts; null if oneDNN has none. */
    interface Maker {
        @Nullable PrimitiveDescriptor make(ConvolutionLayouts layouts);
    }

    /** Whether what was measured with AVX-512 holds. */
    private static boolean isMeasured(ConvolutionShape shape, DnnlType type) {
        return type == DnnlType.F32 && shape.groups() == 1 && shape.src().size() == 4 && Engine.hasAvx512();
    }

    private static boolean fillsBlocks(ConvolutionShape shape) {
        return shape.channels() % BLOCK == 0 && shape.weights().get(0) % BLOCK == 0;
    }

    static List<ConvolutionLayouts> forward(ConvolutionShape shape, DnnlType type) {
        List<ConvolutionLayouts> layouts = new ArrayList<>();
        if (isMeasured(shape, type) && !fillsBlocks(shape)) {
            if (shape.channels() > FEW_CHANNELS) {
                layouts.add(new ConvolutionLayouts(channelsLast(type, shape.src()), null));
            } else if (shape.weights().get(0) <= SMALL_BLOCK) {
                layouts.add(new ConvolutionLayouts(null, blocked(type, shape.dst(), SMALL_BLOCK)));
            }
        }
        layouts.add(ANY);
        return layouts;
    }

    /** For the gradient of the input. */
    static List<ConvolutionLayouts> inputGrad(ConvolutionForward forward, ConvolutionShape shape, DnnlType type) {
        List<ConvolutionLayouts> layouts = new ArrayList<>();
        boolean few = shape.channels() <= FEW_CHANNELS;
        if (isMeasured(shape, type) && !few) {
            if (!shape.stride().allEqual(1)) {
                layouts.add(
                        new ConvolutionLayouts(blocked(type, shape.src(), BLOCK), blocked(type, shape.dst(), BLOCK)));
            } else if (!fillsBlocks(shape)) {
                if (shape.channels() <= SMALL_BLOCK) {
                    layouts.add(new ConvolutionLayouts(blocked(type, shape.src(), SMALL_BLOCK),
                            blocked(type, shape.dst(), SMALL_BLOCK)));
                }
                layouts.add(new ConvolutionLayouts(channelsLast(type, shape.src()), null));
            }
        }
        ConvolutionLayouts src = new ConvolutionLayouts(forward.src(), null);
        ConvolutionLayouts dst = new ConvolutionLayouts(null, forward.dst());
        layouts.add(new ConvolutionLayouts(forward.src(), forward.dst()));
        layouts.add(few ? src : dst);
        layouts.add(few ? dst : src);
        layouts.add(ANY);
        return layouts;
    }

    /** For the gradient of the weights. */
    static List<ConvolutionLayouts> weightGrad(ConvolutionForward forward, ConvolutionShape shape, DnnlType type) {
        List<ConvolutionLayouts> layouts = new ArrayList<>();
        if (isMeasured(shape, type) && !fillsBlocks(shape)) {
            layouts.add(shape.channels() <= FEW_CHANNELS
                    ? new ConvolutionLayouts(forward.src(), blocked(type, shape.dst(), BLOCK))
                    : new ConvolutionLayouts(channelsLast(type, shape.src()), channelsLast(type, shape.dst())));
        }
        layouts.add(new ConvolutionLayouts(forward.src(), forward.dst()));
        layouts.add(ANY);
        layouts.add(new ConvolutionLayouts(forward.src(), null));
        layouts.add(new ConvolutionLayouts(null, forward.dst()));
        return layouts;
    }

    static Layout channelsLast(DnnlType type, Dims dims) {
        return Layout.strided(type, dims, Dims.of(dims.get(1) * dims.get(2) * dims.get(3), 1,
                dims.get(1) * dims.get(3), dims.get(1)));
    }

    static Layout blocked(DnnlType type, Dims dims, int block) {
        int[] tags = Operands.blockedTags(dims.size());
        return Layout.tagged(type, dims, tags[block == BLOCK ? 0 : 1]);
    }

    long srcDescriptor(CreationScope scope, ConvolutionShape shape, DnnlType type) {
        return src == null ? scope.any(type, shape.src()) : scope.descriptor(src);
    }

    long weightsDescriptor(CreationScope scope, ConvolutionShape shape, DnnlType type) {
        return weights == null ? scope.any(type, shape.groupedWeights()) : scope.descriptor(weights);
    }

    long dstDescriptor(CreationScope scope, ConvolutionShape shape, DnnlType type) {
        return dst == null ? scope.any(type, shape.dst()) : scope.descriptor(dst);
    }

    /** The first that is no reference code; a reference if there is nothing else. */
    static PrimitiveDescriptor choose(List<ConvolutionLayouts> candidates, Maker maker) {
        PrimitiveDescriptor last = null;
        for (ConvolutionLayouts layouts : candidates) {
            PrimitiveDescriptor descriptor = maker.make(layouts);
            if (descriptor != null) {
                if (!descriptor.isReference()) {
                    return descriptor;
                }
                last = descriptor;
            }
        }
        if (last == null) {
            throw new DnnlException("oneDNN cannot compute this convolution or its gradient");
        }
        return last;
    }
}
