package dev.flambeau.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases that the jar carries: none fails, and no fewer pass than did before. */
class ConformanceTest {
    @ParameterizedTest
    @CsvSource({"ops, 0", "errors, 0", "modules, 78", "optimizers, 15", "schedulers, 0", "reprs, 52", "random, 70"})
    void agreesWithPyTorch(String suite, long atLeast) {
        Conformance.Report report = Conformance.ofResource().suite(suite).run(line -> {});
        assertThat(report.failures()).isEmpty();
        assertThat(report.passed(suite)).isGreaterThanOrEqualTo(atLeast);
    }
}
