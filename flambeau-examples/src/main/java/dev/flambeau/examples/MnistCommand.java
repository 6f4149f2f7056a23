package dev.flambeau.examples;

import dev.flambeau.FileException;
import dev.flambeau.Torch;
import dev.flambeau.data.Batch;
import dev.flambeau.data.DataLoader;
import dev.flambeau.data.TensorDataset;
import dev.flambeau.io.SafeTensors;
import dev.flambeau.nn.Module;
import dev.flambeau.optim.SGD;
import dev.flambeau.vision.datasets.Mnist;
import dev.flambeau.vision.datasets.MnistDownload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a network to read digits. */
@Command(name = "mnist", mixinStandardHelpOptions = true, showDefaultValues = true, sortOptions = false,
        description = "Trains a network on MNIST (50,000 images; 10,000 to validate) and writes the model, its history and pictures.")
final class MnistCommand implements Runnable {
    private static final long TRAINING_IMAGES = 50_000;
    private static final int SHOWN_MISTAKES = 40;

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
            description = "A folder with the four IDX files (default: those that come along).")
    @Nullable Path data;

    @Option(names = "--download",
            description = "First fetch the files that the folder given with --data does not have.") boolean download;

    @Option(names = "--out", paramLabel = "DIR", description = "Where the results go.") Path out = Path.of("mnist-out");

    @Option(names = "--quiet", description = "Print a line an epoch, nothing else.") boolean quiet;

    @Override
    public void run() {
        checkOptions();
        createFolder();
        Mnist all = load();
        TensorDataset train = all.slice(0, TRAINING_IMAGES).flat();
        Mnist rest = all.slice(TRAINING_IMAGES, all.size());
        TensorDataset valid = rest.flat();

        Torch.manualSeed(seed);
        Module net = model.create();
        DataLoader<Batch> batches = new DataLoader<>(train, batchSize, o -> o.shuffle(true));
        DataLoader<Batch> checks = new DataLoader<>(valid, 2L * batchSize);
        SGD optimizer = new SGD(net.parameters(), lr, o -> o.momentum(momentum));
        Progress progress = new Progress(spec.commandLine().getOut(),
                System.console() != null && System.console().isTerminal(), quiet);
        Training training = new Training(net, optimizer, batches, checks, progress);
        Training.Evaluation last = training.run(epochs);

        SafeTensors.save(net.stateDict(), Map.of("format", "pt", "model", model.name()),
                out.resolve("model.safetensors"));
        MnistReport report = new MnistReport(out);
        report.history(training.history());
        report.curves(training.history());
        report.confusion(rest.labels().toLongArray(), last.guesses());
        report.mistakes(rest.images(), rest.labels().toLongArray(), last.guesses(), SHOWN_MISTAKES);
        if (!quiet) {
            spec.commandLine().getOut()
                    .println("wrote model.safetensors, history.csv, curves.png, confusion.png, mistakes.png to " + out);
        }
    }

    private void checkOptions() {
        require(epochs >= 1, "--epochs must be at least 1, but is " + epochs);
        require(batchSize >= 1, "--batch-size must be at least 1, but is " + batchSize);
        require(lr > 0 && Double.isFinite(lr), "--lr must be a positive number, but is " + lr);
        require(momentum >= 0 && momentum < 1, "--momentum must be from 0 to below 1, but is " + momentum);
        require(!download || data != null, "--download needs --data DIR, the folder to fetch the files into");
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private void createFolder() {
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new FileException(out + ": the output folder cannot be made: " + e.getMessage(), e);
        }
    }

    private Mnist load() {
        if (data == null) {
            return Mnist.train();
        }
        if (download) {
            MnistDownload.into(data);
        }
        Mnist all = Mnist.train(data);
        if (all.size() <= TRAINING_IMAGES) {
            throw new FileException(data + ": " + all.size() + " images, but more than " + TRAINING_IMAGES
                    + " are needed: the rest validates");
        }
        return all;
    }
}
