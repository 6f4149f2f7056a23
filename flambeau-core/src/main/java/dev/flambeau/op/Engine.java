package dev.flambeau.op;

import dev.flambeau.AutogradException;
import dev.flambeau.DType;
import dev.flambeau.DeviceException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.autograd.AutogradMeta;
import dev.flambeau.autograd.Edge;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.memory.Storages;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.DeviceContext;
import dev.flambeau.spi.Devices;
import dev.flambeau.spi.Storage;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one way of a call: check, allocate, compute, record. Nothing else records, and nothing else calls kernels for a tensor.
 */
public final class Engine {
    private Engine() {}

    /** Runs an operation with one output. */
    public static Tensor run(Op op, Tensor... in) {
        return runAll(op, in)[0];
    }

    /** Runs an operation. */
    public static Tensor[] runAll(Op op, Tensor... in) {
        Array[] arrays = plain(arrays(in));
        DeviceContext context = context(arrays);
        Spec[] specs = op.infer(arrays);
        Array[] out = new Array[specs.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = empty(context, specs[k].dtype(), specs[k].sizes());
        }
        if (op.updates()) {
            context.kernels().copy(out[0], arrays[0]);
        }
        op.run(context.kernels(), out, arrays);
        Reference.reachabilityFence(arrays);
        Tensor[] results = wrap(out);
        record(op::nodeName, op.grads(), in, results, specs);
        return results;
    }

    /** Runs an operation that {@linkplain Op#updates updates} its first input, in place. */
    public static Tensor runInPlace(Op op, Tensor self, Tensor... others) {
        Tensor[] in = new Tensor[others.length + 1];
        in[0] = self;
        System.arraycopy(others, 0, in, 1, others.length);
        Array[] arrays = plain(arrays(in));
        DeviceContext context = context(arrays);
        Spec[] specs = op.infer(arrays);
        checkInPlace(op.name(), self, specs[0]);
        return inPlace(op::nodeName, op.grads(), self, in, specs, () -> {
            op.run(context.kernels(), new Array[] {arrays[0]}, arrays);
            Reference.reachabilityFence(arrays);
        });
    }

    /** Computes a composition and records it as one step. */
    public static Tensor compose(Composite op, Tensor... in) {
        return composeAll(op, in)[0];
    }

    /** As {@link #compose}, for a composition with several results. */
    public static Tensor[] composeAll(Composite op, Tensor... in) {
        Tensor[] results;
        try (GradMode _ = GradMode.set(false)) {
            results = op.composeAll(in);
        }
        Spec[] specs = new Spec[results.length];
        for (int k = 0; k < results.length; k++) {
            if (results[k].base() != null) {
                results[k] = results[k].detach(); // what it was a view of has no place in the graph
            }
            specs[k] = Spec.like(results[k].array());
        }
        record(op::nodeName, op.grads(), in, results, specs);
        return results;
    }

    /**
     * The result of a composition, whose last step takes the name that PyTorch has for the whole. That step must have been
     * taken by the composition itself: no name is given to what came before it, an input.
     */
    static Tensor named(String nodeName, Tensor result, Tensor... inputs) {
        for (Tensor input : inputs) {
            if (result == input) {
                return result;
            }
        }
        switch (result.gradFn()) {
            case OpNode step -> step.rename(nodeName);
            case ViewNode step -> step.rename(nodeName);
            case null, default -> {}
        }
        return result;
    }

    /** Makes a view and records it. */
    public static Tensor view(ViewOp op, Tensor x) {
        Array in = x.array();
        Array out = op.view(in);
        Tensor result = Tensor.viewOf(x, out);
        if (x.requiresGrad() && GradMode.isEnabled()) {
            result.setGradFn(new ViewNode(op, x.edge(), Spec.like(in)), 0);
        }
        return result;
    }

