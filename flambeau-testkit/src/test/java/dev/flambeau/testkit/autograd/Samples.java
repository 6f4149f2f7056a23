package dev.flambeau.testkit.autograd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;

/** Tensors for the tests. */
final class Samples {
    private Samples() {}

    /** A float64 leaf that wants its gradient. */
    static Tensor leaf(double... values) {
        return Torch.tensor(values, DType.FLOAT64).requiresGrad_();
    }

    /** As {@link #leaf}, of these sizes, with values that follow no pattern. */
    static Tensor leafOf(long... sizes) {
        return constantOf(sizes).requiresGrad_();
    }

    static Tensor constantOf(long... sizes) {
        long count = 1;
        for (long size : sizes) {
            count *= size;
        }
        double[] values = new double[Math.toIntExact(count)];
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.sin(1.7 * i + 0.3) * 1.5;
        }
        return Torch.fromArray(values, DType.FLOAT64, sizes);
    }

    static double[] values(@Nullable Tensor tensor) {
        return Objects.requireNonNull(tensor).detach().toDoubleArray();
    }

    static double[] gradient(Tensor leaf) {
        return values(leaf.grad());
    }

    static void assertValues(@Nullable Tensor tensor, double... expected) {
        double[] got = values(tensor);
        assertThat(got).hasSameSizeAs(expected);
        for (int i = 0; i < got.length; i++) {
            assertThat(got[i]).as("element " + i).isCloseTo(expected[i], Offset.offset(1e-9));
        }
    }

    static void assertClose(@Nullable Tensor tensor, @Nullable Tensor expected) {
        assertThat(Objects.requireNonNull(tensor).size()).isEqualTo(Objects.requireNonNull(expected).size());
        assertValues(tensor, values(expected));
    }
}
