package dev.flambeau.examples;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs commands as the launcher does, in this process. */
public final class CommandLines {
    private CommandLines() {}

    /** What a command wrote to standard output and standard error, and its exit code. */
    public record Result(int code, String out, String err) {}

    public static Result run(Object... arguments) {
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), texts);
        return new Result(code, out.toString(), err.toString());
    }
}
