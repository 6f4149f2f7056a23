package dev.flambeau;

import dev.flambeau.autograd.Autograd;
import dev.flambeau.autograd.AutogradMeta;
import dev.flambeau.autograd.BackwardOptions;
import dev.flambeau.autograd.Edge;
import dev.flambeau.autograd.FrozenView;
import dev.flambeau.autograd.GradMode;
import dev.flambeau.autograd.Hooks;
import dev.flambeau.autograd.Node;
import dev.flambeau.memory.MemoryScope;
import dev.flambeau.memory.Storages;
import dev.flambeau.op.ViewOps;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Storage;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A multi-dimensional array of one element type, with PyTorch's methods and, where asked for, its gradient.
 *
 * <p>What it can do is in the interfaces it implements, a family each. A tensor's memory looks after itself: no scope, no
 * close. Not safe for changes by several threads at once; reading is.
 *
 * <p>The only subclass is {@code dev.flambeau.nn.Parameter}.
 */
public non-sealed class Tensor
        implements PointwiseMethods, InPlaceMethods, ReductionMethods, ViewMethods, IndexMethods, MatrixMethods,
        CreationMethods {
    private Array array;
    private @Nullable AutogradMeta meta;
    private @Nullable Tensor base; // of which this is a view
    private int viewVersion; // the storage's version for which gradFn holds, for a view
    private @Nullable FrozenView frozen; // why a view must not be changed in place while recording
    private final boolean tape; // a handle of a running backward pass, which may read what users may not
    private boolean untracked; // made by data(): changes through it are not counted

    /** For {@code Parameter}: a leaf over the same data. */
    protected Tensor(Tensor data, boolean requiresGrad) {
        this(data.array(), false);
        MemoryScope.keep(array.storage);
        checkMayRequireGrad(requiresGrad, array);
        if (requiresGrad) {
            meta = new AutogradMeta();
            meta.requiresGrad = true;
        }
    }

    private Tensor(Array array, boolean tape) {
        this.array = array;
        this.tape = tape;
    }

    /** The shape as {@code torch.Size}. */
    public Size size() {
        return Size.of(array.sizes);
    }

    /** As {@link #size()}. */
    public Size shape() {
        return size();
    }

    /** The size of one dimension; negative ones count from the end. */
    public long size(int dim) {
        return array.sizes[Torch.wrapDim(dim, array.sizes.length)];
    }

    /** As {@link #size(int)}. */
    public long shape(int dim) {
        return size(dim);
    }

    /** The number of dimensions. */
    public int dim() {
        return array.sizes.length;
    }

    /** The number of elements. */
    public long numel() {
        return array.numel;
    }

    /** The steps between neighbours along each dimension, in elements. */
    public long[] stride() {
        return array.strides.clone();
    }

    /** The step between neighbours along one dimension, in elements. */
    public long stride(int dim) {
        return array.strides[Torch.wrapDim(dim, array.sizes.length)];
    }

    /** Elements from the storage's start to the first one. */
    public long storageOffset() {
        return array.offset;
    }

    /** The size of the first dimension, Python's {@code len(x)}. */
    public long len() {
        if (dim() == 0) {
            throw new ShapeException("len() of a 0-d tensor");
        }
        return array.sizes[0];
    }

    public DType dtype() {
        return array.dtype;
    }

    public Device device() {
        return array.immediate ? Device.CPU : array.storage.context().device();
    }

    /** Whether the elements lie in row-major order without gaps. */
    public boolean isContiguous() {
        return array.contiguous;
    }

    public boolean isFloatingPoint() {
        return array.dtype.isFloatingPoint();
    }

    // ---- autograd

    /** Whether a gradient flows to or through this tensor. */
    public boolean requiresGrad() {
        AutogradMeta m = meta;
        if (m != null && (m.requiresGrad || m.gradFn != null)) {
            return true;
        }
        return base != null && array.dtype.isFloatingPoint() && base.requiresGrad() && gradFn() != null;
    }

    /** Asks for this leaf's gradient. */
    public Tensor requiresGrad_() {
        return requiresGrad_(true);
    }

    /** Asks, or no longer asks, for this leaf's gradient. */
    public Tensor requiresGrad_(boolean requires) {
        checkMayRequireGrad(requires, array);
        if (gradFn() != null) {
            if (!requires) {
                throw new AutogradException(
                        "you can only change requires_grad flags of leaf variables. If you want to use a computed "
                                + "variable in a subgraph that doesn't require differentiation use var_no_grad = var.detach().");
            }
            return this;
        }
        if (requires || meta != null) {
            requireAutograd().requiresGrad = requires;
        }
        return this;
    }

    private static void checkMayRequireGrad(boolean requires, Array array) {
        if (requires && !array.dtype.isFloatingPoint()) {
            throw new AutogradException(
                    "only Tensors of floating point dtype can require gradients (this one is " + array.dtype + ")");
        }
        if (requires && array.storage.inference && !GradMode.isInference()) {
            throw new AutogradException(
                    "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.");
        }
    }

    /** Whether no recorded step made this tensor. */
    public boolean isLeaf() {
        return gradFn() == null;
    }

    /** The step of the graph that made this tensor; null for a leaf. */
    public @Nullable Node gradFn() {
        if (base != null && array.storage.version() != viewVersion) {
            refreshGradFn();
        }
        return meta == null ? null : meta.gradFn;
    }

    /** The gradient that backward has collected here; null if none. */
    public @Nullable Tensor grad() {
        if (meta == null) {
            return null;
        }
        meta.gradSeen = true;
        if (meta.grad == null && meta.gradFn != null && !meta.retainsGrad) {
            Warnings.once(
                    "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be "
                            + "populated during autograd.backward(). If you indeed want the .grad field to be populated for a non-leaf Tensor, "
                            + "use .retainGrad() on the non-leaf Tensor.");
        }
        return meta.grad;
    }

    /** Sets the gradient by hand; null takes it away. */
    public void setGrad(@Nullable Tensor grad) {
        if (grad != null) {
            if (!grad.size().equals(size())) {
                throw new ShapeException(
                        "attempting to assign a gradient of size '" + java.util.Arrays.toString(grad.array.sizes)
                                + "' to a tensor of size '" + java.util.Arrays.toString(array.sizes)
                                + "'. Please ensure that the gradient and the tensor are the same size");
            }
            if (grad.dtype() != dtype()) {
                throw new DTypeException(
                        "attempting to assign a gradient with dtype '" + grad.dtype() + "' to a tensor with dtype '"
                                + dtype() + "'");
            }
            MemoryScope.keep(grad.array.storage);
        }
        AutogradMeta m = requireAutograd();
        m.grad = grad;
        m.gradSeen = true;
        m.steppedVersion = -1;
        m.gradStale = false;
    }

    /** Takes the gradient away; its memory is free at once unless {@link #grad} was asked for. */
    public void clearGrad() {
        AutogradMeta m = meta;
        if (m != null && m.grad != null) {
            Tensor old = m.grad;
            m.grad = null;
            if (!m.gradSeen && old.gradFn() == null) {
                Storages.free(old.array.storage);
            }
        }
    }

    /** Computes the gradients of the leaves this scalar depends on and adds them to their {@link #grad}. */
    public void backward() {
        Autograd.backward(this, null, false, false);
    }

    /** As {@link #backward()} for a result of any shape: {@code gradient} is the gradient with respect to it. */
    public void backward(@Nullable Tensor gradient) {
        Autograd.backward(this, gradient, false, false);
    }

    /** As {@link #backward(Tensor)}; {@code retainGraph} allows another backward, {@code createGraph} derivatives of gradients. */
    public void backward(@Nullable Tensor gradient, boolean retainGraph, boolean createGraph) {
        Autograd.backward(this, gradient, retainGraph || createGraph, createGraph);
    }

    /** As {@link #backward()}; {@code retainGraph} allows another backward over the same graph. */
    public void backward(boolean retainGraph) {
        Autograd.backward(this, null, retainGraph, false);
    }

    /** As {@link #backward()} with everything that can be said about it, such as {@code o -> o.inputs(x).createGraph(true)}. */
    public void backward(Consumer<BackwardOptions> options) {
        Autograd.backward(List.of(this), options);
    }

    /** The same data outside of the graph; changes in place are seen on both sides and counted. */
    public Tensor detach() {
        return new Tensor(array(), tape);
    }

    /** As {@link #detach}, but changes in place are not counted: autograd does not see them. */
    public Tensor data() {
        Tensor data = new Tensor(array(), tape);
        data.untracked = true;
        return data;
    }

    /** A copy with memory of its own, in row-major order; gradients flow through it. */
    @Override
    public Tensor clone() {
        return dev.flambeau.op.Copy.clone(this);
    }

    /** Cuts this tensor off the graph. */
    public Tensor detach_() {
        if (base != null) {
            throw new AutogradException("Can't detach views in-place. Use detach() instead.");
        }
        if (meta != null) {
            meta.setOrigin(null, 0);
            meta.requiresGrad = false;
            meta.retainsGrad = false;
        }
        return this;
    }

    /** Keeps the gradient of a tensor that is no leaf. */
    public Tensor retainGrad() {
        Hooks.retainGrad(this);
        return this;
    }

    public boolean retainsGrad() {
        return meta != null && meta.retainsGrad;
    }

    /** Calls {@code hook} with the gradient when it has been computed; what it returns (null: nothing) replaces it. */
    public Hooks.Handle registerHook(UnaryOperator<@Nullable Tensor> hook) {
        return Hooks.onGradient(this, hook);
    }

    /** Calls {@code hook} with this leaf after its gradient was added up. */
    public Hooks.Handle registerPostAccumulateGradHook(Consumer<Tensor> hook) {
        return Hooks.afterAccumulation(this, hook);
    }

    /** How often the data were changed in place. */
    public int version() {
        if (array.storage.inference) {
            throw new AutogradException("Inference tensors do not track version counter.");
        }
        return array.storage.version();
    }

    @Override
    public String toString() {
        return TensorPrinter.print(this);
    }

    // ---- for the library's own modules; the types are not exported

    /** What kernels see; throws if the memory was given back. */
    @SuppressWarnings("exports")
    public Array array() {
        array.storage.checkReadable(tape);
        return array;
    }

    /** The storage, whether or not it may still be read. */
    @SuppressWarnings("exports")
    public Storage storage() {
        return array.storage;
    }

    /** A tensor over an array. */
    @SuppressWarnings("exports")
    public static Tensor wrap(Array array) {
        return new Tensor(array, false);
    }

    /** A scalar argument: a number without memory, which does not widen a tensor's type. */
    public static Tensor scalar(double value) {
        return new Tensor(Array.immediate(DType.FLOAT64, value), false);
    }

    /** A scalar argument: an integer without memory. */
    public static Tensor scalar(long value) {
        return new Tensor(Array.immediate(DType.INT64, value), false);
    }

    /** A scalar argument of whatever Java type. */
    public static Tensor scalar(Number value) {
        return value instanceof Double || value instanceof Float
                ? scalar(value.doubleValue())
                : scalar(value.longValue());
    }

    /** A handle on what the tape saved. */
    @SuppressWarnings("exports")
    public static Tensor ofTape(Array array, @Nullable Node gradFn, int outputNumber) {
        Tensor tensor = new Tensor(array, true);
        if (gradFn != null) {
            tensor.setGradFn(gradFn, outputNumber);
        }
        return tensor;
    }

    /** A view of a tensor with another array over the same storage. */
    @SuppressWarnings("exports")
    public static Tensor viewOf(Tensor x, Array array) {
        Tensor view = new Tensor(array, x.tape);
        view.base = x.base == null ? x : x.base;
        view.viewVersion = array.storage.version();
        view.untracked = x.untracked;
        view.frozen =
                GradMode.isEnabled() ? x.frozen : GradMode.isInference() ? FrozenView.INFERENCE : FrozenView.NO_GRAD;
        return view;
    }

    /** What autograd knows of this tensor. */
    @SuppressWarnings("exports")
    public @Nullable AutogradMeta autograd() {
        return meta;
    }

    /** As {@link #autograd}, made if there is none. */
    @SuppressWarnings("exports")
    public AutogradMeta requireAutograd() {
        AutogradMeta m = meta;
        if (m == null) {
            m = new AutogradMeta();
            meta = m;
        }
        return m;
    }

    /** Where a gradient for this tensor goes. */
    @SuppressWarnings("exports")
    public Edge edge() {
        gradFn();
        return meta == null ? Edge.NOWHERE : meta.edge(this);
    }

    @SuppressWarnings("exports")
    public void setGradFn(@Nullable Node node, int outputNumber) {
        AutogradMeta m = requireAutograd();
        m.setOrigin(node, outputNumber);
        viewVersion = array.storage.version();
    }

    /** Whether the memory was allocated in inference mode: such a tensor can never be part of a graph. */
    public boolean isInference() {
        return array.storage.inference;
    }

    /** Throws if changing this view in place could not be recorded. */
    public void checkNotFrozen() {
        if (frozen != null && base != null && GradMode.isEnabled()) {
            throw new AutogradException(frozen.whenChanged(meta));
        }
    }

    /** Says why this view must not be changed in place while recording. */
    @SuppressWarnings("exports")
    public void freeze(FrozenView why) {
        frozen = why;
    }

    /** The tensor that this is a view of; null if it is none. */
    @SuppressWarnings("exports")
    public @Nullable Tensor base() {
        return base;
    }

    public boolean isUntracked() {
        return untracked;
    }

    /** Whether a user has looked at the gradient, which then must not change or vanish behind his back. */
    public @Nullable Tensor gradUnseen() {
        return meta == null ? null : meta.grad;
    }

    /** Finds a view's place in the graph again after its base was changed in place. */
    @SuppressWarnings("exports")
    public void refreshGradFn() {
        Tensor b = base;
        if (b == null) {
            return;
        }
        boolean recorded = b.requiresGrad() && b.gradFn() != null;
        if (recorded && frozen != null) {
            throw new AutogradException(frozen.whenBaseChanged(meta));
        }
        viewVersion = array.storage.version();
        if (recorded) {
            try (GradMode _ = GradMode.set(true)) {
                Tensor again = ViewOps.asStrided(b, array.sizes, array.strides, array.offset - b.array.offset);
                setGradFn(again.gradFn(), 0);
            }
        }
    }

    /** Replaces the data (sizes and type may differ), for {@code module.to} and {@code x.data = y}. */
    public void setData(Tensor source) {
        if (meta != null && meta.gradFn != null) {
            throw new AutogradException("only a leaf's data can be replaced");
        }
        MemoryScope.keep(source.array().storage);
        array = source.array();
        base = null;
    }
}
