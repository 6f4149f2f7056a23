package dev.flambeau.examples.bench;

import dev.flambeau.FileException;
import dev.flambeau.FlambeauException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Runs our rows and the peers' in turn, so that a busy moment of the machine meets all of them, and prints ratios: a peer's time
 * over ours. Of several rounds, the round with the best median of each program counts.
 */
final class Comparison implements AutoCloseable {
    private static final String FORMAT = "%-18s %12s %12s %12s %12s %9s %9s %9s %9s%n";

    private final String python;
    private final int threads;
    private final int rounds;
    private final PrintWriter out;
    private final Path script;
    private final Set<Peer> peers = EnumSet.noneOf(Peer.class);

    Comparison(String python, int threads, int rounds, PrintWriter out) {
        this.python = python;
        this.threads = threads;
        this.rounds = rounds;
        this.out = out;
        this.script = unpackScript();
        for (Peer peer : Peer.values()) {
            if (isInstalled(peer)) {
                peers.add(peer);
            }
        }
        if (!peers.contains(Peer.EAGER)) {
            close();
            throw new FlambeauException("bench: " + python + " has no torch (pip install torch)");
        }
    }

    List<Row> run(List<String> names) {
        out.printf(Locale.ROOT, FORMAT, "median us a step", "flambeau", "eager", "compile", "jax", "x eager", "x best",
                "x MB", "MB");
        List<Row> rows = new ArrayList<>();
        for (String name : names) {
            Row row = row(name);
            rows.add(row);
            print(row);
        }
        List<Row> training = rows.stream().filter(row -> Workloads.TRAINING.contains(row.ours().name())).toList();
        if (training.size() == Workloads.TRAINING.size()) {
            out.printf(Locale.ROOT,
                    "geometric mean of the %d training rows up to lenet-64: %.2f x eager, %.2f x the best peer%n",
                    training.size(), mean(training, row -> row.ratio(Peer.EAGER, Timing::median)),
                    mean(training, row -> row.bestRatio(Timing::median)));
        }
        out.flush();
        return rows;
    }

    private Row row(String name) {
        List<Timing> ours = new ArrayList<>();
        Map<Peer, Timing> best = new EnumMap<>(Peer.class);
        for (int round = 0; round < rounds; round++) {
            ours.add(RowProcess.ours(name, threads));
            for (Peer peer : peers) {
                RowProcess.peer(python, script.toString(), peer, name, threads)
                        .ifPresent(timing -> best.merge(peer, timing, Comparison::better));
            }
        }
        return new Row(ours.stream().reduce(Comparison::better).orElseThrow(), best);
    }

    /** The best of each figure; the peak memory is that of the hungriest run. */
    private static Timing better(Timing a, Timing b) {
        return new Timing(a.name(), Math.min(a.min(), b.min()), Math.min(a.median(), b.median()),
                Math.max(a.peakMegabytes(), b.peakMegabytes()));
    }

    private void print(Row row) {
        Timing eager = row.peers().get(Peer.EAGER);
        out.printf(Locale.ROOT, FORMAT, row.ours().name(), micros(row.ours()), micros(eager),
                micros(row.peers().get(Peer.COMPILE)), micros(row.peers().get(Peer.JAX)),
                ratio(row.ratio(Peer.EAGER, Timing::median)), ratio(row.bestRatio(Timing::median)),
                ratio(row.ratio(Peer.EAGER, Timing::peakMegabytes)),
                String.format(Locale.ROOT, "%.0f", row.ours().peakMegabytes()));
        out.flush();
    }

    private static String micros(@Nullable Timing timing) {
        return timing == null ? "-" : String.format(Locale.ROOT, "%.2f", timing.median());
    }

    private static String ratio(OptionalDouble ratio) {
        return ratio.isEmpty() ? "-" : String.format(Locale.ROOT, "%.2f", ratio.getAsDouble());
    }

    private static double mean(List<Row> rows, Function<Row, OptionalDouble> ratio) {
        ToDoubleFunction<Row> log = row -> Math.log(ratio.apply(row).orElse(Double.NaN));
        return Math.exp(rows.stream().mapToDouble(log).average().orElse(Double.NaN));
    }

    /** Whether the peer program starts; torch.compile is a part of torch. */
    private boolean isInstalled(Peer peer) {
        try {
            Process process = new ProcessBuilder(python, script.toString(), peer.option, Integer.toString(threads))
                    .redirectErrorStream(true).start();
            process.getInputStream().transferTo(OutputStream.nullOutputStream());
            return process.waitFor() == 0;
        } catch (IOException e) {
            throw new FileException("bench: cannot run " + python + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FlambeauException("bench: interrupted", e);
        }
    }

    private static Path unpackScript() {
        try (InputStream in = Objects.requireNonNull(Comparison.class.getResourceAsStream("peer.py"))) {
            Path file = Files.createTempFile("flambeau-peer", ".py");
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new FileException("bench: cannot write the peer program: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(script);
        } catch (IOException e) {
            throw new FileException(script + ": cannot be deleted: " + e.getMessage(), e);
        }
    }
}
