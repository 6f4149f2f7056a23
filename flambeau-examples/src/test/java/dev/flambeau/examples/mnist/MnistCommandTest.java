package dev.flambeau.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.flambeau.examples.CommandLines;
import dev.flambeau.examples.CommandLines.Result;
import dev.flambeau.io.SafeTensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MnistCommandTest {
    private static final int IMAGES = 1200;

    @TempDir Path folder;

    private Path data;
    private Path out;

    @BeforeEach
    void writeSmallSet() throws IOException {
        data = Files.createDirectory(folder.resolve("data"));
        out = folder.resolve("out");
        byte[] pixels = bytes(Pictures.DIGITS.images().slice(0, 0, IMAGES).reshape(-1).toLongArray());
        Files.write(data.resolve("train-images-idx3-ubyte"),
                ByteBuffer.allocate(16 + pixels.length).putInt(0x803).putInt(IMAGES).putInt(28).putInt(28).put(pixels)
                        .array());
        byte[] labels = bytes(Pictures.DIGITS.labels().slice(0, 0, IMAGES).toLongArray());
        Files.write(data.resolve("train-labels-idx1-ubyte"),
                ByteBuffer.allocate(8 + labels.length).putInt(0x801).putInt(IMAGES).put(labels).array());
    }

    private static byte[] bytes(long[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    @Test
    void trainsAndWritesEverything() throws IOException {
        Result result = CommandLines.run("mnist", "--model", "logistic", "--epochs", 2, "--batch-size", 20, "--data",
                data, "--out", out);
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        List<String> lines = result.out().lines().toList();
        assertThat(lines).anyMatch(line -> line.matches("epoch 1/2 step \\d+/50 loss .* images/s .* s left"));
        assertThat(lines)
                .anyMatch(line -> line.matches("epoch 2/2 train loss .* valid loss .* accuracy 0\\.[89].* s"));
        assertThat(lines.getLast()).startsWith("wrote ").endsWith(out.toString());

        List<String> history = Files.readAllLines(out.resolve("history.csv"));
        assertThat(history).hasSize(3).first().isEqualTo("epoch,train_loss,valid_loss,valid_accuracy,seconds");
        String[] second = history.get(2).split(",", -1);
        assertThat(second[0]).isEqualTo("2");
        assertThat(Double.parseDouble(second[2])).isBetween(0.2, 0.8);
        assertThat(Double.parseDouble(second[3])).isBetween(0.8, 1.0);
        assertThat(Double.parseDouble(second[3]) * IMAGES / 6)
                .isCloseTo(Math.rint(Double.parseDouble(second[3]) * IMAGES / 6), within(1e-3));
        for (String picture : List.of("curves.png", "confusion.png", "mistakes.png")) {
            assertThat(PictureFile.read(out.resolve(picture)).getWidth()).as(picture).isGreaterThan(500);
        }
        assertThat(SafeTensors.load(out.resolve("model.safetensors")).get("weight").size().toLongs())
                .containsExactly(10, 784);
    }

    @Test
    void theSeedDecides() throws IOException {
        byte[] first = model(7);
        assertThat(model(7)).isEqualTo(first);
        assertThat(model(8)).isNotEqualTo(first);
    }

    private byte[] model(long seed) throws IOException {
        Result result = CommandLines.run("mnist", "--model", "logistic", "--epochs", 1, "--seed", seed, "--quiet",
                "--data", data, "--out", out);
        assertThat(result.err()).isEmpty();
        assertThat(result.out().lines()).as("quiet").hasSize(1);
        return Files.readAllBytes(out.resolve("model.safetensors"));
    }

    @Test
    void everyModelTrains() {
        for (MnistModels.Kind kind : MnistModels.Kind.values()) {
            Result result = CommandLines.run("mnist", "--model", kind, "--epochs", 1, "--batch-size", 200, "--lr", 0.01,
                    "--quiet", "--data", data, "--out", out);
            assertThat(result.code()).as(result.err()).isZero();
            assertThat(SafeTensors.metadata(out.resolve("model.safetensors"))).containsEntry("model", kind.name());
        }
    }

    @Test
    void aBatchMayBeLargerThanTheSet() {
        assertThat(CommandLines.run("mnist", "--model", "logistic", "--epochs", 1, "--batch-size", 5000, "--quiet",
                "--data", data, "--out", out).code()).isZero();
    }

    @Test
    void aTrainingThatDivergesWritesNoModel() {
        Result result = CommandLines.run("mnist", "--model", "mlp", "--epochs", 3, "--lr", 1e30, "--quiet", "--data",
                data, "--out", out);
        failed(result,
                "the loss is not finite after epoch 1: the training diverges (a smaller learning rate may help)");
        assertThat(out.resolve("model.safetensors")).doesNotExist();
    }

    @Test
    void badFilesAreNamed() throws IOException {
        failed(run(folder.resolve("nowhere"), out), folder.resolve("nowhere") + ": there is no such folder");
        Path images = data.resolve("train-images-idx3-ubyte");
        byte[] whole = Files.readAllBytes(images);
        Files.write(images, Arrays.copyOf(whole, 100_000));
        failed(run(data, out), images + ": byte 100000: truncated: the file ends inside the 940800 bytes that sizes "
                + "[1200, 28, 28] need");
        whole[3] = 2;
        Files.write(images, whole);
        failed(run(data, out), images + ": byte 33612: more data than the 33600 bytes that sizes [1200, 28] need");
        Files.delete(images);
        failed(run(data, out), images + ": missing (neither with nor without .gz)");
        assertThat(out).isEmptyDirectory();
    }

    @Test
    void tooFewImagesAreRefused() throws IOException {
        Files.write(data.resolve("train-images-idx3-ubyte"),
                ByteBuffer.allocate(16 + 5 * 784).putInt(0x803).putInt(5).putInt(28).putInt(28).array());
        Files.write(data.resolve("train-labels-idx1-ubyte"), ByteBuffer.allocate(13).putInt(0x801).putInt(5).array());
        failed(run(data, out), data + ": 5 training images, but at least 6 are needed");
    }

    @Test
    void theOutputFolderIsCheckedBeforeTheData() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        failed(run(folder.resolve("nowhere"), file), file + ": the output folder cannot be made");
    }

    private static Result run(Path data, Path out) {
        return CommandLines.run("mnist", "--epochs", 1, "--data", data, "--out", out);
    }

    private static void failed(Result result, String message) {
        assertThat(result.err()).startsWith("flambeau: " + message);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.code()).isEqualTo(1);
    }
}
