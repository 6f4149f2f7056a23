package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.vector.BlockedMaxima;
import dev.flambeau.cpu.vector.Finiteness;
import dev.flambeau.cpu.vector.Form;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Dims;
import dev.flambeau.spi.Pooling;
import org.jspecify.annotations.Nullable;

/**
 * Pooling of arrays, in whatever layout they are. Methods answer false, and have done nothing, where other kernels have to do it:
 * for windows that oneDNN has no words for, for layouts that it has only slow code for, and for a maximum over numbers some of which
 * are infinite or NaN (oneDNN passes over them, PyTorch does not), unless {@link BlockedMaxima} are at hand.
 */
final class PoolCalls {
    /** What was prepared for a geometry and a layout of the input; no primitive if it cannot be done. */
    private record Forward(@Nullable PoolShape shape, @Nullable PoolForward primitive, Layout src, Layout dst) {
    }

    private record Gradient(@Nullable PoolGrad primitive, Layout diffDst, Layout diffSrc) {
    }

    /** The layout that an average of some geometry was last taken of: its gradient will be wanted in that one. */
    private static final class Averaged {
        volatile @Nullable Layout src;
    }

    private static final Plans<Forward> FORWARD = new Plans<>();
    private static final Plans<Gradient> GRADIENT = new Plans<>();
    private static final Plans<Averaged> AVERAGED = new Plans<>();

    private PoolCalls() {
    }

    static boolean forward(Form form, Pooling p, Array out, @Nullable Array positions, Array x) {
        if (!isPossible(x, out) || positions != null && !NativeForm.fits(positions)) {
            return false;
        }
        Blocked src = Blocked.of(x);
        Layout blocks = src == null ? null : src.layout();
        Forward plan = FORWARD.find(p, positions == null ? 0 : 1, x, blocks, out, null, null);
        if (plan == null) {
            plan = FORWARD.put(plan(p, out, positions, x, blocks), p, positions == null ? 0 : 1, x, blocks, out, null,
                    null);
        }
        PoolShape shape = plan.shape;
        PoolForward primitive = plan.primitive;
        if (shape == null || primitive == null) {
            return false;
        }
        long from = src == null ? x.address() : src.address();
        BlockedMaxima.Kernel own = primitive.own(form);
        if (shape.kind() != PoolShape.Kind.MAX) {
            averaged(p, x, out).src = primitive.src();
        } else if (own == null && !Finiteness.isGiven(form, x.dtype, from, plan.src.sizeInBytes() / x.dtype.size())) {
            return false;
        }
        long workspace = positions == null ? 0 : PoolPositions.arrange(positions, shape, primitive).address();
        Blocked dst = Blocked.arrange(out, primitive.dst());
        primitive.execute(own, plan.src, from, dst == null ? plan.dst : dst.layout(),
                dst == null ? out.address() : dst.address(), workspace);
        return true;
    }

    private static Forward plan(Pooling p, Array out, @Nullable Array positions, Array x, @Nullable Layout blocks) {
        Layout src = blocks == null ? dense(x) : blocks;
        PoolShape shape = PoolShape.of(p, x.sizes, out.sizes);
        PoolForward primitive =
                shape == null ? null : PoolForward.find(shape, src, positions != null).orElse(null);
        return new Forward(shape, primitive, src, dense(out));
    }

    static boolean gradient(Form form, Pooling p, Array xGrad, Array grad, @Nullable Array positions) {
        if (!isPossible(xGrad, grad)) {
            return false;
        }
        PoolPositions maxima = null;
        Layout src;
        if (p.kind() == Pooling.Kind.AVERAGE) {
            Layout last = averaged(p, xGrad, grad).src;
            src = last == null ? dense(xGrad) : last;
        } else {
            maxima = positions == null ? null : PoolPositions.of(positions);
            if (maxima == null || !maxima.shape().equals(PoolShape.of(p, xGrad.sizes, grad.sizes))) {
                return false;
            }
            src = maxima.src();
        }
        Blocked diffDst = Blocked.of(grad);
        Layout blocks = diffDst == null ? null : diffDst.layout();
        Gradient plan = GRADIENT.find(p, 0, grad, blocks, xGrad, src, null);
        if (plan == null) {
            PoolShape shape = PoolShape.of(p, xGrad.sizes, grad.sizes);
            PoolGrad primitive = shape == null ? null : PoolGrad.find(shape, src).orElse(null);
            plan = GRADIENT.put(new Gradient(primitive, blocks == null ? dense(grad) : blocks, dense(xGrad)), p, 0,
                    grad,
                    blocks, xGrad, src, null);
        }
        PoolGrad primitive = plan.primitive;
        if (primitive == null) {
            return false;
        }
        long from = diffDst == null ? grad.address() : diffDst.address();
        Blocked diffSrc = Blocked.arrange(xGrad, primitive.diffSrc());
        primitive.execute(primitive.own(form), plan.diffDst, from, maxima == null ? 0 : maxima.address(),
                diffSrc == null ? plan.diffSrc : diffSrc.layout(),
                diffSrc == null ? xGrad.address() : diffSrc.address());
        return true;
    }

    private static boolean isPossible(Array x, Array out) {
        return x.numel > 0 && out.numel > 0 && DnnlType.isFast(x.dtype) && x.contiguous && out.contiguous;
    }

    private static Averaged averaged(Pooling p, Array x, Array out) {
        Averaged found = AVERAGED.find(p, 0, x, null, out, null, null);
        return found == null ? AVERAGED.put(new Averaged(), p, 0, x, null, out, null, null) : found;
    }

    private static Layout dense(Array array) {
        return Layout.dense(DnnlType.of(array.dtype), Dims.of(array.sizes));
    }
}
