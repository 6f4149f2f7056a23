package dev.flambeau.examples.mnist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.FileException;
import dev.flambeau.Tensor;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigitPictureTest {
    private static final int SIDE = 28;

    /** What interpolation and a shift by one pixel, which a little blur can cause, cost. */
    private static final double BLURRED = 0.11;
    private static final Color CLEAR = new Color(0, 0, 0, 0);

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 15, 61})
    void aDigitOfMnistStaysAsItIs(long i) {
        near(Pictures.grey(i), i, 0.01);
        near(Pictures.coloured(i, Color.BLACK, Color.WHITE), i, 0.01);
        near(Pictures.coloured(i, Color.RED, Color.YELLOW), i, 0.01);
        near(Pictures.coloured(i, Color.BLUE, Color.BLACK), i, 0.01);
        near(Pictures.coloured(i, new Color(150, 150, 150), new Color(190, 190, 190)), i, 0.01);
        near(Pictures.coloured(i, Color.BLACK, CLEAR), i, 0.01);
        near(Pictures.coloured(i, Color.WHITE, new Color(255, 255, 255, 0)), i, 0.01);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 15, 61})
    void aDigitIsFoundWhereverItIsAndHoweverLarge(long i) {
        BufferedImage dark = Pictures.coloured(i, Color.BLACK, Color.WHITE);
        near(Pictures.placed(dark, 28, 90, 60, 60, 30, Color.WHITE), i, 0.01);
        near(Pictures.placed(dark, 280, 300, 300, 0, 20, Color.WHITE), i, BLURRED);
        near(Pictures.placed(dark, 690, 1000, 700, 300, 5, Color.WHITE), i, BLURRED);
        near(Pictures.placed(Pictures.grey(i), 84, 600, 400, 500, 10, Color.BLACK), i, BLURRED);
        near(Pictures.noisy(Pictures.placed(dark, 280, 400, 300, 100, 10, Color.WHITE), i), i, BLURRED);
        near(Pictures.placed(dark, 20, 20, 20, 0, 0, Color.WHITE), i, BLURRED);
    }

    /** The mean difference of a pixel. The mean of a pixel itself is 0.13, so another digit is at 0.15 and more. */
    private static void near(BufferedImage picture, long i, double most) {
        assertThat(difference(picture, i)).isLessThan(most);
    }

    private static double difference(BufferedImage picture, long i) {
        Tensor digit = DigitPicture.of(picture, "picture");
        assertThat(digit.size().toLongs()).containsExactly(SIDE, SIDE);
        return digit.sub(Pictures.original(i)).abs().mean().item();
    }

    @Test
    void anotherDigitIsFar() {
        assertThat(difference(Pictures.grey(0), 1)).isGreaterThan(0.15);
    }

    @Test
    void aThinLineIsWidened() {
        BufferedImage image = new BufferedImage(800, 800, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setStroke(new BasicStroke(2));
        g.drawOval(100, 100, 600, 600);
        g.dispose();
        double[][] pixels = rows(DigitPicture.of(image, "picture"));
        for (int k = 0; k < SIDE; k++) { // along the middle: two strokes, each about two pixels wide
            assertThat(pixels[14][k]).as("column " + k)
                    .satisfies(
                            k >= 7 && k <= 21 ? v -> assertThat(v).isZero() : v -> assertThat(v).isBetween(0.0, 1.0));
        }
        assertThat(Arrays.stream(pixels[14]).sum()).isBetween(3.0, 5.0);
        assertThat(Arrays.stream(pixels).flatMapToDouble(Arrays::stream).max().orElse(0)).isGreaterThan(0.9);
    }

    @Test
    void theDigitFillsTwentyPixelsAroundItsCentreOfMass() {
        BufferedImage image = new BufferedImage(500, 300, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.fillRect(200, 50, 40, 160);
        g.dispose();
        double[][] pixels = rows(DigitPicture.of(image, "picture"));
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                assertThat(pixels[y][x]).as(y + ", " + x)
                        .isEqualTo(y >= 4 && y < 24 && x >= 12 && x < 17 ? 255 / 256.0 : 0);
            }
        }
    }

    private static double[][] rows(Tensor digit) {
        double[][] rows = new double[SIDE][];
        for (int y = 0; y < SIDE; y++) {
            rows[y] = digit.get(y).toDoubleArray();
        }
        return rows;
    }

    @Test
    void sixteenBitsAndPalettesAreRead() {
        BufferedImage deep = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_USHORT_GRAY);
        BufferedImage palette = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_INDEXED);
        BufferedImage grey = Pictures.grey(0);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                int value = grey.getRaster().getSample(x, y, 0);
                deep.getRaster().setSample(x, y, 0, 257 * (255 - value));
                palette.setRGB(x, y, 0xff000000 | value * 0x010101);
            }
        }
        assertThat(fromFile(deep, "deep.png")).isLessThan(0.01);
        assertThat(fromFile(palette, "palette.png")).isLessThan(0.03);
        assertThat(fromFile(palette, "palette.gif")).isLessThan(0.03);
    }

    private double fromFile(BufferedImage image, String name) {
        Path file = Pictures.write(image, folder.resolve(name));
        return DigitPicture.read(file).sub(Pictures.original(0)).abs().mean().item();
    }

    @Test
    void otherFormatsAreRead() {
        BufferedImage large =
                Pictures.placed(Pictures.coloured(0, Color.BLACK, Color.WHITE), 280, 280, 280, 0, 0, Color.WHITE);
        assertThat(fromFile(large, "a.jpg")).isLessThan(0.07);
        assertThat(fromFile(large, "a.bmp")).isLessThan(0.06);
        assertThat(fromFile(large, "a.gif")).isLessThan(0.06);
    }

    @Test
    void aLargePictureIsReadInPart() {
        BufferedImage large = Pictures.placed(Pictures.coloured(0, Color.BLACK, Color.WHITE), 3000, 4000, 3000, 500, 0,
                Color.WHITE);
        assertThat(fromFile(large, "large.png")).isLessThan(0.06);
        assertThat(PictureFile.read(folder.resolve("large.png")).getWidth()).isEqualTo(2000);
    }

    @Test
    void refusesAPictureWithoutADigit() {
        for (int[] size : new int[][] {{1, 1}, {28, 28}, {1, 300}}) {
            refused(Pictures.write(new BufferedImage(size[0], size[1], BufferedImage.TYPE_INT_ARGB),
                    folder.resolve("empty.png")), "the picture is of one colour: there is no digit in it");
        }
        BufferedImage nearly = new BufferedImage(50, 50, BufferedImage.TYPE_BYTE_GRAY);
        nearly.getRaster().setSample(20, 20, 0, 9);
        refused(Pictures.write(nearly, folder.resolve("nearly.png")), "the picture is of one colour");
    }

    @Test
    void namesWhatIsWrongWithAFile() throws IOException {
        refused(folder.resolve("nowhere.png"), "there is no such file");
        refused(folder, "not a file");
        refused(Files.writeString(folder.resolve("text.png"), "a text"), "not a picture that can be read");
        refused(Files.writeString(folder.resolve("nothing.png"), ""), "not a picture that can be read");
        byte[] whole = Files.readAllBytes(Pictures.write(Pictures.grey(0), folder.resolve("whole.png")));
        for (int length : new int[] {8, 20, 40, whole.length / 2}) {
            refused(Files.write(folder.resolve("cut.png"), Arrays.copyOf(whole, length)), "damaged: ");
        }
        byte[] changed = whole.clone();
        Arrays.fill(changed, 50, 60, (byte) 0xee);
        refused(Files.write(folder.resolve("changed.png"), changed), "damaged: ");
    }

    @Test
    void refusesSizesThatNoMemoryHolds() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeLong(0x89504e470d0a1a0aL);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        DataOutputStream head = new DataOutputStream(header);
        head.write("IHDR".getBytes(StandardCharsets.US_ASCII));
        head.writeInt(2_000_000_000);
        head.writeInt(2_000_000_000);
        head.write(new byte[] {8, 6, 0, 0, 0});
        CRC32 sum = new CRC32();
        sum.update(header.toByteArray());
        out.writeInt(13);
        out.write(header.toByteArray());
        out.writeInt((int) sum.getValue());
        refused(Files.write(folder.resolve("monster.png"), bytes.toByteArray()),
                "2000000000 x 2000000000 pixels, but at most 200000000 are read");
    }

    private static void refused(Path file, String message) {
        assertThatThrownBy(() -> DigitPicture.read(file)).isInstanceOf(FileException.class)
                .hasMessageStartingWith(file + ": " + message);
    }
}
