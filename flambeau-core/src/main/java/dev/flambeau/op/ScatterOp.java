package dev.flambeau.op;

import static dev.flambeau.expr.Expr.in;

import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Fn;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import dev.flambeau.spi.Scatter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A scatter: inputs are what is written to, the source (a 0-d value if {@code value}) and the positions; sources larger than the
 * positions are read in part.
 */
record ScatterOp(Names names, Scatter mode, int dim, boolean value) implements Op {
    static final PointwiseOp FLOOR_DIVIDE =
            PointwiseOp.of("div", 2, Promotion.SAME, Expr.call(Fn.FLOOR_DIV, in(0), in(1)));

    /** The function's name and its node's. */
    record Names(String op, String node) {}

    @Override
    public String name() {
        return names.op;
    }

    @Override
    public String nodeName() {
        return names.node;
    }

    @Override
    public boolean updates() {
        return true;
    }

    @Override
    public Spec[] infer(Array[] in) {
        Array self = Gathers.atLeast1d(in[0]);
        Array source = Gathers.atLeast1d(in[1]);
        Array index = Gathers.atLeast1d(in[2]);
        if (!value && in[0].dtype != in[1].dtype) {
            throw new DTypeException("scatter(): Expected self.dtype to be equal to src.dtype (self "
                    + in[0].dtype.scalarName() + ", src "
                    + in[1].dtype.scalarName() + ")");
        }
        if (index.numel == 0) {
            return new Spec[] {Spec.like(in[0])};
        }
        String shapes = " (index " + Arrays.toString(in[2].sizes) + ", self " + Arrays.toString(in[0].sizes) + ")";
        if (self.dim() != index.dim()) {
            throw new ShapeException("Index tensor must have the same number of dimensions as self tensor" + shapes);
        }
        if (!value && source.dim() != index.dim()) {
            throw new ShapeException("Index tensor must have the same number of dimensions as src tensor (index "
                    + Arrays.toString(in[2].sizes) + ", src " + Arrays.toString(in[1].sizes) + ")");
        }
        for (int i = 0; i < index.dim(); i++) {
            boolean fitsSelf = i == dim || index.sizes[i] <= self.sizes[i];
            boolean fitsSource = value || index.sizes[i] <= source.sizes[i];
            if (!fitsSelf || !fitsSource) {
                throw new ShapeException(
                        "Expected index " + Arrays.toString(index.sizes) + " to be no larger than self "
                                + Arrays.toString(self.sizes) + " apart from dimension " + dim
                                + (value ? "" : " and to be no larger size than src " + Arrays.toString(source.sizes)));
            }
        }
        return new Spec[] {Spec.like(in[0])};
    }

    @Override
    public void run(Kernels kernels, Array[] out, Array[] in) {
        Array index = Gathers.atLeast1d(in[2]);
        if (index.numel == 0) {
            return;
        }
        Array source = value ? in[1].broadcastTo(index.sizes) : new Corner(index.sizes).view(Gathers.atLeast1d(in[1]));
        kernels.scatter(mode, Gathers.atLeast1d(out[0]), dim, index, source);
    }

    @Override
    public Grads grads() {
        return switch (mode) {
            case SET -> Grads.each(
                    Grad.ofInputs(s -> Scatters.scatterValue(s.g(), dim, s.in(2), Tensor.scalar(0)), 2),
                    value ? Grad.NONE : sourceGrad());
            case ADD -> Grads.each(Grad.of(g -> g), sourceGrad());
            case MULTIPLY -> Grads.joint(new int[] {0, 1, 2}, new int[] {0}, this::productGrads);
            case MAX, MIN -> Grads.joint(new int[] {0, 1, 2}, new int[] {0}, this::extremeGrads);
        };
    }

    private Grad sourceGrad() {
        return Grad.ofInputs(s -> laidInto(s.spec(1), Gathers.gather(s.g(), dim, s.in(2))), 2);
    }

