package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.vector.BlockedMaxima;
import dev.flambeau.cpu.vector.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Maximum or average over windows. Made once for each geometry and layout, shared by all threads.
 *
 * <p>oneDNN's maximum is not PyTorch's everywhere: it passes over NaN, and a window of minus infinities gives the
 * smallest float. Of equal elements both take the first.
 */
public final class PoolForward {
    // dnnl_forward_training, dnnl_forward_inference (oneapi/dnnl/dnnl_types.h)
    private static final int TRAINING = 64;
    private static final int INFERENCE = 96;

    static final boolean[] CUT = {true, true, true};

    private record Key(PoolShape shape, Layout src, boolean workspace) {
    }

    private static final PrimitiveCache<Key, Optional<PoolForward>> CACHE =
            new PrimitiveCache<>(256, PoolForward::create, found -> found.ifPresent(PoolForward::release));

    private final Parts primitive;
    private final boolean workspace;
    private final @Nullable BlockedMaxima windows;

    private PoolForward(PoolShape shape, Parts primitive) {
        this.primitive = primitive;
        this.workspace = primitive.operands() == 3;
        this.windows = shape.blocks(src(), dst(), workspace ? workspace() : null);
    }

    /** The same maxima as Java computes them; null if that is none of its layouts. */
    @Nullable BlockedMaxima windows() {
        return windows;
    }

    /** What else computes this, and does not pass over infinity and NaN; null if there is nothing, or not yet. */
    BlockedMaxima.@Nullable Kernel own(Form form) {
        return windows == null ? null : windows.kernel(form);
    }

    /**
     * The primitive that reads {@code src}, or nothing if oneDNN has only its slow reference code for it.
     *
     * @param src the layout in which the input comes
     * @param workspace whether a maximum shall tell where it was found, for {@link PoolGrad}
     */
    public static Optional<PoolForward> find(PoolShape shape, Layout src, boolean workspace) {
        return CACHE.get(new Key(shape, src, workspace && shape.kind() == PoolShape.Kind.MAX));
    }

    private static Optional<PoolForward> create(Key key) {
        PoolShape shape = key.shape();
        if (!shape.src().equals(key.src().dims())) {
            throw new IllegalArgumentException("The input is " + key.src() + ", but the geometry is of " + shape.src());
        }
        for (Layout layout : candidates(key.src())) {
            Primitive primitive = primitive(shape, layout, key.workspace());
            if (primitive != null) {
                return Optional.of(new PoolForward(shape, Parts.ofBatch(primitive, shape.threads(), CUT,
                        n -> primitive(shape.withBatch(n), layout.first(n), key.workspace()))));
            }
        }
        return Optional.empty();
    }

    private static @Nullable Primitive primitive(PoolShape shape, Layout src, boolean workspace) {
        return Primitive.create(scope -> describe(scope, shape, src, workspace), Primitive.ARG_SRC, Primitive.ARG_DST,
                Primitive.ARG_WORKSPACE);
    }

    /**
     * The caller's layout first, then the blocked ones that the kernels are made for; the other way round for channels side by side
     * that fill no blocks, whose gradients are 5 times as slow.
     */
    private static List<Layout> candidates(Layout src) {
        List<Layout> layouts = new ArrayList<>();
        long channels = src.dims().get(1);
        for (int tag : Operands.blockedTags(src.dims().size())) {
            layouts.add(channels > 8 ? layouts.size() : 0, Layout.tagged(src.type(), src.dims(), tag));
        }
        boolean isChannelsLast = src.isPlain() && channels > 1 && src.strides().get(1) == 1;
        layouts.add(isChannelsLast && channels % 16 != 0 ? layouts.size() : 0, src);
        return layouts;
    }

    static @Nullable PrimitiveDescriptor describe(CreationScope scope, PoolShape shape, Layout src,
            boolean workspace) {
        boolean made = Dnnl.tryCall(Dnnl.POOLING_FORWARD, scope.out(), Engine.HANDLE,
                workspace ? TRAINING : INFERENCE, shape.kind().algorithm(), scope.descriptor(src),
                scope.any(src.type(), shape.dst()), scope.dims(shape.stride()), scope.dims(shape.kernel()),
                scope.dims(Windows.nativeDilation(shape.dilation())), scope.dims(shape.padBegin()),
                scope.dims(shape.padEnd()), scope.attributes());
        return made ? scope.createdDescriptor() : null;
    }

    /** The layout in which the input is read without conversion. */
    public Layout src() {
        return primitive.layout(0);
    }

    /** The layout in which the result is written without conversion. */
    public Layout dst() {
        return primitive.layout(1);
    }

    /** The layout of the workspace: for each maximum its place in the window, in a byte or an int. */
    Layout workspace() {
        return primitive.layout(2);
    }

    /** The bytes of the workspace that {@link #execute} fills; 0 if there is none. */
    public long workspaceBytes() {
        return workspace ? primitive.layout(2).sizeInBytes() : 0;
    }

    private void release() {
        primitive.release();
    }

    public String implementation() {
        return primitive.implementation();
    }

    /** Computes with operands in any layouts; {@code workspaceAddress} is 0 where {@link #workspaceBytes} is. */
    public void execute(Layout srcLayout, long srcAddress, Layout dstLayout, long dstAddress, long workspaceAddress) {
        execute(null, srcLayout, srcAddress, dstLayout, dstAddress, workspaceAddress);
    }

    /** The same by {@link #own}, unless that is null. */
    void execute(BlockedMaxima.@Nullable Kernel own, Layout srcLayout, long srcAddress, Layout dstLayout,
            long dstAddress, long workspaceAddress) {
        if (workspace == (workspaceAddress == 0)) {
            throw new IllegalArgumentException("The pooling was made " + (workspace ? "with" : "without")
                    + " a workspace");
        }
        Lane lane = Lanes.acquire();
        try {
            long in = Operands.in(lane, Lane.FIRST_OPERAND, srcLayout, srcAddress, src());
            long out = Operands.out(lane, Lane.FIRST_OPERAND + 1, dstLayout, dstAddress, dst());
            if (own != null) {
                own.forward(in, out, workspaceAddress);
            } else if (workspace) {
                primitive.execute(lane, in, out, workspaceAddress);
            } else {
                primitive.execute(lane, in, out);
            }
            Operands.finish(lane, dstLayout, dstAddress, dst(), out);
        } finally {
            Lanes.release(lane);
        }
    }
}
