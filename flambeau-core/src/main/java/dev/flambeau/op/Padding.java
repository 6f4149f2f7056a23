package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tensors made larger at their edges; negative padding makes them smaller. */
public final class Padding {
    private Padding() {}

    /**
     * Pads the last dimensions: {@code pad} is (before, after) of the last dimension, then of the one before it, and so on. The mode is
     * constant, reflect, replicate or circular; {@code value} (null: 0) is for constant.
     */
    public static Tensor pad(Tensor x, long[] pad, String mode, @Nullable Tensor value) {
        if (pad.length % 2 != 0) {
            throw new ShapeException("Padding length must be divisible by 2");
        }
        if (pad.length / 2 > x.dim()) {
            throw new ShapeException(
                    "Padding length should be less than or equal to two times the input dimension but got padding length "
                            + pad.length + " and input of dimension " + x.dim());
        }
        if (mode.equals("constant")) {
            return constant(x, pad, value == null ? Tensor.scalar(0) : value);
        }
        if (value != null && value.item() != 0) {
            throw new ArgumentException("Padding mode \"" + mode + "\" doesn't take in value argument");
        }
        if (!mode.equals("reflect") && !mode.equals("replicate") && !mode.equals("circular")) {
            throw new ArgumentException("Unrecognised padding mode " + mode);
        }
        int padded = pad.length / 2;
        if (padded < 1 || padded > 3 || x.dim() != padded + 1 && x.dim() != padded + 2) {
            throw new ShapeException(
                    "Padding size " + pad.length + " is not supported for " + x.dim() + "D input tensor.");
        }
        return bySource(x, pad, mode);
    }

    /** Pads with a number. */
    public static Tensor constant(Tensor x, long[] pad, Tensor value) {
        if (pad.length % 2 != 0) {
            throw new ShapeException("Length of pad must be even but instead it equals " + pad.length);
        }
        if (pad.length / 2 > x.dim()) {
            throw new ShapeException(
                    "Length of pad should be no more than twice the number of dimensions of the input. Pad length is "
                            + pad.length + " while the input has " + x.dim() + " dimensions.");
        }
        return Engine.run(new ConstantPad(pad.clone(), value.array().doubleValue), x);
    }

    private static Tensor bySource(Tensor x, long[] pad, String mode) {
        int rank = x.dim();
        int padded = pad.length / 2;
        long[] sizes = x.array().sizes;
        boolean empty = false;
        for (int i = rank - padded - 1; i < rank; i++) {
            empty |= i >= 0 && sizes[i] == 0 && (i >= rank - padded || rank == padded + 2);
        }
        if (empty && !mode.equals("circular")) {
            throw new ShapeException("Expected " + (padded + 1) + "D or " + (padded + 2)
                    + "D (batch mode) tensor with possibly 0 batch size "
                    + "and other non-zero dimensions for input, but got: " + Arrays.toString(sizes));
        }
        int[] dims = new int[padded];
        long[][] positions = new long[padded][];
        for (int k = 0; k < padded; k++) {
            int d = rank - 1 - k;
            long before = pad[2 * k];
            long after = pad[2 * k + 1];
            if (mode.equals("reflect") && (before >= sizes[d] || after >= sizes[d])) {
                throw new ShapeException("Argument #" + (4 + 2 * k)
                        + ": Padding size should be less than the corresponding input dimension, "
                        + "but got: padding (" + before + ", " + after + ") at dimension " + d + " of input "
                        + Arrays.toString(sizes));
            }
            if (mode.equals("circular") && (before > sizes[d] || after > sizes[d])) {
                throw new ShapeException("Padding value causes wrapping around more than once.");
            }
            long length = sizes[d] + before + after;
            if (length < (mode.equals("circular") ? 0 : 1)) {
                throw new ShapeException(mode.equals("circular")
                        ? "Negative padding value is resulting in an empty dimension"
                        : "input " + extents(sizes, padded, new long[pad.length]) + " is too small. Calculated output "
                                + extents(sizes, padded, pad));
            }
            dims[k] = d;
            positions[k] = positions(mode, sizes[d], before, after);
        }
        String name = switch (mode) {
            case "reflect" -> "reflection_pad" + padded + "D";
            case "replicate" -> "replication_pad" + padded + "D";
            default -> "circular_pad";
        };
        return Engine.run(new SourcePad(name, dims, positions), x);
    }

    private static String extents(long[] sizes, int padded, long[] pad) {
        StringBuilder text = new StringBuilder("(");
        for (int k = padded - 1; k >= 0; k--) {
            text.append("WHD".charAt(k)).append(": ").append(sizes[sizes.length - 1 - k] + pad[2 * k] + pad[2 * k + 1])
                    .append(k > 0 ? ", " : ")");
        }
        return text.toString();
    }

