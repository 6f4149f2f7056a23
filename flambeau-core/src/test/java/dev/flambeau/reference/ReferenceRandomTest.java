package dev.flambeau.reference;

import static dev.flambeau.reference.Samples.KERNELS;
import static dev.flambeau.reference.Samples.doubles;
import static dev.flambeau.reference.Samples.empty;
import static dev.flambeau.reference.Samples.longs;
import static dev.flambeau.reference.Samples.transposed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flambeau.DType;
import dev.flambeau.Generator;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.RandomStream;
import org.junit.jupiter.api.Test;

/** All expected numbers are what PyTorch gives after {@code torch.manual_seed(42)}, unless a test says otherwise. */
class ReferenceRandomTest {
    @Test
    void uniform() {
        assertThat(drawn(new RandomStream.Uniform(0, 1), DType.FLOAT32, 4)).containsExactly(0.8822692632675171,
                0.9150039553642273, 0.38286375999450684, 0.9593056440353394);
        assertThat(drawn(new RandomStream.Uniform(-1, 2), DType.FLOAT32, 4)).containsExactly(1.6468077898025513,
                1.745011806488037, 0.1485912799835205, 1.877916932106018);
        assertThat(drawn(new RandomStream.Uniform(0, 1), DType.FLOAT64, 3)).containsExactly(0.05815448596142969,
                0.06291016742457756, 0.12358607277440903);
        assertThat(drawn(new RandomStream.Uniform(0, 1), DType.FLOAT16, 4)).containsExactly(0.88232421875, 0.9150390625,
                0.3828125, 0.95947265625);
        assertThat(drawn(new RandomStream.Uniform(-1, 2), DType.BFLOAT16, 4)).containsExactly(1.6484375, 1.7421875,
                0.1484375, 1.875);
    }

    @Test
    void uniformNeverGivesItsUpperEnd() {
        Array out = empty(DType.BFLOAT16, 400);
        KERNELS.random(new RandomStream.Uniform(0, 1), out, new Generator(1));
        assertThat(out.getDouble(122)).isZero(); // drawn 0.99833, which rounds to 1
        assertThat(doubles(out)).doesNotContain(1);
    }

    @Test
    void scatteredPlacesAreFilledInTheOrderOfMemory() {
        Array out = transposed(empty(DType.FLOAT32, 2, 3));
        KERNELS.random(new RandomStream.Uniform(0, 1), out, new Generator(42));
        assertThat(doubles(out)).containsExactly(0.8822692632675171, 0.9593056440353394, 0.9150039553642273,
                0.3904482126235962, 0.38286375999450684, 0.600895345211029);
        Array normal = transposed(empty(DType.FLOAT32, 4, 4));
        KERNELS.random(new RandomStream.Normal(0, 1), normal, new Generator(42));
        assertThat(doubles(normal)).startsWith(0.33669036626815796, -1.1228563785552979, 0.46165722608566284,
                1.110290288925171, 0.12880940735340118);
    }

    @Test
    void fewNormalsComeInPairsThatOutliveACall() {
        double[] five = {0.33669036626815796, 0.12880940735340118, 0.23446236550807953, 0.23033303022384644,
            -1.1228563785552979};
        assertThat(drawn(new RandomStream.Normal(0, 1), DType.FLOAT32, 5)).containsExactly(five);
        Generator generator = new Generator(42);
        KERNELS.random(new RandomStream.Normal(0, 1), empty(DType.FLOAT32, 3), generator);
        Array rest = empty(DType.FLOAT32, 2);
        KERNELS.random(new RandomStream.Normal(0, 1), rest, generator);
        assertThat(doubles(rest)).containsExactly(five[3], five[4]);
    }

    @Test
    void manyNormalsComeInBlocksWithARecomputedTail() {
        assertThat(drawn(new RandomStream.Normal(0, 1), DType.FLOAT32, 17)).containsExactly(1.9269152879714966,
                -0.1595974713563919, -0.4973975419998169, 0.439589262008667, -0.7581311464309692, 1.078317642211914,
                0.8008005619049072, 1.680620551109314, 0.3558599054813385, 1.2964228391647339, 0.610466480255127,
                1.334737777709961, -0.2316243201494217, 0.041759490966796875, -0.2515752911567688, 0.859858512878418,
                -0.3097267746925354);
        assertThat(drawn(new RandomStream.Normal(0, 1), DType.FLOAT16, 17)).containsExactly(1.9267578125, 1.642578125,
                -0.1595458984375, -0.497314453125, 0.439697265625, -0.75830078125, 1.078125, 0.80078125, 1.6806640625,
                1.279296875, 1.296875, 0.6103515625, 1.3349609375, -0.2315673828125, 0.041748046875, -0.25146484375,
                0.85986328125);
        assertThat(drawn(new RandomStream.Normal(0, 1), DType.FLOAT64, 16)).startsWith(0.2995562877502637,
                0.24237779080894106, 0.28320739441795323);
    }

