package dev.flambeau.op;

import static dev.flambeau.expr.Expr.in;
import static dev.flambeau.expr.Expr.of;
import static dev.flambeau.expr.Expr.select;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Lengths of vectors and matrices, and what is made of them. */
public final class Norms {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final int[] ALL = {};

    private Norms() {}

    /** {@code sum(|x|^p)^(1/p)} over the dimensions (none: all); 0 counts what is not 0, ±infinity are the extremes. */
    public static Tensor vectorNorm(Tensor x, double p, int[] dims, boolean keepdim, @Nullable DType dtype) {
        if (dtype != null && !dtype.isFloatingPoint()) {
            throw new DTypeException(
                    "linalg.vector_norm: dtype should be floating point or complex, but got " + dtype.scalarName());
        }
        if (!x.isFloatingPoint()) {
            throw new DTypeException("linalg.vector_norm: Expected a floating point or complex tensor as input. Got "
                    + x.dtype().scalarName());
        }
        if (dtype != null && DType.promote(dtype, x.dtype()) != dtype) {
            throw new DTypeException("linalg.vector_norm: the dtype of the input (" + x.dtype().scalarName()
                    + ") should be convertible without narrowing to the specified dtype (" + dtype.scalarName() + ")");
        }
        Tensor from = dtype == null ? x : x.to(dtype);
        long mask = Reductions.mask(dims, x.dim());
        if ((p < 0 || p == INF) && Reductions.count(x.array().sizes, mask) == 0) {
            throw new ShapeException("linalg.vector_norm cannot compute the " + plain(p)
                    + " norm on an empty tensor because the operation does not have an identity");
        }
        return Engine.compose(new VectorNorm(p, mask, keepdim), from);
    }

    /** The norm of matrices: {@code fro}, {@code nuc}, or an order of 1, 2 or infinity with either sign. */
    public static Tensor matrixNorm(Tensor x, Object order, int[] dims, boolean keepdim, @Nullable DType dtype) {
        if (x.dim() < 2) {
            throw new ShapeException("linalg.matrix_norm: The input tensor A must have at least 2 dimensions.");
        }
        if (dims.length != 2) {
            throw new ShapeException("linalg.matrix_norm: dim must be a 2-tuple. Got " + Arrays.toString(dims));
        }
        int a = Torch.wrapDim(dims[0], x.dim());
        int b = Torch.wrapDim(dims[1], x.dim());
        if (a == b) {
            throw new ShapeException(
                    "linalg.matrix_norm: dims must be different. Got (" + dims[0] + ", " + dims[1] + ")");
        }
        if ("fro".equals(order)) {
            return vectorNorm(x, 2, new int[] {a, b}, keepdim, dtype);
        }
        if (!x.isFloatingPoint()) {
            throw new DTypeException("linalg.matrix_norm: Expected a floating point or complex tensor as input. Got "
                    + x.dtype().scalarName());
        }
        double p = order instanceof Number n ? n.doubleValue() : Double.NaN;
        if ("nuc".equals(order) || Math.abs(p) == 2) {
            throw new ArgumentException("linalg.matrix_norm: order " + order
                    + " needs singular values, which this version does not compute");
        }
        if (Math.abs(p) != 1 && Math.abs(p) != INF) {
            throw new ArgumentException(
                    "linalg.matrix_norm: Order " + (order instanceof Number ? plain(p) : order) + " not supported.");
        }
        boolean columns = Math.abs(p) == 1;
        Tensor sums = vectorNorm(x, 1, new int[] {columns ? a : b}, true, dtype);
        int[] rest = {columns ? b : a};
        // the largest of no sums is 0
        Tensor extreme = p < 0
                ? Extremes.amin(sums, rest, true)
                : sums.size(rest[0]) == 0 ? Reductions.sum(sums, rest, true) : Extremes.amax(sums, rest, true);
        return keepdim ? extreme : ViewOps.squeeze(extreme, new int[] {a, b});
    }

