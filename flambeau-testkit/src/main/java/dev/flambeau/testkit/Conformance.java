package dev.flambeau.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flambeau.Tensor;
import dev.flambeau.io.SafeTensors;
import dev.flambeau.testkit.Outcome.Status;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Runs conformance cases, inputs with the results that PyTorch computed, from a folder of the project's form or from the archive in this jar.
 *
 * <pre>{@code
 * Conformance.Report report = Conformance.of(Path.of("conformance")).suite("ops").only("conv.*").run(System.out::println);
 * }</pre>
 *
 * <p>Printed is a line for each case, {@code pass|fail|unsupported SUITE ID  reason}, then the counts of each suite and group, last
 * {@code N passed, N failed, N skipped}.
 */
public final class Conformance {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final CaseFiles files;
    private final Map<String, Suite> suites = suites();
    private final List<String> chosen = new ArrayList<>();
    private Predicate<String> only = id -> true;
    private boolean failuresOnly;
    private boolean notes;

    private Conformance(CaseFiles files) {
        this.files = files;
    }

    /** The cases in a directory that holds the suites' folders. */
    public static Conformance of(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw new dev.flambeau.FileException("no folder of conformance cases: " + directory);
        }
        return new Conformance(CaseFiles.of(directory));
    }

    /** The cases that this jar carries. */
    public static Conformance ofResource() {
        return new Conformance(CaseFiles.ofResource());
    }

    /** The suites there are, by the names of their folders. */
    public static List<String> suiteNames() {
        return List.copyOf(suites().keySet());
    }

    /** Runs this suite, and others asked for, instead of all. */
    public Conformance suite(String name) {
        if (!suites.containsKey(name)) {
            throw new dev.flambeau.ArgumentException(
                    "no suite " + name + "; there are " + String.join(", ", suites.keySet()));
        }
        chosen.add(name);
        return this;
    }

    /** Runs only cases whose id has a match of this regular expression. */
    public Conformance only(String regex) {
        Pattern pattern = Pattern.compile(regex);
        only = id -> pattern.matcher(id).find();
        return this;
    }

    /** Prints the lines of failed cases alone; the counts stay. */
    public Conformance failuresOnly() {
        failuresOnly = true;
        return this;
    }

    /** Prints, for passed cases, how what is counted apart differs (names in the graph, texts of errors). */
    public Conformance notes() {
        notes = true;
        return this;
    }

    /** Runs the cases; {@code out} takes the lines. */
    public Report run(Consumer<String> out) {
        Report report = new Report();
        for (Map.Entry<String, Suite> each : suites.entrySet()) {
            if (chosen.isEmpty() || chosen.contains(each.getKey())) {
                run(each.getKey(), each.getValue(), report, out);
            }
        }
        report.print(out);
        return report;
    }

    private void run(String suite, Suite runner, Report report, Consumer<String> out) {
        for (String name : files.names(suite)) {
            List<JsonNode> lines = lines(suite, name);
            if (lines.stream().noneMatch(line -> only.test(line.path("id").asText()))) {
                continue;
            }
            byte[] bytes = files.read(suite, name + ".safetensors");
            Map<String, Tensor> tensors =
                    bytes == null ? Map.of() : SafeTensors.load(suite + "/" + name + ".safetensors", bytes);
            for (JsonNode line : lines) {
                Case c = new Case(line, tensors);
                if (only.test(c.id())) {
                    Outcome outcome = outcome(runner, c);
                    report.add(suite, name, c.id(), outcome);
                    print(suite, c.id(), outcome, out);
                }
            }
        }
    }

    private void print(String suite, String id, Outcome outcome, Consumer<String> out) {
        boolean noted = notes && outcome.status() == Status.PASS && !outcome.reason().isEmpty();
        if (!failuresOnly || outcome.status() == Status.FAIL || noted) {
            out.accept(line(suite, id, outcome, notes));
        }
    }

    private static String line(String suite, String id, Outcome outcome, boolean notes) {
        String word = switch (outcome.status()) {
            case PASS -> "pass";
            case FAIL -> "fail";
            case UNSUPPORTED -> "unsupported";
        };
        boolean silent = outcome.reason().isEmpty() || outcome.status() == Status.PASS && !notes;
        return word + " " + suite + " " + id + (silent ? "" : "  " + outcome.reason().replace('\n', ' '));
    }

    /** Whatever goes wrong inside a case is the case's failure, an error of the JVM too: the other cases run on. */
    private static Outcome outcome(Suite runner, Case c) {
        try {
            return runner.run(c);
        } catch (Unsupported e) {
            return Outcome.unsupported(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            StackTraceElement[] trace = e.getStackTrace();
            return Outcome.fail(e + (trace.length > 0 ? " at " + trace[0] : ""));
        }
    }

    private List<JsonNode> lines(String suite, String name) {
        byte[] bytes = files.read(suite, name + ".jsonl");
        List<JsonNode> lines = new ArrayList<>();
        for (String line : new String(bytes == null ? new byte[0] : bytes, StandardCharsets.UTF_8).lines().toList()) {
            if (line.isBlank()) {
                continue;
            }
            try {
                lines.add(JSON.readTree(line));
            } catch (JsonProcessingException e) {
                throw new dev.flambeau.FileException(
                        suite + "/" + name + ".jsonl: line " + (lines.size() + 1) + " is no JSON: "
                                + e.getOriginalMessage(),
                        e);
            }
        }
        return lines;
    }

    private static Map<String, Suite> suites() {
        OpTable ops = OpTable.complete();
        Map<String, Suite> suites = new LinkedHashMap<>();
        suites.put("ops", new OpSuite(ops));
        suites.put("errors", new ErrorSuite(ops));
        suites.put("modules", new ModuleSuite());
        suites.put("optimizers", new OptimizerSuite());
        suites.put("schedulers", new SchedulerSuite());
        suites.put("reprs", new ReprSuite());
        suites.put("random", new RandomSuite(ops));
        return suites;
    }

    /** The counts of a run. */
    public static final class Report {
        private final Map<String, Map<String, Count>> suites = new LinkedHashMap<>();
        private final List<String> failures = new ArrayList<>();

        private Report() {}

        /** How many cases passed. */
        public long passed() {
            return total().passed;
        }

        /** How many cases failed. */
        public long failed() {
            return total().failed;
        }

        /** How many cases ask for what is not supported. */
        public long skipped() {
            return total().skipped;
        }

        /** How many cases of a suite passed. */
        public long passed(String suite) {
            return sum(suites.getOrDefault(suite, Map.of())).passed;
        }

        /** The failed cases' lines. */
        public List<String> failures() {
            return List.copyOf(failures);
        }

        private void add(String suite, String group, String id, Outcome outcome) {
            suites.computeIfAbsent(suite, k -> new LinkedHashMap<>()).computeIfAbsent(group, k -> new Count())
                    .add(outcome);
            if (outcome.status() == Status.FAIL) {
                failures.add(line(suite, id, outcome, false));
            }
        }

        private void print(Consumer<String> out) {
            suites.forEach((suite, groups) -> {
                groups.forEach((group, count) -> out.accept("group " + suite + " " + group + "  " + count));
                Count sum = sum(groups);
                out.accept("suite " + suite + "  " + sum + sum.notes());
            });
            out.accept(total().toString());
        }

        private Count total() {
            Count total = new Count();
            suites.values().forEach(groups -> total.add(sum(groups)));
            return total;
        }

        private static Count sum(Map<String, Count> groups) {
            Count sum = new Count();
            groups.values().forEach(sum::add);
            return sum;
        }
    }

    private static final class Count {
        long passed;
        long failed;
        long skipped;
        long noted;
        long agreed;

        void add(Outcome outcome) {
            switch (outcome.status()) {
                case PASS -> passed++;
                case FAIL -> failed++;
                case UNSUPPORTED -> skipped++;
            }
            Boolean note = outcome.note();
            if (note != null) {
                noted++;
                agreed += note ? 1 : 0;
            }
        }

        void add(Count other) {
            passed += other.passed;
            failed += other.failed;
            skipped += other.skipped;
            noted += other.noted;
            agreed += other.agreed;
        }

        /** What is counted apart: the names in the graph, the key phrases of the errors. */
        String notes() {
            return noted == 0 ? "" : " (names or key phrases as PyTorch's: " + agreed + " of " + noted + ")";
        }

        @Override
        public String toString() {
            return passed + " passed, " + failed + " failed, " + skipped + " skipped";
        }
    }
}
