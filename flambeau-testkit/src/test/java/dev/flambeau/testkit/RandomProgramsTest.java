package dev.flambeau.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Some 200 programs more than the suite {@code random} has, run under PyTorch with another seed: other sizes, types and arguments, layouts
 * that are not contiguous, samplers and loaders over several passes, states of generators.
 */
class RandomProgramsTest {
    @Test
    void giveWhatPyTorchGives(@TempDir Path folder) throws IOException {
        unpack("random-programs.zip", folder);
        List<String> lines = new ArrayList<>();
        Conformance.Report report = Conformance.of(folder).suite("random").run(lines::add);
        assertThat(report.failures()).isEmpty();
        assertThat(report.passed()).as(() -> String.join("\n", lines)).isGreaterThanOrEqualTo(200);
    }

    private static void unpack(String archive, Path folder) throws IOException {
        try (InputStream in = RandomProgramsTest.class.getResourceAsStream(archive);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }
}
