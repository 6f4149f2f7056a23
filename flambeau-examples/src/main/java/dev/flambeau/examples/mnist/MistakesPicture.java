package dev.flambeau.examples.mnist;

import dev.flambeau.Tensor;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.stream.IntStream;

/** The first images whose digit was guessed wrong, each with guess and truth. */
final class MistakesPicture {
    private static final int MOST = 48;
    private static final int COLUMNS = 8;
    private static final int SIDE = 28;
    private static final int SHOWN = 3 * SIDE;
    private static final int WIDTH = SHOWN + 16;
    private static final int HEIGHT = SHOWN + 40;
    private static final int MARGIN = 16;
    private static final int TOP = 56;
    private static final Font TITLE = Canvas.font(Font.BOLD, 17);
    private static final Font TEXT = Canvas.font(Font.PLAIN, 15);

    private MistakesPicture() {}

    /** {@code images} are {@code uint8 [n, 28, 28]}. */
    static BufferedImage of(Tensor images, long[] truth, long[] guesses) {
        int[] wrong = IntStream.range(0, truth.length).filter(i -> truth[i] != guesses[i]).toArray();
        int shown = Math.min(wrong.length, MOST);
        int rows = Math.ceilDiv(shown, COLUMNS);
        Canvas canvas = new Canvas(2 * MARGIN + COLUMNS * WIDTH, TOP + rows * HEIGHT + MARGIN);
        canvas.centred(title(wrong.length, shown), TITLE, Canvas.INK, canvas.image.getWidth() / 2, TOP / 2);
        for (int k = 0; k < shown; k++) {
            int x = MARGIN + k % COLUMNS * WIDTH + (WIDTH - SHOWN) / 2;
            int y = TOP + k / COLUMNS * HEIGHT;
            canvas.graphics.drawImage(digit(images.get(wrong[k])), x, y, SHOWN, SHOWN, null);
            canvas.centred(Long.toString(guesses[wrong[k]]), TITLE, Canvas.BAD, x + SHOWN / 2 - 28, y + SHOWN + 13);
            canvas.centred("not " + truth[wrong[k]], TEXT, Canvas.INK, x + SHOWN / 2 + 8, y + SHOWN + 13);
        }
        canvas.graphics.dispose();
        return canvas.image;
    }

    private static String title(int wrong, int shown) {
        if (wrong == 0) {
            return "no digit guessed wrong";
        }
        String all = String.format("%,d %s guessed wrong", wrong, wrong == 1 ? "digit" : "digits");
        return shown < wrong ? all + "; the first " + shown + " of them" : all;
    }

    private static BufferedImage digit(Tensor pixels) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        long[] values = pixels.reshape(-1).toLongArray();
        for (int i = 0; i < values.length; i++) {
            image.setRGB(i % SIDE, i / SIDE, (int) (255 - values[i]) * 0x010101);
        }
        return image;
    }
}
