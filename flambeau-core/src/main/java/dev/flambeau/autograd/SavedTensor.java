package dev.flambeau.autograd;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import dev.flambeau.memory.Storages;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Storage;
import org.jspecify.annotations.Nullable;

/** A tensor that the tape keeps for backward: its contents as they were, and its place in the graph. */
public final class SavedTensor {
    private @Nullable Array array;
    private final int version;
    private final @Nullable Tensor leaf; // itself, if it is a leaf whose gradient is wanted
    private final @Nullable Node gradFn;
    private final int outputNumber;

    public SavedTensor(Tensor tensor) {
        this.array = tensor.array();
        AutogradMeta meta = tensor.autograd();
        this.gradFn = tensor.gradFn();
        this.outputNumber = meta == null ? 0 : meta.outputNumber;
        this.leaf = meta != null && gradFn == null && meta.requiresGrad ? tensor : null;
        Storage storage = array.storage;
        this.version = storage.version();
        if (storage != Storage.NONE) {
            storage.holdForTape();
        }
    }

    /** An output of the very step that saves it: the step is not known to the tensor yet. */
    public SavedTensor(Tensor output, Node step, int outputNumber) {
        this.array = output.array();
        this.gradFn = step;
        this.outputNumber = outputNumber;
        this.leaf = null;
        this.version = array.storage.version();
        array.storage.holdForTape();
    }

    /** A handle for a gradient formula; {@code step} and {@code what} are for the message. */
    public Tensor unpack(Node step) {
        if (array == null) {
            throw new AutogradException(
                    "Trying to backward through the graph a second time (or directly access saved tensors after they "
                            + "have already been freed). Saved intermediate values of the graph are freed when you call .backward() or "
                            + "autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need "
                            + "to access saved tensors after calling backward.");
        }
        if (array.storage.version() != version) {
            throw new AutogradException(
                    "one of the variables needed for gradient computation has been modified by an inplace operation: "
                            + "[torch." + array.dtype.scalarName() + "Tensor " + java.util.Arrays.toString(array.sizes)
                            + "], which is output "
                            + outputNumber + " of " + (gradFn == null ? "a leaf" : shortName(gradFn))
                            + ", is at version " + array.storage.version()
                            + "; expected version " + version + " instead (needed by " + step.name()
                            + "). Hint: enable anomaly detection to find "
                            + "the operation that failed to compute its gradient, with torch.autograd.set_detect_anomaly(True, check_nan=False).");
        }
        return leaf != null ? leaf : Tensor.ofTape(array, gradFn, outputNumber);
    }

    /** Lets go of the contents; memory that nobody else may read is free at once. */
    public void release() {
        Array held = array;
        if (held != null) {
            array = null;
            if (held.storage != Storage.NONE) {
                Storages.dropFromTape(held.storage);
            }
        }
    }

    public boolean isReleased() {
        return array == null;
    }

    private static String shortName(Node node) {
        return node.name().replaceFirst("Backward\\d*$", "");
    }
}
