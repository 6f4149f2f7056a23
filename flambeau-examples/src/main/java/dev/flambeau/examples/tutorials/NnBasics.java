package dev.flambeau.examples.tutorials;

import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.nn.Conv2d;
import dev.flambeau.nn.Linear;
import dev.flambeau.nn.MSELoss;
import dev.flambeau.nn.Module;
import dev.flambeau.nn.Parameter;
import dev.flambeau.nn.functional.F;
import dev.flambeau.optim.SGD;
import java.io.PrintWriter;

/** Tutorial 003: a network that prints its sizes, parameters, losses, one optimizer step. */
public final class NnBasics extends Tutorial {
    public NnBasics(PrintWriter out, long seed) {
        super(out, seed);
    }

    class Net extends Module {
        final Conv2d conv1 = new Conv2d(1, 6, 3);
        final Linear fc1 = new Linear(1350, 10);

        @Override
        protected Tensor forward(Tensor input) {
            say(input.size());
            Tensor x = F.relu(conv1.call(input));
            say(x.size());
            x = F.relu(F.maxPool2d(x, new long[] {2, 2}));
            say(x.size());
            x = x.view(x.size(0), -1);
            say(x.size());
            return fc1.call(x);
        }
    }

    @Override
    public void run() {
        Torch.manualSeed(seed);
        Net net = new Net();
        say(net);
        for (Parameter parameters : net.parameters()) {
            say(parameters);
        }
        net.namedParameters().forEach((name, parameters) -> say(name, ":", parameters.size()));

        Tensor input = Torch.randn(1, 1, 32, 32);
        Tensor out = net.call(input);
        say(out.size());
        say(input.size());
        net.zeroGrad();
        out.backward(Torch.ones(1, 10));

        Tensor y = Torch.arange(0, 10).view(1, 10).toFloat();
        MSELoss criterion = new MSELoss();
        Tensor loss = criterion.call(out, y);
        say(fixed(loss.item()));

        out = net.call(input);
        loss = criterion.call(out, y);
        SGD optimizer = new SGD(net.parameters(), 0.01);
        optimizer.zeroGrad();
        loss.backward();
        optimizer.step();
        say(fixed(criterion.call(net.call(input), y).item()));
        net.stateDict().forEach((name, p) -> say(name, p.dim(), fixed(p.sum().item())));
    }
}
