package dev.flambeau.examples.mnist;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBarConsumer;
import org.jspecify.annotations.Nullable;

/** A terminal's last line, written again and again, and empty in the end. */
final class TerminalLine implements ProgressBarConsumer {
    private static final int USUAL_WIDTH = 80;
    private static final int LEAST_WIDTH = 40;

    private final PrintStream terminal;
    private final int width = width(System.getenv("COLUMNS"));
    private boolean closed;

    TerminalLine(PrintStream terminal) {
        this.terminal = terminal;
    }

    /** The columns that the environment names (the launcher sets them), or the usual ones. */
    private static int width(@Nullable String columns) {
        boolean known = columns != null && columns.matches("[1-9][0-9]{0,3}");
        return known ? Math.max(Integer.parseInt(columns), LEAST_WIDTH) : USUAL_WIDTH;
    }

    /** One column stays free: a full line would make some terminals begin a new one. */
    @Override
    public int getMaxRenderedLength() {
        return width - 1;
    }

    @Override
    public synchronized void accept(String line) {
        if (!closed) {
            terminal.print("\r" + line);
            terminal.flush();
        }
    }

    @Override
    public void clear() {
        accept(" ".repeat(getMaxRenderedLength()) + "\r");
    }

    @Override
    public synchronized void close() {
        clear();
        closed = true;
    }
}
