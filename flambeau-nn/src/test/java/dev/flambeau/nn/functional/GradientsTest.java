package dev.flambeau.nn.functional;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.ValuesAndIndices;
import dev.flambeau.autograd.Gradcheck;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** First and second derivatives beside differences, of the functions that state a gradient of their own. */
class GradientsTest {
    private static final List<String> REDUCTIONS = List.of("none", "mean", "sum");

    static Stream<Arguments> losses() {
        List<Arguments> rows = new ArrayList<>();
        for (String reduction : REDUCTIONS) {
            rows.add(row("mse " + reduction, in -> F.mseLoss(in.get(0), in.get(1), reduction), normal(3, 2),
                    normal(3, 2)));
            rows.add(row("smooth l1 " + reduction, in -> F.smoothL1Loss(in.get(0), in.get(1), reduction, 0.5),
                    normal(3, 2), normal(3, 2)));
            rows.add(row("huber " + reduction, in -> F.huberLoss(in.get(0), in.get(1), reduction, 0.7, null),
                    normal(3, 2), normal(3, 2)));
            rows.add(row("soft margin " + reduction, in -> F.softMarginLoss(in.get(0), in.get(1), reduction),
                    normal(3, 2), normal(3, 2)));
            rows.add(row("bce " + reduction,
                    in -> F.binaryCrossEntropy(in.get(0), in.get(1), Torch.full(DType.FLOAT64, 0.5, 2), reduction),
                    between(0.2, 0.8, 3, 2), between(0.2, 0.8, 3, 2)));
            rows.add(row("bce with logits " + reduction,
                    in -> F.binaryCrossEntropyWithLogits(in.get(0), in.get(1), Torch.full(DType.FLOAT64, 0.5, 2),
                            reduction, Torch.full(DType.FLOAT64, 3, 2)),
                    normal(3, 2), between(0.2, 0.8, 3, 2)));
            rows.add(row("nll " + reduction,
                    in -> F.nllLoss(in.get(0), Torch.tensor(new long[] {1, -100, 0}), o -> o.reduction(reduction)
                            .weight(Torch.tensor(new double[] {0.5, 2}, DType.FLOAT64))),
                    normal(3, 2)));
            rows.add(row("cross entropy " + reduction,
                    in -> F.crossEntropy(in.get(0), Torch.tensor(new long[][] {{1, 0}, {2, 2}}),
                            o -> o.reduction(reduction).labelSmoothing(0.1)),
                    normal(2, 3, 2)));
        }
        return rows.stream();
    }

    static Stream<Arguments> normalizations() {
        return Stream.of(
                row("layer norm", in -> F.layerNorm(in.get(0), new long[] {2, 3}, in.get(1), in.get(2), 1e-5),
                        normal(2, 2, 3), normal(2, 3), normal(2, 3)),
                row("group norm", in -> F.groupNorm(in.get(0), 2, in.get(1), in.get(2), 1e-5), normal(2, 4, 3),
                        normal(4), normal(4)),
                row("batch norm", in -> F.batchNorm(in.get(0), null, null, in.get(1), in.get(2), true, 0.1, 1e-5),
                        normal(3, 2, 2), normal(2), normal(2)),
                row("batch norm in evaluation",
                        in -> F.batchNorm(in.get(0), Torch.full(DType.FLOAT64, 0.5, 2),
                                Torch.full(DType.FLOAT64, 2, 2), in.get(1), in.get(2), false, 0.1, 1e-5),
                        normal(3, 2), normal(2), normal(2)),
                row("instance norm", in -> F.instanceNorm(in.get(0), null, null, in.get(1), null, true, 0.1, 1e-5),
                        normal(2, 2, 4), normal(2)),
                row("rms norm", in -> F.rmsNorm(in.get(0), new long[] {3}, in.get(1), null), normal(2, 3), normal(3)),
                row("local response norm", in -> F.localResponseNorm(in.get(0), 2, 0.5, 0.75, 1), normal(1, 4, 3)));
    }

