package dev.flambeau.testkit.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.Gradcheck;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;

/** Tensors for the tests, and what they are compared with. */
final class Numbers {
    private static final Offset<Double> CLOSE = Offset.offset(1e-12);

    private Numbers() {}

    /** A vector of float64. */
    static Tensor vector(double... values) {
        return Torch.tensor(values, DType.FLOAT64);
    }

    /** A tensor of float64, row by row. */
    static Tensor tensor(long[] sizes, double... values) {
        return Torch.fromArray(values, DType.FLOAT64, sizes);
    }

    /** 0, 1, 2 … in float64. */
    static Tensor counting(long... sizes) {
        long count = 1;
        for (long size : sizes) {
            count *= size;
        }
        return Torch.arange(0, count, 1, DType.FLOAT64).view(sizes);
    }

    static long[] sizes(long... sizes) {
        return sizes;
    }

    static void assertTensor(Tensor actual, long[] sizes, double... expected) {
        assertThat(actual.size().toLongs()).as("sizes").containsExactly(sizes);
        double[] values = actual.toDoubleArray();
        assertThat(values).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            if (Double.isNaN(expected[i])) {
                assertThat(values[i]).as("element %d", i).isNaN();
            } else {
                assertThat(values[i]).as("element %d", i).isCloseTo(expected[i], CLOSE);
            }
        }
    }

    static void assertVector(Tensor actual, double... expected) {
        assertTensor(actual, sizes(expected.length), expected);
    }

    static void assertNumber(Tensor actual, double expected) {
        assertTensor(actual, sizes(), expected);
    }

    static void assertLongs(Tensor actual, long... expected) {
        assertThat(actual.dtype()).isEqualTo(DType.INT64);
        assertThat(actual.toLongArray()).containsExactly(expected);
    }

    /** First and second derivatives against differences. */
    static void assertDerivatives(UnaryOperator<List<Tensor>> function, Tensor... inputs) {
        List<Tensor> leaves = List.of(inputs).stream().map(x -> x.clone().requiresGrad_()).toList();
        assertThat(Gradcheck.gradcheck(function, leaves)).isTrue();
        assertThat(Gradcheck.gradgradcheck(function, leaves)).isTrue();
    }

    /** As {@link #assertDerivatives(UnaryOperator, Tensor...)} for a function of one tensor. */
    static void assertDerivatives(Tensor input, UnaryOperator<Tensor> function) {
        assertDerivatives(in -> List.of(function.apply(in.getFirst())), input);
    }
}
