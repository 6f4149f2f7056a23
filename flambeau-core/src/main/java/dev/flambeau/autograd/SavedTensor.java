package dev.flambeau.autograd;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import dev.flambeau.memory.Storages;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Storage;
import java.util.Arrays;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A tensor that the tape keeps for backward: its contents as they were, and its place in the graph. */
public final class SavedTensor {
    private @Nullable Array array; // the contents, unless hooks keep them in their way
    private @Nullable Object packed;
    private final @Nullable SavedTensorHooks hooks;
    private final int version;
    private final @Nullable Tensor leaf; // itself, if it is a leaf whose gradient is wanted
    private final @Nullable Node gradFn;
    private final int outputNumber;

    public SavedTensor(Tensor tensor) {
        AutogradMeta meta = tensor.autograd();
        this.gradFn = tensor.gradFn();
        this.outputNumber = meta == null ? 0 : meta.outputNumber;
        this.leaf = meta != null && gradFn == null && meta.requiresGrad ? tensor : null;
        this.hooks = SavedTensorHooks.current();
        this.version = save(tensor);
    }

    /** An output of the very step that saves it: the step is not known to the tensor yet. */
    public SavedTensor(Tensor output, Node step, int outputNumber) {
        this.gradFn = step;
        this.outputNumber = outputNumber;
        this.leaf = null;
        this.hooks = SavedTensorHooks.current();
        this.version = save(output);
    }

    private int save(Tensor tensor) {
        Array contents = tensor.array();
        Storage storage = contents.storage;
        if (storage == Storage.NONE) {
            array = contents;
            return 0;
        }
        if (storage.inference) {
            throw new AutogradException(
                    "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in "
                            + "computation tracked by autograd. To work around this, you can make a clone to get a normal tensor "
                            + "and use it in autograd, or use `torch.no_grad()` instead of `torch.inference_mode()`.");
        }
        if (hooks != null) {
            packed = hooks.pack(tensor);
        } else {
            array = contents;
            storage.holdForTape();
        }
        return storage.version();
    }

    /** A handle for a gradient formula; {@code step} is for the message. */
    public Tensor unpack(Node step) {
        return unpack(step::name, step.forward() != null);
    }

    /** As {@link #unpack(Node)}, for a step of that name; {@code traced} says whether a trace of the forward call will be shown. */
    Tensor unpack(Supplier<String> step, boolean traced) {
        if (hooks != null && packed != null) {
            Array contents = hooks.unpack(packed).array();
            return leaf != null
                    ? Tensor.ofTape(contents, leaf.edge().node(), 0)
                    : Tensor.ofTape(contents, gradFn, outputNumber);
        }
        if (array == null) {
            throw new AutogradException(
                    "Trying to backward through the graph a second time (or directly access saved tensors after they "
                            + "have already been freed). Saved intermediate values of the graph are freed when you call .backward() or "
                            + "autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need "
                            + "to access saved tensors after calling backward.");
        }
        if (array.storage.version() != version) {
            throw modified(array, step, traced);
        }
        return leaf != null ? leaf : Tensor.ofTape(array, gradFn, outputNumber);
    }

    private AutogradException modified(Array contents, Supplier<String> step, boolean traced) {
        String hint = !traced
                ? "enable anomaly detection to find the operation that failed to compute its gradient, with "
                        + "torch.autograd.set_detect_anomaly(True, check_nan=False)."
                : "the backtrace further above shows the operation that failed to compute its gradient. The variable in "
                        + "question was changed in there or anywhere later. Good luck!";
        return new AutogradException(
                "one of the variables needed for gradient computation has been modified by an inplace operation: [torch."
                        + contents.dtype.scalarName() + "Tensor " + Arrays.toString(contents.sizes) + "]"
                        + (gradFn == null
                                ? ""
                                : ", which is output " + outputNumber + " of " + gradFn.shortName() + ",")
                        + " is at version " + contents.storage.version() + "; expected version " + version
                        + " instead. Hint: " + hint + " (It is needed by " + step.get() + ".)");
    }

    /** After a pass that keeps the graph: lets go of contents that can be computed again. */
    public void forget() {
        if (hooks != null && packed != null) {
            hooks.forget(packed);
        }
    }

    /** Lets go of the contents; memory that nobody else may read is free at once. */
    public void release() {
        Object stand = packed;
        if (hooks != null && stand != null) {
            packed = null;
            hooks.release(stand);
        }
        Array held = array;
        if (held != null) {
            array = null;
            if (held.storage != Storage.NONE) {
                Storages.dropFromTape(held.storage);
            }
        }
    }

    public boolean isReleased() {
        return array == null && packed == null;
    }
}