    static Stream<Arguments> windows() {
        return Stream.of(
                row("max pool 1d", in -> F.maxPool1d(in.get(0), new long[] {2}, o -> o.stride(1)), distinct(1, 2, 5)),
                row("max pool 2d", in -> F.maxPool2d(in.get(0), new long[] {2, 3}, o -> o.padding(1)),
                        distinct(1, 1, 4, 5)),
                row("avg pool 2d", in -> F.avgPool2d(in.get(0), new long[] {2, 3}, o -> o.stride(1, 2).padding(1)
                        .countIncludePad(false)), normal(1, 1, 4, 5)),
                row("adaptive average, even", in -> F.adaptiveAvgPool2d(in.get(0), 2, 1), normal(2, 4, 3)),
                row("adaptive average, uneven", in -> F.adaptiveAvgPool2d(in.get(0), 3, F.KEEP_SIZE),
                        normal(1, 1, 5, 2)),
                row("adaptive maximum, uneven", in -> F.adaptiveMaxPool2d(in.get(0), 3, 2).values(),
                        distinct(1, 1, 5, 3)),
                row("unpool", GradientsTest::unpool, distinct(1, 1, 4, 4)),
                row("bilinear", in -> F.interpolate(in.get(0), o -> o.size(3, 5).mode("bilinear")),
                        normal(1, 1, 2, 3)),
                row("bicubic", in -> F.interpolate(in.get(0), o -> o.scaleFactor(1.5).mode("bicubic")),
                        normal(1, 1, 4, 4)),
                row("nearest", in -> F.interpolate(in.get(0), o -> o.size(5)), normal(1, 2, 3)),
                row("transposed convolution",
                        in -> F.convTranspose2d(in.get(0), in.get(1), in.get(2), o -> o.stride(2).padding(1)
                                .outputPadding(1)),
                        normal(1, 2, 3, 2), normal(2, 1, 3, 2), normal(1)),
                row("same padding", in -> F.conv2d(in.get(0), in.get(1), null, o -> o.padding("same")),
                        normal(1, 1, 3, 4), normal(1, 1, 2, 3)));
    }

    static Stream<Arguments> others() {
        return Stream.of(
                row("grid sample", in -> F.gridSample(in.get(0), in.get(1), o -> o.paddingMode("reflection")),
                        normal(1, 1, 3, 4), between(-0.6, 0.6, 1, 2, 2, 2)),
                row("grid sample, bicubic", in -> F.gridSample(in.get(0), in.get(1), o -> o.mode("bicubic")),
                        normal(1, 1, 3, 4), between(-0.6, 0.6, 1, 2, 2, 2)),
                row("mean of bags", in -> F.embeddingBag(Torch.tensor(new long[][] {{0, 2}, {2, 1}}), in.get(0), null,
                        o -> o.paddingIdx(1)), normal(3, 2)),
                row("weighted sum of bags",
                        in -> F.embeddingBag(Torch.tensor(new long[][] {{0, 2}, {2, 1}}), in.get(0), null,
                                o -> o.mode("sum").perSampleWeights(in.get(1))),
                        normal(3, 2), normal(2, 2)),
                row("glu", in -> F.glu(in.get(0), 1), normal(2, 4)),
                row("bilinear map", in -> F.bilinear(in.get(0), in.get(1), in.get(2), in.get(3)), normal(2, 3),
                        normal(2, 2), normal(4, 3, 2), normal(4)),
                row("attention", in -> F.scaledDotProductAttention(in.get(0), in.get(1), in.get(2),
                        o -> o.isCausal(true)), normal(1, 3, 2), normal(1, 3, 2), normal(1, 3, 2)));
    }

    private static Tensor unpool(List<Tensor> in) {
        ValuesAndIndices pooled = F.maxPool2dWithIndices(in.getFirst(), new long[] {2}, o -> {});
        return F.maxUnpool2d(pooled.values(), pooled.indices(), new long[] {2}, null, o -> {});
    }

    private static Arguments row(String name, Function function, Tensor... inputs) {
        return Arguments.of(name, function, List.of(inputs));
    }

    /** A function of several tensors. */
    @FunctionalInterface
    interface Function {
        Tensor apply(List<Tensor> in);
    }

    private static Tensor normal(long... sizes) {
        return Torch.randn(DType.FLOAT64, sizes).requiresGrad_();
    }

    private static Tensor between(double from, double to, long... sizes) {
        return Torch.rand(DType.FLOAT64, sizes).mul(to - from).add(from).requiresGrad_();
    }

    /** Numbers far enough from each other that a small step changes no order. */
    private static Tensor distinct(long... sizes) {
        long count = java.util.Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
        return Torch.randperm(count).to(DType.FLOAT64).reshape(sizes).clone().requiresGrad_();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"losses", "normalizations", "windows", "others"})
    void agreeWithDifferences(String name, Function function, List<Tensor> inputs) {
        UnaryOperator<List<Tensor>> checked = in -> List.of(function.apply(in));
        assertThat(Gradcheck.gradcheck(checked, inputs)).as(name).isTrue();
        assertThat(Gradcheck.gradgradcheck(checked, inputs)).as(name + ", second").isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void dropoutScalesWhatItKeepsAndItsGradientAlike(boolean inPlace) {
        Torch.manualSeed(0);
        Tensor x = Torch.ones(1000).requiresGrad_();
        Tensor copy = x.clone();
        Tensor y = inPlace ? F.dropout_(copy, 0.2, true) : F.dropout(copy, 0.2, true);
        assertThat(y == copy).isEqualTo(inPlace);
        y.sum().backward();
        double[] values = y.detach().toDoubleArray();
        assertThat(values).containsOnly(0, 1.25);
        assertThat(java.util.Arrays.stream(values).filter(v -> v == 0).count()).isBetween(150L, 250L);
        assertThat(x.grad().toDoubleArray()).containsExactly(values);
    }
}