    /** {@code linalg.norm}: of all elements, of vectors (one dimension) or matrices (two), as order and dimensions say. */
    public static Tensor linalgNorm(Tensor x, @Nullable Object order, int @Nullable [] dims, boolean keepdim,
            @Nullable DType dtype) {
        if (order == null) {
            return vectorNorm(x, 2, dims == null ? ALL : dims, keepdim, dtype);
        }
        if (dims == null && x.dim() != 1 && x.dim() != 2) {
            throw new ShapeException("linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got "
                    + x.dim() + "D.");
        }
        if (dims != null && dims.length != 1 && dims.length != 2) {
            throw new ShapeException(
                    "linalg.norm: If dim is specified, it must be of length 1 or 2. Got " + Arrays.toString(dims));
        }
        if (order instanceof Number p && (dims == null ? x.dim() == 1 : dims.length == 1)) {
            return vectorNorm(x, p.doubleValue(), dims == null ? new int[] {0} : dims, keepdim, dtype);
        }
        return matrixNorm(x, order, dims == null ? new int[] {0, 1} : dims, keepdim, dtype);
    }

    /** {@code torch.norm}: a vector norm whatever the number of dimensions, but for {@code nuc}. */
    public static Tensor norm(Tensor x, Object order, int @Nullable [] dims, boolean keepdim, @Nullable DType dtype) {
        if (order instanceof Number p) {
            return vectorNorm(x, p.doubleValue(), dims == null ? ALL : dims, keepdim, dtype);
        }
        if ("fro".equals(order) && (dims == null || dims.length <= 2)) {
            return vectorNorm(x, 2, dims == null ? ALL : dims, keepdim, dtype);
        }
        return matrixNorm(x, order, dims == null ? new int[] {-2, -1} : dims, keepdim, dtype);
    }

    /** {@code x / max(norm, eps)} along the dimensions. */
    public static Tensor normalize(Tensor x, double p, int[] dims, double eps) {
        Tensor norm = Pointwise.CLAMP_MIN.apply(vectorNorm(x, p, dims, true, null), Tensor.scalar(eps));
        return Pointwise.DIV.apply(x, norm);
    }

    /** Each part along {@code dim} that is longer than {@code maxNorm} scaled down to it. */
    public static Tensor renorm(Tensor x, double p, int dim, double maxNorm) {
        if (!(p > 0)) {
            throw new ArgumentException("renorm: non-positive-norm not supported");
        }
        if (x.dim() < 2) {
            throw new ShapeException("renorm: input needs at least 2 dimensions, got " + x.dim() + " dimensions");
        }
        if (!(maxNorm >= 0)) {
            throw new ArgumentException("renorm: expected maxnorm to be >= 0 but got " + plain(maxNorm));
        }
        if (!x.isFloatingPoint()) {
            throw new DTypeException("renorm: Expected a floating point or complex tensor as input. Got "
                    + x.dtype().scalarName());
        }
        long others = ((1L << x.dim()) - 1) & ~(1L << Torch.wrapDim(dim, x.dim()));
        return Engine.compose(new Renorm(p, others, maxNorm), x);
    }

    /** Scales down what is longer than {@code maxNorm}. */
    private record Renorm(double p, long mask, double maxNorm) implements Composite {
        /** Keeps a scaled norm below the limit. */
        private static final double EPS = 1e-7;
        private static final PointwiseOp FACTOR = PointwiseOp.of("renorm", 2, Promotion.SAME,
                select(in(0).gt(in(1)), in(1).div(in(0).add(EPS)), of(1))).withConditions(2);
        /** g, the norm's gradient, the norm, the limit. */
        private static final PointwiseOp BACKWARD = PointwiseOp.of("renorm_backward", 4, Promotion.SAME,
                select(in(2).gt(in(3)), in(3).div(in(2).add(EPS)).mul(in(0).sub(in(1).div(in(2).add(EPS)))), in(0)))
                .withConditions(8);

        @Override
        public String name() {
            return "renorm";
        }

        private Tensor norm(Tensor x) {
            return vectorNorm(x, p, Reductions.dims(mask), true, null);
        }

