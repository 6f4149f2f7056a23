package dev.flambeau.examples.mnist;

import dev.flambeau.DType;
import dev.flambeau.FileException;
import dev.flambeau.FlambeauException;
import dev.flambeau.Torch;
import dev.flambeau.data.DataLoader;
import dev.flambeau.nn.Module;
import dev.flambeau.optim.SGD;
import dev.flambeau.vision.datasets.Mnist;
import dev.flambeau.vision.datasets.MnistDownload;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a network to read digits. */
@Command(name = "mnist", mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false,
        description = "Trains a network on MNIST's 60,000 training images, the last sixth of which validates, and writes the model, its history and pictures.")
public final class MnistCommand implements Runnable {
    private static final int PARTS = 6;
    /** Images a rehearsed step, at most, and rehearsals. */
    private static final int REHEARSED = 64;
    private static final int REHEARSALS = 100;

    @Spec CommandSpec spec;

    @Option(names = "--model", description = "One of: ${COMPLETION-CANDIDATES}.") MnistModels.Kind model =
            MnistModels.Kind.cnn;

    @Option(names = "--epochs", description = "Passes over the training images.") int epochs = 2;

    @Option(names = "--batch-size", description = "Images a step.") int batchSize = 64;

    @Option(names = "--lr", description = "Learning rate.") double lr = 0.1;

    @Option(names = "--momentum", description = "Momentum, from 0 to below 1.") double momentum = 0.9;

    @Option(names = "--seed",
            description = "Seed of the weights and the order; PyTorch's numbers for the same seed.") long seed;

    @Option(names = "--data", paramLabel = "DIR",
            description = "A folder with MNIST's IDX files, gzipped or not (default: those that come along).")
    @Nullable Path data;

    @Option(names = "--images", paramLabel = "N", description = "Only the first N images of the set (default: all).")
    @Nullable Integer images;

    @Option(names = "--download",
            description = "First fetch the files that the folder given with --data does not have.") boolean download;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the results go.") Path out = Path.of("mnist-out");

    @Option(names = "--threads", paramLabel = "N", description = "Threads of the kernels (default: one a processor).")
    @Nullable Integer threads;

    @Option(names = "--quiet", description = "Print a line an epoch, nothing else.") boolean quiet;

    @Override
    public void run() {
        checkOptions();
        MnistReport report = new MnistReport(out);
        if (threads != null) {
            Torch.setNumThreads(threads);
        }
        Mnist all = load();
        long cut = all.size() - all.size() / PARTS;
        Mnist valid = all.slice(cut, all.size());

        PrintWriter log = spec.commandLine().getOut();
        Torch.manualSeed(seed);
        Module net = model.create();
        Training training = training(net, lr, all.slice(0, cut), valid,
                quiet ? Progress.quiet(log, epochs) : Progress.of(log, epochs));
        for (int epoch = 1; epoch <= epochs; epoch++) {
            long[] guesses = training.epoch().guesses();
            // after each epoch, so that an interruption costs little
            report.model(net, model);
            report.history(training.history());
            if (epoch == epochs) {
                report.pictures(training.history(), valid, guesses);
            }
        }
        if (!quiet) {
            log.println("wrote " + report.summary());
        }
    }

    private Training training(Module net, double rate, Mnist train, Mnist valid, Progress progress) {
        return new Training(net, new SGD(net.parameters(), rate, o -> o.momentum(momentum)),
                new DataLoader<>(train.rows(), batchSize, o -> o.shuffle(true)),
                new DataLoader<>(valid.rows(), 2L * batchSize), Mnist::scaled, progress);
    }

    private void checkOptions() {
        require(epochs >= 1, "--epochs must be at least 1, but is " + epochs);
        require(batchSize >= 1, "--batch-size must be at least 1, but is " + batchSize);
        require(lr > 0 && Double.isFinite(lr), "--lr must be a positive number, but is " + lr);
        require(momentum >= 0 && momentum < 1, "--momentum must be from 0 to below 1, but is " + momentum);
        require(threads == null || threads >= 1, "--threads must be at least 1, but is " + threads);
        require(images == null || images >= PARTS, "--images must be at least " + PARTS + ", but is " + images);
        require(!download || data != null, "--download needs --data DIR, the folder to fetch the files into");
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private Mnist load() {
        CompletableFuture<Mnist> reading =
                CompletableFuture.supplyAsync(() -> data == null ? Mnist.train() : read(data));
        rehearse(reading);
        Mnist all;
        try {
            all = reading.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof FlambeauException known) {
                throw known;
            }
            throw e;
        }
        if (images == null) {
            return all;
        }
        require(images <= all.size(), "--images is " + images + ", but there are " + all.size());
        return all.slice(0, images);
    }

    /**
     * Trains on blank images while the real ones are unpacked, which takes one thread a third of a second: meanwhile classes are loaded,
     * kernels made, and the JVM begins to compile what the training needs.
     */
    private void rehearse(Future<?> meanwhile) {
        int size = Math.min(batchSize, REHEARSED);
        Training blank = training(model.create(), 0, blank(size), blank(2 * size),
                Progress.quiet(new PrintWriter(Writer.nullWriter()), epochs));
        for (int i = 0; i < REHEARSALS && !meanwhile.isDone(); i++) {
            blank.epoch();
        }
    }

    private static Mnist blank(int size) {
        return new Mnist(Torch.zeros(DType.UINT8, size, 28, 28), Torch.zeros(DType.INT64, size));
    }

    private Mnist read(Path folder) {
        if (download) {
            MnistDownload.into(folder);
        }
        Mnist all = Mnist.train(folder);
        if (all.size() < PARTS) {
            throw new FileException(folder + ": " + all.size() + " training images, but at least " + PARTS
                    + " are needed, the last sixth of which validates");
        }
        return all;
    }
}
