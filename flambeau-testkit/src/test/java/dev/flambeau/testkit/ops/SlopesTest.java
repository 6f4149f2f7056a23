package dev.flambeau.testkit.ops;

import static dev.flambeau.testkit.ops.Numbers.assertDerivatives;
import static dev.flambeau.testkit.ops.Numbers.assertTensor;
import static dev.flambeau.testkit.ops.Numbers.assertVector;
import static dev.flambeau.testkit.ops.Numbers.sizes;
import static dev.flambeau.testkit.ops.Numbers.tensor;
import static dev.flambeau.testkit.ops.Numbers.vector;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.FlambeauException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code torch.gradient}. */
class SlopesTest {
    private static final Tensor LINE = vector(1, 4, 9, 16, 27);
    private static final Tensor PLACES = vector(0, 1, 3, 4, 8);
    private static final Tensor PLANE = tensor(sizes(3, 3), 1, 2, 4, 3, 7, 5, 0, 1, 1);

    @Test
    void atEqualDistances() {
        assertVector(Torch.gradient(LINE).getFirst(), 3, 4, 6, 9, 11);
        assertVector(Torch.gradient(LINE, o -> o.spacing(2)).getFirst(), 1.5, 2, 3, 4.5, 5.5);
        assertVector(Torch.gradient(LINE, o -> o.edgeOrder(2)).getFirst(), 2, 4, 6, 9, 13);
    }

    @Test
    void atGivenPlaces() {
        assertVector(Torch.gradient(LINE, o -> o.spacing(PLACES)).getFirst(), 3, 17 / 6.0, 5.5, 6.15, 2.75);
        assertVector(Torch.gradient(LINE, o -> o.spacing(PLACES).edgeOrder(2)).getFirst(), 19 / 6.0, 17 / 6.0, 5.5,
                6.15, -0.65);
    }

    @Test
    void alongEachDimension() {
        List<Tensor> slopes = Torch.gradient(PLANE);
        assertThat(slopes).hasSize(2);
        assertTensor(slopes.get(0), sizes(3, 3), 2, 5, 1, -0.5, -0.5, -1.5, -3, -6, -4);
        assertTensor(slopes.get(1), sizes(3, 3), 1, 1.5, 2, 4, 1, -2, 1, 0.5, 0);
        List<Tensor> wider = Torch.gradient(PLANE, o -> o.spacing(new double[] {2, 4}));
        assertTensor(wider.get(0), sizes(3, 3), 1, 2.5, 0.5, -0.25, -0.25, -0.75, -1.5, -3, -2);
        assertTensor(wider.get(1), sizes(3, 3), 0.25, 0.375, 0.5, 1, 0.25, -0.5, 0.25, 0.125, 0);
        assertThat(Torch.gradient(PLANE, o -> o.dim(1).spacing(0.5))).singleElement()
                .satisfies(g -> assertTensor(g, sizes(3, 3), 2, 3, 4, 8, 2, -4, 2, 1, 0));
    }

    @Test
    void derivatives() {
        assertDerivatives(in -> Torch.gradient(in.getFirst(), o -> o.edgeOrder(2)), PLANE);
        assertDerivatives(in -> Torch.gradient(in.getFirst(), o -> o.spacing(PLACES)), LINE);
    }

    @Test
    void tooFewValues() {
        assertThatThrownBy(() -> Torch.gradient(vector(1))).isInstanceOf(FlambeauException.class).hasMessageContaining(
                "torch.gradient expected each dimension size to be at least edge_order+1");
    }
}
