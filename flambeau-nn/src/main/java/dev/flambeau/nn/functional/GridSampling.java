package dev.flambeau.nn.functional;

import static dev.flambeau.expr.Expr.in;
import static dev.flambeau.expr.Expr.of;
import static dev.flambeau.expr.Expr.select;

import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.op.Pointwise;
import dev.flambeau.op.PointwiseOp;
import dev.flambeau.op.Promotion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Pictures read at places that another tensor names. Each result is a sum over a few neighbouring pixels (taps) along each axis; gradients flow to
 * the pixels and, through the weights, to the places.
 */
final class GridSampling {
    /** Between 0 and input 1; at the bounds the gradient is 0, as PyTorch has it. */
    private static final PointwiseOp CLIP = PointwiseOp.of("clip", 2, Promotion.FLOATING, in(0).max(of(0)).min(in(1)),
            select(in(0).le(0).or(in(0).ge(in(1))), of(0), PointwiseOp.G)).withConditions(2);

    private final Tensor input;
    private final GridSampleOptions options;
    private final int spatial;
    private final Tensor flat;

    /** One tap along one axis: pixel numbers that are inside, and how much the pixel counts. */
    private record Tap(Tensor pixel, Tensor weight) {}

    private GridSampling(Tensor input, GridSampleOptions options) {
        this.input = input;
        this.options = options;
        this.spatial = input.dim() - 2;
        this.flat = input.reshape(input.size(0), input.size(1), -1);
    }

    static Tensor sample(Tensor input, Tensor grid, GridSampleOptions options) {
        check(input, grid);
        return new GridSampling(input, options).at(grid);
    }

    private Tensor at(Tensor grid) {
        List<List<Tap>> axes = new ArrayList<>();
        for (int axis = 0; axis < spatial; axis++) {
            // the grid names the last axis first
            Tensor places = grid.select(-1, spatial - 1 - axis).reshape(grid.size(0), -1);
            axes.add(taps(places, input.size(axis + 2)));
        }
        Tensor sum = sum(axes, 0, null, null);
        long[] sizes = grid.size().toLongs();
        long[] result = new long[spatial + 2];
        result[0] = sizes[0];
        result[1] = input.size(1);
        System.arraycopy(sizes, 1, result, 2, spatial);
        return sum.reshape(result);
    }

    /** The sum over all combinations of taps of the axes from {@code axis} on. */
    private Tensor sum(List<List<Tap>> axes, int axis, @Nullable Tensor position,
            @Nullable Tensor weight) {
        if (position != null && weight != null && axis == axes.size()) {
            Tensor index = position.unsqueeze(1).expand(input.size(0), input.size(1), position.size(1));
            return flat.gather(2, index).mul(weight.unsqueeze(1));
        }
        Tensor total = null;
        for (Tap tap : axes.get(axis)) {
            Tensor at = position == null ? tap.pixel() : position.mul(input.size(axis + 2)).add(tap.pixel());
            Tensor part = sum(axes, axis + 1, at, weight == null ? tap.weight() : weight.mul(tap.weight()));
            total = total == null ? part : total.add(part);
        }
        return Objects.requireNonNull(total);
    }

    /** The taps along one axis of {@code size} pixels for places from -1 to 1. */
    private List<Tap> taps(Tensor places, long size) {
        Tensor at = options.alignCorners
                ? places.add(1L).mul((size - 1) / 2.0)
                : places.add(1L).mul((double) size).sub(1L).mul(0.5);
        boolean cubic = options.mode.equals("bicubic");
        if (!cubic) {
            at = bounded(at, size);
        }
        List<Tap> taps = new ArrayList<>();
        if (options.mode.equals("nearest")) {
            Tensor nearest = at.detach().round();
            // a weight of 1 that depends on the places, with a gradient of 0
            taps.add(tap(nearest, Pointwise.FILL.apply(places, Tensor.scalar(1L)), size));
            return taps;
        }
        Tensor low = at.detach().floor();
        Tensor t = at.sub(low);
        if (!cubic) {
            taps.add(tap(low, t.neg().add(1L), size));
            taps.add(tap(low.add(1L), t, size));
            return taps;
        }
        for (int k = 0; k < 4; k++) {
            Tensor pixel = bounded(low.add((long) k - 1), size);
            taps.add(tap(pixel, cubicWeight(t, k), size));
        }
        return taps;
    }

