package dev.flambeau.examples;

import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows a training's progress: a bar an epoch on a terminal, some lines an epoch elsewhere, nothing but results when quiet. */
final class Progress {
    private static final int LINES_PER_EPOCH = 4;

    private final PrintWriter out;
    private final boolean terminal;
    private final boolean quiet;
    private @Nullable ProgressBar bar;
    private int epoch;
    private int epochs;
    private long steps;
    private long step;
    private long images;
    private long start;
    private double loss = Double.NaN;

    Progress(PrintWriter out, boolean terminal, boolean quiet) {
        this.out = out;
        this.terminal = terminal;
        this.quiet = quiet;
    }

    void epochBegins(int number, int of, long batches) {
        epoch = number;
        epochs = of;
        steps = batches;
        step = 0;
        images = 0;
        loss = Double.NaN;
        start = System.nanoTime();
        if (terminal && !quiet) {
            bar = new ProgressBarBuilder().setTaskName("epoch " + number + "/" + of).setInitialMax(batches)
                    .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BLOCK).setUpdateIntervalMillis(100).continuousUpdate()
                    .build();
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
        } else if (!quiet && step * LINES_PER_EPOCH / steps != (step - 1) * LINES_PER_EPOCH / steps && step < steps) {
            double left = (System.nanoTime() - start) / 1e9 / step * (steps - step);
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
                result.validLoss(),
                result.validAccuracy(), result.seconds());
    }

    private double rate() {
        return images / Math.max((System.nanoTime() - start) / 1e9, 1e-9);
    }

    private void line(String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
        out.flush();
    }
}
