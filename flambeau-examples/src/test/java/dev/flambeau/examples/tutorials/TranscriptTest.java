package dev.flambeau.examples.tutorials;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TranscriptTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            = tensor([ 0.1234, 5.])  | tensor([0.1235,   5.])  | true
            = tensor([0.1234])       | tensor([0.1236])        | false
            = tensor([0.1234])       | tensor([0.1234, 1.0])   | false
            = 1.9215e-04             | 1.9216e-04              | true
            = 1.9215e-04             | 1.9217e-04              | false
            = 10 None                | 10 null                 | true
            = 10                     | 11                      | false
            = nan                    | inf                     | false
            = loss 2.0               | Loss 2.0                | false
            ~ 0 0.30                 | 0 0.36                  | true
            ~ 0 0.30                 | 0 0.40                  | false
            ~ 0 0.30                 | 1 0.30                  | false
            """)
    void saysWhetherALineIsTheSame(String wanted, String got, boolean same) {
        assertThat(new Transcript(List.of(wanted)).differences(got)).hasSize(same ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({"'a',1", "'a\nb',0", "'a\nb\nc',1"})
    void countsLines(String printed, int wrong) {
        assertThat(new Transcript(List.of("= a", "= b")).differences(printed)).hasSize(wrong);
    }
}