    /** Runs a pointwise operation; called by {@link PointwiseOp} alone, which knows the result's types. */
    static Tensor pointwise(PointwiseOp op, @Nullable Tensor spare, Tensor[] in, DType dtype,
            dev.flambeau.expr.PointwiseKernel kernel) {
        Array[] arrays = arrays(in);
        DeviceContext context = context(arrays);
        Array model = sameLayout(arrays);
        Array out;
        if (model != null && spare != null && isLike(spare.array(), dtype, model)) {
            out = spare.array();
        } else if (model != null) {
            out = new Array(allocate(context, dtype, model.numel), 0, dtype, model.sizes, model.strides);
        } else {
            long[] sizes = broadcast(op.name(), arrays);
            out = empty(context, dtype, sizes);
            for (int i = 0; i < arrays.length; i++) {
                if (!arrays[i].immediate) {
                    arrays[i] = arrays[i].broadcastTo(sizes);
                }
            }
        }
        if (out.numel > 0) {
            context.kernels().pointwise(kernel, new Array[] {out}, arrays);
        }
        Reference.reachabilityFence(in);
        Tensor result = Tensor.wrap(out);
        if (dtype.isFloatingPoint() && GradMode.isEnabled()) {
            long needed = needed(op.grads(), in);
            if (needed != 0) {
                OpNode node = new OpNode(op::nodeName, op.grads(), edges(in, needed), in, needed,
                        new Spec[] {Spec.like(out)}, null);
                result.setGradFn(node, 0);
                node.saveOutputs(new Tensor[] {result});
            }
        }
        return result;
    }

    /** As {@link #pointwise}, written over {@code self}. */
    static Tensor pointwiseInPlace(PointwiseOp op, Tensor self, Tensor[] in, DType dtype,
            dev.flambeau.expr.PointwiseKernel kernel) {
        Array[] arrays = arrays(in);
        DeviceContext context = context(arrays);
        Array out = self.array();
        long[] sizes = broadcast(op.name(), arrays);
        if (!Arrays.equals(sizes, out.sizes)) {
            throw new ShapeException(op.name() + "_: output with shape " + Arrays.toString(out.sizes)
                    + " doesn't match the broadcast shape " + Arrays.toString(sizes));
        }
        checkInPlace(op.name(), self, new Spec(dtype, sizes));
        for (int i = 0; i < arrays.length; i++) {
            if (!arrays[i].immediate) {
                arrays[i] = arrays[i].broadcastTo(sizes);
                if (arrays[i].storage == out.storage && partlyOverlaps(arrays[i], out)) {
                    arrays[i] = copyOf(context, arrays[i]);
                }
            }
        }
        return inPlace(op::nodeName, op.grads(), self, in, new Spec[] {Spec.like(out)}, () -> {
            if (out.numel > 0) {
                context.kernels().pointwise(kernel, new Array[] {out}, arrays);
            }
            Reference.reachabilityFence(in);
        });
    }

    /** Sums a gradient to the sizes of what it is the gradient of, and restores the type. */
    static Tensor fit(Tensor grad, Spec target) {
        Tensor fitted = grad;
        if (!Arrays.equals(fitted.array().sizes, target.sizes())) {
            fitted = fitted.sumToSize(target.sizes());
        }
        return fitted.dtype() == target.dtype() ? fitted : fitted.to(target.dtype());
    }

    static Tensor zeros(Spec spec) {
        return dev.flambeau.Torch.zeros(spec.dtype(), spec.sizes());
    }

    /** A contiguous array without contents. */
    public static Array empty(DeviceContext context, DType dtype, long... sizes) {
        for (long size : sizes) {
            if (size < 0) {
                throw new ShapeException(
                        "Trying to create tensor with negative dimension " + size + ": " + Arrays.toString(sizes));
            }
        }
        long numel = Array.numel(sizes);
        if (numel > Long.MAX_VALUE / dtype.size()) {
            throw new ShapeException("Storage size calculation overflowed with sizes=" + Arrays.toString(sizes));
        }
        return new Array(allocate(context, dtype, numel), 0, dtype, sizes, Array.contiguousStrides(sizes));
    }

    /** The broadcast shape of all arrays; throws PyTorch's message where they do not fit. */
    public static long[] broadcast(String op, Array... arrays) {
        long[] result = arrays[0].sizes;
        for (int i = 1; i < arrays.length; i++) {
            result = broadcast(op, result, arrays[i].sizes);
        }
        return result;
    }

