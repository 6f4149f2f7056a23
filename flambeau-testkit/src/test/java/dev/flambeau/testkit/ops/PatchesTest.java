package dev.flambeau.testkit.ops;

import static dev.flambeau.testkit.ops.Numbers.assertDerivatives;
import static dev.flambeau.testkit.ops.Numbers.assertTensor;
import static dev.flambeau.testkit.ops.Numbers.counting;
import static dev.flambeau.testkit.ops.Numbers.sizes;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.ArgumentException;
import dev.flambeau.FlambeauException;
import dev.flambeau.Tensor;
import dev.flambeau.nn.functional.F;
import dev.flambeau.op.Patches;
import dev.flambeau.op.Patches.Blocks;
import org.junit.jupiter.api.Test;

/** Pixels, channels and patches of images in another order. */
class PatchesTest {
    private static final Blocks TWO_BY_TWO = new Blocks(sizes(2), sizes(1), sizes(0), sizes(1));
    private static final Tensor IMAGE = counting(1, 1, 3, 3);

    @Test
    void pixels() {
        Tensor channels = counting(1, 4, 2, 2);
        assertTensor(F.pixelShuffle(channels, 2), sizes(1, 1, 4, 4), 0, 4, 1, 5, 8, 12, 9, 13, 2, 6, 3, 7, 10, 14, 11,
                15);
        assertTensor(F.pixelUnshuffle(counting(1, 1, 4, 4), 2), sizes(1, 4, 2, 2), 0, 2, 8, 10, 1, 3, 9, 11, 4, 6, 12,
                14, 5, 7, 13, 15);
        assertTensor(F.pixelUnshuffle(F.pixelShuffle(channels, 2), 2), sizes(1, 4, 2, 2), channels.toDoubleArray());
        assertDerivatives(channels, x -> F.pixelShuffle(x, 2));
        assertDerivatives(counting(1, 4, 4), x -> F.pixelUnshuffle(x, 2));
        assertThatThrownBy(() -> F.pixelShuffle(counting(3, 2, 2), 2)).isInstanceOf(FlambeauException.class)
                .hasMessageContaining("input's 'channel' dimension to be divisible by the square of upscale_factor");
    }

    @Test
    void channels() {
        assertTensor(Patches.channelShuffle(counting(1, 6, 1), 2), sizes(1, 6, 1), 0, 3, 1, 4, 2, 5);
        assertDerivatives(counting(1, 6, 2), x -> Patches.channelShuffle(x, 3));
    }

    @Test
    void patchesBecomeColumns() {
        assertTensor(Patches.unfold(IMAGE, TWO_BY_TWO), sizes(1, 4, 4), 0, 1, 3, 4, 1, 2, 4, 5, 3, 4, 6, 7, 4, 5, 7, 8);
        Blocks padded = new Blocks(sizes(2, 3), sizes(1), sizes(1, 0), sizes(2));
        assertTensor(Patches.unfold(IMAGE, padded), sizes(1, 6, 2), 0, 3, 0, 4, 0, 5, 0, 6, 1, 7, 2, 8);
        assertDerivatives(IMAGE, x -> Patches.unfold(x, padded));
    }

    @Test
    void columnsBecomeAnImageAgain() {
        Tensor columns = Patches.unfold(IMAGE, TWO_BY_TWO);
        // Each pixel as often as patches cover it: 1 at the corners, 2 at the edges, 4 in the middle.
        assertTensor(Patches.fold(columns, sizes(3, 3), TWO_BY_TWO), sizes(1, 1, 3, 3), 0, 2, 2, 6, 16, 10, 6, 14, 8);
        assertDerivatives(columns, x -> Patches.fold(x, sizes(3, 3), TWO_BY_TWO));
    }

    @Test
    void blocksThatMakeNoSense() {
        assertThatThrownBy(() -> new Blocks(sizes(0), sizes(1), sizes(0), sizes(1)))
                .isInstanceOf(ArgumentException.class).hasMessageContaining("kernel size should be greater than zero");
        assertThatThrownBy(() -> Patches.unfold(IMAGE, new Blocks(sizes(4), sizes(1), sizes(0), sizes(1))))
                .isInstanceOf(FlambeauException.class)
                .hasMessageContaining("calculated shape of the array of sliding blocks as (0, 0)");
    }
}
