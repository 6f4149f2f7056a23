package dev.flambeau.nn;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.FlambeauException;
import dev.flambeau.IndexException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.nn.functional.F;
import dev.flambeau.nn.init.Init;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The key phrases of PyTorch 2.15's messages, which people search for. */
class ErrorMessagesTest {
    private static final Tensor ROWS = Torch.ones(3, 4);
    private static final Tensor IMAGES = Torch.ones(2, 3, 8, 8);

    private static Tensor longs(long... values) {
        return Torch.tensor(values);
    }

    static Stream<Arguments> shapes() {
        return Stream.of(
                shape("addmm: mat1 and mat2 shapes cannot be multiplied (3x4 and 5x2)",
                        () -> new Linear(5, 2).call(ROWS)),
                shape("addmm: mat1 and mat2 shapes cannot be multiplied (6x4 and 5x2)",
                        () -> new Linear(5, 2).call(Torch.ones(2, 3, 4))),
                shape("mm: mat1 and mat2 shapes cannot be multiplied (3x4 and 5x2)",
                        () -> new Linear(5, 2, false).call(ROWS)),
                shape("Given groups=1, weight of size [6, 1, 5, 5], expected input[2, 3, 8, 8] to have 1 channels, but got 3 channels instead",
                        () -> new Conv2d(1, 6, 5).call(IMAGES)),
                shape("this input looks like NHWC", () -> new Conv2d(3, 6, 3).call(Torch.ones(2, 8, 8, 3))),
                shape("Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [28, 28]",
                        () -> new Conv2d(1, 6, 5).call(Torch.ones(28, 28))),
                shape("Calculated padded input size per channel: (3 x 3). Kernel size: (5 x 5). Kernel size can't be greater than actual input size",
                        () -> new Conv2d(1, 6, 5).call(Torch.ones(1, 3, 3))),
                shape("Given input size: (6x1x1). Calculated output size: (6x0x0). Output size is too small",
                        () -> new MaxPool2d(2).call(Torch.ones(6, 1, 1))),
                shape("pad should be at most half of effective kernel size, but got pad=2, kernel_size=2 and dilation=1",
                        () -> new MaxPool2d(2, o -> o.padding(2)).call(IMAGES)),
                shape("adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got: [3, 4]",
                        () -> new AdaptiveAvgPool2d(2).call(ROWS)),
                shape("Expected more than 1 value per channel when training, got input size torch.Size([1, 4])",
                        () -> F.batchNorm(Torch.ones(1, 4), null, null, null, null, true, 0.1, 1e-5)),
                shape("running_mean should contain 4 elements not 3", () -> F.batchNorm(ROWS, Torch.zeros(3),
                        Torch.ones(4), null, null, false, 0.1, 1e-5)),
                shape("Given normalized_shape=[4], expected input with shape [*, 4], but got input of size[2, 3]",
                        () -> F.layerNorm(Torch.ones(2, 3), 4)),
                shape("Expected number of channels in input to be divisible by num_groups, but got input of shape [2, 3, 8, 8] and num_groups=2",
                        () -> F.groupNorm(IMAGES, 2)),
                shape("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions",
                        () -> Init.xavierUniform_(Torch.empty(3))),
                shape("Fan in and fan out can not be computed for tensor with fewer than 2 dimensions",
                        () -> Init.kaimingUniform_(Torch.empty(3))));
    }

    static Stream<Arguments> types() {
        return Stream.of(
                type("mat1 and mat2 must have the same dtype, but got Double and Float",
                        () -> new Linear(4, 2).call(ROWS.to(DType.FLOAT64))),
                type("expected m1 and m2 to have the same dtype, but got: double != float",
                        () -> new Linear(4, 2, false).call(ROWS.to(DType.FLOAT64))),
                type("Input type (double) and bias type (float) should be the same",
                        () -> new Conv2d(3, 6, 3).call(IMAGES.to(DType.FLOAT64))),
                type("Input type (double) and weight type (float) should be the same",
                        () -> new Conv2d(3, 6, 3, o -> o.bias(false)).call(IMAGES.to(DType.FLOAT64))),
                type("expected target dtype to be Long or Byte, but got Float",
                        () -> F.crossEntropy(ROWS, Torch.ones(3))),
                type("expected target dtype to be Long or Byte, but got Int",
                        () -> F.crossEntropy(ROWS, Torch.ones(DType.INT32, 3))),
                type("expected target dtype to be Long or Byte, but got Int",
                        () -> F.nllLoss(ROWS, Torch.ones(DType.INT32, 3))),
                type("Expected floating point type for target with class probabilities, got Long",
                        () -> F.crossEntropy(ROWS, Torch.ones(DType.INT64, 3, 4))),
                type("Found dtype Long but expected Float",
                        () -> F.binaryCrossEntropy(ROWS, Torch.ones(DType.INT64, 3, 4))));
    }

