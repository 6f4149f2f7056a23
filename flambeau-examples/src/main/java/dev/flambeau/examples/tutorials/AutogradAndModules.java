package dev.flambeau.examples.tutorials;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.nn.CrossEntropyLoss;
import dev.flambeau.nn.Module;
import dev.flambeau.nn.Parameter;
import dev.flambeau.nn.ReLU;
import dev.flambeau.nn.Sequential;
import dev.flambeau.nn.Sigmoid;
import dev.flambeau.nn.functional.F;
import dev.flambeau.optim.Adam;
import dev.flambeau.optim.Optimizer;
import dev.flambeau.optim.RMSprop;
import dev.flambeau.optim.SGD;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Function;

/** Tutorial 001: requiresGrad, gradFn, leaves, backward, own modules, Sequential, losses, optimizers. */
public final class AutogradAndModules extends Tutorial {
    public AutogradAndModules(PrintWriter out, long seed) {
        super(out, seed);
    }

    @Override
    public void run() {
        Torch.manualSeed(seed);
        autograd();
        modules();
    }

    private void autograd() {
        Tensor a = Torch.randn(2, 3).requiresGrad_();
        Tensor b = Torch.randn(2, 3);
        say(b.requiresGrad());
        Tensor c = a.add(b);
        Tensor d = a.detach();
        b.requiresGrad_();
        say(c.gradFn().name());
        say(a.requiresGrad());
        say(b.requiresGrad());
        say(c.requiresGrad());
        say(d.requiresGrad());

        Tensor x = Torch.randn(1);
        Tensor w = Torch.ones(1).requiresGrad_();
        b = Torch.ones(1).requiresGrad_();
        say(x.isLeaf());
        say(w.isLeaf());
        say(b.isLeaf());
        Tensor y = x.mul(w);
        Tensor z = y.add(b);
        say(y.isLeaf());
        say(z.isLeaf());
        say(w.grad());
        say(b.grad());
        z.backward(true); // retainGraph
        say(w.grad());
        say(b.grad());
        z.backward();
        say(w.grad());
        say(b.grad());

        Tensor v = Torch.randn(3).requiresGrad_();
        Tensor u = v.mul(v);
        u.backward(Torch.tensor(new double[] {1.0, 0.1, 0.01}));
        say(v.grad());
        try {
            v.mul(v).backward();
        } catch (AutogradException e) {
            say(e.getMessage().substring(0, 54));
        }
        try {
            u.backward(Torch.ones(3));
        } catch (AutogradException e) {
            say(e.getMessage().substring(0, 53));
        }
    }

    static class Linear extends Module {
        final Parameter w;
        final Parameter b;

        Linear(long inDim, long outDim) {
            w = new Parameter(Torch.randn(inDim, outDim));
            b = new Parameter(Torch.randn(outDim));
        }

        @Override
        protected Tensor forward(Tensor input) {
            Tensor x = input.matmul(w);
            return x.add(b.expandAs(x));
        }
    }

    static class Perception extends Module {
        final Linear layer1;
        final ReLU relu;
        final Linear layer2;
        final dev.flambeau.nn.Linear fc;

        Perception(long inDim, long hidDim, long outDim) {
            layer1 = new Linear(inDim, hidDim);
            relu = new ReLU(true);
            layer2 = new Linear(hidDim, outDim);
            fc = new dev.flambeau.nn.Linear(3, 3);
        }

        @Override
        protected Tensor forward(Tensor input) {
            Tensor x = layer1.call(input);
            Tensor y = Torch.relu(x);
            y = layer2.call(y);
            return Torch.softmax(y, 1);
        }
    }

    static class Perception2 extends Module {
        final Sequential layer;

        Perception2(long inDim, long hidDim, long outDim) {
            layer = new Sequential(new dev.flambeau.nn.Linear(inDim, hidDim), new Sigmoid(),
                    new dev.flambeau.nn.Linear(hidDim, outDim), new Sigmoid());
        }

        @Override
        protected Tensor forward(Tensor x) {
            return layer.call(x);
        }
    }

    private void modules() {
        Perception pcp = new Perception(3, 3, 3);
        say(pcp);
        pcp.namedParameters().forEach((name, parameter) -> say(name, parameter));
        Tensor data = Torch.randn(4, 3);
        Tensor output = pcp.call(data);
        say(output);
        Tensor label = Torch.tensor(new int[] {0, 1, 2, 0});
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        say(criterion.call(output, label), F.crossEntropy(output, label));

        Perception2 big = new Perception2(1000, 10000, 10);
        say(big);
        say(big.call(Torch.randn(2, 1000)));

        train(p -> new SGD(p, 0.002, o -> o.momentum(0.9).weightDecay(1e-5)), data, label);
        train(p -> new Adam(p, 0.002, o -> o.weightDecay(1e-4)), data, label);
        train(p -> new RMSprop(p, 0.002, o -> o.alpha(0.9)), data, label);
    }

    private void train(Function<List<Parameter>, Optimizer> make, Tensor data, Tensor label) {
        Torch.manualSeed(seed + 2);
        Perception model = new Perception(3, 3, 3);
        Optimizer opt = make.apply(model.parameters());
        CrossEntropyLoss criterion = new CrossEntropyLoss();
        for (int i = 0; i < 5; i++) {
            opt.zeroGrad();
            Tensor loss = criterion.call(model.call(data), label);
            loss.backward();
            opt.step();
        }
        say(opt);
        say(fixed(criterion.call(model.call(data), label).item()));
    }
}
