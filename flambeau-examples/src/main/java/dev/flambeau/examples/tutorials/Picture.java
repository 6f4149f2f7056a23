package dev.flambeau.examples.tutorials;

import dev.flambeau.FileException;
import dev.flambeau.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Shows a matrix as a picture, as {@code pyplot.imshow} does, but in a file. */
final class Picture {
    private static final int ZOOM = 10;

    private final BufferedImage image;

    private Picture(BufferedImage image) {
        this.image = image;
    }

    /** From black, the least value, to white, the greatest. */
    static Picture gray(Tensor matrix) {
        int height = Math.toIntExact(matrix.size(0));
        int width = Math.toIntExact(matrix.size(1));
        double least = matrix.min().item();
        double range = Math.max(matrix.max().item() - least, Double.MIN_NORMAL);
        double[] values = matrix.toDoubleArray();
        BufferedImage image = new BufferedImage(width * ZOOM, height * ZOOM, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < height * ZOOM; y++) {
            for (int x = 0; x < width * ZOOM; x++) {
                double value = values[y / ZOOM * width + x / ZOOM];
                image.getRaster().setSample(x, y, 0, (int) Math.round((value - least) / range * 255));
            }
        }
        return new Picture(image);
    }

    /** Writes a PNG file, in a folder that is made if it is not there. */
    void write(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            ImageIO.write(image, "png", file.toFile());
        } catch (IOException e) {
            throw new FileException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }
}
