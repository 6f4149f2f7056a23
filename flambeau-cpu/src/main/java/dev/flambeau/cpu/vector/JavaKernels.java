package dev.flambeau.cpu.vector;

import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.reference.ReferenceKernels;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Convolution;
import dev.flambeau.spi.Pooling;
import dev.flambeau.spi.Reduction;
import dev.flambeau.spi.Scatter;
import org.jspecify.annotations.Nullable;

/**
 * The CPU's kernels of our own: loops for pointwise work, copies and reductions, generated in a {@link Form} that suits the machine; blocked
 * multiplication and what builds on it. Everything else is the reference's.
 */
public class JavaKernels extends ReferenceKernels {
    /**
     * A thread's piece of work is not to be smaller, in picoseconds: what is shared for less leaves its results in two cores' caches. So
     * lenet-1 takes 105 to 115 µs; 115 to 135 where anything longer than 5 µs was shared.
     */
    static final long GRAIN_PICOS = 6_000_000;
    /** Elements in one call of a loop, which counts them in an int. */
    static final int MAX_COUNT = 1 << 30;

    private final Form form;

    /** With the form that this JVM can run and {@code -Dflambeau.vector} asks for. */
    public JavaKernels() {
        this(Form.preferred());
    }

    /** With this form, or the plain one where the Vector API is missing. */
    public JavaKernels(Form form) {
        this.form = form.available();
    }

    @Override
    public String name() {
        return "java";
    }

    /** How the loops are written. */
    public final Form form() {
        return form;
    }

    @Override
    public void pointwise(PointwiseKernel kernel, Array[] outs, Array[] ins) {
        long numel = outs[0].numel;
        if (numel == 0) {
            return;
        }
        Loop loop = Loops.ofDense(kernel, form, outs, ins);
        boolean inLongs = kernel.kind() == Kind.LONG;
        if (loop == null) {
            strided(kernel, outs, ins);
        } else if (numel > grain(loop) || loop.arity == Loop.MANY) {
            Line.run(loop, outs, ins, inLongs);
        } else if (ins.length == 1) {
            loop.run((int) numel, outs[0].address(), argument(ins[0], inLongs));
        } else if (ins.length == 2) {
            loop.run((int) numel, outs[0].address(), argument(ins[0], inLongs), argument(ins[1], inLongs));
        } else {
            loop.run((int) numel, outs[0].address(), argument(ins[0], inLongs), argument(ins[1], inLongs),
                    argument(ins[2], inLongs));
        }
    }

    static long argument(Array in, boolean inLongs) {
        return in.immediate ? Cells.immediate(in, inLongs) : in.address();
    }

    /** How many elements are worth a thread of their own; a multiple of a cache line's. */
    static long grain(Loop loop) {
        return Math.min(Math.max(1024, GRAIN_PICOS / loop.cost & -1024), MAX_COUNT);
    }

    private void strided(PointwiseKernel kernel, Array[] outs, Array[] ins) {
        if (outs.length + ins.length > Loops.MAX_ARRAYS) {
            super.pointwise(kernel, outs, ins);
        } else {
            Iteration.run(kernel, form, outs, ins);
        }
    }

    @Override
    public void copy(Array to, Array from) {
        Copies.copy(form, to, from);
    }

    @Override
    public void reduce(Reduction reduction, Array[] outs, Array in, long dims) {
        boolean isIndexed =
                reduction.kind() == Reduction.Kind.MAX_WITH_INDEX || reduction.kind() == Reduction.Kind.MIN_WITH_INDEX;
        if (!isIndexed) {
            Reductions.reduce(form, reduction, outs[0], in, dims);
        } else if (!Extrema.reduce(form, reduction, outs, in, dims)) {
            super.reduce(reduction, outs, in, dims);
        }
    }

    /** Whether a product has a way of its own, whatever else could compute it. */
    protected static boolean isSpecial(Array out, Array x, Array y, @Nullable Array bias) {
        return Outer.isFor(out, x, y, bias) || Dots.areFor(out, x, y);
    }

    @Override
    public void matmul(Array out, Array x, Array y, @Nullable Array bias) {
        if (!Outer.matmul(form, out, x, y, bias) && !Dots.matmul(form, out, x, y, bias)
                && !Matmul.matmul(out, x, y, bias)) {
            super.matmul(out, x, y, bias);
        }
    }

    @Override
    public void convolution(Convolution c, Array out, Array x, Array weight, @Nullable Array bias) {
        if (!Convolutions.forward(form, c, out, x, weight, bias)) {
            super.convolution(c, out, x, weight, bias);
        }
    }

    @Override
    public void convolutionInputGrad(Convolution c, Array xGrad, Array grad, Array weight) {
        if (!Convolutions.inputGrad(form, c, xGrad, grad, weight)) {
            super.convolutionInputGrad(c, xGrad, grad, weight);
        }
    }

    @Override
    public void convolutionWeightGrad(Convolution c, Array weightGrad, @Nullable Array biasGrad, Array grad, Array x) {
        if (!Convolutions.weightGrad(form, c, weightGrad, biasGrad, grad, x)) {
            super.convolutionWeightGrad(c, weightGrad, biasGrad, grad, x);
        }
    }

    @Override
    public void pool(Pooling p, Array out, @Nullable Array positions, Array x) {
        if (!Pools.pool(form, p, out, positions, x)) {
            super.pool(p, out, positions, x);
        }
    }

    @Override
    public void poolGrad(Pooling p, Array xGrad, Array grad, @Nullable Array positions) {
        if (!Pools.poolGrad(form, p, xGrad, grad, positions)) {
            super.poolGrad(p, xGrad, grad, positions);
        }
    }

    @Override
    public void softmax(boolean log, Array out, Array x, int dim) {
        if (!Softmax.softmax(form, log, out, x, dim)) {
            super.softmax(log, out, x, dim);
        }
    }

    @Override
    public void softmaxGrad(boolean log, Array xGrad, Array grad, Array out, int dim) {
        if (!Softmax.softmaxGrad(form, log, xGrad, grad, out, dim)) {
            super.softmaxGrad(log, xGrad, grad, out, dim);
        }
    }

    @Override
    public void gather(Array out, Array x, int dim, Array index) {
        if (!Gathers.gather(form, out, x, dim, index)) {
            super.gather(out, x, dim, index);
        }
    }

    @Override
    public void scatter(Scatter mode, Array out, int dim, Array index, Array source) {
        if (!Gathers.scatter(form, mode, out, dim, index, source)) {
            super.scatter(mode, out, dim, index, source);
        }
    }

    @Override
    public void index(Array out, Array x, Array[] indices) {
        if (!Indexing.index(form, out, x, indices)) {
            super.index(out, x, indices);
        }
    }

    @Override
    public void indexPut(Array out, Array[] indices, Array source, boolean accumulate) {
        if (!Indexing.indexPut(form, out, indices, source, accumulate)) {
            super.indexPut(out, indices, source, accumulate);
        }
    }

    @Override
    public long countNonzero(Array x) {
        return Nonzero.count(form, x);
    }

    @Override
    public void nonzero(Array out, Array x) {
        if (!Nonzero.coordinates(form, out, x)) {
            super.nonzero(out, x);
        }
    }
}
