package dev.flambeau.examples.tutorials;

import static dev.flambeau.Index.all;
import static dev.flambeau.Index.slice;

import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.Function;
import dev.flambeau.nn.Conv2d;
import dev.flambeau.nn.Dropout;
import dev.flambeau.nn.Linear;
import dev.flambeau.nn.MaxPool2d;
import dev.flambeau.nn.Module;
import dev.flambeau.nn.Parameter;
import dev.flambeau.nn.ParameterDict;
import dev.flambeau.nn.ParameterList;
import dev.flambeau.nn.ReLU;
import dev.flambeau.nn.Sequential;
import dev.flambeau.nn.functional.F;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;

/**
 * Tutorial 002: layers without and with parameters, parameter lists and dictionaries, cross-correlation by hand, padding and stride, pooling,
 * AlexNet.
 */
public final class ModelConstruction extends Tutorial {
    public ModelConstruction(PrintWriter out, long seed) {
        super(out, seed);
    }

    @Override
    public void run() {
        Torch.manualSeed(seed);
        layers();
        edgeDetector();
        paddingAndStride();
        pooling();
        alexNet();
    }

    static class MLP extends Module {
        final Linear hidden = new Linear(784, 256);
        final ReLU act = new ReLU();
        final Linear output = new Linear(256, 10);

        @Override
        protected Tensor forward(Tensor x) {
            return output.call(act.call(hidden.call(x)));
        }
    }

    /** {@code x - mean(x)} as a function with a gradient of its own (autograd would find the same one by itself). */
    static class Center extends Function {
        @Override
        protected Tensor[] forward(Context ctx, Tensor... in) {
            return tensors(in[0].sub(in[0].mean()));
        }

        @Override
        protected Tensor[] backward(Context ctx, Tensor... grads) {
            return tensors(grads[0].sub(grads[0].mean()));
        }
    }

    /** A layer without parameters. */
    static class MyLayer extends Module {
        @Override
        protected Tensor forward(Tensor x) {
            return new Center().apply(x);
        }
    }

    static class MyListDense extends Module {
        final ParameterList params = new ParameterList();

        MyListDense() {
            for (int i = 0; i < 3; i++) {
                params.append(new Parameter(Torch.randn(4, 4)));
            }
            params.append(new Parameter(Torch.randn(4, 1)));
        }

        @Override
        protected Tensor forward(Tensor input) {
            Tensor x = input;
            for (int i = 0; i < params.size(); i++) {
                x = Torch.mm(x, params.get(i));
            }
            return x;
        }
    }

    /** A module whose forward takes more than a tensor: it has a {@code call} of its own. */
    static class MyDictDense extends Module {
        final ParameterDict params = new ParameterDict();

        MyDictDense() {
            params.put("linear1", new Parameter(Torch.randn(4, 4)));
            params.put("linear2", new Parameter(Torch.randn(4, 1)));
            params.update(Map.of("linear3", new Parameter(Torch.randn(4, 2))));
        }

        public Tensor call(Tensor x, String choice) {
            return scoped(() -> forward(x, choice));
        }

        private Tensor forward(Tensor x, String choice) {
            return Torch.mm(x, params.get(choice));
        }
    }

    private void layers() {
        Tensor x = Torch.rand(2, 784);
        MLP mlp = new MLP();
        say(mlp);
        say(mlp.call(x));
        say(new MyLayer().call(Torch.tensor(new float[] {1, 2, 3, 4, 5})));

        MyListDense list = new MyListDense();
        say(list);
        say(list.call(Torch.ones(1, 4)));

        MyDictDense dict = new MyDictDense();
        say(dict);
        for (String choice : new String[] {"linear1", "linear2", "linear3"}) {
            say(dict.call(Torch.ones(1, 4), choice));
        }
    }

    private static Tensor corr2d(Tensor image, Tensor kernel) {
        long h = kernel.size(0);
        long w = kernel.size(1);
        Tensor x = image.toFloat();
        Tensor k = kernel.toFloat();
        Tensor y = Torch.zeros(x.size(0) - h + 1, x.size(1) - w + 1);
        for (long i = 0; i < y.size(0); i++) {
            for (long j = 0; j < y.size(1); j++) {
                y.set(x.index(slice(i, i + h), slice(j, j + w)).mul(k).sum(), i, j);
            }
        }
        return y;
    }

    static class Conv2D extends Module {
        final Parameter weight;
        final Parameter bias;

