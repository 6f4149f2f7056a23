package dev.flambeau.op;

import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import java.util.Arrays;

/** A copy of input 0 in which a view's part is replaced by input 1. */
record ViewScatter(String name, ViewOp part) implements Op {
    static Tensor apply(String name, ViewOp part, Tensor self, Tensor source) {
        return Engine.run(new ViewScatter(name, part), self, source);
    }

    @Override
    public boolean updates() {
        return true;
    }

    @Override
    public Spec[] infer(Array[] in) {
        long[] place = part.view(in[0]).sizes;
        if (!Arrays.equals(place, in[1].sizes)) {
            throw new ShapeException(name + ": expected src to have a size equal to the slice of self. src size = "
                    + Arrays.toString(in[1].sizes) + ", slice size = " + Arrays.toString(place));
        }
        return new Spec[] {Spec.like(in[0])};
    }

    @Override
    public void run(Kernels kernels, Array[] out, Array[] in) {
        kernels.copy(part.view(out[0]), in[1]);
    }

    @Override
    public Grads grads() {
        return Grads.each(
                Grad.ofSpecs(s -> Engine.run(this, s.g().contiguous(),
                        Engine.zeros(new Spec(s.g().dtype(), s.spec(1).sizes())))),
                Grad.of(g -> Engine.view(part, g.contiguous())));
    }
}
