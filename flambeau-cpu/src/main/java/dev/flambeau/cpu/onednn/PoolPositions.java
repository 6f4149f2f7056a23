package dev.flambeau.cpu.onednn;

import dev.flambeau.spi.Array;
import dev.flambeau.spi.Dims;
import dev.flambeau.spi.Raw;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Where maxima were found, as oneDNN notes it for its own use: a place in the window in a byte or an int, in the layout of the
 * result. The plain form is int64 positions in the plane.
 */
final class PoolPositions extends NativeForm {
    private final PoolShape shape;
    private final PoolForward forward;

    private PoolPositions(Array out, PoolShape shape, PoolForward forward) {
        super(out.storage, forward.workspaceBytes());
        this.shape = shape;
        this.forward = forward;
    }

    /** Leaves the positions' storage to this form; only where {@link NativeForm#fits}. */
    static PoolPositions arrange(Array positions, PoolShape shape, PoolForward forward) {
        PoolPositions form = new PoolPositions(positions, shape, forward);
        positions.storage.arrange(form);
        return form;
    }

    /** The form that all of these positions are in; null if they are plain or only a part. */
    static @Nullable PoolPositions of(Array positions) {
        return positions.storage.form() instanceof PoolPositions form && !form.isHistory() && positions.offset == 0
                && positions.contiguous && Dims.of(positions.sizes).equals(form.shape.dst()) ? form : null;
    }

    PoolShape shape() {
        return shape;
    }

    /** The layout of the input that the maxima were taken of. */
    Layout src() {
        return forward.src();
    }

    @Override
    void write(long target) {
        decode(shape, forward.workspace(), address(), target);
    }

    /** Turns places in the window into positions in the plane. */
    static void decode(PoolShape shape, Layout workspace, long from, long target) {
        Layout plain = workspace.dense();
        Lane lane = Lanes.acquire();
        try {
            long places = from;
            if (plain != workspace) {
                places = lane.scratch(Lane.FIRST_OPERAND, plain.sizeInBytes());
                Reorder.of(workspace, plain).execute(lane, from, places);
            }
            decodePlain(shape, plain.type(), places, target);
        } finally {
            Lanes.release(lane);
        }
    }

    private static void decodePlain(PoolShape shape, DnnlType type, long places, long target) {
        int rank = shape.kernel().size();
        long[] windows = last3(shape.dst(), 2, rank, 1);
        long[] plane = last3(shape.src(), 2, rank, 1);
        long[] stride = last3(shape.stride(), 0, rank, 1);
        long[] padding = last3(shape.padBegin(), 0, rank, 0);
        long[] steps = steps(shape, plane, rank);
        long planes = shape.src().get(0) * shape.src().get(1);
        boolean bytes = type.bytes() == 1;
        long i = 0;
        for (long p = 0; p < planes; p++) {
            for (long d = 0; d < windows[0]; d++) {
                long inDepth = d * stride[0] - padding[0];
                for (long h = 0; h < windows[1]; h++) {
                    long inHeight = inDepth * plane[1] + h * stride[1] - padding[1];
                    for (long w = 0; w < windows[2]; w++, i++) {
                        int place = bytes
                                ? Raw.ALL.get(ValueLayout.JAVA_BYTE, places + i) & 0xff
                                : Raw.ALL.get(ValueLayout.JAVA_INT, places + i * Integer.BYTES);
                        Raw.ALL.set(ValueLayout.JAVA_LONG, target + i * Long.BYTES,
                                inHeight * plane[2] + w * stride[2] - padding[2] + steps[place]);
                    }
                }
            }
        }
    }

    /** What each place in the window adds to a position. */
    private static long[] steps(PoolShape shape, long[] plane, int rank) {
        long[] kernel = last3(shape.kernel(), 0, rank, 1);
        long[] dilation = last3(shape.dilation(), 0, rank, 1);
        long[] steps = new long[Math.toIntExact(kernel[0] * kernel[1] * kernel[2])];
        int place = 0;
        for (long d = 0; d < kernel[0]; d++) {
            for (long h = 0; h < kernel[1]; h++) {
                for (long w = 0; w < kernel[2]; w++) {
                    steps[place++] = (d * dilation[0] * plane[1] + h * dilation[1]) * plane[2] + w * dilation[2];
                }
            }
        }
        return steps;
    }

    /** The values from the given one on as depth, height and width. */
    private static long[] last3(Dims dims, int from, int rank, long missing) {
        long[] values = {missing, missing, missing};
        for (int i = 0; i < rank; i++) {
            values[3 - rank + i] = dims.get(from + i);
        }
        return values;
    }
}
