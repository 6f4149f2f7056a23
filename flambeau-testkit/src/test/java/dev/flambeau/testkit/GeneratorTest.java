package dev.flambeau.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.Generator;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** The states' check sums are those of PyTorch's {@code torch.Generator().manual_seed(5).get_state()}. */
class GeneratorTest {
    private final Generator generator = new Generator(5);

    @Test
    void theStateIsPyTorchs() {
        assertThat(checksum(generator)).isEqualTo(3801231057L);
        Torch.rand(generator, 700);
        assertThat(checksum(generator)).isEqualTo(2314974829L);
        generator.manualSeed(5);
        Torch.randn(generator, 3); // leaves half of a pair behind
        assertThat(checksum(generator)).isEqualTo(2422372302L);
        generator.manualSeed(5);
        Torch.rand(generator, 624); // leaves no word behind
        assertThat(checksum(generator)).isEqualTo(1222304675L);
        assertThat(checksum(new Generator(Long.MIN_VALUE + 5))).isEqualTo(2238511055L);
    }

    @Test
    void aStreamGoesOnFromAState() {
        for (int drawn : new int[] {0, 1, 3, 623, 624, 625, 1000}) {
            Torch.rand(generator, drawn);
            Torch.randn(generator, 3);
            Tensor state = generator.getState();
            Generator copy = generator.cloneState();
            double[] wanted = next(generator);
            assertThat(next(copy)).isEqualTo(wanted);
            assertThat(next(new Generator().setState(state))).isEqualTo(wanted);
            assertThat(new Generator().setState(state).initialSeed()).isEqualTo(5);
        }
    }

    @Test
    void theDefaultGeneratorHasAStateToo() {
        Torch.manualSeed(3);
        assertThat(Torch.initialSeed()).isEqualTo(3);
        Tensor state = Torch.getRngState();
        double first = Torch.rand(1).item();
        Torch.setRngState(state);
        assertThat(Torch.rand(1).item()).isEqualTo(first);
        long seed = Torch.seed();
        assertThat(Torch.initialSeed()).isEqualTo(seed).isNotEqualTo(Torch.seed());
    }

    @Test
    void whatIsNoStateIsRefused() {
        Tensor before = generator.getState();
        assertThatThrownBy(() -> generator.setState(Torch.zeros(5056))).isInstanceOf(DTypeException.class)
                .hasMessageContaining("RNG state must be a torch.ByteTensor");
        assertThatThrownBy(() -> generator.setState(Torch.zeros(DType.UINT8, 10))).isInstanceOf(ShapeException.class)
                .hasMessageContaining(
                        "Expected a CPUGeneratorImplState of size 5056 but found the input RNG state size to be 10");
        assertThatThrownBy(() -> generator.setState(Torch.zeros(DType.UINT8, 5056)))
                .isInstanceOf(ArgumentException.class).hasMessageContaining("Invalid mt19937 state");
        assertThat(generator.getState().equal(before)).isTrue();
    }

    private static double[] next(Generator generator) {
        return Torch.cat(java.util.List.of(Torch.randn(generator, 5), Torch.rand(generator, 700)), 0).toDoubleArray();
    }

    private static long checksum(Generator generator) {
        CRC32 crc = new CRC32();
        crc.update(generator.getState().toByteArray());
        return crc.getValue();
    }
}
