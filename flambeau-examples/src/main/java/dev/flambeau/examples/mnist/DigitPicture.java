package dev.flambeau.examples.mnist;

import dev.flambeau.FileException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import java.awt.image.BufferedImage;
import java.nio.file.Path;

/**
 * Brings a picture of a digit into MNIST's form: light on dark, scaled so that the digit fits into 20 x 20, its centre of mass in the middle of
 * 28 x 28, pixel / 256.
 */
final class DigitPicture {
    private static final int SIDE = 28;
    private static final int BOX = 20;

    /** Lines thinner than in almost all of MNIST are widened; what they are made then is still on the thin side. */
    private static final double THINNEST_LINE = 1.4;
    private static final double WIDENED_LINE = 2;
    private static final int FINE = 4;

    private final Strokes strokes;
    private final Ink ink;
    private final double scale;

    private DigitPicture(Strokes strokes) {
        this.strokes = strokes;
        ink = strokes.ink();
        scale = (double) BOX / Math.max(strokes.width(), strokes.height());
    }

    /** The picture in a file as {@code float32 [28, 28]}. */
    static Tensor read(Path file) {
        return of(PictureFile.read(file), file.toString());
    }

    /** A picture as {@code float32 [28, 28]}; {@code name} is how messages call it. */
    static Tensor of(BufferedImage image, String name) {
        Strokes strokes = Strokes.in(Ink.of(image));
        if (strokes == null) {
            throw new FileException(name + ": the picture is of one colour: there is no digit in it");
        }
        return Torch.fromArray(new DigitPicture(strokes).normalized(), SIDE, SIDE);
    }

    private float[] normalized() {
        double line = strokes.lineWidth() * scale;
        return line < THINNEST_LINE ? thickened(line) : sampled();
    }

    private float[] sampled() {
        double[] centre = centreOfMass();
        // whole pixels, as in MNIST, where the centre of mass is somewhere in the pixel (14, 14)
        double left = Math.ceil(SIDE / 2.0 - (centre[0] - strokes.left()) * scale);
        double top = Math.ceil(SIDE / 2.0 - (centre[1] - strokes.top()) * scale);
        float[] pixels = new float[SIDE * SIDE];
        double side = 1 / scale;
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double ink = mean(strokes.left() + (x - left) * side, strokes.top() + (y - top) * side, side);
                pixels[y * SIDE + x] = (float) (ink * 255 / 256);
            }
        }
        return pixels;
    }

    private double[] centreOfMass() {
        double sum = 0;
        double sumX = 0;
        double sumY = 0;
        for (int y = strokes.top(); y <= strokes.bottom(); y++) {
            for (int x = strokes.left(); x <= strokes.right(); x++) {
                double value = ink.at(x, y);
                sum += value;
                sumX += value * (x + 0.5);
                sumY += value * (y + 0.5);
            }
        }
        return new double[] {sumX / sum, sumY / sum};
    }

    /** The mean ink in a square of the picture; outside there is none. */
    private double mean(double x, double y, double side) {
        double wide = Math.max(side, 1); // where a picture is made larger, between its pixels
        double left = x + (side - wide) / 2;
        double top = y + (side - wide) / 2;
        double sum = 0;
        for (int row = Math.max(0, (int) Math.floor(top)); row < Math.min(top + wide, ink.height()); row++) {
            double high = Math.min(row + 1, top + wide) - Math.max(row, top);
            for (int column = Math.max(0, (int) Math.floor(left)); column < Math.min(left + wide,
                    ink.width()); column++) {
                sum += high * (Math.min(column + 1, left + wide) - Math.max(column, left)) * ink.at(column, row);
            }
        }
        return sum / (wide * wide);
    }

    /** Draws the digit in a finer grid, each cell as dark as its darkest pixel, widens its lines there, and samples that. */
    private float[] thickened(double line) {
        double fine = scale * FINE;
        double radius = (WIDENED_LINE - Math.max(line, 1.0 / FINE)) / 2 * FINE;
        int margin = (int) Math.ceil(radius);
        int width = (int) Math.ceil(strokes.width() * fine) + 2 * margin;
        int height = (int) Math.ceil(strokes.height() * fine) + 2 * margin;
        Ink wide = new Ink(width, height, new float[width * height]);
        for (int y = margin; y < height - margin; y++) {
            for (int x = margin; x < width - margin; x++) {
                float darkest = darkest((x - margin) / fine, (y - margin) / fine, 1 / fine);
                if (darkest > 0) {
                    spread(wide, x, y, darkest, radius);
                }
            }
        }
        return new DigitPicture(Strokes.all(wide, WIDENED_LINE * FINE)).sampled();
    }

    /** The most ink of the pixels that a square of the strokes' box touches. */
    private float darkest(double x, double y, double side) {
        float most = 0;
        for (int row = (int) y; row <= (int) Math.min(y + side, strokes.height() - 1.0); row++) {
            for (int column = (int) x; column <= (int) Math.min(x + side, strokes.width() - 1.0); column++) {
                most = Math.max(most, ink.at(strokes.left() + column, strokes.top() + row));
            }
        }
        return most;
    }

    private static void spread(Ink into, int x, int y, float value, double radius) {
        int r = (int) Math.ceil(radius);
        for (int dy = -r; dy <= r; dy++) {
            for (int dx = -r; dx <= r; dx++) {
                float part = value * (float) Math.clamp(radius + 0.5 - Math.hypot(dx, dy), 0, 1);
                int at = (y + dy) * into.width() + x + dx;
                into.values()[at] = Math.max(into.values()[at], part);
            }
        }
    }
}