    /** The broadcast shape of two shapes. */
    public static long[] broadcast(String op, long[] a, long[] b) {
        if (Arrays.equals(a, b)) {
            return a;
        }
        int dims = Math.max(a.length, b.length);
        long[] result = new long[dims];
        for (int i = 0; i < dims; i++) {
            int ia = i - dims + a.length;
            int ib = i - dims + b.length;
            long sa = ia < 0 ? 1 : a[ia];
            long sb = ib < 0 ? 1 : b[ib];
            if (sa != sb && sa != 1 && sb != 1) {
                throw new ShapeException(
                        op + ": The size of tensor a (" + sa + ") must match the size of tensor b (" + sb
                                + ") at non-singleton dimension " + i + " (shapes " + Arrays.toString(a) + " and "
                                + Arrays.toString(b) + ")");
            }
            result[i] = sa == 1 ? sb : sa;
        }
        return result;
    }

    private static Storage allocate(DeviceContext context, DType dtype, long numel) {
        return Storages.allocate(context, numel * dtype.size());
    }

    private static Array[] arrays(Tensor[] in) {
        Array[] arrays = new Array[in.length];
        for (int i = 0; i < in.length; i++) {
            arrays[i] = in[i].array();
        }
        return arrays;
    }

    /** Gives immediate values memory, for operations that are not pointwise. */
    private static Array[] plain(Array[] arrays) {
        for (int i = 0; i < arrays.length; i++) {
            if (arrays[i].immediate) {
                DeviceContext context = context(arrays);
                Array real = empty(context, arrays[i].dtype);
                context.kernels().copy(real, arrays[i]);
                arrays[i] = real;
            }
        }
        return arrays;
    }

    private static DeviceContext context(Array[] arrays) {
        DeviceContext found = null;
        for (Array array : arrays) {
            if (!array.immediate) {
                DeviceContext context = array.storage.context();
                if (found != null && found != context) {
                    throw new DeviceException(
                            "Expected all tensors to be on the same device, but found at least two devices, "
                                    + found.device() + " and " + context.device() + "!");
                }
                found = context;
            }
        }
        return found == null ? Devices.cpu() : found;
    }

    /** The array whose sizes and strides all others share, if its elements are dense; immediates do not count. */
    private static @Nullable Array sameLayout(Array[] arrays) {
        Array model = null;
        for (Array array : arrays) {
            if (array.immediate) {
                continue;
            }
            if (model == null) {
                model = array;
            } else if (!Arrays.equals(model.sizes, array.sizes)
                    || !(model.contiguous && array.contiguous) && !Arrays.equals(model.strides, array.strides)) {
                return null;
            }
        }
        return model != null && model.isDense() ? model : null;
    }

    private static boolean isLike(Array array, DType dtype, Array model) {
        return array.dtype == dtype && Arrays.equals(array.sizes, model.sizes) && array.contiguous && model.contiguous;
    }

    private static Array copyOf(DeviceContext context, Array array) {
        Array copy = empty(context, array.dtype, array.sizes);
        context.kernels().copy(copy, array);
        return copy;
    }

    private static boolean partlyOverlaps(Array in, Array out) {
        return in.dtype != out.dtype || in.offset != out.offset || !Arrays.equals(in.sizes, out.sizes)
                || !Arrays.equals(in.strides, out.strides);
    }

    private static void record(Supplier<String> nodeName, Grads grads, Tensor[] in, Tensor[] results, Spec[] specs) {
        if (!GradMode.isEnabled()) {
            return;
        }
        long needed = grads == Grads.NONE ? 0 : needed(grads, in);
        if (needed == 0) {
            return;
        }
        OpNode node = new OpNode(nodeName, grads, edges(in, needed), in, needed, specs, null);
        for (int k = 0; k < results.length; k++) {
            if (specs[k].dtype().isFloatingPoint()) {
                results[k].setGradFn(node, k);
            }
        }
        node.saveOutputs(results);
    }

    /** The inputs that want a gradient, as a bit mask. */
    private static long needed(Grads grads, Tensor[] in) {
        long mask = 0;
        for (int i = 0; i < in.length; i++) {
            if (in[i].requiresGrad() && grads.differentiable(i)) {
                mask |= 1L << i;
            }
        }
        return mask;
    }

