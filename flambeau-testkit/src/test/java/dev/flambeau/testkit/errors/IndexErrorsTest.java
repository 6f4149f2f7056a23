package dev.flambeau.testkit.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.ArgumentException;
import dev.flambeau.FlambeauException;
import dev.flambeau.IndexException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Positions that are not there, and tensors that are no number. */
class IndexErrorsTest {
    private static final Tensor ROW = Torch.tensor(new float[] {1, 2, 3});
    private static final Tensor FIVE = Torch.tensor(new long[] {5});

    static Stream<Arguments> positions() {
        return Stream.of(
                index("index 5 is out of bounds for dimension 0 with size 3", () -> ROW.get(5)),
                index("index -4 is out of bounds for dimension 0 with size 3", () -> ROW.get(-4)),
                index("index 5 is out of bounds for dimension 1 with size 3", () -> Torch.ones(2, 3).get(0, 5)),
                index("index 5 is out of bounds for dimension 0 with size 3", () -> ROW.set(1.0, 5)),
                index("index 5 is out of bounds for dimension 0 with size 3", () -> ROW.index(FIVE)),
                index("index 5 is out of bounds for dimension 0 with size 3", () -> ROW.set(1.0, FIVE)),
                index("index 5 is out of bounds for dimension 0 with size 3", () -> ROW.gather(0, FIVE)),
                index("index 5 is out of bounds for dimension 0 with size 3", () -> ROW.scatter_(0, FIVE, 1.0)),
                index("index 5 out of range for tensor of size [3] at dimension 0", () -> ROW.select(0, 5)),
                index("out of range: tried to access index 5 on a tensor of 3 elements.", () -> ROW.take(FIVE)),
                index("index out of range in self", () -> ROW.indexSelect(0, FIVE)));
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                index("too many indices for tensor of dimension 1", () -> ROW.get(1, 1)),
                index("too many indices for tensor of dimension 1",
                        () -> ROW.index(List.of(Torch.tensor(new long[] {0, 1}), Torch.tensor(new long[] {0})))),
                index("invalid index of a 0-dim tensor.", () -> Torch.tensor(1.0).get(0)),
                index("tensors used as indices must be long, int, byte or bool tensors",
                        () -> ROW.index(Torch.ones(2))),
                index("The shape of the mask [2] at index 0 does not match the shape of the indexed tensor [3] at index 0",
                        () -> ROW.index(Torch.tensor(new boolean[] {true, false}))),
                index("shape mismatch: indexing tensors could not be broadcast together with shapes [3], [2]",
                        () -> Torch.ones(3, 3).index(Torch.tensor(new long[] {0, 1, 2}),
                                Torch.tensor(new long[] {0, 1}))));
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                shape("a Tensor with 2 elements cannot be converted to Scalar", () -> Torch.ones(2).item()),
                shape("a Tensor with 2 elements cannot be converted to Scalar", () -> Torch.ones(2).itemLong()),
                shape("a Tensor with 0 elements cannot be converted to Scalar", () -> Torch.ones(0).item()),
                shape("Boolean value of Tensor with more than one value is ambiguous",
                        () -> Torch.ones(2).itemBoolean()),
                shape("Boolean value of Tensor with no values is ambiguous", () -> Torch.ones(0).itemBoolean()));
    }

    static Stream<Arguments> literals() {
        return Stream.of(
                literal("expected sequence of length 2 at dim 1 (got 1)", new double[][] {{1, 2}, {1}}),
                literal("expected sequence of length 2 at dim 1 (got 3)", new long[][] {{1, 2}, {1, 2, 3}}),
                literal("expected sequence of length 2 at dim 1 (got 1)", List.of(List.of(1, 2), List.of(1))),
                literal("expected sequence of length 1 at dim 2 (got 2)", new float[][][] {{{1}}, {{1, 2}}}),
                literal("a tensor cannot be made from java.lang.String", "text"));
    }

    private static Arguments index(String message, ThrowingCallable call) {
        return Arguments.of(message, IndexException.class, call);
    }

    private static Arguments shape(String message, ThrowingCallable call) {
        return Arguments.of(message, ShapeException.class, call);
    }

    private static Arguments literal(String message, Object data) {
        return Arguments.of(message, ArgumentException.class, (ThrowingCallable) () -> Torch.tensor(data));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"positions", "kinds", "numbers", "literals"})
    void saysWhatPyTorchSays(String message, Class<? extends FlambeauException> type, ThrowingCallable call) {
        assertThatThrownBy(call).isExactlyInstanceOf(type).hasMessageContaining(message);
        assertThat(ROW.toFloatArray()).containsExactly(1, 2, 3);
    }
}
