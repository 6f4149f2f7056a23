package dev.flambeau.examples.mnist;

import dev.flambeau.Tensor;
import dev.flambeau.nn.Conv2d;
import dev.flambeau.nn.Linear;
import dev.flambeau.nn.Module;
import dev.flambeau.nn.ReLU;
import dev.flambeau.nn.Sequential;
import dev.flambeau.nn.functional.F;

/** The networks of the MNIST program; each takes rows of 784 floats and gives 10 logits. */
final class MnistModels {
    private MnistModels() {}

    /** The names {@code --model} takes. */
    enum Kind {
        cnn,
        logistic,
        mlp,
        lenet;

        /** A network with fresh weights. */
        Module create() {
            return switch (this) {
                case cnn -> new Cnn();
                case logistic -> new Linear(784, 10);
                case mlp -> new Sequential(new Linear(784, 256), new ReLU(), new Linear(256, 10));
                case lenet -> new LeNet();
            };
        }
    }

    /** Three convolutions with stride 2 and an average over what is left: the tutorial "What is torch.nn really?". */
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
            return F.avgPool2d(x, 4).view(-1, 10);
        }
    }

    /** Two convolutions, each with pooling, and three linear layers. Source: LeCun et al. 1998, with rectifiers. */
    static final class LeNet extends Module {
        final Conv2d conv1 = new Conv2d(1, 6, 5, 1, 2);
        final Conv2d conv2 = new Conv2d(6, 16, 5);
        final Linear fc1 = new Linear(400, 120);
        final Linear fc2 = new Linear(120, 84);
        final Linear fc3 = new Linear(84, 10);

        @Override
        protected Tensor forward(Tensor xb) {
            Tensor x = F.maxPool2d(F.relu(conv1.call(xb.view(-1, 1, 28, 28))), 2);
            x = F.maxPool2d(F.relu(conv2.call(x)), 2).view(-1, 400);
            return fc3.call(F.relu(fc2.call(F.relu(fc1.call(x)))));
        }
    }
}
