package dev.flambeau.op;

import static dev.flambeau.expr.Expr.in;

import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The update of one parameter by one optimizer, each a single pass with several results, written over the inputs.
 *
 * <p>Running means that have become too small for a normal number are 0 from then on. Where a gradient stays 0 (a unit that is never active) they
 * would shrink to the smallest numbers of all and stay there, as rounding takes 0.9 of those for the same, and arithmetic
 * with such numbers takes some processors ten times as long: a step of Adam on 200,000 parameters took 830 µs instead of 80.
 */
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

    static {
        Expr g = G.mul(in(2)).add(in(3).mul(P));
        SGD = new Step("sgd", 5, _ -> results(P.sub(in(4).mul(g))));

        Expr gm = G.mul(in(3)).add(in(4).mul(P));
        Expr buffer = in(2).mul(in(6)).add(in(7).mul(gm));
        MOMENTUM = new Step("sgd_momentum", 8, kind -> {
            Expr kept = orZero(buffer, kind);
            return results(P.sub(in(5).mul(kept)), null, kept);
        });
        NESTEROV = new Step("sgd_nesterov", 8, kind -> {
            Expr kept = orZero(buffer, kind);
            return results(P.sub(in(5).mul(gm.add(in(6).mul(kept)))), null, kept);
        });
        ADAM = adam(false);
        AMSGRAD = adam(true);
    }

    private OptimizerSteps() {}

    private static Step adam(boolean amsgrad) {
        int s = amsgrad ? 5 : 4; // where the numbers begin
        Expr g = G.mul(in(s)).add(in(s + 1).mul(P));
        return new Step(amsgrad ? "adam_amsgrad" : "adam", s + 8, kind -> {
            Expr mean = orZero(in(2).add(in(s + 2).mul(g.sub(in(2)))), kind);
            Expr square = orZero(in(3).mul(in(s + 3)).add(in(s + 4).mul(g).mul(g)), kind);
            Expr largest = amsgrad ? in(4).max(square) : square;
            Expr p = P.sub(in(s + 5).mul(mean).div(largest.sqrt().div(in(s + 6)).add(in(s + 7))));
            return amsgrad ? results(p, null, mean, square, largest) : results(p, null, mean, square);
        });
    }

    /** Zero instead of what is too small for a normal number. */
    private static Expr orZero(Expr x, Kind kind) {
        return Expr.select(x.abs().lt(kind == Kind.FLOAT ? Float.MIN_NORMAL : Double.MIN_NORMAL), Expr.of(0), x);
    }

    private static @Nullable Expr[] results(@Nullable Expr... results) {
        return results;
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
            return new Step("rmsprop", s + 7, kind -> {
                Expr square = orZero(in(2).mul(in(s + 3)).add(rest.mul(g).mul(g)), kind);
                Expr mean = orZero(in(3).add(rest.mul(g.sub(in(3)))), kind);
                Expr scale = (centered ? square.sub(mean.square()) : square).sqrt().add(in(s + 4));
                Expr buffer = orZero(in(s - 1).mul(in(s + 5)).add(g.div(scale)), kind);
                Expr p = P.sub(momentum ? in(s + 2).mul(buffer) : in(s + 2).mul(g).div(scale));
                if (centered) {
                    return momentum ? results(p, null, square, mean, buffer) : results(p, null, square, mean);
                }
                return momentum ? results(p, null, square, buffer) : results(p, null, square);
            });
        }
    }

    /** A kernel whose results replace the inputs of the same position; null leaves an input as it is. */
    private static final class Step {
        private final String name;
        private final int[] targets;
        private final PointwiseKernel asFloat;
        private final PointwiseKernel asDouble;

        Step(String name, int inputs, Function<Kind, @Nullable Expr[]> results) {
            this.name = name;
            @Nullable Expr[] all = results.apply(Kind.FLOAT);
            targets = IntStream.range(0, all.length).filter(i -> all[i] != null).toArray();
            asFloat = kernel(name, all, inputs, Kind.FLOAT);
            asDouble = kernel(name, results.apply(Kind.DOUBLE), inputs, Kind.DOUBLE);
        }

        private static PointwiseKernel kernel(String name, @Nullable Expr[] results, int inputs, Kind kind) {
            return new PointwiseKernel(name, Arrays.stream(results).filter(Objects::nonNull).toList(), inputs, kind);
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
