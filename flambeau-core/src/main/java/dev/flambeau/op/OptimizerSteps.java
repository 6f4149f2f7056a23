package dev.flambeau.op;

import static dev.flambeau.expr.Expr.in;

import dev.flambeau.DType;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The update of one parameter by one optimizer, each a single pass with several results, written over the inputs. */
public final class OptimizerSteps {
    private static final Expr P = in(0);
    private static final Expr G = in(1);

    /** Inputs: parameter, gradient, sign, weight decay, learning rate. */
    private static final Step SGD;
    /** Inputs: parameter, gradient, buffer, sign, weight decay, learning rate, momentum, 1 - dampening. */
    private static final Step MOMENTUM;
    private static final Step NESTEROV;
    /** Inputs: parameter, gradient, mean, square, (largest square,) sign, decay, 1 - β₁, β₂, 1 - β₂, step size,
     * root of correction 2, eps; the differences are taken in double before they are rounded, as PyTorch does. */
    private static final Step ADAM;
    private static final Step AMSGRAD;
    /** Inputs: a running mean, the smallest normal number. */
    private static final Step DROP = new Step("drop_vanished", 2, Expr.select(P.abs().lt(in(1)), Expr.of(0), P));

    static {
        Expr g = G.mul(in(2)).add(in(3).mul(P));
        SGD = new Step("sgd", 5, P.sub(in(4).mul(g)));

        Expr gm = G.mul(in(3)).add(in(4).mul(P));
        Expr buffer = in(2).mul(in(6)).add(in(7).mul(gm));
        MOMENTUM = new Step("sgd_momentum", 8, P.sub(in(5).mul(buffer)), null, buffer);
        NESTEROV = new Step("sgd_nesterov", 8, P.sub(in(5).mul(gm.add(in(6).mul(buffer)))), null, buffer);
        ADAM = adam(false);
        AMSGRAD = adam(true);
    }

    private OptimizerSteps() {}

    private static Step adam(boolean amsgrad) {
        int s = amsgrad ? 5 : 4; // where the numbers begin
        Expr g = G.mul(in(s)).add(in(s + 1).mul(P));
        Expr mean = in(2).add(in(s + 2).mul(g.sub(in(2))));
        Expr square = in(3).mul(in(s + 3)).add(in(s + 4).mul(g).mul(g));
        Expr largest = amsgrad ? in(4).max(square) : square;
        Expr p = P.sub(in(s + 5).mul(mean).div(largest.sqrt().div(in(s + 6)).add(in(s + 7))));
        return amsgrad
                ? new Step("adam_amsgrad", s + 8, p, null, mean, square, largest)
                : new Step("adam", s + 8, p, null, mean, square);
    }

    /** {@code p -= lr (sign g + decay p)}. */
    public static void sgd(Tensor param, Tensor grad, double sign, double decay, double lr) {
        SGD.run(List.of(param, grad), sign, decay, lr);
    }

    /** As {@link #sgd} along the buffer of past gradients. */
    public static void sgdMomentum(Tensor param, Tensor grad, Tensor buffer, double sign, double decay, double lr,
            double momentum,
            double dampening, boolean nesterov) {
        (nesterov ? NESTEROV : MOMENTUM).run(List.of(param, grad, buffer), sign, decay, lr, momentum, 1 - dampening);
    }

    /** The numbers of an Adam step, with the corrections for the start already computed. */
    public record Adam(double sign, double decay, double beta1, double beta2, double stepSize, double rootCorrection,
            double eps) {
        public void step(Tensor param, Tensor grad, Tensor mean, Tensor square) {
            ADAM.run(List.of(param, grad, mean, square), sign, decay, 1 - beta1, beta2, 1 - beta2, stepSize,
                    rootCorrection, eps);
        }

        public void amsgrad(Tensor param, Tensor grad, Tensor mean, Tensor square, Tensor largest) {
            AMSGRAD.run(List.of(param, grad, mean, square, largest), sign, decay, 1 - beta1, beta2, 1 - beta2, stepSize,
                    rootCorrection, eps);
        }
    }

    /**
     * Makes numbers 0 that are too small for a normal number. Where a gradient stays 0, as that of a unit that is never active, running means shrink
     * to the smallest numbers of all and stay there, since nine tenths of those are rounded to the same; and with such numbers some
     * processors compute ten times as slowly: a step of Adam on 200,000 parameters took up to 830 µs instead of 72.
     */
    public static void dropVanished(Tensor mean) {
        DROP.run(List.of(mean), mean.dtype() == DType.FLOAT64 ? Double.MIN_NORMAL : Float.MIN_NORMAL);
    }

