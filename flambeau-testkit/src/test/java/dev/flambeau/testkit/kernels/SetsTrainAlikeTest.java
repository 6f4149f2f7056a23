package dev.flambeau.testkit.kernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.nn.Conv2d;
import dev.flambeau.nn.Linear;
import dev.flambeau.nn.Module;
import dev.flambeau.nn.functional.F;
import dev.flambeau.optim.SGD;
import dev.flambeau.spi.Devices;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The same network learns the same with each set of the CPU's kernels; a process has one set, so each trains in its own. */
class SetsTrainAlikeTest {
    private static final int STEPS = 100;

    /** Convolutions with and without padding, stride and groups, both kinds of pooling, a linear layer. */
    private static final class Net extends Module {
        final Conv2d conv1 = new Conv2d(1, 8, 3, o -> o.padding(1));
        final Conv2d conv2 = new Conv2d(8, 16, 3, o -> o.stride(2).groups(2));
        final Conv2d conv3 = new Conv2d(16, 16, 1);
        final Linear linear = new Linear(16, 4);

        @Override
        protected Tensor forward(Tensor image) {
            Tensor x = F.maxPool2d(F.relu(conv1.call(image)), 2);
            x = conv3.call(F.relu(conv2.call(x)));
            return linear.call(F.avgPool2d(F.tanh(x), 3).view(-1, 16));
        }
    }

    /** Trains in a process of its own and prints the set's name and each loss. */
    public static void main(String[] args) {
        System.out.println(Devices.cpu().kernels().name());
        Torch.manualSeed(7);
        Net net = new Net();
        SGD optimizer = new SGD(net.parameters(), 0.05, o -> o.momentum(0.9));
        for (int step = 0; step < STEPS; step++) {
            Tensor labels = Torch.randint(0, 4, 32);
            Tensor x = Torch.randn(32, 1, 14, 14).add(labels.view(-1, 1, 1, 1).mul(0.25));
            Tensor loss = F.crossEntropy(net.call(x), labels);
            loss.backward();
            optimizer.step();
            optimizer.zeroGrad();
            System.out.println(loss.item());
        }
    }

    private static List<String> train(String set) throws IOException, InterruptedException {
        return OtherJvm.run(SetsTrainAlikeTest.class, "-Dflambeau.cpu=" + set);
    }

    @Test
    void losses() throws IOException, InterruptedException {
        List<String> onednn = train("onednn");
        List<String> java = train("java");
        assertThat(onednn).hasSize(STEPS + 1);
        assertThat(java).hasSize(STEPS + 1);
        assertThat(onednn.getFirst()).isNotEqualTo(java.getFirst());
        for (int step = 1; step <= STEPS; step++) {
            double expected = Double.parseDouble(onednn.get(step));
            assertThat(Double.parseDouble(java.get(step))).as("the loss of step %d", step)
                    .isCloseTo(expected, within(1e-3 * expected));
        }
        assertThat(Double.parseDouble(java.getLast())).as("it learns")
                .isLessThan(0.7 * Double.parseDouble(java.get(1)));
    }
}
