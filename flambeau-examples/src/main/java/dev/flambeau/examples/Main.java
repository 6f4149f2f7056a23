package dev.flambeau.examples;

import dev.flambeau.FlambeauException;
import dev.flambeau.examples.bench.BenchCommand;
import dev.flambeau.examples.mnist.MnistCommand;
import dev.flambeau.examples.mnist.PredictCommand;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The launcher's commands. */
@Command(name = "flambeau", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = "PyTorch for Java: the programs that come with the library.")
public final class Main {
    static final String VERSION = "flambeau 0.1.0";

    private static final List<Class<?>> COMMANDS = List.of(MnistCommand.class, PredictCommand.class,
            TutorialCommand.class, ConformanceCommand.class, BenchCommand.class, InfoCommand.class);

    private Main() {}

    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        System.exit(run(new PrintWriter(System.out, true, System.out.charset()),
                new PrintWriter(System.err, true, System.err.charset()), args));
    }

    /** Runs a command; 0 for success, 1 for a failure, 2 for bad options; what users can mend is said in one line. */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        CommandLine line = line(args).setOut(out).setErr(err);
        line.setParameterExceptionHandler((error, _) -> {
            err.println("flambeau: " + oneLine(error.getMessage()) + hint(error));
            return CommandLine.ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((error, _, _) -> {
            if (error instanceof FlambeauException) {
                err.println("flambeau: " + oneLine(error.getMessage()));
                return CommandLine.ExitCode.SOFTWARE;
            }
            throw error;
        });
        if (args.length == 0) {
            line.usage(err);
            return CommandLine.ExitCode.USAGE;
        }
        try {
            return line.execute(args);
        } catch (LinkageError | java.util.ServiceConfigurationError e) { // thrown while classes were set up
            FlambeauException cause = causeOf(e);
            if (cause == null) {
                throw e;
            }
            err.println("flambeau: " + oneLine(cause.getMessage()));
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** With the one command that the arguments name, since picocli takes 0.1 s for all; or with all, to choose from. */
    private static CommandLine line(String... args) {
        CommandLine line = new CommandLine(new Main());
        for (Class<?> command : COMMANDS) {
            if (args.length > 0 && command.getAnnotation(Command.class).name().equals(args[0])) {
                return line.addSubcommand(command);
            }
        }
        COMMANDS.forEach(line::addSubcommand);
        return line;
    }

    private static String oneLine(@Nullable String message) {
        return message == null ? "failed" : message.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    private static String hint(ParameterException error) {
        if (error instanceof UnmatchedArgumentException unmatched && !unmatched.getSuggestions().isEmpty()) {
            return " (did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?)";
        }
        return " (--help lists the options)";
    }

    private static @Nullable FlambeauException causeOf(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof FlambeauException known) {
                return known;
            }
        }
        return null;
    }
}
