package dev.flambeau.examples;

import dev.flambeau.FileException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;

/**
 * Brings a picture of a digit into MNIST's form: light on dark, scaled so that the digit fits into 20 x 20, its centre of mass in the middle of
 * 28 x 28, pixel / 256.
 */
final class DigitPicture {
    private static final int SIDE = 28;
    private static final int BOX = 20;
    private static final double INK = 0.25;

    private final int width;
    private final int height;
    private final double[] ink; // from 0, the ground, to 1

    private DigitPicture(int width, int height, double[] ink) {
        this.width = width;
        this.height = height;
        this.ink = ink;
    }

    /** The picture as {@code float32 [28, 28]}. */
    static Tensor read(Path file) {
        BufferedImage image;
        try {
            if (!Files.isRegularFile(file)) {
                throw new FileException(file + ": there is no such file");
            }
            image = ImageIO.read(file.toFile());
        } catch (IOException | RuntimeException e) {
            if (e instanceof FileException known) {
                throw known;
            }
            throw new FileException(file + ": damaged: " + e.getMessage(), e);
        }
        if (image == null) {
            throw new FileException(file + ": not a picture that can be read (PNG, JPEG, GIF, BMP)");
        }
        return of(image).normalized(file);
    }

    private static DigitPicture of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        double[] light = new double[width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int argb = image.getRGB(x, y);
                double alpha = (argb >>> 24) / 255.0;
                double luma = (0.299 * (argb >> 16 & 0xff) + 0.587 * (argb >> 8 & 0xff) + 0.114 * (argb & 0xff)) / 255;
                light[y * width + x] = alpha * luma + (1 - alpha); // what is transparent is paper
            }
        }
        // the border is ground: its median says whether the digit is darker or lighter
        double ground = borderMedian(light, width, height);
        double most = 0;
        for (int i = 0; i < light.length; i++) {
            light[i] = Math.abs(light[i] - ground);
            most = Math.max(most, light[i]);
        }
        for (int i = 0; i < light.length && most > 0; i++) {
            light[i] /= most;
        }
        return new DigitPicture(width, height, most < 0.05 ? new double[light.length] : light);
    }

    private static double borderMedian(double[] light, int width, int height) {
        double[] border = new double[2 * (width + height)];
        int n = 0;
        for (int x = 0; x < width; x++) {
            border[n++] = light[x];
            border[n++] = light[(height - 1) * width + x];
        }
        for (int y = 0; y < height; y++) {
            border[n++] = light[y * width];
            border[n++] = light[y * width + width - 1];
        }
        Arrays.sort(border);
        return border[n / 2];
    }

    private Tensor normalized(Path file) {
        int left = width;
        int right = -1;
        int top = height;
        int bottom = -1;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                if (ink[y * width + x] > INK) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y);
                }
            }
        }
        if (right < 0) {
            throw new FileException(file + ": the picture is of one colour: there is no digit in it");
        }
        double scale = (double) BOX / Math.max(right - left + 1, bottom - top + 1);
        double[] centre = centreOfMass(left, right, top, bottom);
        float[] pixels = new float[SIDE * SIDE];
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double fromX = (x - SIDE / 2.0) / scale + centre[0];
                double fromY = (y - SIDE / 2.0) / scale + centre[1];
                pixels[y * SIDE + x] = (float) (area(fromX, fromY, 1 / scale) * 255 / 256);
            }
        }
        return Torch.fromArray(pixels, SIDE, SIDE);
    }

    private double[] centreOfMass(int left, int right, int top, int bottom) {
        double sum = 0;
        double sumX = 0;
        double sumY = 0;
        for (int y = top; y <= bottom; y++) {
            for (int x = left; x <= right; x++) {
                double value = ink[y * width + x];
                sum += value;
                sumX += value * (x + 0.5);
                sumY += value * (y + 0.5);
            }
        }
        return new double[] {sumX / sum, sumY / sum};
    }

    /** The mean ink in a square of the picture; outside there is none. */
    private double area(double x, double y, double side) {
        double sum = 0;
        for (int row = (int) Math.floor(y); row < y + side; row++) {
            double partY = Math.min(row + 1, y + side) - Math.max(row, y);
            for (int column = (int) Math.floor(x); column < x + side; column++) {
                double partX = Math.min(column + 1, x + side) - Math.max(column, x);
                if (row >= 0 && row < height && column >= 0 && column < width) {
                    sum += partX * partY * ink[row * width + column];
                }
            }
        }
        return sum / (side * side);
    }
}
