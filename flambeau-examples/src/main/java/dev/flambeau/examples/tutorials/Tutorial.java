package dev.flambeau.examples.tutorials;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A program that prints, line by line, what its PyTorch original prints for the same seed. */
public abstract class Tutorial {
    /** What the random numbers start from. */
    protected final long seed;

    private final PrintWriter out;

    Tutorial(PrintWriter out, long seed) {
        this.out = out;
        this.seed = seed;
    }

    /** Runs the program. */
    public abstract void run();

    /** Prints values with blanks between them, as Python's {@code print} does. */
    protected final void say(Object... values) {
        out.println(Arrays.stream(values).map(Tutorial::python).collect(Collectors.joining(" ")));
        out.flush();
    }

    /** A number with four digits behind the point. */
    protected static String fixed(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String python(Object value) {
        return value instanceof Boolean truth ? truth ? "True" : "False" : String.valueOf(value);
    }
}
