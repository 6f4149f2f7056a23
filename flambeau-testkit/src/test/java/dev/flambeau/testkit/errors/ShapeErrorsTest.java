package dev.flambeau.testkit.errors;

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

/** Shapes that do not fit, in PyTorch 2.15's words, which people search for. */
class ShapeErrorsTest {
    private static final Tensor MATRIX = Torch.ones(2, 3);
    private static final Tensor ROW = Torch.ones(3);
    private static final String OUT_OF_RANGE = "Dimension out of range (expected to be in range of [-2, 1], but got 2)";

    static Stream<Arguments> products() {
        return Stream.of(
                shape("mm: mat1 and mat2 shapes cannot be multiplied (64x512 and 400x120)",
                        () -> Torch.ones(64, 512).mm(Torch.ones(400, 120))),
                shape("mm: mat1 and mat2 shapes cannot be multiplied (64x512 and 400x120)",
                        () -> Torch.ones(64, 512).matmul(Torch.ones(400, 120))),
                shape("mm: self must be a matrix, got 1-D tensor", () -> ROW.mm(MATRIX)),
                shape("Expected size for first two dimensions of batch2 tensor to be: [2, 4] but got: [2, 5].",
                        () -> Torch.ones(2, 3, 4).bmm(Torch.ones(2, 5, 6))),
                shape("size mismatch, got input (2), mat (2x3), vec (4)", () -> MATRIX.mv(Torch.ones(4))),
                shape("inconsistent tensor size, expected tensor [2] and src [3] to have the same number of elements, but got "
                        + "2 and 3 elements respectively", () -> Torch.ones(2).dot(ROW)),
                shape("einsum(): subscript j has size 4 for operand 1 which does not broadcast with previously seen size 3",
                        () -> Torch.einsum("ij,jk->ik", MATRIX, Torch.ones(4, 2))));
    }

    static Stream<Arguments> views() {
        return Stream.of(
                shape("shape '[64, 400]' is invalid for input of size 16384", () -> Torch.ones(64, 256).view(64, 400)),
                shape("shape '[64, 400]' is invalid for input of size 16384",
                        () -> Torch.ones(64, 256).reshape(64, 400)),
                shape("shape '[-1, 4]' is invalid for input of size 6", () -> MATRIX.view(-1, 4)),
                shape("only one dimension can be inferred", () -> MATRIX.view(-1, -1)),
                shape("only one dimension can be inferred", () -> MATRIX.reshape(-1, -1)),
                shape("cannot reshape tensor of 0 elements into shape [-1, 0] because the unspecified dimension size -1 can "
                        + "be any value and is ambiguous", () -> Torch.ones(0).view(-1, 0)),
                shape("invalid shape dimension -2", () -> MATRIX.view(-2, 3)),
                shape("view size is not compatible with input tensor's size and stride (at least one dimension spans across "
                        + "two contiguous subspaces). Use .reshape(...) instead.", () -> MATRIX.t().view(6)),
                shape("The expanded size of the tensor (4) must match the existing size (3) at non-singleton dimension 1.  "
                        + "Target sizes: [2, 4].  Tensor sizes: [3]", () -> ROW.expand(2, 4)),
                shape("the number of sizes provided (1) must be greater or equal to the number of dimensions in the tensor "
                        + "(2)", () -> Torch.ones(3, 1).expand(3)),
                shape("The expanded size of the tensor (-1) isn't allowed in a leading, non-existing dimension 0",
                        () -> ROW.expand(-1, 3)));
    }

    static Stream<Arguments> several() {
        return Stream.of(
                shape("The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1",
                        () -> MATRIX.add(Torch.ones(2, 4))),
                shape("The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 0",
                        () -> Torch.where(ROW.gt(0), Torch.ones(4), ROW)),
                shape("output with shape [2, 3] doesn't match the broadcast shape [4, 2, 3]",
                        () -> MATRIX.clone().add_(Torch.ones(4, 2, 3))),
                shape("Sizes of tensors must match except in dimension 0. Expected size 3 but got size 4 for tensor number 1 "
                        + "in the list.", () -> Torch.cat(List.of(MATRIX, Torch.ones(2, 4)))),
                shape("Tensors must have same number of dimensions: got 2 and 1",
                        () -> Torch.cat(List.of(MATRIX, Torch.ones(2)))),
                argument("expected a non-empty list of Tensors", () -> Torch.cat(List.of())),
                shape("stack expects each tensor to be equal size, but got [3] at entry 0 and [4] at entry 1",
                        () -> Torch.stack(List.of(ROW, Torch.ones(4)))),
                argument("stack expects a non-empty TensorList", () -> Torch.stack(List.of())));
    }

    static Stream<Arguments> dimensions() {
        return Stream.of(
                dimension(() -> MATRIX.sum(2)), dimension(() -> MATRIX.softmax(2)),
                dimension(() -> MATRIX.transpose(0, 2)), dimension(() -> MATRIX.size(2)),
                dimension(() -> MATRIX.argmax(2)), dimension(() -> MATRIX.max(2)), dimension(() -> MATRIX.split(1, 2)),
                dimension(() -> MATRIX.unbind(2)), dimension(() -> MATRIX.flatten(2)),
                dimension(() -> MATRIX.permute(0, 2)), dimension(() -> MATRIX.cumsum(2)),
                dimension(() -> MATRIX.sort(2)), dimension(() -> MATRIX.select(2, 0)),
                dimension(() -> MATRIX.narrow(2, 0, 1)), dimension(() -> MATRIX.squeeze(2)),
                dimension(() -> Torch.cat(List.of(MATRIX), 2)),
                Arguments.of("Dimension out of range (expected to be in range of [-3, 2], but got 4)",
                        IndexException.class, (ThrowingCallable) () -> MATRIX.unsqueeze(4)),
                Arguments.of("Dimension out of range (expected to be in range of [-3, 2], but got 3)",
                        IndexException.class, (ThrowingCallable) () -> Torch.stack(List.of(MATRIX), 3)),
                Arguments.of("Dimension out of range (expected to be in range of [-1, 0], but got 1)",
                        IndexException.class, (ThrowingCallable) () -> Torch.tensor(1.0).sum(1)),
                Arguments.of("dim 0 appears multiple times in the list of dims", IndexException.class,
                        (ThrowingCallable) () -> MATRIX.sum(0, 0)));
    }

    static Stream<Arguments> sizes() {
        return Stream.of(
                shape("Trying to create tensor with negative dimension -1: [-1]", () -> Torch.ones(-1)),
                shape("Storage size calculation overflowed with sizes=[4611686018427387904]",
                        () -> Torch.empty(1L << 62)),
                shape("integer multiplication overflow", () -> Torch.empty(1L << 40, 1L << 40)),
                shape("integer multiplication overflow", () -> Torch.ones(1).expand(1L << 40, 1L << 40)),
                shape("len() of a 0-d tensor", () -> Torch.tensor(1.0).len()));
    }

    private static Arguments shape(String message, ThrowingCallable call) {
        return Arguments.of(message, ShapeException.class, call);
    }

    private static Arguments argument(String message, ThrowingCallable call) {
        return Arguments.of(message, ArgumentException.class, call);
    }

    private static Arguments dimension(ThrowingCallable call) {
        return Arguments.of(OUT_OF_RANGE, IndexException.class, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"products", "views", "several", "dimensions", "sizes"})
    void saysWhatPyTorchSays(String message, Class<? extends FlambeauException> type, ThrowingCallable call) {
        assertThatThrownBy(call).isExactlyInstanceOf(type).hasMessageContaining(message);
    }
}
