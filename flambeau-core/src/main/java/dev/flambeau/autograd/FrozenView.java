package dev.flambeau.autograd;

import org.jspecify.annotations.Nullable;

/**
 * Why a view's history could not be told if it, or what it is a view of, were changed in place while recording. A view of such a
 * view inherits the reason. Internal.
 */
public enum FrozenView {
    /** Made without recording. */
    NO_GRAD(mode("no_grad")),
    /** Made in inference mode. */
    INFERENCE(mode("inference_mode")),
    /** An input, or a view of one, that a {@link Function} returned. */
    FUNCTION("This view was created inside a custom Function (or because an input was returned as-is) and the autograd "
            + "logic to handle view+inplace would override the custom backward associated with the custom Function, leading "
            + "to incorrect gradients. This behavior is forbidden. You can fix this by cloning the output of the custom "
            + "Function."),
    /** One of the views that {@code split}, {@code chunk} or {@code unbind} gave: they share a step of the graph. */
    SEVERAL_VIEWS(
            "This view is the output of a function that returns multiple views. Such functions do not allow the output "
                    + "views to be modified inplace. You should replace the inplace operation by an out-of-place one.");

    private final String reason;

    FrozenView(String reason) {
        this.reason = reason;
    }

    private static String mode(String block) {
        return "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving "
                + "both the view and the inplace either both inside the " + block
                + " block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked).";
    }

    /** PyTorch's message for a change of this view. */
    public String whenChanged(@Nullable AutogradMeta view) {
        return message(view, "is being");
    }

    /** PyTorch's message for a change of what this is a view of, which shows when the view is used next. */
    public String whenBaseChanged(@Nullable AutogradMeta view) {
        return message(view, "its base or another view of its base has been");
    }

    private String message(@Nullable AutogradMeta view, String changed) {
        String modified = "and " + changed + " modified inplace";
        boolean inference = this == INFERENCE;
        String inMode = "created in " + (inference ? "inference mode " : "no_grad mode ") + modified
                + (inference ? " in normal mode. " : " with grad mode enabled. ") + reason;
        if (view == null || view.gradFn == null) {
            // PyTorch takes a view without a step for one that was made without recording, whatever the reason.
            return "A view was " + inMode;
        }
        String output = "Output " + view.outputNumber + " of " + view.gradFn.shortName() + " is a view ";
        return this == FUNCTION || this == SEVERAL_VIEWS
                ? output + modified + ". " + reason
                : output + "of a view which was " + inMode;
    }
}
