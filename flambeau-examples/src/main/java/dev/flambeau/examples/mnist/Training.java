package dev.flambeau.examples.mnist;

import dev.flambeau.ArgumentException;
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
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/** Trains a classifier epoch by epoch and keeps the history. */
final class Training {
    private final Module model;
    private final Optimizer optimizer;
    private final DataLoader<Batch> train;
    private final DataLoader<Batch> valid;
    private final UnaryOperator<Tensor> prepare;
    private final Progress progress;
    private final List<Epoch> history = new ArrayList<>();

    /** What an epoch came to. */
    record Epoch(int number, double trainLoss, double validLoss, double validAccuracy, double seconds) {}

    /** What a model says of samples: the class it guesses of each, and how well it does on the whole. */
    record Evaluation(double loss, double accuracy, long[] guesses) {}

    /** {@code prepare} makes the model's inputs of those in a batch. */
    Training(Module model, Optimizer optimizer, DataLoader<Batch> train, DataLoader<Batch> valid,
            UnaryOperator<Tensor> prepare, Progress progress) {
        this.model = model;
        this.optimizer = optimizer;
        this.train = train;
        this.valid = valid;
        this.prepare = prepare;
        this.progress = progress;
    }

    /** One more epoch and its evaluation. */
    Evaluation epoch() {
        int number = history.size() + 1;
        long start = System.nanoTime();
        progress.epochBegins(number, train.size());
        double loss = trainOnce();
        Evaluation evaluation = evaluate();
        Epoch result = new Epoch(number, loss, evaluation.loss(), evaluation.accuracy(),
                (System.nanoTime() - start) / 1e9);
        progress.epochEnds(result);
        if (!Double.isFinite(loss) || !Double.isFinite(evaluation.loss())) {
            throw new ArgumentException("the loss is not finite after epoch " + number
                    + ": the training diverges (a smaller learning rate may help)");
        }
        history.add(result);
        return evaluation;
    }

    /** The epochs so far. */
    List<Epoch> history() {
        return List.copyOf(history);
    }

    private double trainOnce() {
        model.train();
        double total = 0;
        long samples = 0;
        for (Batch batch : train) {
            Tensor loss = F.crossEntropy(model.call(prepare.apply(batch.x())), batch.y());
            loss.backward();
            optimizer.step();
            optimizer.zeroGrad();
            long n = batch.y().size(0);
            double value = loss.item();
            total += value * n;
            samples += n;
            progress.step(n, value);
        }
        return total / samples;
    }

    /** The loss (mean over samples), accuracy and guesses on all batches that validate. */
    private Evaluation evaluate() {
        model.eval();
        double loss = 0;
        long right = 0;
        long samples = 0;
        LongStream.Builder guesses = LongStream.builder();
        try (GradMode _ = Torch.noGrad()) {
            for (Batch batch : valid) {
                Tensor logits = model.call(prepare.apply(batch.x()));
                long[] truth = batch.y().toLongArray();
                long[] guess = logits.argmax(1).toLongArray();
                for (int i = 0; i < guess.length; i++) {
                    right += guess[i] == truth[i] ? 1 : 0;
                    guesses.add(guess[i]);
                }
                loss += F.crossEntropy(logits, batch.y()).item() * guess.length;
                samples += guess.length;
            }
        }
        return new Evaluation(loss / samples, (double) right / samples, guesses.build().toArray());
    }
}
