package dev.flambeau.examples;

import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.data.Batch;
import dev.flambeau.data.DataLoader;
import dev.flambeau.nn.Module;
import dev.flambeau.nn.functional.F;
import dev.flambeau.optim.Optimizer;
import java.util.ArrayList;
import java.util.List;

/** Trains a classifier epoch by epoch and keeps the history. */
final class Training {
    private final Module model;
    private final Optimizer optimizer;
    private final DataLoader<Batch> train;
    private final DataLoader<Batch> valid;
    private final Progress progress;
    private final List<Epoch> history = new ArrayList<>();

    /** What an epoch came to. */
    record Epoch(int number, double trainLoss, double validLoss, double validAccuracy, double seconds) {}

    /** What a model says of samples: the class it guesses of each, and how well it does on the whole. */
    record Evaluation(double loss, double accuracy, long[] guesses) {}

    Training(Module model, Optimizer optimizer, DataLoader<Batch> train, DataLoader<Batch> valid, Progress progress) {
        this.model = model;
        this.optimizer = optimizer;
        this.train = train;
        this.valid = valid;
        this.progress = progress;
    }

    /** Trains for some epochs; gives the evaluation after the last one. */
    Evaluation run(int epochs) {
        Evaluation evaluation = evaluate(model, valid);
        for (int epoch = 1; epoch <= epochs; epoch++) {
            long start = System.nanoTime();
            double loss = trainEpoch(epoch, epochs);
            evaluation = evaluate(model, valid);
            Epoch result =
                    new Epoch(epoch, loss, evaluation.loss(), evaluation.accuracy(), (System.nanoTime() - start) / 1e9);
            history.add(result);
            progress.epochEnds(result);
        }
        return evaluation;
    }

    List<Epoch> history() {
        return history;
    }

    private double trainEpoch(int epoch, int epochs) {
        model.train();
        progress.epochBegins(epoch, epochs, train.size());
        double total = 0;
        long samples = 0;
        for (Batch batch : train) {
            Tensor loss = F.crossEntropy(model.call(batch.x()), batch.y());
            loss.backward();
            optimizer.step();
            optimizer.zeroGrad();
            long n = batch.x().size(0);
            double value = loss.item();
            total += value * n;
            samples += n;
            progress.step(n, value);
        }
        return total / Math.max(samples, 1);
    }

    /** The loss (mean over samples), accuracy and guesses of a model on all batches. */
    static Evaluation evaluate(Module model, DataLoader<Batch> data) {
        model.eval();
        double loss = 0;
        long right = 0;
        List<long[]> guesses = new ArrayList<>();
        long samples = 0;
        try (GradMode _ = Torch.noGrad()) {
            for (Batch batch : data) {
                Tensor out = model.call(batch.x());
                Tensor guess = out.argmax(1);
                long n = batch.x().size(0);
                loss += F.crossEntropy(out, batch.y()).item() * n;
                right += Math.round(guess.eq(batch.y()).sum().item());
                guesses.add(guess.toLongArray());
                samples += n;
            }
        }
        long[] all = guesses.stream().flatMapToLong(java.util.Arrays::stream).toArray();
        return new Evaluation(loss / Math.max(samples, 1), (double) right / Math.max(samples, 1), all);
    }
}
