package dev.flambeau.examples.mnist;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Two charts side by side: the losses and the accuracy by epoch. */
final class CurvesPicture {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 420;

    /** The accuracy's axis begins at a multiple of one over this. */
    private static final int ROUND = 20;
    private static final int FEW = 12;
    private static final Color TRAINING = new Color(0x7f7f7f);
    private static final Color VALIDATION = new Color(0x2166ac);

    private final double[] numbers;
    private final List<Training.Epoch> epochs;

    private CurvesPicture(List<Training.Epoch> epochs) {
        this.epochs = epochs;
        numbers = values(Training.Epoch::number);
    }

    static BufferedImage of(List<Training.Epoch> epochs) {
        CurvesPicture picture = new CurvesPicture(epochs);
        XYChart loss = picture.chart("loss");
        loss.getStyler().setYAxisMin(0.0).setLegendPosition(LegendPosition.InsideNE);
        picture.line(loss, "training", TRAINING, Training.Epoch::trainLoss);
        picture.line(loss, "validation", VALIDATION, Training.Epoch::validLoss);
        XYChart accuracy = picture.chart("validation accuracy");
        double least = epochs.stream().mapToDouble(Training.Epoch::validAccuracy).min().orElse(0);
        accuracy.getStyler().setYAxisMin(Math.floor(least * ROUND) / ROUND).setYAxisMax(1.0).setLegendVisible(false);
        picture.line(accuracy, "validation", Canvas.GOOD, Training.Epoch::validAccuracy);
        Canvas canvas = new Canvas(2 * WIDTH, HEIGHT);
        canvas.graphics.drawImage(BitmapEncoder.getBufferedImage(loss), 0, 0, null);
        canvas.graphics.drawImage(BitmapEncoder.getBufferedImage(accuracy), WIDTH, 0, null);
        canvas.graphics.dispose();
        return canvas.image;
    }

    private XYChart chart(String title) {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).title(title).xAxisTitle("epoch").build();
        XYStyler style = chart.getStyler();
        Font text = Canvas.font(Font.PLAIN, 14);
        Font ticks = Canvas.font(Font.PLAIN, epochs.size() <= FEW ? 14 : 10);
        style.setChartBackgroundColor(Color.WHITE).setChartFontColor(Canvas.INK)
                .setChartTitleFont(Canvas.font(Font.BOLD, 17)).setLegendFont(text)
                .setLegendBorderColor(Color.WHITE).setChartPadding(16);
        style.setAxisTitleFont(text).setAxisTickLabelsFont(ticks).setPlotGridVerticalLinesVisible(false)
                .setPlotGridLinesColor(new Color(0xdddddd)).setPlotBorderVisible(false);
        if (epochs.size() == 1) {
            style.setXAxisMin(0.0).setXAxisMax(2.0);
        }
        if (epochs.size() <= FEW) { // there would be ticks between the epochs
            style.setXAxisTickLabelsFormattingFunction(
                    tick -> tick == Math.rint(tick) ? String.format(Locale.ROOT, "%.0f", tick) : "");
        }
        return chart;
    }

    private void line(XYChart chart, String name, Color color, ToDoubleFunction<Training.Epoch> value) {
        chart.addSeries(name, numbers, values(value)).setMarker(SeriesMarkers.CIRCLE).setMarkerColor(color)
                .setLineColor(color).setLineStyle(new BasicStroke(2.5f));
    }

    private double[] values(ToDoubleFunction<Training.Epoch> value) {
        return epochs.stream().mapToDouble(value).toArray();
    }
}
