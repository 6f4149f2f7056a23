package dev.flambeau.examples.bench;

import dev.flambeau.Tensor;
import dev.flambeau.nn.Conv2d;
import dev.flambeau.nn.Dropout;
import dev.flambeau.nn.Flatten;
import dev.flambeau.nn.Linear;
import dev.flambeau.nn.MaxPool2d;
import dev.flambeau.nn.Module;
import dev.flambeau.nn.ReLU;
import dev.flambeau.nn.Sequential;
import dev.flambeau.nn.functional.F;

/** The networks of the workloads. */
final class Networks {
    private Networks() {}

    /** Three convolutions with stride 2 and an average: rows of 784 floats to 10 logits. */
    static final class Cnn extends Module {
        final Conv2d conv1 = new Conv2d(1, 16, 3, o -> o.stride(2).padding(1));
        final Conv2d conv2 = new Conv2d(16, 16, 3, o -> o.stride(2).padding(1));
        final Conv2d conv3 = new Conv2d(16, 10, 3, o -> o.stride(2).padding(1));

        @Override
        protected Tensor forward(Tensor xb) {
            Tensor x = xb.view(-1, 1, 28, 28);
            x = F.relu(conv1.call(x));
            x = F.relu(conv2.call(x));
            x = F.relu(conv3.call(x));
            x = F.avgPool2d(x, 4);
            return x.view(-1, x.size(1));
        }
    }

    /** Pictures {@code [n, 1, 32, 32]} to 10 logits. */
    static final class LeNet extends Module {
        final Conv2d conv1 = new Conv2d(1, 6, 5);
        final Conv2d conv2 = new Conv2d(6, 16, 5);
        final Linear fc1 = new Linear(400, 120);
        final Linear fc2 = new Linear(120, 84);
        final Linear fc3 = new Linear(84, 10);

        @Override
        protected Tensor forward(Tensor input) {
            Tensor x = F.maxPool2d(F.relu(conv1.call(input)), 2);
            x = F.maxPool2d(F.relu(conv2.call(x)), 2);
            return fc3.call(F.relu(fc2.call(F.relu(fc1.call(x.view(x.size(0), -1))))));
        }
    }

    /** Pictures {@code [n, 1, 224, 224]} to 10 logits. */
    static Sequential alexNet() {
        return new Sequential(
                new Conv2d(1, 96, 11, o -> o.stride(4)), new ReLU(), new MaxPool2d(3, 2),
                new Conv2d(96, 256, 5, o -> o.padding(2)), new ReLU(), new MaxPool2d(3, 2),
                new Conv2d(256, 384, 3, o -> o.padding(1)), new ReLU(),
                new Conv2d(384, 384, 3, o -> o.padding(1)), new ReLU(),
                new Conv2d(384, 256, 3, o -> o.padding(1)), new ReLU(), new MaxPool2d(3, 2),
                new Flatten(),
                new Linear(6400, 4096), new ReLU(), new Dropout(0.5),
                new Linear(4096, 4096), new ReLU(), new Dropout(0.5),
                new Linear(4096, 10));
    }
}