    @Test
    void integers() {
        assertThat(drawnLongs(new RandomStream.Integers(0, 10), DType.INT64, 10)).containsExactly(2, 7, 6, 4, 6, 5, 0,
                4, 0, 3);
        assertThat(drawnLongs(new RandomStream.Integers(0, (1 << 28) - 1), DType.INT64, 3)).containsExactly(266460267,
                199900607, 56755051);
        assertThat(drawnLongs(new RandomStream.Integers(0, 1 << 28), DType.INT64, 3)).containsExactly(199900595,
                250975502, 127521863);
        assertThat(drawnLongs(new RandomStream.Integers(-5, 1L << 40), DType.INT64, 3)).containsExactly(441476371554L,
                395845085946L, 458553876606L);
        assertThat(drawn(new RandomStream.Integers(0, 1 << 28), DType.FLOAT32, 3)).containsExactly(266460336, 199900784,
                56755276);
    }

    @Test
    void allIntegers() {
        assertThat(drawnLongs(new RandomStream.AllIntegers(), DType.BOOL, 3)).containsExactly(0, 1, 0);
        assertThat(drawnLongs(new RandomStream.AllIntegers(), DType.UINT8, 3)).containsExactly(102, 179, 92);
        assertThat(drawnLongs(new RandomStream.AllIntegers(), DType.INT32, 3)).containsExactly(1608637542, 1273642419,
                1935803228);
        assertThat(drawnLongs(new RandomStream.AllIntegers(), DType.INT64, 3)).containsExactly(6909045637428952499L,
                8314211556539077902L, 4279532810384561223L);
        assertThat(drawnLongs(new RandomStream.AllIntegers(), DType.FLOAT32, 3)).containsExactly(14801927, 15351016,
                6423145);
    }

    @Test
    void bernoulli() {
        assertThat(drawnLongs(new RandomStream.Bernoulli(0.3), DType.FLOAT32, 12)).containsExactly(1, 1, 1, 1, 0, 0, 0,
                0, 1, 1, 1, 0);
        Array out = empty(DType.FLOAT32, 12);
        KERNELS.copy(out, Array.immediate(DType.FLOAT64, 0.3));
        KERNELS.random(new RandomStream.BernoulliOf(), out, new Generator(42));
        assertThat(longs(out)).containsExactly(0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0);
    }

    @Test
    void otherDistributions() {
        assertThat(drawn(new RandomStream.Exponential(2), DType.FLOAT32, 3)).containsExactly(0.029957007616758347,
                0.03248806297779083, 0.06595838814973831);
        assertThat(drawn(new RandomStream.Cauchy(1, 2), DType.FLOAT32, 3)).containsExactly(-9.82497501373291,
                -8.987401962280273, -3.8897485733032227);
        assertThat(drawn(new RandomStream.LogNormal(0.5, 0.25), DType.FLOAT32, 3)).containsExactly(1.793506383895874,
                1.7026780843734741, 1.7482504844665527);
        assertThat(drawn(new RandomStream.Geometric(0.3), DType.FLOAT32, 6)).containsExactly(8, 8, 6, 9, 2, 3);
        assertThat(drawnLongs(new RandomStream.Permutation(), DType.INT64, 10)).containsExactly(2, 6, 1, 8, 4, 5, 0, 9,
                3, 7);
    }

    private static double[] drawn(RandomStream stream, DType type, int count) {
        Array out = empty(type, count);
        KERNELS.random(stream, out, new Generator(42));
        return doubles(out);
    }

    private static long[] drawnLongs(RandomStream stream, DType type, int count) {
        Array out = empty(type, count);
        KERNELS.random(stream, out, new Generator(42));
        return longs(out);
    }
}
