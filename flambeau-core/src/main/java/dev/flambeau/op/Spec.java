package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.spi.Array;
import java.util.Arrays;

/** What is known of a tensor before anything is computed: element type and sizes. */
public record Spec(DType dtype, long... sizes) {
    public static Spec like(Array array) {
        return new Spec(array.dtype, array.sizes);
    }

    public int dim() {
        return sizes.length;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Spec other && dtype == other.dtype && Arrays.equals(sizes, other.sizes);
    }

    @Override
    public int hashCode() {
        return 31 * dtype.hashCode() + Arrays.hashCode(sizes);
    }

    @Override
    public String toString() {
        return dtype + Arrays.toString(sizes);
    }
}
