package dev.flambeau.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TutorialCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    @Test
    void printsToStandardOutputAlone() {
        assertThat(run("tutorial", "003", "7")).isEqualTo(CommandLine.ExitCode.OK);
        assertThat(out.toString()).startsWith("Net(");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void namesTheTutorialsInItsHelp() {
        assertThat(run("tutorial", "--help")).isEqualTo(CommandLine.ExitCode.OK);
        assertThat(out.toString()).contains("000", "001", "002", "003", "004", "SEED", "--data");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            005          | there is no tutorial 005
            0            | there is no tutorial 0
            000 x        | Invalid value for positional parameter at index 1 (SEED): 'x' is not a long
            000 1 2      | Unmatched argument at index 3: '2'
            000 --fast   | Unknown option: '--fast'
            ''           | Missing required parameter: 'NUMBER'
            """)
    void explainsBadArgumentsInOneLine(String args, String message) {
        assertThat(run(("tutorial " + args).strip().split(" +"))).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString().lines()).singleElement().asString().startsWith("flambeau: " + message);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void saysWhichFileIsMissing(@TempDir Path empty) {
        assertThat(run("tutorial", "004", "--data", empty.toString())).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(err.toString().lines()).singleElement().asString().contains("train-images-idx3-ubyte", "missing");
    }
}