    /** A tap whose pixel may lie outside, where it counts nothing. */
    private static Tap tap(Tensor pixel, Tensor weight, long size) {
        Tensor outside = pixel.lt(0L).logicalOr(pixel.gt(size - 1)).logicalOr(pixel.isnan());
        return new Tap(pixel.maskedFill(outside, 0L).to(DType.INT64), weight.maskedFill(outside, 0L));
    }

    /** The weight of the pixel {@code k - 1} beyond the one below, at a distance {@code t} from that one. */
    private static Tensor cubicWeight(Tensor t, int k) {
        double a = Interpolation.CUBIC;
        Tensor d = k < 2 ? t.add(1L - k) : t.neg().add(k - 1L);
        if (k == 1 || k == 2) {
            return d.mul(a + 2).sub(a + 3).mul(d).mul(d).add(1L);
        }
        return d.mul(a).sub(5 * a).mul(d).add(8 * a).mul(d).sub(4 * a);
    }

    /** Places beyond the edge brought inside, as the padding mode says. */
    private Tensor bounded(Tensor at, long size) {
        return switch (options.paddingMode) {
            case "border" -> CLIP.apply(at, Tensor.scalar((double) (size - 1)));
            case "reflection" -> CLIP.apply(reflected(at, size), Tensor.scalar((double) (size - 1)));
            default -> at;
        };
    }

    private Tensor reflected(Tensor at, long size) {
        double low = options.alignCorners ? 0 : -0.5;
        double span = options.alignCorners ? size - 1 : size;
        if (span == 0) {
            return at.mul(0L);
        }
        Tensor distance = at.sub(low).abs();
        Tensor flips = distance.detach().div(span).floor();
        Tensor extra = distance.sub(flips.mul(span));
        Tensor odd = flips.remainder(2L).ne(0L);
        return Torch.where(odd, extra.neg().add(span + low), extra.add(low));
    }

    private static void check(Tensor input, Tensor grid) {
        String sizes = "input with sizes " + Arrays.toString(input.size().toLongs()) + " and grid with sizes "
                + Arrays.toString(grid.size().toLongs());
        if (input.dim() == 0 || grid.dim() == 0 || input.size(0) != grid.size(0)) {
            throw new ShapeException(
                    "grid_sampler(): expected grid and input to have same batch size, but got " + sizes);
        }
        int spatial = input.dim() - 2;
        if (spatial >= 1 && grid.size(-1) != spatial) {
            throw new ShapeException("grid_sampler(): expected grid to have size " + spatial
                    + " in last dimension, but got grid with sizes " + Arrays.toString(grid.size().toLongs()));
        }
        if (spatial != 2 && spatial != 3 || grid.dim() != input.dim()) {
            throw new ShapeException("grid_sampler(): expected " + (spatial == 2 ? 4 : 5)
                    + "D input and grid with same number of dimensions, but got " + sizes);
        }
        for (int i = 2; i < input.dim(); i++) {
            if (input.size(i) == 0) {
                throw new ShapeException(
                        "grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes "
                                + Arrays.toString(input.size().toLongs()) + " with dimension " + i + " being empty");
            }
        }
        if (input.dtype() != grid.dtype() || !input.isFloatingPoint()) {
            throw new DTypeException("grid_sampler(): expected scalar type " + input.dtype().scalarName()
                    + " but found " + grid.dtype().scalarName());
        }
    }
}
