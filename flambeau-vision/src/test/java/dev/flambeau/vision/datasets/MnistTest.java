package dev.flambeau.vision.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.DType;
import dev.flambeau.FileException;
import dev.flambeau.data.TensorDataset;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MnistTest {
    private static final int PIXELS = 28 * 28;

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({"train-images-idx3-ubyte,6bbc9ace898e44ae57da46a324031adb",
        "train-labels-idx1-ubyte,a25bea736e30d166cdddb491f175f624",
        "t10k-images-idx3-ubyte,2646ac647ad5339dbf082846283269ea",
        "t10k-labels-idx1-ubyte,27ae3e4e09519cfbb04c329615203637"})
    void theResourcesAreThePublishedFiles(String name, String md5) throws IOException, NoSuchAlgorithmException {
        try (InputStream in =
                new GZIPInputStream(MnistTest.class.getResourceAsStream("/dev/flambeau/mnist/" + name + ".gz"))) {
            assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(in.readAllBytes())))
                    .isEqualTo(md5);
        }
    }

    @Test
    void theResourcesAreRead() {
        Mnist train = Mnist.train();
        assertThat(train.images().size().toLongs()).containsExactly(60_000, 28, 28);
        assertThat(train.images().dtype()).isEqualTo(DType.UINT8);
        assertThat(train.labels().dtype()).isEqualTo(DType.INT64);
        assertThat(train.labels().slice(0, 0, 10).toLongArray()).containsExactly(5, 0, 4, 1, 9, 2, 1, 3, 1, 4);
        Mnist test = Mnist.test();
        assertThat(test.size()).isEqualTo(10_000);
        assertThat(test.labels().slice(0, 0, 5).toLongArray()).containsExactly(7, 2, 1, 0, 4);
    }

    @Test
    void aFolderMayHoldFilesGzippedOrNot() throws IOException {
        write(true, true);
        checkSmall();
        write(false, true);
        checkSmall();
        write(true, false);
        checkSmall();
        write(false, false);
        checkSmall();
    }

    private void checkSmall() {
        Mnist mnist = Mnist.train(folder);
        assertThat(mnist.size()).isEqualTo(3);
        assertThat(mnist.labels().toLongArray()).containsExactly(7, 0, 9);
        assertThat(mnist.images().get(2, 27, 27).item()).isEqualTo(2);
        assertThat(mnist.slice(1, 3).labels().toLongArray()).containsExactly(0, 9);
        assertThat(mnist.slice(1, 3).images().get(1, 27, 27).item()).isEqualTo(2);
    }

    @Test
    void flatRowsAreBelowOne() throws IOException {
        int[] pixels = new int[PIXELS];
        pixels[0] = 255;
        pixels[1] = 128;
        write(TRAIN_IMAGES, IdxBytes.of(new long[] {1, 28, 28}, pixels), true);
        write(TRAIN_LABELS, IdxBytes.of(new long[] {1}, 3), true);
        Mnist mnist = Mnist.train(folder);
        TensorDataset flat = mnist.flat();
        assertThat(flat.get(0).x().size().toLongs()).containsExactly(PIXELS);
        assertThat(flat.get(0).x().dtype()).isEqualTo(DType.FLOAT32);
        assertThat(flat.get(0).x().slice(0, 0, 3).toDoubleArray()).containsExactly(255 / 256.0, 0.5, 0);
        assertThat(flat.get(0).y().item()).isEqualTo(3);
        assertThat(mnist.rows().get(0).x().dtype()).isEqualTo(DType.UINT8);
        assertThat(Mnist.scaled(mnist.rows().get(0).x()).toDoubleArray())
                .containsExactly(flat.get(0).x().toDoubleArray());
        assertThat(mnist.rows().get(0).y().item()).isEqualTo(3);
    }

    @Test
    void namesAMissingFolderOrFile() throws IOException {
        refused(folder.resolve("nowhere"), folder.resolve("nowhere") + ": there is no such folder");
        Path file = Files.writeString(folder.resolve("file"), "");
        refused(file, file + ": there is no such folder");
        refused(folder, folder.resolve(TRAIN_IMAGES) + ": missing (neither with nor without .gz)");
        write(true, true);
        Files.delete(folder.resolve(TRAIN_LABELS + ".gz"));
        refused(folder, folder.resolve(TRAIN_LABELS) + ": missing (neither with nor without .gz)");
        Files.createDirectory(folder.resolve(TRAIN_LABELS));
        refused(folder, folder.resolve(TRAIN_LABELS) + ": cannot be read: Is a directory");
    }

    @Test
    void namesTheFileThatIsDamaged() throws IOException {
        write(true, true);
        byte[] images = Files.readAllBytes(folder.resolve(TRAIN_IMAGES + ".gz"));
        Files.write(folder.resolve(TRAIN_IMAGES + ".gz"), java.util.Arrays.copyOf(images, images.length / 2));
        assertThatThrownBy(() -> Mnist.train(folder)).isInstanceOf(FileException.class)
                .hasMessageMatching(java.util.regex.Pattern.quote(folder.resolve(TRAIN_IMAGES) + ".gz: byte ")
                        + "\\d+: truncated: the file ends inside the 2352 bytes that sizes \\[3, 28, 28] need");
    }

    @Test
    void refusesFilesThatAreNotMnist() throws IOException {
        write(true, true);
        String images = folder.resolve(TRAIN_IMAGES + ".gz").toString();
        String labels = folder.resolve(TRAIN_LABELS + ".gz").toString();

        write(TRAIN_IMAGES, IdxBytes.of(new long[] {3}, 1, 2, 3), true); // the labels' file under the images' name
        refused(folder, images + ": byte 3: sizes [3], but 3 dimensions are expected");
        write(TRAIN_IMAGES, IdxBytes.of(new long[] {1, 28, 2}, new int[56]), true);
        refused(folder, images + ": byte 12: images of 28 x 2, but MNIST's are 28 x 28");
        write(TRAIN_IMAGES, IdxBytes.of(new long[] {1, 2, 28}, new int[56]), true);
        refused(folder, images + ": byte 8: images of 2 x 28, but MNIST's are 28 x 28");
        write(TRAIN_IMAGES, IdxBytes.of(new long[] {2, 28, 28}, new int[2 * PIXELS]), true);
        refused(folder, labels + ": byte 4: 3 labels, but " + images + " has 2 images");

        write(true, true);
        write(TRAIN_LABELS, IdxBytes.of(new long[] {3}, 1, 2, 10), true);
        refused(folder, labels + ": byte 10: label 10, but labels are 0 to 9");
        write(TRAIN_LABELS, IdxBytes.of(new long[] {3}, 255, 2, 1), true);
        refused(folder, labels + ": byte 8: label 255, but labels are 0 to 9");
        write(TRAIN_LABELS, IdxBytes.of(new long[] {1, 3}, 1, 2, 3), true);
        refused(folder, labels + ": byte 3: sizes [1, 3], but 1 dimension is expected");
    }

    private static final String TRAIN_IMAGES = Mnist.TRAIN_IMAGES;
    private static final String TRAIN_LABELS = Mnist.TRAIN_LABELS;

    /** Three images, the last of which ends in a 2, and their labels. */
    private void write(boolean zippedImages, boolean zippedLabels) throws IOException {
        int[] pixels = new int[3 * PIXELS];
        pixels[3 * PIXELS - 1] = 2;
        write(TRAIN_IMAGES, IdxBytes.of(new long[] {3, 28, 28}, pixels), zippedImages);
        write(TRAIN_LABELS, IdxBytes.of(new long[] {3}, 7, 0, 9), zippedLabels);
    }

    private void write(String name, byte[] bytes, boolean zipped) throws IOException {
        Files.deleteIfExists(folder.resolve(name));
        Files.deleteIfExists(folder.resolve(name + ".gz"));
        Files.write(folder.resolve(zipped ? name + ".gz" : name), zipped ? IdxBytes.gzip(bytes) : bytes);
    }

    private static void refused(Path folder, String message) {
        assertThatThrownBy(() -> Mnist.train(folder)).isInstanceOf(FileException.class).hasMessage(message);
    }
}
