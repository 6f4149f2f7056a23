package dev.flambeau.nn.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.DType;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.ValuesAndIndices;
import org.junit.jupiter.api.Test;

/** The positions are PyTorch 2.15's for the same samples. */
class FractionalPoolsTest {
    private static Tensor waves(long... sizes) {
        long count = java.util.Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
        return Torch.arange(count).to(DType.FLOAT32).mul(1.7).sin().reshape(sizes);
    }

    private static Tensor samples(long... sizes) {
        long count = java.util.Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
        return Torch.arange(count).to(DType.FLOAT32).mul(0.37).frac().reshape(sizes);
    }

    private static void check(Tensor x, ValuesAndIndices pooled, long... positions) {
        assertThat(pooled.indices().toLongArray()).containsExactly(positions);
        Tensor picked = x.reshape(x.size(0), x.size(1), -1).gather(2,
                pooled.indices().reshape(x.size(0), x.size(1), -1));
        assertThat(pooled.values().toDoubleArray()).containsExactly(picked.toDoubleArray());
    }

    @Test
    void findsTheMaximaThatPyTorchFindsInPlanes() {
        Tensor x = waves(2, 2, 6, 7);
        check(x, F.fractionalMaxPool2d(x, new long[] {2, 3}, new long[] {3, 4}, samples(2, 2, 2)),
                1, 1, 4, 12, 23, 23, 23, 27, 30, 38, 38, 34, 7, 3, 3, 11, 22, 18, 18, 18, 29, 37, 33, 33,
                2, 2, 5, 13, 21, 24, 24, 20, 35, 31, 39, 39, 8, 8, 4, 4, 23, 23, 23, 19, 30, 30, 30, 34);
    }

    @Test
    void findsTheMaximaThatPyTorchFindsInVolumes() {
        Tensor x = waves(1, 2, 5, 6, 4);
        check(x, F.fractionalMaxPool3d(x, new long[] {2, 3, 1}, new long[] {3, 2, 3}, samples(1, 2, 3)),
                8, 1, 27, 12, 45, 23, 56, 49, 27, 60, 45, 71, 104, 97, 75, 108, 93, 119, 32, 25, 3, 40,
                21, 47, 32, 25, 51, 40, 69, 47, 80, 73, 99, 88, 117, 95);
    }

    @Test
    void refusesWindowsThatDoNotFit() {
        assertThatThrownBy(() -> F.fractionalMaxPool2d(waves(1, 1, 5, 5), new long[] {2}, new long[] {5}, null))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("pool height 2 too large relative to input height 5");
    }
}
