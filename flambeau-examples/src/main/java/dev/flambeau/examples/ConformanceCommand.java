package dev.flambeau.examples;

import dev.flambeau.testkit.Conformance;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs conformance cases. */
@Command(name = "conformance", mixinStandardHelpOptions = true,
        description = "Runs the cases of PyTorch's own test suite in a folder, a line a case; exit code 1 when one failed.")
final class ConformanceCommand implements Callable<Integer> {
    @Spec CommandSpec spec;

    @Parameters(index = "0", paramLabel = "DIR",
            description = "The folder with a sub-folder for each suite.") Path folder;

    @Option(names = "--suite", paramLabel = "NAME",
            description = "Only this suite (can be repeated): ops, errors, modules, …") List<String> suites =
                    new ArrayList<>();

    @Option(names = "--only", paramLabel = "REGEX", description = "Only cases whose id contains a match.")
    @Nullable String only;

    @Option(names = "--failures", description = "Print a line for failed cases only.") boolean failures;

    @Override
    public Integer call() {
        Conformance conformance = Conformance.of(folder);
        suites.forEach(conformance::suite);
        if (only != null) {
            try {
                conformance.only(only);
            } catch (PatternSyntaxException e) {
                throw new ParameterException(spec.commandLine(),
                        "--only " + only + ": not a regular expression: " + e.getDescription(), e);
            }
        }
        if (failures) {
            conformance.failuresOnly();
        }
        PrintWriter out = spec.commandLine().getOut();
        Conformance.Report report = conformance.run(out::println);
        out.flush();
        return report.failed() == 0 ? 0 : 1;
    }
}
