package dev.flambeau.examples.mnist;

import java.io.Console;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a training's progress: a bar an epoch on a terminal, some lines an epoch elsewhere, only each epoch's result when quiet. */
final class Progress {
    private static final int LINES_PER_EPOCH = 4;
    private static final int BAR_MILLIS = 100;

    private static final ProgressBarStyle STYLE = System.out.charset().equals(StandardCharsets.UTF_8)
            ? ProgressBarStyle.COLORFUL_UNICODE_BLOCK
            : ProgressBarStyle.ASCII;

    private final PrintWriter out;
    private final int epochs;
    private final boolean bars;
    private final boolean lines;
    private @Nullable ProgressBar bar;
    private int epoch;
    private long steps;
    private long step;
    private long images;
    private long start;
    private double loss;

    private Progress(PrintWriter out, int epochs, boolean bars, boolean lines) {
        this.out = out;
        this.epochs = epochs;
        this.bars = bars;
        this.lines = lines;
    }

    /** Bars if standard input and output are a terminal's, else lines. */
    static Progress of(PrintWriter out, int epochs) {
        boolean terminal = System.console() instanceof Console console && console.isTerminal();
        return new Progress(out, epochs, terminal, !terminal);
    }

    /** Nothing but results. */
    static Progress quiet(PrintWriter out, int epochs) {
        return new Progress(out, epochs, false, false);
    }

    void epochBegins(int number, long batches) {
        epoch = number;
        steps = batches;
        step = 0;
        images = 0;
        loss = Double.NaN;
        start = System.nanoTime();
        if (bars) {
            bar = new ProgressBarBuilder().setTaskName("epoch " + number + "/" + epochs).setInitialMax(batches)
                    .setStyle(STYLE).setConsumer(new TerminalLine(System.out)).setUpdateIntervalMillis(BAR_MILLIS)
                    .continuousUpdate().build();
        }
    }

    /** A step is done: how many images, and their loss, which is shown smoothed. */
    void step(long count, double value) {
        step++;
        images += count;
        loss = Double.isNaN(loss) ? value : 0.98 * loss + 0.02 * value;
        ProgressBar shown = bar;
        if (shown != null) {
            shown.step();
            if (step % 16 == 0) {
                shown.setExtraMessage(String.format(Locale.ROOT, "loss %.4f, %,.0f images/s", loss, rate()));
            }
        } else if (lines && step * LINES_PER_EPOCH / steps != (step - 1) * LINES_PER_EPOCH / steps && step < steps) {
            double left = seconds() / step * (steps - step);
            line("epoch %d/%d step %d/%d loss %.4f %,.0f images/s %.1f s left", epoch, epochs, step, steps, loss,
                    rate(), left);
        }
    }

    void epochEnds(Training.Epoch result) {
        if (bar != null) {
            bar.close();
            bar = null;
        }
        line("epoch %d/%d train loss %.4f valid loss %.4f accuracy %.4f %.1f s", epoch, epochs, result.trainLoss(),
                result.validLoss(), result.validAccuracy(), result.seconds());
    }

    private double seconds() {
        return (System.nanoTime() - start) / 1e9;
    }

    private double rate() {
        return images / Math.max(seconds(), 1e-9);
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
