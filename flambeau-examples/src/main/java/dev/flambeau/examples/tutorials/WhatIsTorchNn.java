package dev.flambeau.examples.tutorials;

import dev.flambeau.Cuda;
import dev.flambeau.Device;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.data.Batch;
import dev.flambeau.data.DataLoader;
import dev.flambeau.data.TensorDataset;
import dev.flambeau.nn.AdaptiveAvgPool2d;
import dev.flambeau.nn.AvgPool2d;
import dev.flambeau.nn.Conv2d;
import dev.flambeau.nn.Linear;
import dev.flambeau.nn.Module;
import dev.flambeau.nn.Parameter;
import dev.flambeau.nn.ReLU;
import dev.flambeau.nn.Sequential;
import dev.flambeau.nn.functional.F;
import dev.flambeau.optim.Optimizer;
import dev.flambeau.optim.SGD;
import dev.flambeau.vision.datasets.Mnist;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/** Tutorial 004, "What is torch.nn really?": MNIST from raw tensors to modules, optimizers, data loaders, convolutions, devices. */
public final class WhatIsTorchNn extends Tutorial {
    private static final int BS = 64;
    private static final int EPOCHS = 2;

    private final Tensor xTrain;
    private final Tensor yTrain;
    private final TensorDataset trainDs;
    private final TensorDataset validDs;
    private final long n;
    private final Path pictures;

    /** With images to train and to validate; the first digit is drawn into the folder {@code pictures}. */
    public WhatIsTorchNn(PrintWriter out, long seed, Mnist train, Mnist valid, Path pictures) {
        super(out, seed);
        trainDs = train.flat();
        validDs = valid.flat();
        xTrain = trainDs.tensors().get(0);
        yTrain = trainDs.tensors().get(1);
        n = xTrain.size(0);
        this.pictures = pictures;
    }

    @Override
    public void run() {
        Picture.gray(xTrain.get(0).view(28, 28)).write(pictures.resolve("digit.png"));
        say(xTrain, yTrain);
        say(xTrain.shape());
        say(yTrain.min(), yTrain.max());
        Torch.manualSeed(seed);
        fromScratch();
        withModules();
        withOptim();
        withDatasets();
        withFit();
        onDevice();
    }

    // ---- from scratch, with tensors alone

    private Tensor xb;
    private Tensor yb;
    private final double lr = 0.5;

    /** The inputs and labels of a batch become {@code xb} and {@code yb}. */
    private void cut(long i) {
        xb = xTrain.slice(0, i * BS, (i + 1) * BS);
        yb = yTrain.slice(0, i * BS, (i + 1) * BS);
    }

    private static Tensor logSoftmax(Tensor x) {
        return x.sub(x.exp().sum(-1).log().unsqueeze(-1));
    }

    private static Tensor nll(Tensor input, Tensor target) {
        return input.index(Torch.arange(target.size(0)), target).mean().neg();
    }

    private static Tensor accuracy(Tensor out, Tensor yb) {
        return Torch.argmax(out, 1).eq(yb).toFloat().mean();
    }

    private void fromScratch() {
        Tensor weights = Torch.randn(784, 10).div(Math.sqrt(784)).requiresGrad_();
        Tensor bias = Torch.zeros(10).requiresGrad_();
        UnaryOperator<Tensor> model = x -> logSoftmax(x.matmul(weights).add(bias));

        cut(0);
        Tensor preds = model.apply(xb);
        say(preds.get(0), preds.shape());
        say(nll(preds, yb));
        say(accuracy(preds, yb));

        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (long i = 0; i < (n - 1) / BS + 1; i++) {
                cut(i);
                Tensor loss = nll(model.apply(xb), yb);
                loss.backward();
                try (GradMode _ = Torch.noGrad()) {
                    weights.sub_(weights.grad().mul(lr));
                    bias.sub_(bias.grad().mul(lr));
                    weights.grad().zero_();
                    bias.grad().zero_();
                }
            }
        }
        say(nll(model.apply(xb), yb), accuracy(model.apply(xb), yb));

