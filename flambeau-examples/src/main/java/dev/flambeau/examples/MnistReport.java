package dev.flambeau.examples;

import dev.flambeau.FileException;
import dev.flambeau.Tensor;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Writes what came of a training: the history as a table, and three pictures. Files appear whole or not at all. */
final class MnistReport {
    private static final int DIGITS = 10;
    private static final int SIDE = 28;

    private final Path folder;

    MnistReport(Path folder) {
        this.folder = folder;
    }

    /** The history as CSV. */
    void history(List<Training.Epoch> epochs) {
        StringBuilder text = new StringBuilder("epoch,train_loss,valid_loss,valid_accuracy,seconds\n");
        for (Training.Epoch e : epochs) {
            text.append(String.format(Locale.ROOT, "%d,%.6f,%.6f,%.4f,%.3f\n", e.number(), e.trainLoss(), e.validLoss(),
                    e.validAccuracy(),
                    e.seconds()));
        }
        write("history.csv", out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** Losses and accuracy by epoch. */
    void curves(List<Training.Epoch> epochs) {
        double[] numbers = epochs.stream().mapToDouble(Training.Epoch::number).toArray();
        XYChart chart = new XYChartBuilder().width(900).height(520).title("MNIST").xAxisTitle("epoch")
                .yAxisTitle("loss").build();
        chart.getStyler().setLegendPosition(LegendPosition.InsideNE).setYAxisGroupPosition(1,
                org.knowm.xchart.style.Styler.YAxisPosition.Right);
        chart.setYAxisGroupTitle(1, "accuracy");
        chart.addSeries("training loss", numbers, values(epochs, Training.Epoch::trainLoss))
                .setMarker(SeriesMarkers.CIRCLE);
        chart.addSeries("validation loss", numbers, values(epochs, Training.Epoch::validLoss))
                .setMarker(SeriesMarkers.CIRCLE);
        chart.addSeries("validation accuracy", numbers, values(epochs, Training.Epoch::validAccuracy))
                .setMarker(SeriesMarkers.DIAMOND)
                .setYAxisGroup(1);
        image("curves.png", BitmapEncoder.getBufferedImage(chart));
    }

    private static double[] values(List<Training.Epoch> epochs,
            java.util.function.ToDoubleFunction<Training.Epoch> value) {
        return epochs.stream().mapToDouble(value).toArray();
    }

    /** How often each digit was taken for each: rows are the truth. */
    void confusion(long[] truth, long[] guesses) {
        int[][] counts = new int[DIGITS][DIGITS];
        for (int i = 0; i < truth.length; i++) {
            counts[(int) truth[i]][(int) guesses[i]]++;
        }
        int cell = 56;
        int margin = 64;
        BufferedImage image = canvas(margin + DIGITS * cell + 16, margin + DIGITS * cell + 16);
        Graphics2D g = graphics(image);
        g.drawString("guess", margin + DIGITS * cell / 2 - 20, 20);
        g.drawString("truth", 6, margin - 10);
        for (int t = 0; t < DIGITS; t++) {
            g.setColor(Color.BLACK);
            g.drawString(Integer.toString(t), 36, margin + t * cell + cell / 2 + 6);
            g.drawString(Integer.toString(t), margin + t * cell + cell / 2 - 4, 48);
            int row = java.util.Arrays.stream(counts[t]).sum();
            for (int p = 0; p < DIGITS; p++) {
                float share = row == 0 ? 0 : (float) counts[t][p] / row;
                // mistakes are rare: the root makes them visible
                float strength = (float) Math.sqrt(share);
                g.setColor(t == p ? mix(new Color(0x1b7837), strength) : mix(new Color(0xb2182b), strength));
                g.fillRect(margin + p * cell, margin + t * cell, cell - 2, cell - 2);
                g.setColor(strength > 0.6 ? Color.WHITE : Color.BLACK);
                String text = Integer.toString(counts[t][p]);
                int width = g.getFontMetrics().stringWidth(text);
                g.drawString(text, margin + p * cell + (cell - width) / 2, margin + t * cell + cell / 2 + 6);
            }
        }
        g.dispose();
        image("confusion.png", image);
    }

    private static Color mix(Color color, float strength) {
        float s = Math.min(1, strength);
        return new Color((int) (255 + (color.getRed() - 255) * s), (int) (255 + (color.getGreen() - 255) * s),
                (int) (255 + (color.getBlue() - 255) * s));
    }

    /** The first images whose digit was guessed wrong, with guess and truth. */
    void mistakes(Tensor images, long[] truth, long[] guesses, int most) {
        List<Integer> wrong = new ArrayList<>();
        for (int i = 0; i < truth.length && wrong.size() < most; i++) {
            if (truth[i] != guesses[i]) {
                wrong.add(i);
            }
        }
        int columns = 8;
        int zoom = 3;
        int width = SIDE * zoom + 14;
        int height = SIDE * zoom + 34;
        int rows = Math.max(1, (wrong.size() + columns - 1) / columns);
        BufferedImage image = canvas(columns * width + 14, rows * height + 10);
        Graphics2D g = graphics(image);
        for (int k = 0; k < wrong.size(); k++) {
            int i = wrong.get(k);
            int x = 10 + k % columns * width;
            int y = 8 + k / columns * height;
            g.drawImage(digit(images.get(i)), x, y, SIDE * zoom, SIDE * zoom, null);
            g.drawRect(x, y, SIDE * zoom, SIDE * zoom);
            g.drawString(guesses[i] + ", not " + guessText(truth[i]), x, y + SIDE * zoom + 18);
        }
        if (wrong.isEmpty()) {
            g.drawString("no mistakes", 20, 40);
        }
        g.dispose();
        image("mistakes.png", image);
    }

    private static String guessText(long truth) {
        return Long.toString(truth);
    }

    private static BufferedImage digit(Tensor pixels) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        long[] values = pixels.toLongArray();
        for (int i = 0; i < values.length; i++) {
            image.getRaster().setSample(i % SIDE, i / SIDE, 0, (int) values[i]);
        }
        return image;
    }

    private static BufferedImage canvas(int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height);
        g.dispose();
        return image;
    }

    private static Graphics2D graphics(BufferedImage image) {
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        g.setColor(Color.BLACK);
        g.setStroke(new BasicStroke(1));
        g.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
        return g;
    }

    private void image(String name, BufferedImage image) {
        write(name, out -> {
            if (!ImageIO.write(image, "png", out)) {
                throw new IOException("no PNG writer");
            }
        });
    }

    /** Something that writes a file's contents. */
    private interface Content {
        void to(OutputStream out) throws IOException;
    }

    private void write(String name, Content content) {
        Path target = folder.resolve(name);
        try {
            Path part = Files.createTempFile(folder, name, ".part");
            try {
                try (OutputStream out = Files.newOutputStream(part)) {
                    content.to(out);
                }
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new FileException(target + ": cannot be written: " + e.getMessage(), e);
        }
    }
}
