package dev.flambeau.examples;

import dev.flambeau.FileException;
import dev.flambeau.examples.tutorials.AutogradAndModules;
import dev.flambeau.examples.tutorials.ModelConstruction;
import dev.flambeau.examples.tutorials.NeuralNetworks;
import dev.flambeau.examples.tutorials.NnBasics;
import dev.flambeau.examples.tutorials.Tutorial;
import dev.flambeau.examples.tutorials.WhatIsTorchNn;
import dev.flambeau.vision.datasets.Mnist;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs one of the tutorials. */
@Command(name = "tutorial", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Runs a tutorial and prints what PyTorch prints for the same seed.",
        footer = {"", "000  define a network, forward, backward, loss, optimizers",
            "001  autograd, modules of your own, Sequential, losses, optimizers",
            "002  layers with and without parameters, convolution and pooling by hand, AlexNet",
            "003  a network's sizes, parameters and losses, one optimizer step",
            "004  what is torch.nn really: MNIST from raw tensors to modules and data loaders"})
final class TutorialCommand implements Runnable {
    private static final long TRAINING_IMAGES = 50_000;
    private static final long IMAGES = 60_000;

    @Spec CommandSpec spec;

    @Parameters(index = "0", paramLabel = "NUMBER", description = "000, 001, 002, 003 or 004.") String number;

    @Parameters(index = "1", arity = "0..1", paramLabel = "SEED", defaultValue = "0",
            description = "Where the random numbers start from (default: 0).") long seed;

    @Option(names = "--data", paramLabel = "DIR",
            description = "004: a folder with MNIST's IDX files (default: those that come along).")
    @Nullable Path data;

    @Option(names = "--out", paramLabel = "DIR", defaultValue = "tutorial-out",
            description = "004: where pictures go (default: tutorial-out).") Path pictures;

    @Override
    public void run() {
        tutorial(spec.commandLine().getOut()).run();
    }

    private Tutorial tutorial(PrintWriter out) {
        return switch (number) {
            case "000" -> new NeuralNetworks(out, seed);
            case "001" -> new AutogradAndModules(out, seed);
            case "002" -> new ModelConstruction(out, seed);
            case "003" -> new NnBasics(out, seed);
            case "004" -> {
                Mnist all = mnist();
                yield new WhatIsTorchNn(out, seed, all.slice(0, TRAINING_IMAGES), all.slice(TRAINING_IMAGES, IMAGES),
                        pictures);
            }
            default -> throw new ParameterException(spec.commandLine(),
                    "there is no tutorial " + number + "; there are 000, 001, 002, 003 and 004");
        };
    }

    private Mnist mnist() {
        if (data == null) {
            return Mnist.train();
        }
        Mnist all = Mnist.train(data);
        if (all.size() < IMAGES) {
            throw new FileException(data + ": " + all.size() + " images, but the tutorial needs MNIST's " + IMAGES);
        }
        return all;
    }
}
