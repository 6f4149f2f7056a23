package dev.flambeau.testkit.ops;

import static dev.flambeau.testkit.ops.Numbers.assertDerivatives;
import static dev.flambeau.testkit.ops.Numbers.assertNumber;
import static dev.flambeau.testkit.ops.Numbers.assertTensor;
import static dev.flambeau.testkit.ops.Numbers.assertVector;
import static dev.flambeau.testkit.ops.Numbers.counting;
import static dev.flambeau.testkit.ops.Numbers.sizes;
import static dev.flambeau.testkit.ops.Numbers.tensor;
import static dev.flambeau.testkit.ops.Numbers.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.Linalg;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.nn.functional.F;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Products of vectors, chains of products, powers, norms, and the linear layer's product. */
class LinearAlgebraTest {
    private static final Tensor A = tensor(sizes(2, 3), 1, 2, 3, 4, 5, 6);
    private static final Tensor B = tensor(sizes(2, 3), 2, 0, -1, 1, 1, 3);
    private static final Tensor C = tensor(sizes(3, 2), 1, 2, 0, 1, 3, 1);
    private static final Tensor D = tensor(sizes(2, 3), 1, 1, 0, 2, 0, 1);

    @Test
    void cross() {
        assertTensor(Linalg.cross(A, B), sizes(2, 3), -2, 7, -4, 9, -6, -1);
        assertTensor(Linalg.cross(A, B.narrow(0, 0, 1)), sizes(2, 3), -2, 7, -4, -5, 16, -10);
        Tensor x = counting(3, 3);
        assertTensor(Torch.cross(x, x.flip(0), 0), sizes(3, 3), -18, -24, -30, 36, 48, 60, -18, -24, -30);
        assertDerivatives(in -> List.of(Linalg.cross(in.get(0), in.get(1))), A,
                B.narrow(0, 0, 1));
        assertThatThrownBy(() -> Linalg.cross(C, C)).isInstanceOf(ShapeException.class).hasMessageContaining(
                "inputs dimension -1 must have length 3. Got 2 and 2");
    }

    @Test
    void dotProducts() {
        assertVector(Linalg.vecdot(A, B), -1, 27);
        assertVector(Linalg.vecdot(A, B, 0), 6, 5, 15);
        assertDerivatives(in -> List.of(Linalg.vecdot(in.get(0), in.get(1))), A, B.get(1));
    }

    @Test
    void powersOfNumbers() {
        Tensor x = vector(2, 3);
        assertTensor(Linalg.vander(x), sizes(2, 2), 1, 2, 1, 3);
        assertTensor(Linalg.vander(x, 4), sizes(2, 4), 1, 2, 4, 8, 1, 3, 9, 27);
        assertTensor(Torch.vander(vector(2, 3, 5), 3, false), sizes(3, 3), 4, 2, 1, 9, 3, 1, 25, 5, 1);
        assertTensor(Torch.vander(x, 3, true), sizes(2, 3), 1, 2, 4, 1, 3, 9);
        assertDerivatives(x, in -> Linalg.vander(in, 4));
    }

    @Test
    void norms() {
        assertNumber(Linalg.norm(A), Math.sqrt(91));
        assertNumber(Linalg.vectorNorm(A, 3), Math.cbrt(441));
        assertNumber(Linalg.vectorNorm(B, 0), 5);
        assertNumber(Linalg.vectorNorm(A, Double.POSITIVE_INFINITY), 6);
        assertTensor(Linalg.vectorNorm(A, 1, new int[] {1}, true, null), sizes(2, 1), 6, 15);
        assertNumber(Linalg.matrixNorm(A), Math.sqrt(91));
        int[] both = {-2, -1};
        assertNumber(Linalg.matrixNorm(A, 1, both, false, null), 9);
        assertNumber(Linalg.matrixNorm(A, -1, both, false, null), 5);
        assertNumber(Linalg.matrixNorm(A, Double.POSITIVE_INFINITY, both, false, null), 15);
        assertDerivatives(A, x -> Linalg.vectorNorm(x, 3));
        assertDerivatives(A, x -> Linalg.norm(x));
    }

    /** The gradient of the norm where it has a corner is PyTorch's: zero. */
    @Test
    void theNormOfZeros() {
        Tensor x = vector(0, 0).requiresGrad_();
        Linalg.norm(x).backward();
        assertVector(Objects.requireNonNull(x.grad()), 0, 0);
    }

    @Test
    void chains() {
        assertTensor(Linalg.multiDot(List.of(A, C, D)), sizes(2, 3), 24, 10, 7, 60, 22, 19);
        assertNumber(Linalg.multiDot(List.of(A.get(0), C, vector(1, 2))), 24);
        assertDerivatives(in -> List.of(Linalg.multiDot(in)), A, C, D);
        assertThatThrownBy(() -> Linalg.multiDot(List.of(A, B, C))).isInstanceOf(ShapeException.class)
                .hasMessageContaining(
                        "multi_dot(): tensors 0 and 1 with shapes [2, 3] and [2, 3] cannot be multiplied");
    }

    @Test
    void powersOfMatrices() {
        Tensor fibonacci = tensor(sizes(2, 2), 1, 1, 1, 0);
        assertTensor(Linalg.matrixPower(fibonacci, 0), sizes(2, 2), 1, 0, 0, 1);
        assertTensor(Linalg.matrixPower(fibonacci, 5), sizes(2, 2), 8, 5, 5, 3);
        assertTensor(fibonacci.matrixPower(10), sizes(2, 2), 89, 55, 55, 34);
        assertDerivatives(fibonacci, x -> Linalg.matrixPower(x, 3));
        assertThatThrownBy(() -> Linalg.matrixPower(A, 2)).isInstanceOf(ShapeException.class).hasMessageContaining(
                "linalg.matrix_power: A must be batches of square matrices, but they are 2 by 3 matrices");
    }

    @Test
    void linear() {
        Tensor weight = tensor(sizes(2, 3), 1, 0, -1, 2, 1, 0);
        assertTensor(F.linear(A, weight, vector(10, 20)), sizes(2, 2), 8, 24, 8, 33);
        assertVector(F.linear(A, weight.get(0), null), -2, -2);
        assertVector(F.linear(A.get(1), weight, null), -2, 13);
        // Rows that do not lie below one another: the layer must not read them as if they did.
        Tensor turned = counting(3, 2, 2).permute(2, 1, 0);
        assertThat(turned.isContiguous()).isFalse();
        assertTensor(F.linear(turned, weight, null), sizes(2, 2, 2), -8, 4, -8, 10, -8, 7, -8, 13);
        assertDerivatives(in -> List.of(F.linear(in.get(0), in.get(1), in.get(2))), turned, weight, vector(10, 20));
    }
}
