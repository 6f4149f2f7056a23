package dev.flambeau.examples.bench;

import dev.flambeau.FileException;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/**
 * The time of one step and the memory of its process.
 *
 * @param min the best of the repeats, in microseconds a step
 * @param median the median of the repeats, in microseconds a step
 * @param peakMegabytes the peak resident memory of the process, in MB; NaN where the system does not tell
 */
record Timing(String name, double min, double median, double peakMegabytes) {
    private static final double LEAST_WARM_UP_SECONDS = 2;
    private static final double MOST_WARM_UP_SECONDS = 25;
    /** The compiler is done when it works for less than this part of a second. */
    private static final double IDLE = 0.04;
    /** What counts as an improvement from one second to another. */
    private static final double QUICKER = 1.02;
    private static final double REPEAT_SECONDS = 0.2;
    private static final int REPEATS = 7;
    /** What part of a repeat's steps run untimed after a restart, to have its data in the caches. */
    private static final int AFTER_RESTART = 10;

    /**
     * Warms up until the JVM's compiler has little left to do and steps get no quicker, then repeats as many steps as take 0.2 s, each time
     * from the beginning of a training.
     */
    static Timing of(String name, Workload workload) {
        long steps = Math.max(1, Math.round(warmUp(workload) * REPEAT_SECONDS));
        double[] micros = new double[REPEATS];
        for (int r = 0; r < REPEATS; r++) {
            workload.restart().run();
            run(workload.step(), Math.ceilDiv(steps, AFTER_RESTART));
            micros[r] = run(workload.step(), steps) * 1e6 / steps;
        }
        Arrays.sort(micros);
        return new Timing(name, micros[0], micros[REPEATS / 2], peakOfThisProcess());
    }

    /** The steps in a second at the end. */
    private static double warmUp(Workload workload) {
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        long start = System.nanoTime();
        double best = 0;
        while (true) {
            workload.restart().run();
            long compiled = compiler == null ? 0 : compiler.getTotalCompilationTime();
            long second = System.nanoTime();
            long steps = 0;
            while (System.nanoTime() - second < 1e9) {
                workload.step().run();
                steps++;
            }
            long now = System.nanoTime();
            double perSecond = steps / ((now - second) / 1e9);
            double busy = compiler == null ? 0 : (compiler.getTotalCompilationTime() - compiled) * 1e6 / (now - second);
            double seconds = (now - start) / 1e9;
            boolean isWarm = busy < IDLE && perSecond < best * QUICKER;
            if (seconds >= LEAST_WARM_UP_SECONDS && (isWarm || seconds >= MOST_WARM_UP_SECONDS)) {
                return perSecond;
            }
            best = Math.max(best, perSecond);
        }
    }

    /** The seconds that so many steps take. */
    private static double run(Runnable step, long steps) {
        long before = System.nanoTime();
        for (long i = 0; i < steps; i++) {
            step.run();
        }
        return (System.nanoTime() - before) / 1e9;
    }

    /** {@code name, min, median, peak} with tabs between. */
    String line() {
        return String.format(Locale.ROOT, "%s\t%.2f\t%.2f\t%s", name, min, median,
                Double.isNaN(peakMegabytes) ? "-" : String.format(Locale.ROOT, "%.0f", peakMegabytes));
    }

    /** Reads a {@link #line}; throws if it is none. */
    static Timing parse(String line) {
        String[] parts = line.split("\t", -1);
        if (parts.length != 4) {
            throw new NumberFormatException("no timing: " + line);
        }
        return new Timing(parts[0], Double.parseDouble(parts[1]), Double.parseDouble(parts[2]),
                parts[3].equals("-") ? Double.NaN : Double.parseDouble(parts[3]));
    }

    private static double peakOfThisProcess() {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return Double.NaN;
        }
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith("VmHWM:")) {
                    return Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024 / 1e6;
                }
            }
            return Double.NaN;
        } catch (IOException e) {
            throw new FileException(status + ": cannot be read: " + e.getMessage(), e);
        }
    }
}
