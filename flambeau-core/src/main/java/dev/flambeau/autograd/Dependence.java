package dev.flambeau.autograd;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@link Functional} does where a result does not depend on an input: zeros, or in strict mode an exception. */
final class Dependence {
    private static final String STRICT = " This is not allowed in strict mode.";

    private Dependence() {}

    /** What is being computed. */
    enum Stage {
        OUTPUTS, GRAD_INPUTS, JACOBIAN, HESSIAN, BACK, BACK_TRICK, DOUBLE_BACK, DOUBLE_BACK_TRICK
    }

    /** In strict mode refuses tensors that have no gradient. */
    static void check(List<? extends @Nullable Tensor> tensors, Stage stage, boolean strict) {
        for (int i = 0; strict && i < tensors.size(); i++) {
            Tensor tensor = tensors.get(i);
            if (tensor == null) {
                throw new AutogradException(
                        "The output of the user-provided function is independent of input " + i + "." + STRICT);
            }
            if (!tensor.requiresGrad()) {
                throw new AutogradException(noGradient(stage, i));
            }
        }
    }

    private static String noGradient(Stage stage, int i) {
        return switch (stage) {
            case HESSIAN -> "The hessian of the user-provided function with respect to input " + i
                    + " is independent of the input." + STRICT + " You should ensure that your function is thrice "
                    + "differentiable and that the hessian depends on the inputs.";
            case JACOBIAN -> "While computing the hessian, found that the jacobian of the user-provided function with "
                    + "respect to input " + i + " is independent of the input." + STRICT
                    + " You should ensure that your "
                    + "function is twice differentiable and that the jacobian depends on the inputs (this would be violated "
                    + "by a linear function for example).";
            case GRAD_INPUTS -> "The gradient with respect to input " + i
                    + " is independent of the inputs of the user-provided function." + STRICT;
            default -> "Output " + i + " of the user-provided function does not require gradients. The outputs must be "
                    + "computed in a differentiable manner from the input when running in strict mode.";
        };
    }

    /** A row of a Jacobian; zeros where there is none. */
    static Tensor rowOrZeros(@Nullable Tensor grad, Tensor input, int output, int number, FunctionalOptions o) {
        if (grad == null) {
            if (o.strict) {
                throw new AutogradException(
                        "Output " + output + " of the user-provided function is independent of input "
                                + number + "." + STRICT);
            }
            return Torch.zerosLike(input);
        }
        if (o.strict && o.createGraph && !grad.requiresGrad()) {
            throw new AutogradException("The jacobian of the user-provided function is independent of input " + number
                    + ". This is not allowed in strict mode when create_graph=True.");
        }
        return grad;
    }

    /** The gradients, zeros where there is none. */
    static List<Tensor> orZeros(List<@Nullable Tensor> grads, List<Tensor> like, Stage stage, FunctionalOptions o) {
        List<Tensor> result = new ArrayList<>();
        for (int i = 0; i < grads.size(); i++) {
            Tensor grad = grads.get(i);
            if (grad == null && o.strict) {
                throw new AutogradException(none(stage, i));
            }
            if (grad != null && o.strict && o.createGraph && !grad.requiresGrad()) {
                boolean twice = stage == Stage.DOUBLE_BACK || stage == Stage.DOUBLE_BACK_TRICK;
                throw new AutogradException("The " + (twice ? "hessian" : "jacobian")
                        + " of the user-provided function is independent of input " + i
                        + ". This is not allowed in strict mode when create_graph=True.");
            }
            result.add(grad == null ? Torch.zerosLike(like.get(i)) : grad);
        }
        return result;
    }

    private static String none(Stage stage, int i) {
        return switch (stage) {
            case BACK -> "The output of the user-provided function is independent of input " + i + "." + STRICT;
            case BACK_TRICK -> "The gradient with respect to the input is independent of entry " + i
                    + " in the grad_outputs when using the double backward trick to compute forward mode gradients."
                    + STRICT;
            case DOUBLE_BACK ->
                "The jacobian of the user-provided function is independent of input " + i + "." + STRICT;
            default -> "The hessian of the user-provided function is independent of entry " + i
                    + " in the grad_jacobian. "
                    + "This is not allowed in strict mode as it prevents from using the double backward trick to replace "
                    + "forward mode AD.";
        };
    }
}
