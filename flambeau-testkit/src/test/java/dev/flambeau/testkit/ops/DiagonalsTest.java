package dev.flambeau.testkit.ops;

import static dev.flambeau.testkit.ops.Numbers.assertDerivatives;
import static dev.flambeau.testkit.ops.Numbers.assertLongs;
import static dev.flambeau.testkit.ops.Numbers.assertNumber;
import static dev.flambeau.testkit.ops.Numbers.assertTensor;
import static dev.flambeau.testkit.ops.Numbers.assertVector;
import static dev.flambeau.testkit.ops.Numbers.counting;
import static dev.flambeau.testkit.ops.Numbers.sizes;
import static dev.flambeau.testkit.ops.Numbers.tensor;
import static dev.flambeau.testkit.ops.Numbers.vector;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.Linalg;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Diagonals and triangles, read and written. */
class DiagonalsTest {
    private static final Tensor X = counting(3, 4);

    @Test
    void areViews() {
        assertVector(X.diagonal(), 0, 5, 10);
        assertVector(X.diagonal(1), 1, 6, 11);
        assertVector(X.diagonal(-2), 8);
        assertVector(X.diagonal(4), new double[0]);
        assertTensor(Linalg.diagonal(counting(2, 2, 2)), sizes(2, 2), 0, 3, 4, 7);
        Tensor copy = X.clone();
        copy.diagonal(1).fill_(-1);
        assertTensor(copy, sizes(3, 4), 0, -1, 2, 3, 4, 5, -1, 7, 8, 9, 10, -1);
        assertThatThrownBy(() -> X.diagonal(0, 1, -1)).hasMessageContaining("diagonal dimensions cannot be identical");
    }

    @Test
    void becomeMatrices() {
        assertTensor(Torch.diag(vector(1, 2), 1), sizes(3, 3), 0, 1, 0, 0, 0, 2, 0, 0, 0);
        assertVector(Torch.diag(X), 0, 5, 10);
        assertTensor(tensor(sizes(2, 2), 1, 2, 3, 4).diagEmbed(1, -2, -1), sizes(2, 3, 3), 0, 1, 0, 0, 0, 2, 0, 0, 0, 0,
                3, 0, 0, 0, 4, 0, 0, 0);
        assertTensor(tensor(sizes(1, 2), 1, 2).diagflat(-1), sizes(3, 3), 0, 0, 0, 1, 0, 0, 0, 2, 0);
    }

    @Test
    void trace() {
        assertNumber(X.trace(), 15);
        assertThatThrownBy(() -> vector(1).trace()).isInstanceOf(ShapeException.class)
                .hasMessageContaining("trace: expected a matrix");
    }

    @Test
    void areReplaced() {
        assertTensor(X.diagonalScatter(vector(-1, -2, -3), 1, 0, 1), sizes(3, 4), 0, -1, 2, 3, 4, 5, -2, 7, 8, 9, 10,
                -3);
        assertTensor(X.selectScatter(vector(-1, -2, -3), 1, 2), sizes(3, 4), 0, 1, -1, 3, 4, 5, -2, 7, 8, 9, -3, 11);
        assertTensor(X.sliceScatter(counting(3, 2).neg(), 1, 0, 4, 2), sizes(3, 4), 0, 1, -1, 3, -2, 5, -3, 7, -4, 9,
                -5, 11);
        assertTensor(X.asStridedScatter(tensor(sizes(2, 2), -1, -2, -3, -4), sizes(2, 2), sizes(5, 1)), sizes(3, 4), -1,
                -2, 2, 3, 4, -3, -4, 7, 8, 9, 10, 11);
    }

    @Test
    void triangles() {
        assertTensor(X.tril(), sizes(3, 4), 0, 0, 0, 0, 4, 5, 0, 0, 8, 9, 10, 0);
        assertTensor(X.tril(-1), sizes(3, 4), 0, 0, 0, 0, 4, 0, 0, 0, 8, 9, 0, 0);
        assertTensor(X.tril(1), sizes(3, 4), 0, 1, 0, 0, 4, 5, 6, 0, 8, 9, 10, 11);
        assertTensor(X.triu(), sizes(3, 4), 0, 1, 2, 3, 0, 5, 6, 7, 0, 0, 10, 11);
        assertTensor(X.triu(2), sizes(3, 4), 0, 0, 2, 3, 0, 0, 0, 7, 0, 0, 0, 0);
        Tensor turned = counting(4, 3).t().clone();
        turned.t().triu_(0);
        assertTensor(turned, sizes(3, 4), 0, 0, 0, 0, 1, 4, 0, 0, 2, 5, 8, 0);
    }

    @Test
    void placesInTriangles() {
        assertLongs(Torch.trilIndices(3, 3), 0, 1, 1, 2, 2, 2, 0, 0, 1, 0, 1, 2);
        assertLongs(Torch.triuIndices(2, 4, 1), 0, 0, 0, 1, 1, 1, 2, 3, 2, 3);
        assertLongs(Torch.trilIndices(3, 2, -1), 1, 2, 2, 0, 0, 1);
    }

    @Test
    void derivatives() {
        assertDerivatives(X, x -> x.diagonal(1));
        assertDerivatives(X, x -> x.tril(-1));
        assertDerivatives(X, Tensor::trace);
        assertDerivatives(vector(1, 2), x -> x.diagEmbed(1, -2, -1));
        assertDerivatives(in -> List.of(in.get(0).diagonalScatter(in.get(1), 1, 0, 1)), X, vector(-1, -2, -3));
        assertDerivatives(in -> List.of(in.get(0).sliceScatter(in.get(1), 1, 0, 4, 2)), X, counting(3, 2));
        assertDerivatives(
                in -> List.of(in.get(0).asStridedScatter(in.get(1), sizes(2, 2), sizes(5, 1))), X, counting(2, 2));
    }
}
