package dev.flambeau.autograd;

import dev.flambeau.AutogradException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.autograd.Function.Context;
import dev.flambeau.op.Engine;
import dev.flambeau.op.Spec;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The graph's node of a call of a user's {@link Function}. */
final class FunctionNode extends Node {
    private final Function function;
    private final Context context;
    private final Spec[] inputs;
    private final Spec[] outputs;

    private FunctionNode(Function function, Context context, Edge[] next, Spec[] inputs, Spec[] outputs) {
        super(next);
        this.function = function;
        this.context = context;
        this.inputs = inputs;
        this.outputs = outputs;
    }

    /** Calls a function and records the call. */
    static Tensor[] apply(Function function, Tensor[] in) {
        boolean record = GradMode.isEnabled() && Arrays.stream(in).anyMatch(Tensor::requiresGrad);
        Context context = new Context(in.clone(), record);
        Tensor[] returned;
        try (GradMode _ = GradMode.set(false)) {
            returned = function.forward(context, in.clone());
        }
        checkReturned(function, returned);
        for (Tensor tensor : context.dirty()) {
            if (Arrays.stream(returned).noneMatch(each -> each == tensor)) {
                throw new AutogradException(
                        "Some elements marked as dirty during the forward method were not returned as output. The "
                                + "inputs that are modified inplace must all be outputs of the Function.");
            }
            if (record && tensor.base() != null && returned.length > 1) {
                throw new AutogradException(
                        "If your Function modifies inplace an input that is a view of another Tensor, your Function cannot "
                                + "return more than one Tensor. This is not supported by the current autograd engine. "
                                + "You should either make sure the input is not a view (using .clone() for example) or make "
                                + "your Function only return one Tensor (potentially splitting it into two Functions: one "
                                + "doing the inplace that returns a single Tensor and a second one that does the other "
                                + "operations).");
            }
        }
        if (!record) {
            context.forgetInputs();
            return returned;
        }
        Edge[] next = new Edge[in.length];
        for (int i = 0; i < next.length; i++) {
            next[i] = in[i].edge();
        }
        FunctionNode node = new FunctionNode(function, context, next, specs(in), specs(returned));
        Tensor[] results = new Tensor[returned.length];
        for (int k = 0; k < results.length; k++) {
            results[k] = node.result(returned, k);
        }
        context.seal(node, returned, results);
        return results;
    }

    private static void checkReturned(Function function, Tensor @Nullable [] returned) {
        if (returned == null || Arrays.stream(returned).anyMatch(Objects::isNull)) {
            throw new AutogradException("the forward of " + function.name() + " returned null");
        }
    }

    /** A returned tensor with its place in the graph. */
    private Tensor result(Tensor[] returned, int k) {
        Tensor tensor = returned[k];
        int input = context.position(tensor);
        if (!context.isDifferentiable(tensor)) {
            return input >= 0 && !context.isDirty(tensor) ? tensor.detach() : tensor;
        }
        if (input >= 0 && context.isDirty(tensor)) {
            Engine.rebase(tensor, this, k, input);
            return tensor;
        }
        boolean fresh = input < 0 && tensor.autograd() == null && tensor.base() == null
                && Arrays.asList(returned).indexOf(tensor) == k;
        Tensor result = tensor;
        if (!fresh) {
            Tensor base = input >= 0 ? tensor : tensor.base();
            if (base != null && (base.requiresGrad() || base.gradFn() != null)) {
                result = Tensor.viewOf(base, tensor.array());
                result.freeze(FrozenView.FUNCTION);
            } else {
                result = tensor.detach();
            }
        }
        result.setGradFn(this, k);
        return result;
    }

    private static Spec[] specs(Tensor[] tensors) {
        Spec[] specs = new Spec[tensors.length];
        for (int i = 0; i < specs.length; i++) {
            specs[i] = Spec.like(tensors[i].array());
        }
        return specs;
    }

    @Override
    public String name() {
        return function.name() + "Backward";
    }

    @Override
    boolean isUsers() {
        return true;
    }

    @Override
    protected int outputs() {
        return outputs.length;
    }

    @Override
    protected @Nullable Tensor[] backward(@Nullable Tensor[] grads) {
        @Nullable Tensor[] given = grads.clone();
        if (context.materializes()) {
            for (int k = 0; k < given.length; k++) {
                if (given[k] == null) {
                    given[k] = Torch.zeros(outputs[k].dtype(), outputs[k].sizes());
                }
            }
        }
        if (!function.isOnceDifferentiable()) {
            return checked(function.backward(context, given));
        }
        @Nullable Tensor[] result;
        try (GradMode _ = GradMode.set(false)) {
            result = checked(function.backward(context, given));
        }
        if (GradMode.isEnabled()) {
            TwiceNode refusal = new TwiceNode(next(), result.length);
            for (int i = 0; i < result.length; i++) {
                Tensor grad = result[i];
                if (grad != null) {
                    Tensor refusing = grad.detach();
                    refusing.setGradFn(refusal, i);
                    result[i] = refusing;
                }
            }
        }
        return result;
    }

    /** The gradients that a user's backward gave, one for each input, in its shape and type. */
    private @Nullable Tensor[] checked(@Nullable Tensor @Nullable [] returned) {
        @Nullable Tensor[] given = returned == null ? new @Nullable Tensor[0] : returned;
        int count = given.length;
        while (count > inputs.length && given[count - 1] == null) {
            count--;
        }
        if (count != inputs.length) {
            throw new AutogradException("function " + name() + " returned an incorrect number of gradients (expected "
                    + inputs.length + ", got " + given.length + ")");
        }
        @Nullable Tensor[] result = new @Nullable Tensor[count];
        for (int i = 0; i < count; i++) {
            Tensor grad = given[i];
            if (grad != null && next()[i].node() != null) {
                result[i] = fitted(grad, i);
            }
        }
        return result;
    }

    private Tensor fitted(Tensor grad, int i) {
        long[] wanted = inputs[i].sizes();
        long[] sizes = grad.size().toLongs();
        Tensor result = grad;
        if (!Arrays.equals(sizes, wanted)) {
            boolean expanded = sizes.length >= wanted.length;
            for (int d = 1; expanded && d <= wanted.length; d++) {
                long own = wanted[wanted.length - d];
                expanded = own == 1 || own == sizes[sizes.length - d];
            }
            if (!expanded) {
                throw new AutogradException("Function " + name() + " returned an invalid gradient at index " + i
                        + " - got " + Arrays.toString(sizes) + " but expected shape compatible with "
                        + Arrays.toString(wanted));
            }
            result = grad.sumToSize(wanted);
        }
        result = result.to(inputs[i].dtype());
        return result.storage().isHeldByTape() ? result.clone() : result; // what was saved ends with this step
    }

    @Override
    protected void release() {
        context.release();
    }

    @Override
    protected void forget() {
        context.forget();
    }

    /** Where the gradients of a function lead whose backward has none of its own. */
    private static final class TwiceNode extends Node {
        private final int outputs;

        TwiceNode(Edge[] next, int outputs) {
            super(next);
            this.outputs = outputs;
        }

        @Override
        public String name() {
            return "DelayedError";
        }

        @Override
        protected int outputs() {
            return outputs;
        }

        @Override
        protected @Nullable Tensor[] backward(@Nullable Tensor[] grads) {
            throw new AutogradException(
                    "trying to differentiate twice a function that was marked with @once_differentiable");
        }
    }
}
