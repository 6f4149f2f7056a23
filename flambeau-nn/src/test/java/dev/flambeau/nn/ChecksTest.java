package dev.flambeau.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flambeau.Check;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.Autograd;
import dev.flambeau.nn.functional.F;
import dev.flambeau.optim.Optimizer;
import dev.flambeau.optim.SGD;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mistakes that PyTorch lets pass in silence: each is reported, and each report can be switched off. */
class ChecksTest {
    private static final Logger LOGGER = Logger.getLogger("dev.flambeau");

    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private final Handler listener = new Handler() {
        @Override
        public void publish(LogRecord message) {
            warnings.add(message.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(listener);
    }

    @AfterEach
    void restore() {
        LOGGER.removeHandler(listener);
        Check.setAll(true);
    }

    /** What is said while {@code mistake} runs with the check off, which must be nothing, and then with it on. */
    private List<String> reported(Check check, Runnable mistake) {
        check.set(false);
        mistake.run();
        assertThat(warnings).as("switched off").noneMatch(text -> text.contains("Check." + check.name()));
        check.set(true);
        mistake.run();
        List<String> said = warnings.stream().filter(text -> text.contains("Check." + check.name())).toList();
        warnings.clear();
        mistake.run();
        assertThat(warnings).as("said once").noneMatch(text -> text.contains("Check." + check.name()));
        return said;
    }

    private static Tensor loss(Linear layer) {
        return layer.call(Torch.ones(1, 2)).sum();
    }

    @Test
    void gradientsThatWereNotZeroed() {
        assertThat(reported(Check.STALE_GRADIENTS, () -> {
            Linear layer = new Linear(2, 1);
            Optimizer optimizer = new SGD(layer.parameters(), 0.1);
            for (int i = 0; i < 2; i++) {
                loss(layer).backward();
                optimizer.step();
            }
        })).singleElement().asString().contains("zeroGrad()");
    }

    @Test
    void gradientsThatAreAddedUpOnPurposeAreNoMistake() {
        Linear layer = new Linear(2, 1);
        Optimizer optimizer = new SGD(layer.parameters(), 0.1);
        for (int i = 0; i < 3; i++) {
            loss(layer).backward();
            loss(layer).backward();
            optimizer.step();
            switch (i) {
                case 0 -> optimizer.zeroGrad(false);
                case 1 -> layer.parameters().forEach(p -> p.grad().zero_());
                default -> layer.zeroGrad();
            }
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void parametersThatTheLossDoesNotReach() {
        assertThat(reported(Check.MISSING_GRADIENTS, () -> {
            Linear used = new Linear(2, 1);
            Linear replaced = new Linear(7, 5);
            List<Parameter> all = new ArrayList<>(used.parameters());
            all.addAll(replaced.parameters());
            Optimizer optimizer = new SGD(all, 0.1);
            loss(used).backward();
            optimizer.step();
        })).singleElement().asString()
                .contains("2 of 4 parameters in group 0 have no gradient", "number 2, of size torch.Size([5, 7])");
    }

    @Test
    void frozenParametersAreNoMistake() {
        Linear frozen = new Linear(2, 2);
        frozen.requiresGrad_(false);
        Linear head = new Linear(2, 1);
        List<Parameter> all = new ArrayList<>(frozen.parameters());
        all.addAll(head.parameters());
        Optimizer optimizer = new SGD(all, 0.1);
        head.call(frozen.call(Torch.ones(1, 2))).sum().backward();
        optimizer.step();
        assertThat(warnings).isEmpty();
    }

    @Test
    void softmaxBeforeCrossEntropy() {
        Tensor logits = Torch.randn(3, 4).requiresGrad_();
        Tensor labels = Torch.tensor(new long[] {0, 1, 2});
        assertThat(reported(Check.LOGITS_EXPECTED, () -> F.crossEntropy(logits.softmax(1), labels))).singleElement()
                .asString().contains("cross_entropy takes logits");
        assertThat(reported(Check.LOGITS_EXPECTED, () -> F.nllLoss(logits.softmax(1), labels))).singleElement()
                .asString().contains("nll_loss takes log-probabilities");
        assertThat(reported(Check.LOGITS_EXPECTED,
                () -> F.binaryCrossEntropyWithLogits(logits.sigmoid(), Torch.ones(3, 4)))).singleElement().asString()
                .contains("binary_cross_entropy_with_logits takes logits and applies the sigmoid itself");
        F.crossEntropy(logits, labels);
        F.nllLoss(logits.logSoftmax(1), labels);
        assertThat(warnings).isEmpty();
    }

    @Test
    void targetsOfAnotherSize() {
        Tensor x = Torch.tensor(new double[][] {{1}, {2}});
        Tensor y = Torch.tensor(new double[] {0, 4});
        assertThatThrownBy(() -> F.mseLoss(x, y)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> F.l1Loss(x, y)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> F.huberLoss(x, y)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> F.smoothL1Loss(x, y)).isInstanceOf(ShapeException.class);
        Check.BROADCAST_TARGETS.set(false);
        Tensor leaf = x.clone().requiresGrad_();
        Tensor loss = F.mseLoss(leaf, y);
        loss.backward();
        assertThat(loss.item()).isEqualTo((1 + 9 + 4 + 4) / 4.0);
        assertThat(leaf.grad().toDoubleArray()).containsExactly(2 * (1 - 3) / 4.0, 2 * (2 - 2) / 4.0);
        assertThat(F.l1Loss(x, y).item()).isEqualTo((1 + 3 + 2 + 2) / 4.0);
        assertThat(warnings)
                .anyMatch(text -> text.contains("This will likely lead to incorrect results due to broadcasting"));
    }

    private static final class Hider extends Module {
        final Optional<Linear> hidden = Optional.of(new Linear(2, 2));

        @Override
        protected Tensor forward(Tensor x) {
            return hidden.orElseThrow().call(x);
        }
    }

    private static final class Shower extends Module {
        final List<Module> shown = List.of(new Linear(2, 2));
        final Optional<Linear> frozen = Optional.of(new Linear(2, 2));

        Shower() {
            frozen.orElseThrow().requiresGrad_(false);
        }

        @Override
        protected Tensor forward(Tensor x) {
            return frozen.orElseThrow().call(shown.getFirst().call(x));
        }
    }

    @Test
    void modulesThatAreNoMembers() {
        assertThat(reported(Check.UNREGISTERED_MODULES, () -> new Hider().call(Torch.ones(1, 2)))).singleElement()
                .asString().contains("Linear is called inside Hider and trains, but it is not among its modules");
        new Shower().call(Torch.ones(1, 2));
        try (var _ = Torch.noGrad()) {
            new Hider().call(Torch.ones(1, 2));
        }
        assertThat(warnings).isEmpty();
    }

    @Test
    void trainingModeInAnEvaluation() {
        Dropout dropout = new Dropout();
        assertThat(reported(Check.TRAINING_WITHOUT_GRADIENTS, () -> {
            try (var _ = Torch.noGrad()) {
                dropout.call(Torch.ones(4));
            }
        })).singleElement().asString().contains("dropout in training mode while no gradients are recorded");
        assertThat(reported(Check.TRAINING_WITHOUT_GRADIENTS, () -> {
            try (var _ = Torch.noGrad()) {
                F.batchNorm(Torch.ones(4, 2), null, null, null, null, true, 0.1, 1e-5);
            }
        })).singleElement().asString().contains("batch normalization in training mode");
        try (var _ = dropout.evaluating(); var _ = Torch.noGrad()) {
            dropout.call(Torch.ones(4));
        }
        dropout.call(Torch.ones(4));
        assertThat(warnings).isEmpty();
    }

    @Test
    void explainsWhyAGradientDoesNotArrive() {
        Linear first = new Linear(2, 3);
        Linear second = new Linear(3, 1);
        Tensor x = Torch.ones(1, 2);
        Tensor whole = second.call(first.call(x).relu()).sum();
        assertThat(Autograd.explainGrad(whole, first.weight)).contains(
                "torch.Size([3, 2]) gets a gradient by way of SumBackward0",
                "AddmmBackward0 -> ReluBackward0 -> AddmmBackward0", "backward() has not been called");
        whole.backward();
        assertThat(Autograd.explainGrad(whole, first.weight)).endsWith("AccumulateGrad.");
        Tensor cut = second.call(first.call(x).detach()).sum();
        assertThat(Autograd.explainGrad(cut, first.weight)).contains("the output does not depend on it", "detach()",
                "leaves of size torch.Size([1]), torch.Size([1, 3])");
        assertThat(Autograd.explainGrad(Torch.ones(1), first.weight)).contains("the output itself has no history");
        second.requiresGrad_(false);
        assertThat(Autograd.explainGrad(cut, second.weight)).contains("it does not require one");
    }

    @ParameterizedTest
    @EnumSource(Check.class)
    void eachCanBeSwitched(Check check) {
        assertThat(check.isOn()).isTrue();
        check.set(false);
        assertThat(check.isOn()).isFalse();
        Check.setAll(false);
        assertThat(Check.values()).noneMatch(Check::isOn);
    }

    /** A training step of a tiny network, where a check would weigh most: the fastest of many rounds with and without, taken in turn. */
    @Test
    void checksCostNothing() {
        Sequential net = new Sequential(new Linear(4, 8), new ReLU(), new Dropout(0.1), new Linear(8, 2));
        Optimizer optimizer = new SGD(net.parameters(), 0.01);
        Tensor x = Torch.randn(4, 4);
        Tensor y = Torch.randn(4, 2);
        double ratio = Double.MAX_VALUE;
        for (int attempt = 0; attempt < 10 && ratio > 1.1; attempt++) {
            long[] fastest = {Long.MAX_VALUE, Long.MAX_VALUE};
            for (int round = 0; round < 40; round++) {
                Check.setAll(round % 2 == 0);
                long start = System.nanoTime();
                for (int i = 0; i < 20; i++) {
                    F.mseLoss(net.call(x), y).backward();
                    optimizer.step();
                    optimizer.zeroGrad();
                }
                fastest[round % 2] = Math.min(fastest[round % 2], System.nanoTime() - start);
            }
            ratio = (double) fastest[0] / fastest[1];
        }
        assertThat(ratio).as("time with checks over time without").isLessThan(1.1);
    }
}
