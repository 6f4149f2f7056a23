package dev.flambeau.nn.functional;

import dev.flambeau.ArgumentException;
import java.util.Set;

/** The options of {@link F#gridSample}. */
public final class GridSampleOptions {
    String mode = "bilinear";
    String paddingMode = "zeros";
    boolean alignCorners;

    GridSampleOptions() {}

    /** {@code "bilinear"}, {@code "nearest"} or {@code "bicubic"}. */
    public GridSampleOptions mode(String value) {
        if (!Set.of("bilinear", "nearest", "bicubic").contains(value)) {
            throw new ArgumentException(
                    "nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or 'bicubic', but got: '"
                            + value + "'");
        }
        mode = value;
        return this;
    }

    /** What lies beyond the edge: {@code "zeros"}, the {@code "border"}, its {@code "reflection"}. */
    public GridSampleOptions paddingMode(String value) {
        if (!Set.of("zeros", "border", "reflection").contains(value)) {
            throw new ArgumentException(
                    "nn.functional.grid_sample(): expected padding_mode to be 'zeros', 'border', or 'reflection', but got: '"
                            + value + "'");
        }
        paddingMode = value;
        return this;
    }

    /** Whether -1 and 1 are the centers of the corner pixels, not their corners. */
    public GridSampleOptions alignCorners(boolean value) {
        alignCorners = value;
        return this;
    }
}
