package dev.flambeau.testkit.ops;

import static dev.flambeau.testkit.ops.Numbers.assertDerivatives;
import static dev.flambeau.testkit.ops.Numbers.assertLongs;
import static dev.flambeau.testkit.ops.Numbers.assertVector;
import static dev.flambeau.testkit.ops.Numbers.vector;

import dev.flambeau.Tensor;
import dev.flambeau.ValuesAndIndices;
import org.junit.jupiter.api.Test;

/** Elements in order: of equal ones the same are chosen, in the same order, as by PyTorch. */
class SortingTest {
    private static final Tensor REPEATED = vector(2, 1, 2, 1, 2, 1, 0, 2, 0, 1, 2, 0, 1, 2, 1, 0, 0, 2, 1, 2);

    @Test
    void theLargestAndTheSmallest() {
        assertLongs(REPEATED.topk(5).indices(), 13, 7, 0, 10, 17);
        assertLongs(REPEATED.topk(5, 0, false).indices(), 11, 8, 6, 16, 15);
        assertLongs(REPEATED.topk(12).indices(), 10, 19, 17, 13, 0, 7, 4, 2, 14, 3, 18, 1);
        assertVector(REPEATED.topk(12).values(), 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1);
    }

    @Test
    void oneOfThem() {
        assertLongs(REPEATED.kthvalue(7).indices(), 14);
        assertLongs(REPEATED.median(0).indices(), 12);
    }

    @Test
    void allOfThem() {
        assertLongs(REPEATED.sort(0).indices(), 6, 8, 11, 15, 16, 1, 3, 5, 9, 12, 14, 18, 0, 2, 4, 7, 10, 13, 17, 19);
        assertVector(REPEATED.sort(0, true).values(), 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0);
    }

    @Test
    void nanIsTheLargest() {
        ValuesAndIndices top =
                vector(1, Double.NaN, 3, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY).topk(3);
        assertVector(top.values(), Double.NaN, Double.POSITIVE_INFINITY, 3);
        assertLongs(top.indices(), 1, 4, 2);
    }

    @Test
    void derivatives() {
        Tensor x = vector(3, 1, 4, 1.5, 5, 9, 2, 6);
        assertDerivatives(x, in -> in.topk(3).values());
        assertDerivatives(x, in -> in.sort(0, true).values());
    }
}