    private static Edge[] edges(Tensor[] in, long needed) {
        Edge[] edges = new Edge[in.length];
        for (int i = 0; i < in.length; i++) {
            edges[i] = (needed & 1L << i) != 0 ? in[i].edge() : Edge.NOWHERE;
        }
        return edges;
    }

    /** What must hold before a tensor is changed in place. */
    private static void checkInPlace(String op, Tensor self, Spec result) {
        Array array = self.array();
        if (result.dtype().category().ordinal() > array.dtype.category().ordinal()) {
            throw new dev.flambeau.DTypeException(op + "_: result type " + result.dtype().scalarName()
                    + " can't be cast to the desired output type " + array.dtype.scalarName());
        }
        if (array.immediate || array.numel > 1 && array.overlaps()) {
            throw new ShapeException(
                    op + "_: unsupported operation: more than one element of the written-to tensor refers to a single "
                            + "memory location. Please clone() the tensor before performing the operation.");
        }
        checkLeaf(self);
    }

    /** Leaves whose gradient is wanted, and views of them, must not be changed while recording. */
    static void checkLeaf(Tensor self) {
        if (self.array().storage.inference && !GradMode.isInference()) {
            throw new AutogradException("Inplace update to inference tensor outside InferenceMode is not allowed."
                    + "You can make a clone to get a normal tensor before doing inplace update."
                    + "See https://github.com/pytorch/rfcs/pull/17 for more details.");
        }
        if (!GradMode.isEnabled()) {
            return;
        }
        Tensor base = self.base();
        if (base != null && base.requiresGrad()) {
            self.checkNotFrozen();
        }
        if (self.requiresGrad() && self.isLeaf()) {
            throw new AutogradException("a leaf Variable that requires grad is being used in an in-place operation.");
        }
        if (base != null && base.requiresGrad() && base.isLeaf()) {
            throw new AutogradException(
                    "a view of a leaf Variable that requires grad is being used in an in-place operation.");
        }
    }

    private static Tensor inPlace(Supplier<String> nodeName, Grads grads, Tensor self, Tensor[] in, Spec[] specs,
            Runnable compute) {
        long needed = GradMode.isEnabled() && self.dtype().isFloatingPoint() ? needed(grads, in) : 0;
        OpNode node = null;
        if (needed != 0 || self.requiresGrad() || self.base() instanceof Tensor base && base.requiresGrad()) {
            self.checkNotFrozen();
        }
        if (needed != 0) {
            Tensor overwritten = (grads.savedInputs(needed) & 1) != 0 ? self.detach().clone() : null;
            node = new OpNode(nodeName, grads, edges(in, needed), in, needed, specs, overwritten);
        }
        compute.run();
        if (!self.isUntracked()) {
            self.array().storage.bumpVersion();
        }
        if (node != null) {
            rebase(self, node);
            node.saveOutputs(new Tensor[] {self});
        } else if (self.requiresGrad() && GradMode.isEnabled()) {
            // The old value is gone and nothing of the new one has a gradient: a node without ways on says so.
            rebase(self, new OpNode(nodeName, Grads.NONE, edges(in, 0), in, 0, specs, null));
        }
        return self;
    }

    /** Makes {@code node} the origin of a tensor that was changed in place, and of that part of the tensor it is a view of. */
    public static void rebase(Tensor self, dev.flambeau.autograd.Node node) {
        rebase(self, node, 0, 0);
    }

    /** As {@link #rebase(Tensor, dev.flambeau.autograd.Node)}, where the tensor was this input and is this output of the step. */
    public static void rebase(Tensor self, dev.flambeau.autograd.Node node, int output, int input) {
        Tensor base = self.base();
        if (base == null) {
            self.setGradFn(node, output);
            return;
        }
        AutogradMeta meta = base.autograd();
        Edge old = meta == null ? Edge.NOWHERE : base.edge();
        base.setGradFn(new CopySlices(old, base.array(), self.array(), node, input), 0);
        self.refreshGradFn();
    }

    private static Tensor[] wrap(Array[] out) {
        Tensor[] results = new Tensor[out.length];
        for (int k = 0; k < out.length; k++) {
            results[k] = Tensor.wrap(out[k]);
        }
        return results;
    }
}
