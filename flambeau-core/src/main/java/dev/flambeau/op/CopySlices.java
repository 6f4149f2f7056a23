package dev.flambeau.op;

import dev.flambeau.Tensor;
import dev.flambeau.autograd.Edge;
import dev.flambeau.autograd.Node;
import dev.flambeau.spi.Array;
import org.jspecify.annotations.Nullable;

/**
 * The origin of a tensor of which a view was changed in place: the part that was changed gets its gradient through the step that
 * changed it, the rest keeps the old way.
 */
final class CopySlices extends Node {
    private final @Nullable AsStrided base; // how the base lies in memory; null if row by row
    private final AsStrided part; // of the memory, or of the row-major base
    private final Node step;
    private final int self; // which of the step's inputs is the view

    CopySlices(Edge old, Array base, Array view, Node step, int self) {
        super(edges(old, step, self));
        this.base = base.contiguous ? null : AsStrided.geometry(base);
        this.part = new AsStrided(view.sizes, view.strides, view.offset - base.offset, null);
        this.step = step;
        this.self = self;
    }

    @Override
    public String name() {
        return "CopySlices";
    }

    @Override
    protected @Nullable Tensor[] backward(@Nullable Tensor[] grads) {
        return backward(grads, ALL);
    }

    @Override
    protected @Nullable Tensor[] backward(@Nullable Tensor[] grads, long wanted) {
        Tensor g = grads[0];
        @Nullable Tensor[] result = new @Nullable Tensor[next().length];
        if (g == null) {
            return result;
        }
        Tensor memory =
                base == null ? g.contiguous() : Engine.run(new ViewGrad(base, new Spec(g.dtype(), base.span())), g);
        Tensor inner = Engine.view(part, memory).clone();
        @Nullable Tensor[] fromStep = runStep(step, new @Nullable Tensor[] {inner}, wanted);
        Tensor own = fromStep[self];
        Tensor replacement = own == null ? Engine.zeros(new Spec(g.dtype(), part.sizes())) : own;
        Tensor rest = Engine.run(new ViewScatter("as_strided_scatter", part), memory, replacement);
        System.arraycopy(fromStep, 0, result, 0, fromStep.length);
        result[self] = base == null ? rest : Engine.view(base, rest).contiguous();
        return result;
    }

    @Override
    protected void release() {
        releaseStep(step);
    }

    @Override
    protected void forget() {
        forgetStep(step);
    }

    private static Edge[] edges(Edge old, Node step, int self) {
        Edge[] edges = step.nextFunctions().toArray(Edge[]::new);
        edges[self] = old;
        return edges;
    }
}
