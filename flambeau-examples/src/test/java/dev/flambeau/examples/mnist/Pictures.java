package dev.flambeau.examples.mnist;

import dev.flambeau.Tensor;
import dev.flambeau.vision.datasets.Mnist;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/** MNIST's digits as people might hand them in. */
final class Pictures {
    static final Mnist DIGITS = Mnist.test();
    private static final int SIDE = 28;

    private Pictures() {}

    /** Digit number {@code i} as {@code [28, 28]} of pixel / 256. */
    static Tensor original(long i) {
        return DIGITS.images().get(i).div(256);
    }

    /** As MNIST has it: grey, light on dark, 28 x 28. */
    static BufferedImage grey(long i) {
        long[] pixels = DIGITS.images().get(i).reshape(-1).toLongArray();
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        for (int k = 0; k < pixels.length; k++) {
            image.getRaster().setSample(k % SIDE, k / SIDE, 0, (int) pixels[k]);
        }
        return image;
    }

    /** In two colours, any of which may be transparent. */
    static BufferedImage coloured(long i, Color ink, Color ground) {
        BufferedImage grey = grey(i);
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                image.setRGB(x, y, mix(ink, ground, grey.getRaster().getSample(x, y, 0) / 255.0).getRGB());
            }
        }
        return image;
    }

    private static Color mix(Color a, Color b, double part) {
        double rest = 1 - part;
        return new Color(round(part * a.getRed() + rest * b.getRed()), round(part * a.getGreen() + rest * b.getGreen()),
                round(part * a.getBlue() + rest * b.getBlue()), round(part * a.getAlpha() + rest * b.getAlpha()));
    }

    private static int round(double value) {
        return (int) Math.round(value);
    }

    /** Scaled to {@code side} pixels, at (left, top) of a picture of that size and colour. */
    static BufferedImage placed(BufferedImage digit, int side, int width, int height, int left, int top, Color ground) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(ground);
        g.fillRect(0, 0, width, height);
        if (side >= SIDE) {
            g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            g.drawImage(digit, left, top, side, side, null);
        } else {
            g.drawImage(digit.getScaledInstance(side, side, java.awt.Image.SCALE_AREA_AVERAGING), left, top, null);
        }
        g.dispose();
        return image;
    }

    /** With noise on every pixel and some specks of dust. */
    static BufferedImage noisy(BufferedImage clean, long seed) {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(clean.getWidth(), clean.getHeight(), BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < clean.getHeight(); y++) {
            for (int x = 0; x < clean.getWidth(); x++) {
                Color c = new Color(clean.getRGB(x, y));
                int noise = (int) (random.nextGaussian() * 8);
                image.setRGB(x, y, new Color(Math.clamp(c.getRed() + noise, 0, 255),
                        Math.clamp(c.getGreen() + noise, 0, 255), Math.clamp(c.getBlue() + noise, 0, 255)).getRGB());
            }
        }
        for (int k = 0; k < 5; k++) {
            image.setRGB(random.nextInt(clean.getWidth()), random.nextInt(clean.getHeight()), 0x303030);
        }
        return image;
    }

    static Path write(BufferedImage image, Path file) {
        try {
            String name = file.toString();
            if (!ImageIO.write(image, name.substring(name.lastIndexOf('.') + 1), file.toFile())) {
                throw new IllegalArgumentException("no writer for " + file);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
