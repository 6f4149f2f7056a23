package dev.flambeau.examples.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flambeau.FileException;
import dev.flambeau.Torch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Times training steps, inferences and operations. */
@Command(name = "bench", mixinStandardHelpOptions = true,
        description = "Times workloads: name, best and median microseconds a step, peak memory in MB (each row in a process of "
                + "its own). With --against, beside PyTorch and JAX, in turn.")
public final class BenchCommand implements Callable<Integer> {
    private final Map<String, Supplier<Workload>> workloads = Workloads.all();

    @Spec CommandSpec spec;

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Workloads; all without one.") List<String> names =
            new ArrayList<>();

    @Option(names = "--json", paramLabel = "FILE", description = "Writes the figures to a file, too.")
    @Nullable Path json;

    @Option(names = "--against", paramLabel = "PYTHON",
            description = "A Python with torch, and jax if that is wanted: prints the table of ratios.")
    @Nullable String python;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3",
            description = "How often each row runs, in turn with its peers (with --against; default ${DEFAULT-VALUE}).") int rounds;

    @Option(names = "--threads", paramLabel = "N",
            description = "Threads of each program; default: as many as processors.") int threads =
                    Runtime.getRuntime().availableProcessors();

    @Option(names = "--alone", hidden = true, description = "Runs the rows in this process.") boolean alone;

    /** For picocli. */
    public BenchCommand() {}

    @Override
    public Integer call() {
        for (String name : names) {
            check(workloads.containsKey(name),
                    "no workload " + name + "; there are " + String.join(", ", workloads.keySet()));
        }
        check(rounds >= 1, "--rounds " + rounds + ": must be at least 1");
        check(threads >= 1, "--threads " + threads + ": must be at least 1");
        List<String> chosen = names.isEmpty() ? List.copyOf(workloads.keySet()) : names;
        PrintWriter out = spec.commandLine().getOut();
        Torch.setNumThreads(threads);
        List<Row> rows = new ArrayList<>();
        if (python == null) {
            for (String name : chosen) {
                Timing timing = alone
                        ? Timing.of(name, Objects.requireNonNull(workloads.get(name)).get())
                        : RowProcess.ours(name, threads);
                out.println(timing.line());
                out.flush();
                rows.add(new Row(timing, Map.of()));
            }
        } else {
            try (Comparison comparison = new Comparison(python, threads, rounds, out)) {
                rows.addAll(comparison.run(chosen));
            }
        }
        if (json != null) {
            write(json, rows);
        }
        return 0;
    }

    private void check(boolean good, String message) {
        if (!good) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private static void write(Path file, List<Row> rows) {
        ObjectMapper mapper = new ObjectMapper();
        ArrayNode array = mapper.createArrayNode();
        for (Row row : rows) {
            ObjectNode node = array.addObject();
            node.put("name", row.ours().name());
            figures(node.putObject("flambeau"), row.ours());
            row.peers().forEach((peer, timing) -> figures(node.putObject(peer.option), timing));
        }
        Path folder = file.toAbsolutePath().getParent();
        try {
            Path fresh = Files.createTempFile(folder, "bench", ".json");
            mapper.writerWithDefaultPrettyPrinter().writeValue(fresh.toFile(), array);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new FileException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private static void figures(ObjectNode node, Timing timing) {
        node.put("min_us", timing.min());
        node.put("median_us", timing.median());
        if (!Double.isNaN(timing.peakMegabytes())) {
            node.put("peak_mb", timing.peakMegabytes());
        }
    }
}