    /** Which position of the input each position of the result repeats. */
    private static long[] positions(String mode, long size, long before, long after) {
        long[] result = new long[Math.toIntExact(size + before + after)];
        long shift = Math.max(-before, 0) - Math.max(before, 0);
        long kept = Math.max(-before, 0);
        long window = size - kept - Math.max(-after, 0);
        for (int j = 0; j < result.length; j++) {
            result[j] = switch (mode) {
                case "reflect" ->
                    shift + (j < before ? 2 * before - j : j < size + before ? j : 2 * (size + before - 1) - j);
                case "replicate" -> shift + Math.min(Math.max(before, j), size + before - 1);
                default -> kept + Math.floorMod(j - Math.max(before, 0), window);
            };
        }
        return result;
    }

    private record ConstantPad(long[] pad, double value) implements Op {
        @Override
        public String name() {
            return "constant_pad_nd";
        }

        @Override
        public Spec[] infer(Array[] in) {
            long[] sizes = in[0].sizes.clone();
            for (int k = 0; k < pad.length / 2; k++) {
                int d = sizes.length - 1 - k;
                long before = pad[2 * k];
                long after = pad[2 * k + 1];
                if (sizes[d] + Math.min(before, 0) + Math.min(after, 0) < 0) {
                    throw new ShapeException(
                            "constant_pad_nd: narrow(): length must be non-negative. The input size " + sizes[d]
                                    + ", plus negative padding " + before + " and " + after
                                    + ", resulted in a negative output size, which is invalid. Check dimension " + d
                                    + " of your input.");
                }
                sizes[d] += before + after;
            }
            return new Spec[] {new Spec(in[0].dtype, sizes)};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            Array from = in[0];
            Array to = out[0];
            for (int k = 0; k < pad.length / 2; k++) {
                int d = from.dim() - 1 - k;
                long before = pad[2 * k];
                long length = from.sizes[d] + Math.min(before, 0) + Math.min(pad[2 * k + 1], 0);
                from = ViewOps.part(d, Math.max(-before, 0), length).view(from);
                to = ViewOps.part(d, Math.max(before, 0), length).view(to);
            }
            if (to.numel < out[0].numel) {
                kernels.copy(out[0], Array.immediate(out[0].dtype, value));
            }
            if (to.numel > 0) {
                kernels.copy(to, from);
            }
        }

        @Override
        public Grads grads() {
            long[] back = new long[pad.length];
            for (int i = 0; i < back.length; i++) {
                back[i] = -pad[i];
            }
            return Grads.each(Grad.of(g -> Engine.run(new ConstantPad(back, 0), g)));
        }
    }

    /** Along each of the dimensions the result repeats the input's elements at the given positions. */
    private record SourcePad(String name, int[] dims, long[][] positions) implements Op {
        /** Positions of the result from {@code at} on, which go through the input's from {@code from} by {@code step}. */
        private record Run(int at, int length, long from, int step) {}

        @Override
        public Spec[] infer(Array[] in) {
            long[] sizes = in[0].sizes.clone();
            for (int k = 0; k < dims.length; k++) {
                sizes[dims[k]] = positions[k].length;
            }
            return new Spec[] {new Spec(in[0].dtype, sizes)};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            if (out[0].numel > 0) {
                copy(kernels, out[0], in[0], 0);
            }
        }

        private void copy(Kernels kernels, Array out, Array in, int k) {
            if (k == dims.length) {
                kernels.copy(out, in);
                return;
            }
            int d = dims[k];
            for (Run run : runs(positions[k])) {
                long[] sizes = in.sizes.clone();
                long[] strides = in.strides.clone();
                sizes[d] = run.length;
                strides[d] *= run.step;
                Array source = in.view(in.offset + run.from * in.strides[d], sizes, strides);
                copy(kernels, ViewOps.part(d, run.at, run.length).view(out), source, k + 1);
            }
        }

        private static List<Run> runs(long[] positions) {
            List<Run> runs = new ArrayList<>();
            int at = 0;
            while (at < positions.length) {
                int end = at + 1;
                long step = end < positions.length ? positions[end] - positions[at] : 1;
                if (step < -1 || step > 1) {
                    step = 1;
                }
                while (end < positions.length && positions[end] - positions[end - 1] == step) {
                    end++;
                }
                runs.add(new Run(at, end - at, positions[at], (int) step));
                at = end;
            }
            return runs;
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.ofSpecs(s -> {
                Tensor g = s.g();
                for (int k = 0; k < dims.length; k++) {
                    long[] sizes = g.array().sizes.clone();
                    sizes[dims[k]] = s.spec(0).sizes()[dims[k]];
                    Tensor zeros = Engine.zeros(new Spec(g.dtype(), sizes));
                    g = Engine.run(new Positions.Put(name + "_backward", new int[] {dims[k]}, true), zeros, g,
                            Host.vector(positions[k]));
                }
                return g;
            }));
        }
    }
}
