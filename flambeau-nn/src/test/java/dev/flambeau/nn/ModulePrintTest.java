package dev.flambeau.nn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flambeau.Torch;
import dev.flambeau.nn.functional.F;
import dev.flambeau.nn.text.PythonText;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** All expected texts are what PyTorch 2.15 prints. */
class ModulePrintTest {
    @SuppressWarnings("UnusedVariable") // the fields are read by the module itself
    private static final class Net extends Module {
        final Sequential features = new Sequential(new Conv2d(1, 8, 3, o -> o.padding(1)), new ReLU(true),
                new MaxPool2d(2, o -> o.ceilMode(true)));
        final Dropout drop = new Dropout(0.25);
        final Linear head = new Linear(8, 10, false);
        final Parameter scale = new Parameter(Torch.ones(2));

        Net() {
            registerModule("extra", null);
            registerParameter("shift", null);
        }

        @Override
        protected String extraRepr() {
            return "classes=10";
        }
    }

    @Test
    void nestsAndIndents() {
        assertThat(new Net()).hasToString("""
                Net(
                  classes=10
                  (features): Sequential(
                    (0): Conv2d(1, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
                    (1): ReLU(inplace=True)
                    (2): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=True)
                  )
                  (drop): Dropout(p=0.25, inplace=False)
                  (head): Linear(in_features=8, out_features=10, bias=False)
                  (extra): None
                )""");
    }

    @Test
    void namesAModuleInEachOfItsPlaces() {
        Module shared = new ReLU();
        assertThat(new Sequential(shared, shared)).hasToString("Sequential(\n  (0): ReLU()\n  (1): ReLU()\n)");
    }

    static Stream<Arguments> layers() {
        return Stream.of(
                layer(() -> new Conv2d(4, 8, new long[] {3, 5}, o -> o.stride(1, 2).padding(0, 2).dilation(2)
                        .groups(2).bias(false).paddingMode("circular")),
                        "Conv2d(4, 8, kernel_size=(3, 5), stride=(1, 2), padding=(0, 2), dilation=(2, 2), groups=2, bias=False, padding_mode=circular)"),
                layer(() -> new Conv2d(3, 6, 3, o -> o.padding("same")),
                        "Conv2d(3, 6, kernel_size=(3, 3), stride=(1, 1), padding=same)"),
                layer(() -> new Conv2d(3, 6, 3, o -> o.padding("valid")),
                        "Conv2d(3, 6, kernel_size=(3, 3), stride=(1, 1), padding=valid)"),
                layer(() -> new Conv2d(3, 6, 5), "Conv2d(3, 6, kernel_size=(5, 5), stride=(1, 1))"),
                layer(() -> new Linear(3, 6), "Linear(in_features=3, out_features=6, bias=True)"),
                layer(Flatten::new, "Flatten(start_dim=1, end_dim=-1)"),
                layer(() -> new Flatten(0, 2), "Flatten(start_dim=0, end_dim=2)"),
                layer(CrossEntropyLoss::new, "CrossEntropyLoss()"),
                layer(MSELoss::new, "MSELoss()"),
                layer(ReLU::new, "ReLU()"),
                layer(Sigmoid::new, "Sigmoid()"),
                layer(() -> new Dropout(0.3, true), "Dropout(p=0.3, inplace=True)"),
                layer(() -> new Dropout(1e-5), "Dropout(p=1e-05, inplace=False)"),
                layer(() -> new AvgPool2d(3, o -> o.stride(2).padding(1)),
                        "AvgPool2d(kernel_size=3, stride=2, padding=1)"),
                layer(() -> new AvgPool2d(new long[] {2, 3}, o -> {}),
                        "AvgPool2d(kernel_size=(2, 3), stride=(2, 3), padding=0)"),
                layer(() -> new MaxPool2d(2, o -> o.stride(1, 2).ceilMode(true)),
                        "MaxPool2d(kernel_size=2, stride=(1, 2), padding=0, dilation=1, ceil_mode=True)"),
                layer(() -> new AdaptiveAvgPool2d(F.KEEP_SIZE, 3), "AdaptiveAvgPool2d(output_size=(None, 3))"),
                layer(() -> new AdaptiveAvgPool2d(F.KEEP_SIZE), "AdaptiveAvgPool2d(output_size=None)"),
                layer(Sequential::new, "Sequential()"),
                layer(ParameterList::new, "ParameterList()"),
                layer(() -> new ParameterList(Torch.zeros(2), Torch.zeros(2, 3)),
                        "ParameterList(\n    (0): Parameter containing: [torch.float32 of size 2]\n"
                                + "    (1): Parameter containing: [torch.float32 of size 2x3]\n)"),
                layer(() -> new ParameterList(Torch.zeros(1)),
                        "ParameterList(  (0): Parameter containing: [torch.float32 of size 1])"),
                layer(ModulePrintTest::dict,
                        "ParameterDict(\n    (a): Parameter containing: [torch.FloatTensor of size 2]\n"
                                + "    (b): Parameter containing: [torch.FloatTensor of size ]\n)"));
    }

    private static Module dict() {
        Map<String, dev.flambeau.Tensor> parameters = new LinkedHashMap<>();
        parameters.put("a", Torch.zeros(2));
        parameters.put("b", Torch.tensor(0.0));
        return new ParameterDict(parameters);
    }

    private static Arguments layer(Supplier<Module> module, String text) {
        return Arguments.of(text, module);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("layers")
    void printsAsPyTorch(String text, Supplier<Module> module) {
        assertThat(module.get()).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0.1", "1, 1.0", "1e-5, 1e-05", "0.0001, 0.0001", "1e16, 1e+16", "1e15, 1000000000000000.0",
        "1.5e-7, 1.5e-07", "-2.5e100, -2.5e+100", "NaN, nan", "Infinity, inf", "-Infinity, -inf", "0, 0.0"})
    void numbersAreWrittenAsInPython(double value, String text) {
        assertThat(PythonText.of(value)).isEqualTo(text);
    }

    @Test
    void otherValuesAreWrittenAsInPython() {
        assertThat(PythonText.of(Arrays.asList(true, null, List.of(1, 2.0), "x")))
                .isEqualTo("(True, None, (1, 2.0), x)");
    }
}