        // the same loss, by torch.nn.functional
        UnaryOperator<Tensor> logits = x -> x.matmul(weights).add(bias);
        say(F.crossEntropy(logits.apply(xb), yb), accuracy(logits.apply(xb), yb));
    }

    // ---- nn.Module, nn.Linear

    static class MnistLogisticByHand extends Module {
        final Parameter weights = new Parameter(Torch.randn(784, 10).div(Math.sqrt(784)));
        final Parameter bias = new Parameter(Torch.zeros(10));

        @Override
        protected Tensor forward(Tensor xb) {
            return xb.matmul(weights).add(bias);
        }
    }

    static class MnistLogistic extends Module {
        final Linear lin = new Linear(784, 10);

        @Override
        protected Tensor forward(Tensor xb) {
            return lin.call(xb);
        }
    }

    private void withModules() {
        for (Module model : List.of(new MnistLogisticByHand(), new MnistLogistic())) {
            say(F.crossEntropy(model.call(xb), yb));
            fit(model);
            say(F.crossEntropy(model.call(xb), yb));
        }
    }

    private void fit(Module model) {
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (long i = 0; i < (n - 1) / BS + 1; i++) {
                cut(i);
                Tensor loss = F.crossEntropy(model.call(xb), yb);
                loss.backward();
                try (GradMode _ = Torch.noGrad()) {
                    for (Parameter p : model.parameters()) {
                        p.sub_(p.grad().mul(lr));
                    }
                    model.zeroGrad();
                }
            }
        }
    }

    // ---- optim

    private void step(Module model, Optimizer opt) {
        Tensor loss = F.crossEntropy(model.call(xb), yb);
        loss.backward();
        opt.step();
        opt.zeroGrad();
    }

    private void withOptim() {
        MnistLogistic model = new MnistLogistic();
        SGD opt = new SGD(model.parameters(), lr);
        say(F.crossEntropy(model.call(xb), yb));
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (long i = 0; i < (n - 1) / BS + 1; i++) {
                cut(i);
                step(model, opt);
            }
        }
        say(F.crossEntropy(model.call(xb), yb));
    }

    // ---- Dataset, DataLoader, validation

    private void withDatasets() {
        MnistLogistic model = new MnistLogistic();
        SGD opt = new SGD(model.parameters(), lr);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (long i = 0; i < (n - 1) / BS + 1; i++) {
                take(trainDs.slice(i * BS, (i + 1) * BS));
                step(model, opt);
            }
        }
        say(F.crossEntropy(model.call(xb), yb));

        model = new MnistLogistic();
        opt = new SGD(model.parameters(), lr);
        DataLoader<Batch> trainDl = new DataLoader<>(trainDs, BS);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            for (Batch batch : trainDl) {
                take(batch);
                step(model, opt);
            }
        }
        say(F.crossEntropy(model.call(xb), yb));

        model = new MnistLogistic();
        opt = new SGD(model.parameters(), lr);
        trainDl = new DataLoader<>(trainDs, BS, o -> o.shuffle(true));
        DataLoader<Batch> validDl = new DataLoader<>(validDs, BS * 2L);
        for (int epoch = 0; epoch < EPOCHS; epoch++) {
            model.train();
            for (Batch batch : trainDl) {
                take(batch);
                step(model, opt);
            }
            model.eval();
            try (GradMode _ = Torch.noGrad()) {
                Tensor validLoss = Torch.tensor(0.0);
                for (Batch batch : validDl) {
                    validLoss = validLoss.add(F.crossEntropy(model.call(batch.x()), batch.y()));
                }
                say(epoch, validLoss.div(validDl.size()));
            }
        }
    }

    private void take(Batch batch) {
        xb = batch.x();
        yb = batch.y();
    }

    // ---- fit() and getData()

    /** The two loaders. */
    record Loaders(DataLoader<Batch> train, DataLoader<Batch> valid) {}

    private static Loaders getData(TensorDataset trainDs, TensorDataset validDs, int bs) {
        return new Loaders(new DataLoader<>(trainDs, bs, o -> o.shuffle(true)), new DataLoader<>(validDs, bs * 2L));
    }

    /** The loss of a batch; with an optimizer it takes a step, too. */
    private static double lossBatch(Module model, BinaryOperator<Tensor> lossFunc, Batch batch, Optimizer opt) {
        Tensor loss = lossFunc.apply(model.call(batch.x()), batch.y());
        if (opt != null) {
            loss.backward();
            opt.step();
            opt.zeroGrad();
        }
        return loss.item();
    }

    private void fit(int epochs, Module model, BinaryOperator<Tensor> lossFunc, Optimizer opt, Iterable<Batch> trainDl,
            Iterable<Batch> validDl) {
        for (int epoch = 0; epoch < epochs; epoch++) {
            model.train();
            for (Batch batch : trainDl) {
                lossBatch(model, lossFunc, batch, opt);
            }
            model.eval();
            double sum = 0;
            long count = 0;
            try (GradMode _ = Torch.noGrad()) {
                for (Batch batch : validDl) {
                    sum += lossBatch(model, lossFunc, batch, null) * batch.x().size(0);
                    count += batch.x().size(0);
                }
            }
            say(epoch, sum / count);
        }
    }

    // ---- convolutions, Sequential

    static class MnistCnn extends Module {
        final Conv2d conv1 = new Conv2d(1, 16, 3, o -> o.stride(2).padding(1));
        final Conv2d conv2 = new Conv2d(16, 16, 3, o -> o.stride(2).padding(1));
        final Conv2d conv3 = new Conv2d(16, 10, 3, o -> o.stride(2).padding(1));

        @Override
        protected Tensor forward(Tensor rows) {
            Tensor xb = rows.view(-1, 1, 28, 28);
            xb = F.relu(conv1.call(xb));
            xb = F.relu(conv2.call(xb));
            xb = F.relu(conv3.call(xb));
            xb = F.avgPool2d(xb, 4);
            return xb.view(-1, xb.size(1));
        }
    }

    /** A function as a module. */
    static class Lambda extends Module {
        private final UnaryOperator<Tensor> func;

        Lambda(UnaryOperator<Tensor> func) {
            this.func = func;
        }

        @Override
        protected Tensor forward(Tensor x) {
            return func.apply(x);
        }
    }

    private static List<Module> stack(Module pool) {
        return List.of(new Conv2d(1, 16, 3, o -> o.stride(2).padding(1)), new ReLU(),
                new Conv2d(16, 16, 3, o -> o.stride(2).padding(1)), new ReLU(),
                new Conv2d(16, 10, 3, o -> o.stride(2).padding(1)), new ReLU(),
                pool, new Lambda(x -> x.view(x.size(0), -1)));
    }

    private static SGD momentum(Module model) {
        return new SGD(model.parameters(), 0.1, o -> o.momentum(0.9));
    }

    private void withFit() {
        Loaders data = getData(trainDs, validDs, BS);
        Module model = new MnistLogistic();
        fit(EPOCHS, model, F::crossEntropy, new SGD(model.parameters(), lr), data.train, data.valid);

        model = new MnistCnn();
        fit(EPOCHS, model, F::crossEntropy, momentum(model), data.train, data.valid);

        List<Module> layers = new ArrayList<>(List.of(new Lambda(x -> x.view(-1, 1, 28, 28))));
        layers.addAll(stack(new AvgPool2d(4)));
        model = new Sequential(layers);
        say(model);
        fit(EPOCHS, model, F::crossEntropy, momentum(model), data.train, data.valid);
    }

    // ---- wrapped loaders, devices

    /** A loader whose batches go through a function. */
    record WrappedDataLoader(DataLoader<Batch> dl, UnaryOperator<Batch> func) implements Iterable<Batch> {
        @Override
        public Iterator<Batch> iterator() {
            Iterator<Batch> batches = dl.iterator();
            return new Iterator<>() {
                @Override
                public boolean hasNext() {
                    return batches.hasNext();
                }

                @Override
                public Batch next() {
                    return func.apply(batches.next());
                }
            };
        }
    }

    private void onDevice() {
        Device dev = Cuda.isAvailable() ? Device.of("cuda") : Device.CPU;
        say(Cuda.isAvailable());
        UnaryOperator<Batch> preprocess =
                batch -> new Batch(batch.x().view(-1, 1, 28, 28).to(dev), batch.y().to(dev));
        Loaders data = getData(trainDs, validDs, BS);
        Module model = new Sequential(stack(new AdaptiveAvgPool2d(1)));
        model.to(dev);
        fit(EPOCHS, model, F::crossEntropy, momentum(model), new WrappedDataLoader(data.train, preprocess),
                new WrappedDataLoader(data.valid, preprocess));
    }
}
