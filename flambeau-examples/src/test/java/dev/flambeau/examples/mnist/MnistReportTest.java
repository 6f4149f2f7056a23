package dev.flambeau.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.DType;
import dev.flambeau.FileException;
import dev.flambeau.Torch;
import dev.flambeau.io.SafeTensors;
import dev.flambeau.nn.Linear;
import dev.flambeau.vision.datasets.Mnist;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistReportTest {
    private static final List<Training.Epoch> EPOCHS =
            List.of(new Training.Epoch(1, 0.75, 0.5, 0.9, 1.25), new Training.Epoch(2, 0.25, 1 / 3.0, 0.95, 2));

    @TempDir Path folder;

    @Test
    void theHistoryIsATable() {
        new MnistReport(folder).history(EPOCHS);
        assertThat(folder.resolve("history.csv")).hasContent("""
                epoch,train_loss,valid_loss,valid_accuracy,seconds
                1,0.750000,0.500000,0.900000,1.250
                2,0.250000,0.333333,0.950000,2.000
                """);
    }

    @Test
    void theModelIsNamed() {
        Linear net = new Linear(784, 10);
        new MnistReport(folder).model(net, MnistModels.Kind.logistic);
        Path file = folder.resolve("model.safetensors");
        assertThat(SafeTensors.metadata(file)).containsEntry("model", "logistic").containsEntry("format", "pt");
        assertThat(SafeTensors.load(file)).containsOnlyKeys("weight", "bias");
        assertThat(SafeTensors.load(file).get("weight").toDoubleArray())
                .containsExactly(net.stateDict().get("weight").toDoubleArray());
    }

    @Test
    void thePicturesShowMistakesAndCounts() throws IOException {
        long[] truth = LongStream.range(0, 60).map(i -> i % 10).toArray();
        long[] guesses = truth.clone();
        BufferedImage right = confusion(truth, guesses);
        BufferedImage noMistakes = read("mistakes.png");
        guesses[3] = 5;
        guesses[47] = 2;
        assertThat(differ(right, confusion(truth, guesses))).isTrue();
        BufferedImage mistakes = read("mistakes.png");
        assertThat(mistakes.getHeight()).isGreaterThan(noMistakes.getHeight());
        // the first shown mistake is image 3, which is dark in its middle as that image is light there
        assertThat(mistakes.getRGB(16 + 8 + 3 * 10 + 1, 56 + 3 * 10 + 1) & 0xff).isEqualTo(255 - 3);
    }

    private BufferedImage confusion(long[] truth, long[] guesses) throws IOException {
        long n = truth.length;
        Mnist valid = new Mnist(Torch.arange(n).view(n, 1, 1).expand(n, 28, 28).to(DType.UINT8),
                Torch.fromArray(truth, n));
        new MnistReport(folder).pictures(EPOCHS, valid, guesses);
        assertThat(read("curves.png").getWidth()).isGreaterThan(600);
        return read("confusion.png");
    }

    private BufferedImage read(String name) throws IOException {
        return ImageIO.read(folder.resolve(name).toFile());
    }

    private static boolean differ(BufferedImage a, BufferedImage b) {
        return IntStream.range(0, a.getWidth() * a.getHeight())
                .anyMatch(i -> a.getRGB(i % a.getWidth(), i / a.getWidth()) != b.getRGB(i % b.getWidth(),
                        i / b.getWidth()));
    }

    @Test
    void curvesOfAnyLengthAndSizeAreDrawn() {
        for (int n : new int[] {1, 2, 12, 13, 300}) {
            List<Training.Epoch> epochs = IntStream.rangeClosed(1, n)
                    .mapToObj(i -> new Training.Epoch(i, 1.0 / i, 1e20 / i, 0, 1)).toList();
            assertThat(CurvesPicture.of(epochs).getHeight()).isPositive();
        }
        assertThat(CurvesPicture.of(List.of(new Training.Epoch(1, 0, 0, 1, 0))).getHeight()).isPositive();
    }

    @Test
    void theFolderIsMadeAndHoldsNothingElse() throws IOException {
        Path deep = folder.resolve("a/b");
        MnistReport report = new MnistReport(deep);
        report.history(EPOCHS);
        report.history(EPOCHS);
        try (Stream<Path> files = Files.list(deep)) {
            assertThat(files).containsExactly(deep.resolve("history.csv"));
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIntoIsNamedAtOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "text");
        refused(file, file + ": the output folder cannot be made: " + file + " is a file");
        refused(file.resolve("below"), file.resolve("below") + ": the output folder cannot be made: ");
        Files.createDirectories(folder.resolve("out/curves.png"));
        refused(folder.resolve("out"),
                folder.resolve("out/curves.png") + ": a folder is where a file is to be written");
    }

    private static void refused(Path out, String message) {
        assertThatThrownBy(() -> new MnistReport(out)).isInstanceOf(FileException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aFileThatFailsLeavesTheOldOne() throws IOException {
        Path file = Files.writeString(folder.resolve("history.csv"), "old");
        assertThatThrownBy(() -> WholeFile.write(file, out -> {
            out.write(1);
            throw new IOException("the disk is full");
        })).isInstanceOf(FileException.class).hasMessage(file + ": cannot be written: the disk is full");
        assertThat(file).hasContent("old");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }
}
