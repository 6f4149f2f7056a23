package dev.flambeau.op;

import dev.flambeau.Tensor;
import dev.flambeau.autograd.Edge;
import dev.flambeau.autograd.Node;
import org.jspecify.annotations.Nullable;

/** The graph's node of a view. */
final class ViewNode extends Node {
    private final ViewOp op;
    private final Spec input;
    private @Nullable String name; // the operation's unless given

    ViewNode(ViewOp op, Edge next, Spec input) {
        super(new Edge[] {next});
        this.op = op;
        this.input = input;
    }

    /** Gives the step the name of the composition that it ends, before anybody has seen it. */
    void rename(String nodeName) {
        name = nodeName;
    }

    @Override
    public String name() {
        return name == null ? op.nodeName() : name;
    }

    @Override
    protected @Nullable Tensor[] backward(@Nullable Tensor[] grads) {
        Tensor g = grads[0];
        return new @Nullable Tensor[] {g == null ? null : op.grad(g, input)};
    }
}
