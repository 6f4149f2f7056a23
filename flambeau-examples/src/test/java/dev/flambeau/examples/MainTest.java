package dev.flambeau.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flambeau.examples.CommandLines.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    @Test
    void withoutACommandTheUsageGoesToStandardError() {
        Result result = CommandLines.run();
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("Usage: flambeau").contains("mnist", "predict", "tutorial", "conformance",
                "info");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mnist", "predict", "tutorial", "conformance", "bench", "info"})
    void everyCommandHasHelp(String command) {
        Result result = CommandLines.run(command, "--help");
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).startsWith("Usage: flambeau " + command);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mnits                        | Unmatched argument at index 0: 'mnits' (did you mean
            mnist --foo                  | Unknown option: '--foo'
            mnist --epoch 3              | (did you mean --epochs?)
            mnist more                   | Unmatched argument at index 1: 'more'
            mnist --epochs               | Missing required parameter for option '--epochs'
            mnist --epochs 0             | --epochs must be at least 1, but is 0
            mnist --epochs -3            | --epochs must be at least 1, but is -3
            mnist --epochs 1.5           | Invalid value for option '--epochs': '1.5' is not an int
            mnist --epochs 99999999999   | Invalid value for option '--epochs': '99999999999' is not an int
            mnist --batch-size 0         | --batch-size must be at least 1, but is 0
            mnist --lr 0                 | --lr must be a positive number, but is 0.0
            mnist --lr -0.1              | --lr must be a positive number, but is -0.1
            mnist --lr NaN               | --lr must be a positive number, but is NaN
            mnist --lr Infinity          | --lr must be a positive number, but is Infinity
            mnist --lr fast              | Invalid value for option '--lr': 'fast' is not a double
            mnist --momentum 1           | --momentum must be from 0 to below 1, but is 1.0
            mnist --momentum -0.5        | --momentum must be from 0 to below 1, but is -0.5
            mnist --momentum NaN         | --momentum must be from 0 to below 1, but is NaN
            mnist --seed x               | Invalid value for option '--seed': 'x' is not a long
            mnist --model resnet         | expected one of [cnn, logistic, mlp, lenet]
            mnist --download             | --download needs --data DIR
            predict                      | Missing required parameters: 'MODEL', 'IMAGE'
            predict model                | Missing required parameter: 'IMAGE'
            conformance                  | Missing required parameter: 'DIR'
            conformance . --only (       | --only (: not a regular expression
            info --now                   | Unknown option: '--now'
            """)
    void badOptionsAreOneLineAndCodeTwo(String line, String message) {
        Result result = CommandLines.run((Object[]) line.split(" "));
        assertThat(result.err()).startsWith("flambeau: ").contains(message);
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(2);
    }

    @Test
    void aFailureIsOneLineAndCodeOne() {
        Result result = CommandLines.run("conformance", "no-such-folder");
        assertThat(result.err()).startsWith("flambeau: ").contains("no-such-folder");
        assertThat(result.err().lines()).hasSize(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(1);
    }

    @Test
    void infoNamesTheKernels() {
        Result result = CommandLines.run("info");
        assertThat(result.code()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).startsWith("flambeau ").contains("java 2", "vector api: ", "cpu kernels: ");
    }

    @Test
    void versionIsTheSameEverywhere() {
        assertThat(CommandLines.run("--version").out().strip()).isEqualTo(Main.VERSION)
                .isEqualTo(CommandLines.run("info").out().lines().findFirst().orElseThrow());
    }
}
