package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.vector.BlockedMaxima;
import dev.flambeau.cpu.vector.Form;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The gradient of pooling with respect to its input, in the layouts of the {@link PoolForward} that it belongs to. */
public final class PoolGrad {
    private record Key(PoolShape shape, Layout src) {
    }

    private static final PrimitiveCache<Key, Optional<PoolGrad>> CACHE =
            new PrimitiveCache<>(256, PoolGrad::create, found -> found.ifPresent(PoolGrad::release));

    private final Parts primitive;
    private final boolean workspace;
    private final @Nullable BlockedMaxima windows;

    private PoolGrad(Parts primitive, @Nullable BlockedMaxima windows) {
        this.primitive = primitive;
        this.workspace = primitive.operands() == 3;
        this.windows = windows != null && windows.isPartition() ? windows : null;
    }

    /** What else computes this; null if there is nothing, or not yet. */
    BlockedMaxima.@Nullable Kernel own(Form form) {
        return windows == null ? null : windows.kernel(form);
    }

    /** The primitive for the gradient of {@code PoolForward.find(shape, src, true)}; nothing if there is no fast one. */
    public static Optional<PoolGrad> find(PoolShape shape, Layout src) {
        return CACHE.get(new Key(shape, src));
    }

    private static Optional<PoolGrad> create(Key key) {
        Optional<PoolForward> found = PoolForward.find(key.shape(), key.src(), true);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        // Not the forward itself: the recipe is kept, and must not keep that alive.
        Layout src = found.get().src();
        Layout dst = found.get().dst();
        BlockedMaxima windows = found.get().windows();
        PoolShape shape = key.shape();
        Primitive whole = primitive(shape, src, dst);
        return whole == null
                ? Optional.empty()
                : Optional.of(new PoolGrad(Parts.ofBatch(whole, shape.threads(), PoolForward.CUT,
                        n -> primitive(shape.withBatch(n), src.first(n), dst.first(n))), windows));
    }

    private static @Nullable Primitive primitive(PoolShape shape, Layout src, Layout dst) {
        return Primitive.create(scope -> describe(scope, shape, src, dst), Primitive.ARG_DIFF_DST,
                Primitive.ARG_DIFF_SRC, Primitive.ARG_WORKSPACE);
    }

    private static @Nullable PrimitiveDescriptor describe(CreationScope scope, PoolShape shape, Layout src,
            Layout dst) {
        PrimitiveDescriptor hint = PoolForward.describe(scope, shape, src, shape.kind() == PoolShape.Kind.MAX);
        if (hint == null) {
            return null;
        }
        boolean made = Dnnl.tryCall(Dnnl.POOLING_BACKWARD, scope.out(), Engine.HANDLE, shape.kind().algorithm(),
                scope.descriptor(src), scope.descriptor(dst), scope.dims(shape.stride()),
                scope.dims(shape.kernel()), scope.dims(Windows.nativeDilation(shape.dilation())),
                scope.dims(shape.padBegin()), scope.dims(shape.padEnd()), hint.handle(), scope.attributes());
        return made ? scope.createdDescriptor() : null;
    }

    /** The layout in which the gradient of the input is written without conversion. */
    public Layout diffSrc() {
        return primitive.layout(1);
    }

    /** The layout in which the gradient of the result is read without conversion. */
    public Layout diffDst() {
        return primitive.layout(0);
    }

    private void release() {
        primitive.release();
    }

    public String implementation() {
        return primitive.implementation();
    }

    /** Computes with operands in any layouts and the workspace that the forward filled (0 for averages). */
    public void execute(Layout diffDstLayout, long diffDstAddress, long workspaceAddress, Layout diffSrcLayout,
            long diffSrcAddress) {
        execute(null, diffDstLayout, diffDstAddress, workspaceAddress, diffSrcLayout, diffSrcAddress);
    }

    /** The same by {@link #own}, unless that is null. */
    void execute(BlockedMaxima.@Nullable Kernel own, Layout diffDstLayout, long diffDstAddress, long workspaceAddress,
            Layout diffSrcLayout, long diffSrcAddress) {
        if (workspace == (workspaceAddress == 0)) {
            throw new IllegalArgumentException("The gradient was made " + (workspace ? "with" : "without")
                    + " a workspace");
        }
        Lane lane = Lanes.acquire();
        try {
            long in = Operands.in(lane, Lane.FIRST_OPERAND, diffDstLayout, diffDstAddress, diffDst());
            long out = Operands.out(lane, Lane.FIRST_OPERAND + 1, diffSrcLayout, diffSrcAddress, diffSrc());
            if (own != null) {
                own.inputGrad(in, workspaceAddress, out);
            } else if (workspace) {
                primitive.execute(lane, in, out, workspaceAddress);
            } else {
                primitive.execute(lane, in, out);
            }
            Operands.finish(lane, diffSrcLayout, diffSrcAddress, diffSrc(), out);
        } finally {
            Lanes.release(lane);
        }
    }
}
