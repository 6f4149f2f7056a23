package dev.flambeau;

import dev.flambeau.op.Slopes;
import dev.flambeau.op.Slopes.Spacing;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link Torch#gradient(Tensor, java.util.function.Consumer)} can be told. */
public final class GradientOptions {
    private List<Spacing> spacings = List.of(Spacing.of(1));
    private boolean same = true;
    private int @Nullable [] dims;
    private int edgeOrder = 1;

    GradientOptions() {}

    /** The distance of neighbouring values, the same along all dimensions; 1 by default. */
    public GradientOptions spacing(double distance) {
        spacings = List.of(Spacing.of(distance));
        same = true;
        return this;
    }

    /** The distance of neighbouring values along each dimension. */
    public GradientOptions spacing(double[] distances) {
        spacings = Arrays.stream(distances).mapToObj(Spacing::of).toList();
        same = false;
        return this;
    }

    /** The places of the values along each dimension, a vector each. */
    public GradientOptions spacing(Tensor... places) {
        spacings = Arrays.stream(places).map(Spacing::of).toList();
        same = false;
        return this;
    }

    /** The dimensions along which to derive; by default all. */
    public GradientOptions dim(int... value) {
        dims = value.clone();
        return this;
    }

    /** How exact the derivatives at the edges are: 1, from two values, or 2, from three. */
    public GradientOptions edgeOrder(int value) {
        edgeOrder = value;
        return this;
    }

    List<Tensor> apply(Tensor x) {
        return Slopes.gradient(x, spacings, same, dims, edgeOrder);
    }
}
