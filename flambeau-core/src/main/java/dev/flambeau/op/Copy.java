package dev.flambeau.op;

import dev.flambeau.DType;
import dev.flambeau.Tensor;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;

/** A copy with memory of its own, in a type; and the assignment of values, in place. */
public record Copy(String name, DType dtype) implements Op {
    private static final Op ASSIGN = new Assign();

    /** A row-major copy. */
    public static Tensor clone(Tensor x) {
        return Engine.run(new Copy("clone", x.dtype()), x);
    }

    /** The tensor itself if it has the type, else a converted copy. */
    public static Tensor to(Tensor x, DType dtype) {
        return x.dtype() == dtype ? x : Engine.run(new Copy("to_copy", dtype), x);
    }

    /** A copy in the type, also where it has the type already. */
    public static Tensor convert(Tensor x, DType dtype) {
        return Engine.run(new Copy("to_copy", dtype), x);
    }

    /** The tensor itself, which must be on the device. */
    public static Tensor toDevice(Tensor x, dev.flambeau.Device device) {
        if (!x.device().equals(device)) {
            throw new dev.flambeau.DeviceException(
                    "no way from device " + x.device() + " to device " + device + " here");
        }
        return x;
    }

    /** Writes {@code source}, broadcast and converted, over {@code self}. */
    public static Tensor assign(Tensor self, Tensor source) {
        return Engine.runInPlace(ASSIGN, self, source);
    }

    @Override
    public Spec[] infer(Array[] in) {
        return new Spec[] {new Spec(dtype, in[0].sizes)};
    }

    @Override
    public void run(Kernels kernels, Array[] out, Array[] in) {
        kernels.copy(out[0], in[0]);
    }

    @Override
    public Grads grads() {
        return dtype.isFloatingPoint() ? Grads.each(Grad.of(g -> g)) : Grads.NONE;
    }

    /** Input 1 laid over input 0. */
    private record Assign() implements Op {
        @Override
        public String name() {
            return "copy";
        }

        @Override
        public boolean updates() {
            return true;
        }

        @Override
        public Spec[] infer(Array[] in) {
            new ExpandCheck(in[0].sizes).check(in[1]);
            return new Spec[] {Spec.like(in[0])};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            kernels.copy(out[0], in[1].broadcastTo(out[0].sizes));
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.ofSpecs(s -> Engine.zeros(s.spec(0))), Grad.of(g -> g));
        }
    }

    /** Whether an array can be broadcast to sizes; the message is that of {@code expand}. */
    private record ExpandCheck(long[] sizes) {
        void check(Array source) {
            int extra = sizes.length - source.dim();
            for (int i = 0; i < source.dim(); i++) {
                long have = source.sizes[i];
                if (extra < 0 ? i < -extra && have != 1 : have != 1 && have != sizes[i + extra]) {
                    throw new dev.flambeau.ShapeException(
                            "The expanded size of the tensor (" + (extra < 0 ? 1 : sizes[i + extra])
                                    + ") must match the existing size (" + have + ") at non-singleton dimension "
                                    + Math.max(i + extra, 0)
                                    + ".  Target sizes: " + java.util.Arrays.toString(sizes) + ".  Tensor sizes: "
                                    + java.util.Arrays.toString(source.sizes));
                }
            }
        }
    }
}
