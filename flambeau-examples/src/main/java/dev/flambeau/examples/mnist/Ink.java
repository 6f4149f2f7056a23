package dev.flambeau.examples.mnist;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.Arrays;

/**
 * A picture as amounts of ink: 0 where it has the colour of the ground, 1 where it has the colour of the strokes, whichever of them is lighter.
 *
 * @param values row by row
 */
record Ink(int width, int height, float[] values) {
    private static final int LEVELS = 256;
    private static final int CHANNELS = 3;

    /** Colours nearer to the ground's than this (of 1, which is black to white) are the ground. */
    private static final float LEAST_CONTRAST = 0.05f;

    float at(int x, int y) {
        return values[y * width + x];
    }

    /** The ink of a picture: how far each pixel's colour is from that of the ground, which is what most of the border has. */
    static Ink of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        float[][] colours = channels(image);
        float[] far = new float[width * height];
        for (float[] channel : colours) {
            float ground = borderMedian(channel, width, height);
            for (int i = 0; i < far.length; i++) {
                float d = channel[i] - ground;
                far[i] += d * d / colours.length;
            }
        }
        for (int i = 0; i < far.length; i++) {
            far[i] = (float) Math.sqrt(far[i]);
        }
        stretch(far);
        return new Ink(width, height, far);
    }

    /** Levels between the ground's noise and the strokes' common level become 0 to 1. */
    private static void stretch(float[] far) {
        int[] counts = new int[LEVELS];
        for (float d : far) {
            counts[level(d)]++;
        }
        int threshold = threshold(counts);
        float full = quantile(counts, threshold, LEVELS, 0.75) / (LEVELS - 1f);
        if (full < LEAST_CONTRAST) {
            Arrays.fill(far, 0);
            return;
        }
        // half of the picture is ground, and its noise is as likely below the median as above it
        float noise = Math.min(3 * quantile(counts, 0, LEVELS, 0.5) / (LEVELS - 1f), 0.4f * full);
        for (int i = 0; i < far.length; i++) {
            far[i] = Math.clamp((far[i] - noise) / (full - noise), 0, 1);
        }
    }

    private static int level(float d) {
        return Math.min(LEVELS - 1, Math.round(d * (LEVELS - 1)));
    }

    /** The level that parts two groups best. Source: N. Otsu, A threshold selection method from gray-level histograms, 1979. */
    private static int threshold(int[] counts) {
        double all = 0;
        double sum = 0;
        for (int i = 0; i < LEVELS; i++) {
            all += counts[i];
            sum += (double) i * counts[i];
        }
        double below = 0;
        double sumBelow = 0;
        double best = -1;
        int threshold = 1;
        for (int i = 1; i < LEVELS; i++) {
            below += counts[i - 1];
            sumBelow += (i - 1.0) * counts[i - 1];
            double above = all - below;
            if (below > 0 && above > 0) {
                double apart = sumBelow / below - (sum - sumBelow) / above;
                double spread = below * above * apart * apart;
                if (spread > best) {
                    best = spread;
                    threshold = i;
                }
            }
        }
        return threshold;
    }

    /** The level below which this share of the pixels with levels in [from, to) lies. */
    private static int quantile(int[] counts, int from, int to, double share) {
        long all = 0;
        for (int i = from; i < to; i++) {
            all += counts[i];
        }
        long seen = 0;
        for (int i = from; i < to; i++) {
            seen += counts[i];
            if (seen > share * all) {
                return i;
            }
        }
        return 0;
    }

    /** The colour channels from 0 to 1: one of a grey picture, else red, green and blue, over paper where it is transparent. */
    private static float[][] channels(BufferedImage image) {
        Raster raster = image.getRaster();
        int bands = raster.getNumBands();
        boolean grey = bands <= 2 && !(image.getColorModel() instanceof IndexColorModel);
        int width = image.getWidth();
        int height = image.getHeight();
        float[][] colours = new float[grey ? 1 : CHANNELS][width * height];
        float[] alpha = new float[width * height];
        Arrays.fill(alpha, 1);
        int[] row = new int[width * (grey ? bands : 1)];
        for (int y = 0; y < height; y++) {
            int at = y * width;
            if (grey) { // as stored: Java takes grey as linear light, files mean it as the eye sees it
                raster.getPixels(0, y, width, 1, row);
                float white = (1 << raster.getSampleModel().getSampleSize(0)) - 1f;
                for (int x = 0; x < width; x++) {
                    colours[0][at + x] = row[x * bands] / white;
                    alpha[at + x] = bands == 2 ? row[x * bands + 1] / white : 1;
                }
            } else {
                image.getRGB(0, y, width, 1, row, 0, width);
                for (int x = 0; x < width; x++) {
                    alpha[at + x] = (row[x] >>> 24) / 255f;
                    for (int c = 0; c < CHANNELS; c++) {
                        colours[c][at + x] = (row[x] >>> 16 - 8 * c & 0xff) / 255f;
                    }
                }
            }
        }
        float paper = paper(colours, alpha);
        for (float[] channel : colours) {
            for (int i = 0; i < alpha.length; i++) {
                channel[i] = alpha[i] * channel[i] + (1 - alpha[i]) * paper;
            }
        }
        return colours;
    }

    /** White, but black below something light. */
    private static float paper(float[][] colours, float[] alpha) {
        double sum = 0;
        double weight = 0;
        for (int i = 0; i < alpha.length; i++) {
            for (float[] channel : colours) {
                sum += alpha[i] * channel[i] / colours.length;
            }
            weight += alpha[i];
        }
        return sum > weight / 2 ? 0 : 1;
    }

    private static float borderMedian(float[] channel, int width, int height) {
        float[] border = new float[2 * (width + height)];
        int n = 0;
        for (int x = 0; x < width; x++) {
            border[n++] = channel[x];
            border[n++] = channel[(height - 1) * width + x];
        }
        for (int y = 0; y < height; y++) {
            border[n++] = channel[y * width];
            border[n++] = channel[y * width + width - 1];
        }
        Arrays.sort(border);
        return border[n / 2];
    }
}
