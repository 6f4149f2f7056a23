package dev.flambeau.examples.mnist;

import java.awt.Color;
import java.awt.Font;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.Arrays;

/** A table with a row for each digit and a column for each guess: how often the one was taken for the other. */
final class ConfusionPicture {
    private static final int DIGITS = 10;
    private static final int CELL = 58;
    private static final int LEFT = 84;
    private static final int TOP = 104;
    private static final int RIGHT = 96;
    private static final int BOTTOM = 24;
    private static final Font TITLE = Canvas.font(Font.BOLD, 17);
    private static final Font HEAD = Canvas.font(Font.BOLD, 16);
    private static final Font TEXT = Canvas.font(Font.PLAIN, 15);

    private final int[][] counts = new int[DIGITS][DIGITS];
    private final Canvas canvas = new Canvas(LEFT + DIGITS * CELL + RIGHT, TOP + DIGITS * CELL + BOTTOM);

    private ConfusionPicture(long[] truth, long[] guesses) {
        for (int i = 0; i < truth.length; i++) {
            counts[(int) truth[i]][(int) guesses[i]]++;
        }
    }

    static BufferedImage of(long[] truth, long[] guesses) {
        ConfusionPicture picture = new ConfusionPicture(truth, guesses);
        picture.draw(truth.length);
        return picture.canvas.image;
    }

    private void draw(int all) {
        int right = 0;
        for (int digit = 0; digit < DIGITS; digit++) {
            right += counts[digit][digit];
            canvas.centred(Integer.toString(digit), HEAD, Canvas.INK, middle(LEFT, digit), TOP - 16);
            canvas.centred(Integer.toString(digit), HEAD, Canvas.INK, LEFT - 18, middle(TOP, digit));
            row(digit);
        }
        int middle = LEFT + DIGITS * CELL / 2;
        canvas.centred(String.format("%,d of %,d digits guessed right", right, all), TITLE, Canvas.INK, middle, 26);
        canvas.centred("guess", TEXT, Canvas.INK, middle, TOP - 42);
        canvas.centred("right", TEXT, Canvas.INK, LEFT + DIGITS * CELL + RIGHT / 2, TOP - 16);
        AffineTransform upright = canvas.graphics.getTransform();
        canvas.graphics.rotate(-Math.PI / 2, LEFT - 50.0, TOP + DIGITS * CELL / 2.0);
        canvas.centred("truth", TEXT, Canvas.INK, LEFT - 50, TOP + DIGITS * CELL / 2);
        canvas.graphics.setTransform(upright);
        canvas.graphics.dispose();
    }

    private void row(int truth) {
        int all = Arrays.stream(counts[truth]).sum();
        for (int guess = 0; guess < DIGITS; guess++) {
            int count = counts[truth][guess];
            // mistakes are rare: the root makes them visible
            double strength = all == 0 ? 0 : Math.sqrt((double) count / all);
            canvas.graphics.setColor(mix(truth == guess ? Canvas.GOOD : Canvas.BAD, strength));
            canvas.graphics.fillRect(LEFT + guess * CELL, TOP + truth * CELL, CELL - 2, CELL - 2);
            Color color = count == 0 ? Color.LIGHT_GRAY : strength > 0.6 ? Color.WHITE : Canvas.INK;
            canvas.centred(Integer.toString(count), TEXT, color, middle(LEFT, guess), middle(TOP, truth));
        }
        if (all > 0) {
            canvas.centred(String.format("%.1f %%", 100.0 * counts[truth][truth] / all), TEXT, Canvas.INK,
                    LEFT + DIGITS * CELL + RIGHT / 2, middle(TOP, truth));
        }
    }

    private static int middle(int start, int cell) {
        return start + cell * CELL + CELL / 2 - 1;
    }

    /** A colour on white, from a breath of it to all of it. */
    private static Color mix(Color color, double strength) {
        double s = 0.04 + 0.96 * Math.min(1, strength);
        return new Color((int) Math.round(255 + (color.getRed() - 255) * s),
                (int) Math.round(255 + (color.getGreen() - 255) * s),
                (int) Math.round(255 + (color.getBlue() - 255) * s));
    }
}
