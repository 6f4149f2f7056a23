package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.Tensor;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import dev.flambeau.spi.RandomStream;
import dev.flambeau.Torch;

/** Random zeros. */
public final class Dropouts {
    private Dropouts() {}

    /** In training, zeroes elements with probability {@code p} and scales the others by {@code 1 / (1 - p)}; else the input itself. */
    public static Tensor dropout(Tensor x, double p, boolean training) {
        check(p);
        if (!training || p == 0 || x.numel() == 0) {
            return x;
        }
        if (p == 1) {
            return x.mul(Torch.zerosLike(x));
        }
        return x.mul(mask(x, 1 - p)).div(1 - p);
    }

    static void check(double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new ArgumentException("dropout probability has to be between 0 and 1, but got " + p);
        }
    }

    /** Ones with probability {@code keep} and zeros, of the tensor's sizes and type. */
    static Tensor mask(Tensor x, double keep) {
        return Engine.run(new Mask(keep), x.detach());
    }

    private record Mask(double keep) implements Op {
        @Override
        public String name() {
            return "bernoulli";
        }

        @Override
        public Spec[] infer(Array[] in) {
            return new Spec[] {Spec.like(in[0])};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            kernels.random(new RandomStream.Bernoulli(keep), out[0], Torch.defaultGenerator());
        }
    }
}