        Conv2D(long... kernelSize) {
            weight = new Parameter(Torch.randn(kernelSize));
            bias = new Parameter(Torch.randn(1));
        }

        @Override
        protected Tensor forward(Tensor x) {
            return corr2d(x, weight).add(bias);
        }
    }

    /** Learns the kernel that finds vertical edges. */
    private void edgeDetector() {
        Tensor x = Torch.ones(6, 8);
        x.set(0, all(), slice(2, 6));
        Tensor k = Torch.tensor(new int[][] {{1, -1}});
        Tensor y = corr2d(x, k);
        say(y);
        Conv2D conv2d = new Conv2D(1, 2);
        say(conv2d);
        for (int i = 0; i < 20; i++) {
            Tensor l = conv2d.call(x).sub(y).pow(2).sum();
            l.backward();
            conv2d.weight.data().sub_(conv2d.weight.grad().mul(0.01));
            conv2d.bias.data().sub_(conv2d.bias.grad().mul(0.01));
            conv2d.weight.grad().fill_(0);
            conv2d.bias.grad().fill_(0);
            if ((i + 1) % 5 == 0) {
                say(String.format(Locale.ROOT, "Step %d, loss %.3f", i + 1, l.item()));
            }
        }
        say(conv2d.weight.data());
        say(conv2d.bias.data());
    }

    private static Tensor compConv2d(Conv2d conv2d, Tensor x) {
        Tensor y = conv2d.call(x.view(1, 1, x.size(0), x.size(1)));
        return y.view(y.size(2), y.size(3));
    }

    private void paddingAndStride() {
        Tensor x = Torch.rand(8, 8);
        say(compConv2d(new Conv2d(1, 1, 3, o -> o.padding(1)), x).shape());
        say(compConv2d(new Conv2d(1, 1, new long[] {5, 3}, o -> o.padding(2, 1)), x).shape());
        say(compConv2d(new Conv2d(1, 1, new long[] {3, 5}, o -> o.padding(0, 1).stride(3, 4)), x).shape());
    }

    private static Tensor pool2d(Tensor x, long height, long width, String mode) {
        Tensor y = Torch.zeros(x.size(0) - height + 1, x.size(1) - width + 1);
        for (long i = 0; i < y.size(0); i++) {
            for (long j = 0; j < y.size(1); j++) {
                Tensor window = x.index(slice(i, i + height), slice(j, j + width));
                y.set(mode.equals("max") ? window.max() : window.mean(), i, j);
            }
        }
        return y;
    }

    private void pooling() {
        Tensor x = Torch.tensor(new float[][] {{0, 1, 2}, {3, 4, 5}, {6, 7, 8}});
        say(pool2d(x, 2, 2, "max"));
        say(pool2d(x, 2, 2, "avg"));
        Tensor single = Torch.rand(1, 8, 8);
        say(single.unsqueeze(0).shape());
    }

    static class AlexNet extends Module {
        final Sequential conv = new Sequential(
                new Conv2d(1, 96, 11, 4), new ReLU(), new MaxPool2d(3, 2),
                new Conv2d(96, 256, 5, 1, 2), new ReLU(), new MaxPool2d(3, 2),
                new Conv2d(256, 384, 3, 1, 1), new ReLU(), new Conv2d(384, 384, 3, 1, 1), new ReLU(),
                new Conv2d(384, 256, 3, 1, 1), new ReLU(), new MaxPool2d(3, 2));
        final Sequential fc = new Sequential(
                new Linear(256 * 5 * 5, 4096), new ReLU(), new Dropout(0.5),
                new Linear(4096, 4096), new ReLU(), new Dropout(0.5), new Linear(4096, 10));

        @Override
        protected Tensor forward(Tensor img) {
            Tensor feature = conv.call(img);
            return fc.call(feature.view(img.size(0), -1));
        }
    }

    private void alexNet() {
        AlexNet net = new AlexNet();
        say(net);
        say(net.parameters().stream().mapToLong(Tensor::numel).sum());
        net.eval();
        say(net.call(Torch.rand(2, 1, 224, 224)));
        net.train();
        Tensor loss = F.crossEntropy(net.call(Torch.rand(2, 1, 224, 224)), Torch.tensor(new int[] {3, 7}));
        loss.backward();
        say(fixed(loss.item()));
        say(((Conv2d) net.conv.get(0)).weight.grad().shape());
    }
}
