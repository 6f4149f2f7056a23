package dev.flambeau.examples;

import dev.flambeau.FlambeauException;
import dev.flambeau.examples.bench.BenchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The launcher's commands. */
@Command(name = "flambeau", mixinStandardHelpOptions = true, version = "flambeau 0.1.0",
        description = "PyTorch for Java: the programs that come with the library.",
        subcommands = {MnistCommand.class, PredictCommand.class, TutorialCommand.class, ConformanceCommand.class, BenchCommand.class, InfoCommand.class})
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.setProperty("java.awt.headless", "true");
        System.exit(run(args));
    }

    /** Runs a command; 0 for success, 1 for a failure that was explained, 2 for bad options. */
    static int run(String... args) {
        CommandLine line = new CommandLine(new Main());
        line.setParameterExceptionHandler((error, _) -> {
            error.getCommandLine().getErr()
                    .println("flambeau: " + error.getMessage().lines().findFirst().orElse("bad options")
                            + " (--help lists the options)");
            return CommandLine.ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((error, command, _) -> {
            if (error instanceof FlambeauException) {
                command.getErr().println("flambeau: " + error.getMessage());
                return CommandLine.ExitCode.SOFTWARE;
            }
            throw error;
        });
        if (args.length == 0) {
            line.usage(line.getErr());
            return CommandLine.ExitCode.USAGE;
        }
        return line.execute(args);
    }
}