    static Stream<Arguments> losses() {
        return Stream.of(
                Arguments.of("Target 9 is out of bounds.", IndexException.class,
                        (Runnable) () -> F.crossEntropy(ROWS, longs(0, 1, 9))),
                Arguments.of("Target -3 is out of bounds.", IndexException.class,
                        (Runnable) () -> F.crossEntropy(ROWS, longs(0, 1, -3))),
                shape("Expected input batch_size (3) to match target batch_size (2).",
                        () -> F.crossEntropy(ROWS, longs(0, 1))),
                shape("0D or 1D target tensor expected, multi-target not supported",
                        () -> F.crossEntropy(ROWS, Torch.zeros(DType.INT64, 3, 1))),
                shape("weight tensor should be defined either for all 4 classes or no classes but got weight tensor of shape: [3]",
                        () -> new CrossEntropyLoss(Torch.ones(3), o -> {}).call(ROWS, longs(0, 1, 2))),
                argument("label_smoothing must be between 0.0 and 1.0. Got: 1.5",
                        () -> F.crossEntropy(ROWS, longs(0, 1, 2), o -> o.labelSmoothing(1.5))),
                argument("average is not a valid value for reduction", () -> new MSELoss("average")),
                argument("average is not a valid value for reduction",
                        () -> new CrossEntropyLoss(o -> o.reduction("average"))),
                argument("all elements of input should be between 0 and 1",
                        () -> F.binaryCrossEntropy(ROWS.mul(2), ROWS)),
                shape("Target size (torch.Size([4])) must be the same as input size (torch.Size([3, 4]))",
                        () -> F.binaryCrossEntropyWithLogits(ROWS, Torch.ones(4))),
                shape("Using a target size (torch.Size([4])) that is different to the input size (torch.Size([3, 4])) is deprecated. Please ensure they have the same size.",
                        () -> F.binaryCrossEntropy(ROWS, Torch.ones(4))),
                shape("Using a target size (torch.Size([3])) that is different to the input size (torch.Size([3, 1])). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same size.",
                        () -> F.mseLoss(Torch.ones(3, 1), Torch.ones(3))),
                argument("smooth_l1_loss does not support negative values for beta",
                        () -> F.smoothL1Loss(ROWS, ROWS, "mean", -1)),
                argument("huber_loss does not support non-positive values for delta",
                        () -> F.huberLoss(ROWS, ROWS, "mean", 0, null)),
                argument("margin must be greater than 0, got -1.0",
                        () -> F.tripletMarginLoss(ROWS, ROWS, ROWS, -1, 2, 1e-6, false, "mean")));
    }

    static Stream<Arguments> arguments() {
        return Stream.of(
                Arguments.of("index out of range in self", IndexException.class,
                        (Runnable) () -> F.embedding(longs(0, 5), Torch.ones(3, 2))),
                argument("dropout probability has to be between 0 and 1, but got 1.5", () -> new Dropout(1.5)),
                argument("dropout probability has to be between 0 and 1, but got NaN",
                        () -> F.dropout(ROWS, Double.NaN)),
                argument("padding='same' is not supported for strided convolutions",
                        () -> new Conv2d(1, 1, 3, o -> o.padding("same").stride(2))),
                argument("Invalid padding string 'full', should be one of 'valid', 'same'",
                        () -> new Conv2d(1, 1, 3, o -> o.padding("full"))),
                argument("padding_mode must be one of", () -> new Conv2d(1, 1, 3, o -> o.paddingMode("mirror"))),
                argument("in_channels must be divisible by groups", () -> new Conv2d(3, 4, 3, o -> o.groups(2))),
                argument("out_channels must be divisible by groups", () -> new Conv2d(4, 3, 3, o -> o.groups(2))),
                argument("groups must be a positive integer", () -> new Conv2d(4, 4, 3, o -> o.groups(0))),
                argument("divisor must be not zero", () -> new AvgPool2d(2, o -> o.divisorOverride(0))),
                argument("kernel_size must be one number or 2",
                        () -> new MaxPool2d(new long[] {2, 2, 2}, o -> {}).call(IMAGES)),
                argument("Linear: numbers of features must not be negative", () -> new Linear(-1, 2)),
                argument("only one of size or scale_factor should be defined",
                        () -> F.interpolate(IMAGES, o -> o.size(4).scaleFactor(2))));
    }

    private static Arguments shape(String message, Runnable call) {
        return Arguments.of(message, ShapeException.class, call);
    }

    private static Arguments type(String message, Runnable call) {
        return Arguments.of(message, DTypeException.class, call);
    }

    private static Arguments argument(String message, Runnable call) {
        return Arguments.of(message, ArgumentException.class, call);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"shapes", "types", "losses", "arguments"})
    void saysWhatPyTorchSays(String message, Class<? extends FlambeauException> type, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOf(type).hasMessageContaining(message);
    }
}