    /** A gradient of the part that was read, with zeros for the rest of the source. */
    private static Tensor laidInto(Spec source, Tensor g) {
        if (g.dim() == 0 || source.dim() == 0 || Arrays.equals(source.sizes(), g.array().sizes)) {
            return g;
        }
        if (g.numel() == 0) {
            return Engine.zeros(source);
        }
        return Engine.run(new ViewGrad(new Corner(g.array().sizes), source), g);
    }

    /** The first elements along each dimension. */
    private record Corner(long[] sizes) implements ViewOp {
        @Override
        public String name() {
            return "corner";
        }

        @Override
        public Array view(Array in) {
            return in.view(in.offset, sizes, in.strides);
        }
    }

    /** Each place's gradient goes to the extremes that were there, in equal parts. */
    private @Nullable Tensor[] extremeGrads(Saved s) {
        Tensor self = s.in(0);
        Tensor index = s.in(2);
        Tensor source = part(s);
        Tensor result = s.out(0);
        Tensor selfWins = Copy.to(Pointwise.EQ.apply(self, result), self.dtype());
        Tensor sourceWins = Copy.to(Pointwise.EQ.apply(source, Gathers.gather(result, dim, index)), self.dtype());
        Tensor share = Pointwise.DIV.apply(s.g(), Scatters.scatterAdd(selfWins, dim, index, sourceWins));
        Tensor toSource = s.needs(1) ? Pointwise.MUL.apply(sourceWins, Gathers.gather(share, dim, index)) : null;
        return new @Nullable Tensor[] {Pointwise.MUL.apply(selfWins, share),
            toSource == null ? null : laidInto(s.spec(1), toSource), null};
    }

    /** The product of all other factors; zeros are taken out of the product where they would be divided by. */
    private @Nullable Tensor[] productGrads(Saved s) {
        Tensor self = s.in(0);
        Tensor index = s.in(2);
        Tensor source = part(s);
        Tensor g = s.g();
        Tensor zero = Tensor.scalar(0);
        Tensor one = Tensor.scalar(1);
        Tensor selfOrOne = Pointwise.WHERE.apply(Pointwise.EQ.apply(self, zero), one, self);
        Tensor toSelf = Pointwise.DIV.apply(Pointwise.MUL.apply(g, product(selfOrOne, index, source)), selfOrOne);
        if (!s.needs(1)) {
            return new @Nullable Tensor[] {toSelf, null, null};
        }
        Tensor isZero = Pointwise.EQ.apply(source, zero);
        Tensor zeros = Engine.zeros(new Spec(self.dtype(), self.array().sizes));
        Tensor zerosThere =
                Gathers.gather(Scatters.scatterAddInPlace(zeros, dim, index, Copy.to(isZero, self.dtype())), dim,
                        index);
        Tensor onlyZero = Pointwise.EQ.apply(Pointwise.MUL.apply(Copy.to(isZero, self.dtype()), zerosThere), one);
        Tensor withoutOnlyZero = Pointwise.WHERE.apply(onlyZero, one, source);
        Tensor others = Gathers.gather(Pointwise.MUL.apply(g, product(self, index, withoutOnlyZero)), dim, index);
        Tensor ratio = Pointwise.DIV.apply(Gathers.gather(Pointwise.MUL.apply(g, s.out(0)), dim, index),
                Pointwise.WHERE.apply(isZero, one, source));
        return new @Nullable Tensor[] {toSelf, laidInto(s.spec(1), Pointwise.WHERE.apply(onlyZero, others, ratio)),
            null};
    }

    private Tensor product(Tensor self, Tensor index, Tensor source) {
        return Engine.run(this, self, source, index);
    }

    /** The part of the source that was read. */
    private static Tensor part(Saved s) {
        Tensor source = s.in(1);
        Tensor index = s.in(2);
        boolean whole =
                source.dim() == 0 || index.dim() == 0 || Arrays.equals(source.array().sizes, index.array().sizes);
        return whole ? source : Engine.view(new Corner(index.array().sizes), source);
    }
}
