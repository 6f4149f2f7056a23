package dev.flambeau.op;

import dev.flambeau.Tensor;
import dev.flambeau.autograd.Edge;
import dev.flambeau.autograd.Node;
import org.jspecify.annotations.Nullable;

/** The graph's node of a view. */
final class ViewNode extends Node {
    private final ViewOp op;
    private final Spec input;

    ViewNode(ViewOp op, Edge next, Spec input) {
        super(new Edge[] {next});
        this.op = op;
        this.input = input;
    }

    @Override
    public String name() {
        return op.nodeName();
    }

    @Override
    protected @Nullable Tensor[] backward(@Nullable Tensor[] grads) {
        Tensor g = grads[0];
        return new @Nullable Tensor[] {g == null ? null : op.grad(g, input)};
    }
}
