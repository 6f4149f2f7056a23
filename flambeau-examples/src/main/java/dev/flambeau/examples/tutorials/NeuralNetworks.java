package dev.flambeau.examples.tutorials;

import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.nn.Conv2d;
import dev.flambeau.nn.Dropout;
import dev.flambeau.nn.Linear;
import dev.flambeau.nn.MSELoss;
import dev.flambeau.nn.Module;
import dev.flambeau.nn.Parameter;
import dev.flambeau.nn.functional.F;
import dev.flambeau.optim.Adam;
import dev.flambeau.optim.Optimizer;
import dev.flambeau.optim.RMSprop;
import dev.flambeau.optim.SGD;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;

/** Tutorial 000: define a network, forward, backward, loss, the graph behind a loss, update by hand and with optimizers. */
public final class NeuralNetworks extends Tutorial {
    public NeuralNetworks(PrintWriter out, long seed) {
        super(out, seed);
    }

    static class Net extends Module {
        final Conv2d conv1 = new Conv2d(1, 6, 5);
        final Conv2d conv2 = new Conv2d(6, 16, 5);
        final Linear fc1 = new Linear(16 * 5 * 5, 120);
        final Linear fc2 = new Linear(120, 84);
        final Linear fc3 = new Linear(84, 10);

        @Override
        protected Tensor forward(Tensor input) {
            Tensor x = F.maxPool2d(F.relu(conv1.call(input)), new long[] {2, 2});
            x = F.maxPool2d(F.relu(conv2.call(x)), 2);
            x = x.view(-1, numFlatFeatures(x));
            x = F.relu(fc1.call(x));
            x = F.relu(fc2.call(x));
            return fc3.call(x);
        }

        private static long numFlatFeatures(Tensor x) {
            long n = 1;
            for (int i = 1; i < x.dim(); i++) {
                n *= x.size(i);
            }
            return n;
        }
    }

    @Override
    public void run() {
        Torch.manualSeed(seed);
        Net net = new Net();
        say(net);
        List<Parameter> params = net.parameters();
        say(params.size());
        say(params.get(0).size());

        Tensor input = Torch.randn(1, 1, 32, 32);
        Tensor out = net.call(input);
        say(out);
        net.zeroGrad();
        out.backward(Torch.randn(1, 10));
        say(net.fc3.bias.grad());

        Tensor output = net.call(input);
        Tensor target = Torch.randn(10).view(1, -1);
        MSELoss criterion = new MSELoss();
        Tensor loss = criterion.call(output, target);
        say(loss);
        var step = loss.gradFn();
        say(step.name());
        step = step.nextFunctions().get(0).node();
        say(step.name());
        step = step.nextFunctions().get(0).node();
        say(step.name());

        net.zeroGrad();
        say("conv1.bias.grad before backward");
        say(net.conv1.bias.grad());
        loss.backward();
        say("conv1.bias.grad after backward");
        say(net.conv1.bias.grad());

        for (Parameter f : net.parameters()) {
            f.data().sub_(f.grad().mul(0.01));
        }
        say(criterion.call(net.call(input), target));

        train("SGD", p -> new SGD(p, 0.01), input, target);
        train("Nesterov", p -> new SGD(p, 0.01, o -> o.momentum(0.9).nesterov(true)), input, target);
        train("Adam", p -> new Adam(p, 0.001), input, target);
        train("RMSprop", p -> new RMSprop(p, 0.001), input, target);

        // Dropout: a module follows train() and eval(), the function follows its argument
        Dropout drop = new Dropout(0.5);
        Tensor ones = Torch.ones(8);
        say(drop.call(ones));
        drop.eval();
        say(drop.call(ones));
        say(F.dropout(ones, 0.5));
        say(F.dropout(ones, 0.5, false));
    }

    private void train(String name, Function<List<Parameter>, Optimizer> make, Tensor input, Tensor target) {
        Torch.manualSeed(seed + 1);
        Net net = new Net();
        Optimizer optimizer = make.apply(net.parameters());
        MSELoss criterion = new MSELoss();
        for (int i = 0; i < 3; i++) {
            optimizer.zeroGrad();
            Tensor loss = criterion.call(net.call(input), target);
            loss.backward();
            optimizer.step();
        }
        say(name, fixed(criterion.call(net.call(input), target).item()));
    }
}