        @Override
        public Tensor compose(Tensor[] in) {
            return Pointwise.MUL.apply(in[0], FACTOR.apply(norm(in[0]), Tensor.scalar(maxNorm)));
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.ofInput(0, (g, x) -> {
                Tensor norm = norm(x);
                Tensor along = Reductions.sum(Pointwise.MUL.apply(x, g), Reductions.dims(mask), true);
                Tensor byNorm = VectorNorm.gradient(p, along, x, norm, mask);
                return BACKWARD.apply(g, byNorm == null ? Engine.zeros(Spec.like(x.array())) : byNorm, norm,
                        Tensor.scalar(maxNorm));
            }));
        }
    }

    /** The p-norm of the difference. */
    public static Tensor dist(Tensor x, Tensor y, double p) {
        Tensor difference = Pointwise.SUB.apply(x, y);
        return Engine.named("DistBackward0", vectorNorm(difference, p, ALL, false, null));
    }

    /** The p-norm of {@code x - y + eps} over the last dimension. */
    public static Tensor pairwiseDistance(Tensor x, Tensor y, double p, double eps, boolean keepdim) {
        Tensor difference = Pointwise.ADD.apply(Pointwise.SUB.apply(x, y), Tensor.scalar(eps));
        return Engine.named("NormBackward1", vectorNorm(difference, p, new int[] {-1}, keepdim, null));
    }

    /** The cosine of the angle between vectors along a dimension. */
    public static Tensor cosineSimilarity(Tensor x, Tensor y, int dim, double eps) {
        DType common = Promotion.common(new dev.flambeau.spi.Array[] {x.array(), y.array()}, 3);
        if (!common.isFloatingPoint()) {
            throw new DTypeException(
                    "expected common dtype to be floating point, yet common dtype is " + common.scalarName());
        }
        long[] sizes = Engine.broadcast("cosine_similarity", x.array(), y.array());
        Tensor a = unit(ViewOps.expand(x.to(common), sizes), dim, eps);
        Tensor b = unit(ViewOps.expand(y.to(common), sizes), dim, eps);
        return Reductions.sum(Pointwise.MUL.apply(a, b), new int[] {dim}, false);
    }

    private static Tensor unit(Tensor x, int dim, double eps) {
        return Pointwise.DIV.apply(x,
                Pointwise.CLAMP_MIN.apply(vectorNorm(x, 2, new int[] {dim}, true, null), Tensor.scalar(eps)));
    }

    /** The p-norm distances of each row of {@code x [*, n, k]} to each row of {@code y [*, m, k]}. */
    public static Tensor cdist(Tensor x, Tensor y, double p) {
        for (Tensor t : new Tensor[] {x, y}) {
            String name = t == x ? "X1" : "X2";
            if (!t.isFloatingPoint()) {
                throw new DTypeException(
                        "cdist only supports floating-point dtypes, " + name + " got: " + t.dtype().scalarName());
            }
            if (t.dim() < 2) {
                throw new ShapeException("cdist only supports at least 2D tensors, " + name + " got: " + t.dim() + "D");
            }
        }
        if (x.size(-1) != y.size(-1)) {
            throw new ShapeException(
                    "X1 and X2 must have the same number of columns. X1: " + x.size(-1) + " X2: " + y.size(-1));
        }
        if (!(p >= 0)) {
            throw new ArgumentException("cdist only supports non-negative p values");
        }
        Tensor rows = ViewOps.unsqueeze(x, -2);
        Tensor columns = ViewOps.unsqueeze(y, -3);
        Engine.broadcast("cdist", rows.array(), columns.array());
        if (p == 2) {
            return Engine.compose(new Euclidean(), x, y);
        }
        return Engine.compose(new Distances(p), x, y);
    }

    /** The p-norm distances of all pairs of rows. */
    public static Tensor pdist(Tensor x, double p) {
        if (x.dim() != 2) {
            throw new ShapeException("pdist only supports 2D tensors, got: " + x.dim() + "D");
        }
        if (!x.isFloatingPoint()) {
            throw new DTypeException("pdist only supports floating-point dtypes");
        }
        if (!(p >= 0)) {
            throw new ArgumentException("pdist only supports non-negative p values");
        }
        int n = Math.toIntExact(x.size(0));
        int pairs = n * (n - 1) / 2;
        long[] first = new long[pairs];
        long[] second = new long[pairs];
        int at = 0;
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                first[at] = i;
                second[at++] = j;
            }
        }
        Tensor a = Gathers.indexSelect(x, 0, Host.vector(first));
        Tensor b = Gathers.indexSelect(x, 0, Host.vector(second));
        Tensor difference = Pointwise.SUB.apply(a, b);
        return Engine.named("PdistBackward0", pairs == 0 || x.size(1) == 0
                ? Reductions.sum(difference, new int[] {1}, false)
                : vectorNorm(difference, p, new int[] {1}, false, null));
    }

    static String plain(double p) {
        return p == INF ? "inf" : p == -INF ? "-inf" : p == Math.rint(p) ? Long.toString((long) p) : Double.toString(p);
    }

    private record VectorNorm(double p, long mask, boolean keepdim) implements Composite {
        private static final PointwiseOp POWER =
                PointwiseOp.of("norm_power", 2, Promotion.SAME, in(0).abs().pow(in(1))).withConditions(2);
        private static final PointwiseOp ROOT =
                PointwiseOp.of("norm_root", 2, Promotion.SAME, in(0).pow(of(1).div(in(1)))).withConditions(2);
        /** g, x and y, the norm: at a norm of 0 the gradient is 0. */
        private static final PointwiseOp BY_TWO = PointwiseOp.of("norm_backward", 3, Promotion.SAME,
                select(in(2).eq(0), of(0), in(0).mul(in(1).div(in(2)))));
        private static final PointwiseOp BY_P = PointwiseOp.of("norm_backward", 4, Promotion.SAME,
                select(in(1).eq(0).or(in(2).eq(0)), of(0),
                        in(0).mul(in(1).sign()).mul(in(1).abs().div(in(2)).pow(in(3).sub(1)))))
                .withConditions(8);
        private static final PointwiseOp SIGNED =
                PointwiseOp.of("norm_backward", 2, Promotion.SAME, in(0).mul(in(1).sign()));
        private static final PointwiseOp AT_EXTREME =
                PointwiseOp.of("norm_extreme", 2, Promotion.TO_BOOL, in(0).abs().eq(in(1)));

        @Override
        public String name() {
            return "linalg_vector_norm";
        }

        @Override
        public Tensor compose(Tensor[] in) {
            DType own = in[0].dtype();
            boolean half = own == DType.FLOAT16 || own == DType.BFLOAT16;
            Tensor x = half ? in[0].to(DType.FLOAT32) : in[0];
            int[] dims = Reductions.dims(mask);
            Tensor norm;
            if (p == 2) {
                norm = Pointwise.SQRT.apply(Reductions.sumOfSquares(x, dims, keepdim));
            } else if (p == 1) {
                norm = Reductions.sumOfMagnitudes(x, dims, keepdim);
            } else if (p == 0) {
                norm = Reductions.sum(Pointwise.NE.apply(x, Tensor.scalar(0L)), dims, keepdim).to(x.dtype());
            } else if (p == INF) {
                norm = Extremes.amax(Pointwise.ABS.apply(x), dims, keepdim);
            } else if (p == -INF) {
                norm = Extremes.amin(Pointwise.ABS.apply(x), dims, keepdim);
            } else {
                Tensor order = Tensor.scalar(p);
                norm = ROOT.apply(Reductions.sum(POWER.apply(x, order), dims, keepdim), order);
            }
            return norm.to(own);
        }

        @Override
        public Grads grads() {
            return Grads.each(new Grad(1, 1, s -> {
                long[] sizes = s.spec(0).sizes();
                return gradient(p, Reductions.restore(s.g(), sizes, mask, keepdim), s.in(0),
                        Reductions.restore(s.out(0), sizes, mask, keepdim), mask);
            }));
        }

        /** From a gradient and the norms {@code y} with the reduced dimensions kept; null: zero. */
        static @Nullable Tensor gradient(double p, Tensor g, Tensor x, Tensor y, long mask) {
            if (p == 0) {
                return null;
            }
            if (p == 1) {
                return SIGNED.apply(g, x);
            }
            if (p == 2) {
                return BY_TWO.apply(g, x, y);
            }
            if (Math.abs(p) == INF) {
                Tensor at = AT_EXTREME.apply(x, y);
                Tensor count = mask == 0 ? at : Reductions.sum(at, Reductions.dims(mask), true);
                Tensor share = SIGNED.apply(Pointwise.DIV.apply(g, count), x);
                return Pointwise.WHERE.apply(at, share, Tensor.scalar(0L));
            }
            return BY_P.apply(g, x, y, Tensor.scalar(p));
        }
    }

    /** p-norms of the differences of rows. */
    private record Distances(double p) implements Composite {
        @Override
        public String name() {
            return "cdist";
        }

        private static Tensor differences(Tensor x, Tensor y) {
            return Pointwise.SUB.apply(ViewOps.unsqueeze(x, -2), ViewOps.unsqueeze(y, -3));
        }

        @Override
        public Tensor compose(Tensor[] in) {
            Tensor differences = differences(in[0], in[1]);
            return in[0].size(-1) == 0
                    ? Reductions.sum(differences, new int[] {-1}, false)
                    : vectorNorm(differences, p, new int[] {-1}, false, null);
        }

        @Override
        public Grads grads() {
            return Grads.joint(new int[] {0, 1}, new int[] {0}, s -> {
                Tensor differences = differences(s.in(0), s.in(1));
                Tensor each = VectorNorm.gradient(p, ViewOps.unsqueeze(s.g(), -1), differences,
                        ViewOps.unsqueeze(s.out(0), -1), 1L << differences.dim() - 1);
                @Nullable Tensor[] grads = new @Nullable Tensor[2];
                if (each == null) {
                    grads[0] = Engine.zeros(s.spec(0));
                    grads[1] = Engine.zeros(s.spec(1));
                    return grads;
                }
                grads[0] = s.needs(0) ? Reductions.sum(each, new int[] {-2}, false) : null;
                grads[1] = s.needs(1) ? Pointwise.NEG.apply(Reductions.sum(each, new int[] {-3}, false)) : null;
                return grads;
            });
        }
    }

    /** Euclidean distances of rows: from their products where there are many, else from their differences. */
    private record Euclidean() implements Composite {
        /** From so many rows on PyTorch takes the products. */
        private static final int MANY = 25;
        private static final PointwiseOp RATIO = PointwiseOp.of("cdist_backward", 2, Promotion.SAME,
                select(in(1).eq(0), of(0), in(0).div(in(1))));
        private static final PointwiseOp ROOT =
                PointwiseOp.of("cdist_root", 1, Promotion.SAME, in(0).max(of(0)).sqrt());

        @Override
        public String name() {
            return "cdist";
        }

        @Override
        public Tensor compose(Tensor[] in) {
            Tensor x = in[0];
            Tensor y = in[1];
            if (x.size(-2) <= MANY && y.size(-2) <= MANY) {
                Tensor difference = Pointwise.SUB.apply(ViewOps.unsqueeze(x, -2), ViewOps.unsqueeze(y, -3));
                return Pointwise.SQRT.apply(Reductions.sumOfSquares(difference, new int[] {-1}, false));
            }
            Tensor products = Pointwise.MUL.apply(Matrices.matmul(x, ViewOps.transpose(y, -2, -1)), Tensor.scalar(-2L));
            Tensor xSquares = Reductions.sumOfSquares(x, new int[] {-1}, true);
            Tensor ySquares = ViewOps.unsqueeze(Reductions.sumOfSquares(y, new int[] {-1}, false), -2);
            return ROOT.apply(Pointwise.ADD.apply(Pointwise.ADD.apply(products, xSquares), ySquares));
        }

        @Override
        public Grads grads() {
            return Grads.joint(new int[] {0, 1}, new int[] {0}, s -> {
                Tensor ratio = RATIO.apply(s.g(), s.out(0));
                @Nullable Tensor[] grads = new @Nullable Tensor[2];
                grads[0] = s.needs(0) ? along(ratio, s.in(0), s.in(1)) : null;
                grads[1] = s.needs(1) ? along(ViewOps.transpose(ratio, -2, -1), s.in(1), s.in(0)) : null;
                return grads;
            });
        }

        /** {@code sum_j ratio[i, j] (x[i] - y[j])}. */
        private static Tensor along(Tensor ratio, Tensor x, Tensor y) {
            Tensor own = Pointwise.MUL.apply(Reductions.sum(ratio, new int[] {-1}, true), x);
            return Pointwise.SUB.apply(own, Matrices.matmul(ratio, y));
        }
    }
}
