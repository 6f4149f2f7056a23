package dev.flambeau.cpu.onednn;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code softmax} or {@code log_softmax} along one dimension, and their gradients. All operands of one primitive have
 * the same layout. Made once for each layout and shared by all threads.
 *
 * <p>Where a NaN comes in, oneDNN writes NaN at its place and 0 (minus infinity) beside it; PyTorch makes the whole line
 * NaN. Without NaN and infinity they agree.
 */
public final class Softmax {
    // dnnl_forward_training, dnnl_softmax_accurate, dnnl_softmax_log (oneapi/dnnl/dnnl_types.h)
    private static final int TRAINING = 64;
    private static final int ACCURATE = 0x30000;
    private static final int LOG = 0x30001;

    /** Operations of an exponential and what goes with it. */
    private static final double FLOPS = 40;

    private record Key(boolean log, Layout layout, int axis, boolean gradient) {
    }

    private static final PrimitiveCache<Key, Optional<Softmax>> CACHE =
            new PrimitiveCache<>(256, Softmax::create, found -> found.ifPresent(Softmax::release));

    private final Primitive primitive;
    private final boolean gradient;

    private Softmax(Primitive primitive, boolean gradient) {
        this.primitive = primitive;
        this.gradient = gradient;
    }

    /** The function; nothing if oneDNN has only its slow reference code for this layout. */
    public static Optional<Softmax> forward(boolean log, Layout layout, int axis) {
        return CACHE.get(new Key(log, layout, axis, false));
    }

    /** The gradient, from the result and its gradient. */
    public static Optional<Softmax> gradient(boolean log, Layout layout, int axis) {
        return CACHE.get(new Key(log, layout, axis, true));
    }

    private static Optional<Softmax> create(Key key) {
        Layout layout = key.layout();
        if (key.axis() < 0 || key.axis() >= layout.dims().size()) {
            throw new IllegalArgumentException("There is no dimension " + key.axis() + " in " + layout);
        }
        int threads = Threads.forWork(FLOPS * Sizes.product(layout.dims()), 3.0 * layout.sizeInBytes());
        Primitive primitive = key.gradient()
                ? Primitive.create(scope -> describeBackward(scope, key), threads, Primitive.ARG_DST,
                        Primitive.ARG_DIFF_DST, Primitive.ARG_DIFF_SRC)
                : Primitive.create(scope -> describeForward(scope, key), threads, Primitive.ARG_SRC,
                        Primitive.ARG_DST);
        return primitive == null ? Optional.empty() : Optional.of(new Softmax(primitive, key.gradient()));
    }

    private static @Nullable PrimitiveDescriptor describeForward(CreationScope scope, Key key) {
        long layout = scope.descriptor(key.layout());
        boolean made = Dnnl.tryCall(Dnnl.SOFTMAX_FORWARD, scope.out(), Engine.HANDLE, TRAINING,
                key.log() ? LOG : ACCURATE, layout, layout, key.axis(), scope.attributes());
        return made ? scope.createdDescriptor() : null;
    }

    private static @Nullable PrimitiveDescriptor describeBackward(CreationScope scope, Key key) {
        PrimitiveDescriptor forward = describeForward(scope, key);
        if (forward == null) {
            return null;
        }
        long layout = scope.descriptor(key.layout());
        boolean made = Dnnl.tryCall(Dnnl.SOFTMAX_BACKWARD, scope.out(), Engine.HANDLE, key.log() ? LOG : ACCURATE,
                layout, layout, layout, key.axis(), forward.handle(), scope.attributes());
        return made ? scope.createdDescriptor() : null;
    }

    private void release() {
        primitive.release();
    }

    public String implementation() {
        return primitive.implementation();
    }

    /** Computes the function. */
    public void execute(long src, long dst) {
        if (gradient) {
            throw new IllegalArgumentException("This is the gradient: it needs the result and its gradient");
        }
        Lane lane = Lanes.acquire();
        try {
            primitive.execute(lane, src, dst);
        } finally {
            Lanes.release(lane);
        }
    }

    /** Computes the gradient. */
    public void execute(long dst, long diffDst, long diffSrc) {
        if (!gradient) {
            throw new IllegalArgumentException("This is the function, not its gradient");
        }
        Lane lane = Lanes.acquire();
        try {
            primitive.execute(lane, dst, diffDst, diffSrc);
        } finally {
            Lanes.release(lane);
        }
    }
}
