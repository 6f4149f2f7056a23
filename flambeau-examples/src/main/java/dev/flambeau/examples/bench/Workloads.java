package dev.flambeau.examples.bench;

import dev.flambeau.Memory;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.nn.Conv2d;
import dev.flambeau.nn.Linear;
import dev.flambeau.nn.Module;
import dev.flambeau.nn.ReLU;
import dev.flambeau.nn.Sequential;
import dev.flambeau.nn.functional.F;
import dev.flambeau.optim.Adam;
import dev.flambeau.optim.Optimizer;
import dev.flambeau.optim.SGD;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The workloads by name, on data in memory. */
final class Workloads {
    /** The training steps whose geometric mean is given. */
    static final List<String> TRAINING =
            List.of("logistic-raw-64", "linear-64", "mlp-adam-64", "mnist-cnn-64", "lenet-1", "lenet-64");

    private static final int BATCH = 64;

    private Workloads() {}

    /** All workloads by name, in the table's order. */
    static Map<String, Supplier<Workload>> all() {
        Map<String, Supplier<Workload>> all = new LinkedHashMap<>();
        all.put("logistic-raw-64", Workloads::logistic);
        all.put("linear-64", () -> classify(new Linear(784, 10), rows(), m -> sgd(m, 0.5)));
        all.put("mlp-adam-64", () -> classify(new Sequential(new Linear(784, 256), new ReLU(), new Linear(256, 10)),
                rows(), m -> new Adam(m.parameters())));
        all.put("mnist-cnn-64", () -> classify(new Networks.Cnn(), rows(),
                m -> new SGD(m.parameters(), 0.1, o -> o.momentum(0.9))));
        all.put("lenet-1", () -> train(new Networks.LeNet(), Torch.randn(1, 1, 32, 32), Torch.randn(1, 10),
                m -> sgd(m, 0.01), F::mseLoss));
        all.put("lenet-64", () -> classify(new Networks.LeNet(), Torch.randn(BATCH, 1, 32, 32), m -> sgd(m, 0.01)));
        all.put("alexnet-16", () -> classify(Networks.alexNet(), Torch.randn(16, 1, 224, 224), m -> sgd(m, 0.01)));
        all.put("alexnet-infer-16", Workloads::alexNetInference);
        all.put("op-add-1", Workloads::addition);
        all.put("op-add-1e5", () -> binary(100_000, Tensor::add));
        all.put("op-add-1e7", () -> binary(10_000_000, Tensor::add));
        all.put("op-tanh-1e5", () -> unary(100_000, Tensor::tanh));
        all.put("op-exp-1e5", () -> unary(100_000, Tensor::exp));
        all.put("op-sum-1e7", () -> unary(10_000_000, Tensor::sum));
        all.put("op-mm-64x784x256", () -> product(64, 784, 256));
        all.put("op-mm-512", () -> product(512, 512, 512));
        all.put("op-mm-2048", () -> product(2048, 2048, 2048));
        all.put("graph-2", Workloads::graph);
        return all;
    }

    private static Tensor rows() {
        return Torch.rand(BATCH, 784);
    }

    private static Optimizer sgd(Module model, double lr) {
        return new SGD(model.parameters(), lr);
    }

    private static Workload logistic() {
        Tensor x = rows();
        Tensor y = Torch.randint(0, 10, BATCH);
        Tensor weights = Torch.empty(784, 10).requiresGrad_();
        Tensor bias = Torch.empty(10).requiresGrad_();
        double lr = 0.5;
        return restarted(() -> {
            Tensor z = x.matmul(weights).add(bias);
            Tensor p = z.sub(z.exp().sum(-1).log().unsqueeze(-1));
            Tensor loss = p.index(Torch.arange(y.size(0)), y).mean().neg();
            loss.backward();
            try (GradMode _ = Torch.noGrad()) {
                for (Tensor parameter : List.of(weights, bias)) {
                    Tensor grad = Objects.requireNonNull(parameter.grad());
                    parameter.sub_(grad.mul(lr));
                    grad.zero_();
                }
            }
        }, () -> {
            try (GradMode _ = Torch.noGrad()) {
                weights.normal_(0, 1 / Math.sqrt(784));
                bias.zero_();
            }
        });
    }

    private static Workload restarted(Runnable step, Runnable restart) {
        restart.run();
        return new Workload(step, restart);
    }

    private static <M extends Module> Workload classify(M model, Tensor x, Function<M, Optimizer> optimizer) {
        return train(model, x, Torch.randint(0, 10, x.size(0)), optimizer, F::crossEntropy);
    }

    private static <M extends Module> Workload train(M model, Tensor x, Tensor y, Function<M, Optimizer> optimizer,
            BinaryOperator<Tensor> lossFunction) {
        AtomicReference<@Nullable Optimizer> current = new AtomicReference<>();
        return restarted(() -> {
            Optimizer opt = Objects.requireNonNull(current.get());
            Tensor loss = lossFunction.apply(model.call(x), y);
            loss.backward();
            opt.step();
            opt.zeroGrad();
        }, () -> {
            for (Module layer : model.modules()) {
                switch (layer) {
                    case Linear linear -> linear.resetParameters();
                    case Conv2d conv -> conv.resetParameters();
                    default -> {}
                }
            }
            current.set(optimizer.apply(model));
        });
    }

    private static Workload alexNetInference() {
        Module model = Networks.alexNet();
        model.eval();
        Tensor x = Torch.randn(16, 1, 224, 224);
        return Workload.constant(() -> {
            try (GradMode _ = Torch.noGrad()) {
                model.call(x);
            }
        });
    }

    private static Workload unary(long n, UnaryOperator<Tensor> op) {
        Tensor x = Torch.randn(n);
        return inScope(() -> op.apply(x));
    }

    private static Workload binary(long n, BinaryOperator<Tensor> op) {
        Tensor x = Torch.randn(n);
        Tensor y = Torch.randn(n);
        return inScope(() -> op.apply(x, y));
    }

    private static Workload product(long n, long k, long m) {
        Tensor x = Torch.randn(n, k);
        Tensor y = Torch.randn(k, m);
        return inScope(() -> x.matmul(y));
    }

    /** Gives the result back at once, as Python does when a name is bound anew. */
    private static Workload inScope(Supplier<Tensor> op) {
        return Workload.constant(() -> {
            try (Memory.Scope _ = Memory.scope()) {
                var _ = op.get();
            }
        });
    }

    /** In no scope: what the smallest operation costs together with the collection of its result. */
    private static Workload addition() {
        Tensor x = Torch.randn(1);
        Tensor y = Torch.randn(1);
        return Workload.constant(() -> {
            var _ = x.add(y);
        });
    }

    private static Workload graph() {
        Tensor w = Torch.randn(1).requiresGrad_();
        Tensor b = Torch.randn(1);
        return Workload.constant(() -> w.add(b).mul(b).backward());
    }
}
