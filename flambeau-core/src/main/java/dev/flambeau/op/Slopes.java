package dev.flambeau.op;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The derivative of a function that is known at some places, estimated from neighbouring values. */
public final class Slopes {
    private Slopes() {}

    /** Where the values are known: {@code [x0, x1, …]}, or at equal distances of so much. */
    public record Spacing(@Nullable Tensor places, double distance) {
        public static Spacing of(double distance) {
            return new Spacing(null, distance);
        }

        public static Spacing of(Tensor places) {
            return new Spacing(places, 0);
        }
    }

    /**
     * For each of the dimensions (null: all) the estimated derivative along it, of the second order inside and of the first or second one
     * at the edges. {@code spacings} has an entry for each dimension, or one for all where {@code same}.
     */
    public static List<Tensor> gradient(Tensor x, List<Spacing> spacings, boolean same, int @Nullable [] dims,
            int edgeOrder) {
        if (x.dtype() == DType.UINT8) {
            throw new DTypeException("torch.gradient does not support uint8 input.");
        }
        int count = dims == null ? x.dim() : dims.length;
        if (!same && spacings.size() != count) {
            throw new ArgumentException(dims == null
                    ? "torch.gradient expected spacing to be unspecified, a scalar, or a list of length equal to 'self.dim() = "
                            + x.dim() + "', since dim argument was not given, but got a list of length "
                            + spacings.size()
                    : "torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim arguments to have "
                            + "the same length, but got a spacing argument of length " + spacings.size()
                            + " and a dim argument of length " + count + ".");
        }
        if (edgeOrder != 1 && edgeOrder != 2) {
            throw new ArgumentException("torch.gradient only supports edge_order=1 and edge_order=2.");
        }
        if (dims != null && dims.length > 0) {
            Reductions.mask(dims, x.dim()); // each one once
        }
        List<Tensor> slopes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int dim = Torch.wrapDim(dims == null ? i : dims[i], x.dim());
            if (x.dim() == 0 || x.size(dim) < edgeOrder + 1) {
                throw new ShapeException("torch.gradient expected each dimension size to be at least edge_order+1");
            }
            check(x, spacings.get(same ? 0 : i), dim);
        }
        for (int i = 0; i < count; i++) {
            Spacing spacing = spacings.get(same ? 0 : i);
            Line line = new Line(x, Torch.wrapDim(dims == null ? i : dims[i], x.dim()));
            slopes.add(spacing.places == null
                    ? even(line, spacing.distance, edgeOrder)
                    : uneven(line, spacing.places, edgeOrder));
        }
        return slopes;
    }

    private static void check(Tensor x, Spacing spacing, int dim) {
        Tensor places = spacing.places;
        if (places != null && places.dim() != 1) {
            throw new ShapeException(String.format(Locale.ROOT,
                    "torch.gradient expected each element of spacing to have one dimension, but got an element with %d dimensions!",
                    places.dim()));
        }
        if (places != null && places.numel() != x.size(dim)) {
            throw new ShapeException("torch.gradient expected " + x.size(dim) + " places along dimension " + dim
                    + " of shape " + Arrays.toString(x.array().sizes) + ", but got a spacing of " + places.numel());
        }
    }

    /** Values along a dimension; positions below 0 count from the end. */
    private record Line(Tensor x, int dim) {
        Tensor at(long place) {
            long from = place < 0 ? x.size(dim) + place : place;
            return ViewOps.slice(x, dim, from, from + 1, 1);
        }

        /** Without so many positions at the begin and at the end. */
        Tensor inner(long before, long behind) {
            return Scans.until(Scans.from(x, dim, before), dim, behind);
        }

        Tensor joined(Tensor first, Tensor middle, Tensor last) {
            return Joining.cat(List.of(first, middle, last), dim);
        }
    }

    private static Tensor even(Line y, double distance, int edgeOrder) {
        Tensor h = Tensor.scalar(distance);
        Tensor middle = Pointwise.DIV.apply(Pointwise.SUB.apply(y.inner(2, 0), y.inner(0, 2)),
                Tensor.scalar(2 * distance));
        if (edgeOrder == 1) {
            return y.joined(Pointwise.DIV.apply(Pointwise.SUB.apply(y.at(1), y.at(0)), h), middle,
                    Pointwise.DIV.apply(Pointwise.SUB.apply(y.at(-1), y.at(-2)), h));
        }
        Tensor first = sum(-1.5, y.at(0), 2, y.at(1), -0.5, y.at(2));
        Tensor last = sum(0.5, y.at(-3), -2, y.at(-2), 1.5, y.at(-1));
        return y.joined(Pointwise.DIV.apply(first, h), middle, Pointwise.DIV.apply(last, h));
    }

    private static Tensor sum(double a, Tensor x, double b, Tensor y, double c, Tensor z) {
        return sum(Tensor.scalar(a), x, Tensor.scalar(b), y, Tensor.scalar(c), z);
    }

    private static Tensor sum(Tensor a, Tensor x, Tensor b, Tensor y, Tensor c, Tensor z) {
        Tensor two = Pointwise.ADD.apply(Pointwise.MUL.apply(a, x), Pointwise.MUL.apply(b, y));
        return Pointwise.ADD.apply(two, Pointwise.MUL.apply(c, z));
    }

    /** By the parabola through three neighbours, whose distances are p and q. */
    private static Tensor uneven(Line y, Tensor places, int edgeOrder) {
        long[] shape = new long[y.x.dim()];
        Arrays.fill(shape, 1);
        shape[y.dim] = -1;
        Tensor distances = ViewOps.reshape(Scans.diff(places, 1, 0, null, null), shape);
        Line d = new Line(distances, y.dim);
        Tensor p = d.inner(0, 1);
        Tensor q = d.inner(1, 0);
        Tensor middle = sum(Pointwise.NEG.apply(over(q, p, p, q)), y.inner(0, 2),
                Pointwise.DIV.apply(Pointwise.SUB.apply(q, p), Pointwise.MUL.apply(p, q)), y.inner(1, 1),
                over(p, q, p, q), y.inner(2, 0));
        if (edgeOrder == 1) {
            return y.joined(Pointwise.DIV.apply(Pointwise.SUB.apply(y.at(1), y.at(0)), d.at(0)), middle,
                    Pointwise.DIV.apply(Pointwise.SUB.apply(y.at(-1), y.at(-2)), d.at(-1)));
        }
        Tensor first = edge(d.at(0), d.at(1), y.at(0), y.at(1), y.at(2));
        Tensor last = Pointwise.NEG.apply(edge(d.at(-1), d.at(-2), y.at(-1), y.at(-2), y.at(-3)));
        return y.joined(first, middle, last);
    }

    /** {@code n / (a (p + q))} */
    private static Tensor over(Tensor n, Tensor a, Tensor p, Tensor q) {
        return Pointwise.DIV.apply(n, Pointwise.MUL.apply(a, Pointwise.ADD.apply(p, q)));
    }

    /** The slope at the first of three values, the distance p from the second one and that one q from the third. */
    private static Tensor edge(Tensor p, Tensor q, Tensor a, Tensor b, Tensor c) {
        Tensor twice = Pointwise.ADD.apply(Pointwise.ADD.apply(p, p), q);
        return sum(Pointwise.NEG.apply(over(twice, p, p, q)), a,
                Pointwise.DIV.apply(Pointwise.ADD.apply(p, q), Pointwise.MUL.apply(p, q)), b,
                Pointwise.NEG.apply(over(p, q, p, q)), c);
    }
}
