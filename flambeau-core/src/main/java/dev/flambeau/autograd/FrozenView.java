package dev.flambeau.autograd;

/**
 * Why a view's history could not be told if it, or what it is a view of, were changed in place while recording: the two messages.
 * Internal.
 */
public record FrozenView(String whenChanged, String whenBaseChanged) {
    private static final String BASE = "its base or another view of its base has been";

    /** Made without recording. */
    public static final FrozenView NO_GRAD = made("no_grad mode", "with grad mode enabled", "no_grad");
    /** Made in inference mode. */
    public static final FrozenView INFERENCE = made("inference mode", "in normal mode", "inference_mode");

    private static FrozenView made(String mode, String now, String block) {
        String rest = " modified inplace " + now + ". Given that this use case is ambiguous and error-prone, it is "
                + "forbidden. You can clarify your code by moving both the view and the inplace either both inside the "
                + block
                + " block (if you don't want the inplace to be tracked) or both outside (if you want the inplace to be tracked).";
        String view = "A view was created in " + mode + " and ";
        return new FrozenView(view + "is being" + rest, view + BASE + rest);
    }

    /** An input, or a view of one, that a {@link Function} returned. */
    static FrozenView ofFunction(String name, int output) {
        String view = "Output " + output + " of " + name + " is a view and ";
        String rest = " modified inplace. This view was created inside a custom Function (or because an input was "
                + "returned as-is) and the autograd logic to handle view+inplace would override the custom backward "
                + "associated with the custom Function, leading to incorrect gradients. This behavior is forbidden. You can "
                + "fix this by cloning the output of the custom Function.";
        return new FrozenView(view + "is being" + rest, view + BASE + rest);
    }
}
