package dev.flambeau.examples.bench;

import dev.flambeau.FileException;
import dev.flambeau.FlambeauException;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Times a workload in a process of its own: the peak memory is the row's, and no row has warmed up another's code. */
final class RowProcess {
    private RowProcess() {}

    /** Runs a workload with this library, in a JVM with the options of this one. */
    static Timing ours(String name, int threads) {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", ManagementFactory.getRuntimeMXBean().getClassPath(),
                "dev.flambeau.examples.Main", "bench", "--alone", "--threads", Integer.toString(threads), name));
        return run(command).orElseThrow(() -> new FlambeauException("bench: " + name + " printed no timing"));
    }

    /** Runs a workload in Python; empty if the peer has none of this name. */
    static Optional<Timing> peer(String python, String script, Peer peer, String name, int threads) {
        return run(List.of(python, script, peer.option, Integer.toString(threads), name));
    }

    /** Runs a program that prints one timing or none. */
    static Optional<Timing> run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Optional<Timing> found = Optional.empty();
            try (BufferedReader lines = process.inputReader()) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    found = Optional.of(Timing.parse(line));
                }
            }
            int status = process.waitFor();
            if (status != 0) {
                throw new FlambeauException("bench: exit code " + status + " of: " + String.join(" ", command));
            }
            return found;
        } catch (IOException e) {
            throw new FileException("bench: cannot run " + command.getFirst() + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FlambeauException("bench: interrupted", e);
        }
    }
}
