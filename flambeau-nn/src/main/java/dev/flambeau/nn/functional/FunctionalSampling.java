package dev.flambeau.nn.functional;

import dev.flambeau.Tensor;
import dev.flambeau.op.Padding;
import dev.flambeau.op.Patches;
import java.util.function.Consumer;

/** Images made larger, smaller or of other pixels. A part of {@link F}. */
abstract class FunctionalSampling extends FunctionalNormalizations {
    FunctionalSampling() {}

    /** Pads the last dimensions with zeros: (before, after) of the last one, then of the one before it, and so on. */
    public static Tensor pad(Tensor x, long... pad) {
        return Padding.pad(x, pad, "constant", null);
    }

    /** As {@link #pad(Tensor, long...)} in a mode: {@code "constant"}, {@code "reflect"}, {@code "replicate"} or {@code "circular"}. */
    public static Tensor pad(Tensor x, long[] pad, String mode) {
        return Padding.pad(x, pad, mode, null);
    }

    /** Pads with a number. */
    public static Tensor pad(Tensor x, long[] pad, double value) {
        return Padding.constant(x, pad, Tensor.scalar(value));
    }

    /**
     * Brings {@code x [n, c, spatial…]} to another size. Give a size or a scale factor, and a mode: {@code "nearest"}, {@code "nearest-exact"},
     * {@code "area"}, {@code "linear"} (of 1 dimension), {@code "bilinear"} and {@code "bicubic"} (of 2), {@code "trilinear"} (of 3).
     *
     * {@snippet :
     * Tensor twice = F.interpolate(images, o -> o.scaleFactor(2).mode("bilinear"));
     * }
     */
    public static Tensor interpolate(Tensor x, Consumer<InterpolateOptions> options) {
        InterpolateOptions o = new InterpolateOptions();
        options.accept(o);
        return Interpolation.interpolate(x, o);
    }

    /**
     * Reads {@code x [n, c, h, w]} (or with a depth) at the places {@code grid [n, h', w', 2]}, (x, y) from -1, the left or upper edge, to 1.
     */
    public static Tensor gridSample(Tensor x, Tensor grid, Consumer<GridSampleOptions> options) {
        GridSampleOptions o = new GridSampleOptions();
        options.accept(o);
        return GridSampling.sample(x, grid, o);
    }

    /** {@code [*, c r², h, w]} to {@code [*, c, h r, w r]}: channels become places. */
    public static Tensor pixelShuffle(Tensor x, long upscaleFactor) {
        return Patches.pixelShuffle(x, upscaleFactor);
    }

    /** The reverse of {@link #pixelShuffle}. */
    public static Tensor pixelUnshuffle(Tensor x, long downscaleFactor) {
        return Patches.pixelUnshuffle(x, downscaleFactor);
    }
}
