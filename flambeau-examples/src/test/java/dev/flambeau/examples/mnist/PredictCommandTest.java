package dev.flambeau.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.examples.CommandLines;
import dev.flambeau.examples.CommandLines.Result;
import dev.flambeau.io.SafeTensors;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a network that PyTorch trained and Python's safetensors wrote; it names 95.4 % of the test digits. */
class PredictCommandTest {
    private static final int DIGITS = 60;

    @TempDir Path folder;

    private Path model;

    @BeforeEach
    void copyModel() throws IOException {
        model = folder.resolve("model.safetensors");
        try (InputStream in = PredictCommandTest.class.getResourceAsStream("cnn-by-pytorch.safetensors")) {
            Files.copy(in, model);
        }
    }

    @Test
    void theProbabilitiesArePyTorchs() {
        probabilities(0, 7, 0, 0, 0, 0.0001, 0, 0, 0, 0.9991, 0, 0.0008);
        probabilities(2, 1, 0, 0.9961, 0, 0, 0.0006, 0.0001, 0.0027, 0.0002, 0.0002, 0);
        probabilities(4, 4, 0.0001, 0, 0.0001, 0, 0.9918, 0, 0, 0.0006, 0, 0.0074);
    }

    private void probabilities(long image, int digit, double... expected) {
        List<String> lines = predict(Pictures.grey(image));
        assertThat(lines).hasSize(11).first().isEqualTo(Integer.toString(digit));
        for (int i = 0; i < expected.length; i++) {
            String[] words = lines.get(i + 1).split(" ", -1);
            assertThat(words[0]).isEqualTo(Integer.toString(i));
            assertThat(Double.parseDouble(words[1])).as("digit " + i).isCloseTo(expected[i], within(0.002));
        }
    }

    private List<String> predict(BufferedImage picture) {
        Result result = CommandLines.run("predict", model, Pictures.write(picture, folder.resolve("picture.png")));
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        return result.out().lines().toList();
    }

    @Test
    void picturesOfAllKindsAreRecognized() {
        Map<String, LongFunction<BufferedImage>> kinds = new LinkedHashMap<>();
        kinds.put("as it is", Pictures::grey);
        kinds.put("20 x 20", i -> Pictures.placed(dark(i), 20, 20, 20, 0, 0, Color.WHITE));
        kinds.put("1000 x 700", i -> Pictures.placed(dark(i), 600, 1000, 700, 350, 60, Color.WHITE));
        kinds.put("in a corner", i -> Pictures.placed(Pictures.grey(i), 60, 400, 300, 330, 5, Color.BLACK));
        kinds.put("yellow on blue", i -> Pictures.coloured(i, Color.YELLOW, Color.BLUE));
        kinds.put("on glass", i -> Pictures.coloured(i, Color.BLACK, new Color(0, 0, 0, 0)));
        kinds.put("noisy", i -> Pictures.noisy(Pictures.placed(dark(i), 200, 300, 300, 50, 50, Color.WHITE), i));
        kinds.forEach((name, kind) -> {
            int right = 0;
            for (int i = 0; i < DIGITS; i++) {
                right += predict(kind.apply(i)).getFirst().equals(Integer.toString(truth(i))) ? 1 : 0;
            }
            assertThat(right).as(name).isGreaterThanOrEqualTo(DIGITS * 9 / 10);
        });
    }

    private static int truth(long i) {
        return (int) Pictures.DIGITS.labels().get(i).item();
    }

    private static BufferedImage dark(long i) {
        return Pictures.coloured(i, Color.BLACK, Color.WHITE);
    }

    @Test
    void badModelsAreNamed() throws IOException {
        Path picture = Pictures.write(Pictures.grey(0), folder.resolve("picture.png"));
        failed(folder.resolve("nowhere"), picture, "nowhere");
        failed(picture, picture, "picture.png: ");
        Map<String, Tensor> state = SafeTensors.load(model);

        Path other = folder.resolve("other.safetensors");
        SafeTensors.save(state, Map.of("model", "resnet"), other);
        failed(other, picture, "other.safetensors: its metadata names the model 'resnet'");
        SafeTensors.save(state, Map.of("model", "lenet"), other);
        failed(other, picture, "other.safetensors: not a model 'lenet': ");

        Map<String, Tensor> infinite = new LinkedHashMap<>(state);
        infinite.put("conv1.bias", Torch.full(new long[] {16}, Double.NaN));
        SafeTensors.save(infinite, other);
        failed(other, picture, "other.safetensors: its weights are not all finite");
        failed(model, folder.resolve("none.png"), "none.png: there is no such file");
    }

    private static void failed(Path model, Path picture, String message) {
        Result result = CommandLines.run("predict", model, picture);
        assertThat(result.err()).startsWith("flambeau: ").contains(message);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(1);
    }
}