    /** RMSprop: with a mean of the gradient it is centered, with a buffer it has momentum. */
    public static void rmsprop(Tensor param, Tensor grad, Tensor square, @Nullable Tensor mean, @Nullable Tensor buffer,
            double sign,
            double decay, double lr, double alpha, double eps, double momentum) {
        List<Tensor> tensors = mean == null
                ? buffer == null ? List.of(param, grad, square) : List.of(param, grad, square, buffer)
                : buffer == null ? List.of(param, grad, square, mean) : List.of(param, grad, square, mean, buffer);
        Rmsprop.step(mean != null, buffer != null).run(tensors, sign, decay, lr, alpha, eps, momentum, 1 - alpha);
    }

    /** The four forms of RMSprop. Inputs: the tensors, then sign, decay, lr, α, eps, momentum, 1 - α. */
    private static final class Rmsprop {
        private static final Step[] STEPS =
                {make(false, false), make(true, false), make(false, true), make(true, true)};

        static Step step(boolean centered, boolean momentum) {
            return STEPS[(centered ? 1 : 0) + (momentum ? 2 : 0)];
        }

        private static Step make(boolean centered, boolean momentum) {
            int s = 3 + (centered ? 1 : 0) + (momentum ? 1 : 0);
            Expr rest = in(s + 6);
            Expr g = G.mul(in(s)).add(in(s + 1).mul(P));
            Expr square = in(2).mul(in(s + 3)).add(rest.mul(g).mul(g));
            Expr mean = in(3).add(rest.mul(g.sub(in(3))));
            Expr scale = (centered ? square.sub(mean.square()) : square).sqrt().add(in(s + 4));
            Expr buffer = in(s - 1).mul(in(s + 5)).add(g.div(scale));
            Expr p = P.sub(momentum ? in(s + 2).mul(buffer) : in(s + 2).mul(g).div(scale));
            if (centered) {
                return momentum
                        ? new Step("rmsprop", s + 7, p, null, square, mean, buffer)
                        : new Step("rmsprop", s + 7, p, null, square, mean);
            }
            return momentum
                    ? new Step("rmsprop", s + 7, p, null, square, buffer)
                    : new Step("rmsprop", s + 7, p, null, square);
        }
    }

    /** A kernel whose results replace the inputs of the same position; null leaves an input as it is. */
    private static final class Step {
        private final String name;
        private final int[] targets;
        private final PointwiseKernel asFloat;
        private final PointwiseKernel asDouble;

        Step(String name, int inputs, @Nullable Expr... results) {
            this.name = name;
            int[] places = new int[results.length];
            int count = 0;
            Expr[] outputs = new Expr[results.length];
            for (int i = 0; i < results.length; i++) {
                Expr result = results[i];
                if (result != null) {
                    outputs[count] = result;
                    places[count++] = i;
                }
            }
            targets = Arrays.copyOf(places, count);
            List<Expr> all = List.of(Arrays.copyOf(outputs, count));
            asFloat = new PointwiseKernel(name, all, inputs, Kind.FLOAT);
            asDouble = new PointwiseKernel(name, all, inputs, Kind.DOUBLE);
        }

        void run(List<Tensor> tensors, double... numbers) {
            Array[] in = new Array[tensors.size() + numbers.length];
            for (int i = 0; i < tensors.size(); i++) {
                in[i] = tensors.get(i).array();
                if (!Arrays.equals(in[i].sizes, in[0].sizes)) {
                    throw new ShapeException(
                            name + ": a tensor of size " + Arrays.toString(in[i].sizes) + " beside a parameter of size "
                                    + Arrays.toString(in[0].sizes));
                }
            }
            for (int i = 0; i < numbers.length; i++) {
                in[tensors.size() + i] = Array.immediate(in[0].dtype, numbers[i]);
            }
            if (in[0].numel == 0) {
                return;
            }
            Array[] out = new Array[targets.length];
            for (int k = 0; k < out.length; k++) {
                out[k] = in[targets[k]];
            }
            PointwiseKernel kernel = Promotion.kind(in[0].dtype) == Kind.DOUBLE ? asDouble : asFloat;
            in[0].storage.context().kernels().pointwise(kernel, out, in);
            for (Array written : out) {
                written.storage.bumpVersion();
            }
            Reference.reachabilityFence(tensors);
        }
    }
}
