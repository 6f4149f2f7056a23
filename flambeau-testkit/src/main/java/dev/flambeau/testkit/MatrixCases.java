package dev.flambeau.testkit;

import dev.flambeau.Tensor;
import dev.flambeau.Torch;
import dev.flambeau.op.Matrices;
import dev.flambeau.op.Norms;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Products and norms of vectors and matrices. */
final class MatrixCases {
    private MatrixCases() {}

    static void register(OpTable ops) {
        products(ops);
        sums(ops);
        norms(ops);
    }

    private static void products(OpTable ops) {
        ops.put("mm", c -> c.self().mm(c.tensor(1, "mat2")));
        ops.putAll(c -> c.self().bmm(c.tensor(1, "mat2")), "bmm", "bmm.triton_optimized");
        ops.put("mv", c -> c.self().mv(c.tensor(1, "vec")));
        ops.put("dot", c -> c.self().dot(c.tensor(1, "tensor")));
        ops.put("vdot", c -> c.self().vdot(c.tensor(1, "other")));
        ops.putAll(c -> c.self().outer(c.tensor(1, "vec2")), "outer", "ger");
        ops.put("inner", c -> c.self().inner(c.tensor(1, "other")));
        ops.put("matmul", c -> c.self().matmul(c.tensor(1, "other")));
        ops.put("__rmatmul__", c -> c.tensor(1).matmul(c.self()));
        ops.put("kron", c -> Torch.kron(c.self(), c.tensor(1, "other")));
        ops.put("einsum", c -> Torch.einsum(c.string(1), c.tensors(0).toArray(Tensor[]::new)));
        ops.put("tensordot", MatrixCases::tensordot);
        ops.put("linalg.multi_dot", c -> Matrices.multiDot(c.tensors(0)));
        ops.put("linalg.matrix_power", MatrixCases::power);
    }

    private static Tensor power(OpCall c) {
        long n = c.integer(1, "n");
        if (n < 0) {
            throw new Unsupported("the inverse of a matrix");
        }
        return c.self().matrixPower(n);
    }

    private static Tensor tensordot(OpCall c) {
        Object dims = c.arg(2, "dims");
        if (dims instanceof Long count) {
            return Torch.tensordot(c.self(), c.tensor(1), count.intValue());
        }
        if (dims instanceof List<?> pair && pair.size() == 2 && pair.getFirst() instanceof List) {
            return Torch.tensordot(c.self(), c.tensor(1), ints(pair.getFirst()), ints(pair.getLast()));
        }
        throw new Unsupported("dims of another form");
    }

    private static int[] ints(@Nullable Object list) {
        return list instanceof List<?> many
                ? many.stream().mapToInt(each -> ((Number) each).intValue()).toArray()
                : new int[0];
    }

    /** {@code beta x + alpha (a @ b)} in its shapes. */
    @FunctionalInterface
    private interface AddedProduct {
        Tensor apply(Tensor x, Tensor a, Tensor b, Tensor beta, Tensor alpha);
    }

    private static void sums(OpTable ops) {
        sum(ops, "addmm", Matrices::addmm);
        sum(ops, "addmm.decomposed", Matrices::addmm);
        sum(ops, "addmv", Matrices::addmv);
        sum(ops, "baddbmm", Matrices::baddbmm);
        sum(ops, "addbmm", Matrices::addbmm);
        sum(ops, "addr", Matrices::addr);
    }

    private static void sum(OpTable ops, String name, AddedProduct function) {
        ops.put(name, c -> function.apply(c.self(), c.tensor(1), c.tensor(2), c.scalar("beta", 1),
                c.scalar("alpha", 1)));
    }

    private static void norms(OpTable ops) {
        ops.putAll(c -> Norms.norm(c.self(), orFrobenius(order(c, "p")), dims(c, 2),
                c.bool(3, "keepdim", false), c.dtype("dtype")), "norm", "norm.fro", "norm.inf", "norm.nuc");
        ops.putAll(c -> Norms.linalgNorm(c.self(), isOfMatrices(c) ? matrixOrder(c) : order(c, "ord"), dims(c, 2),
                c.bool(3, "keepdim", false),
                c.dtype("dtype")), "linalg.norm", "linalg.norm.subgradients_at_zero");
        ops.put("linalg.vector_norm", c -> Norms.vectorNorm(c.self(), c.number(1, "ord", 2),
                c.ints(2, "dim", new int[0]), c.bool(3, "keepdim", false), c.dtype("dtype")));
        ops.put("linalg.matrix_norm", c -> Norms.matrixNorm(c.self(), orFrobenius(matrixOrder(c)),
                c.ints(2, "dim", -2, -1), c.bool(3, "keepdim", false), c.dtype("dtype")));
        ops.put("renorm", c -> c.self().renorm(c.number(1, "p"), c.dim(2, "dim"), c.number(3, "maxnorm")));
        ops.put("dist", c -> c.self().dist(c.tensor(1, "other"), c.number(2, "p", 2)));
        ops.put("cdist", c -> {
            c.string(3, "compute_mode", ""); // how, not what
            return Torch.cdist(c.self(), c.tensor(1, "x2"), c.number(2, "p", 2));
        });
        ops.put("cov", c -> Torch.cov(c.self(), c.integer("correction", 1), c.tensorOrNull("fweights"),
                c.tensorOrNull("aweights")));
        ops.put("corrcoef", c -> c.self().corrcoef());
    }

    /** A norm's order: a number or a name. */
    private static @Nullable Object order(OpCall c, String keyword) {
        Object order = c.arg(1, keyword);
        return "nuc".equals(order) ? withSingularValues() : order;
    }

    /** The order of a norm of matrices. */
    private static @Nullable Object matrixOrder(OpCall c) {
        Object order = order(c, "ord");
        return order instanceof Number p && Math.abs(p.doubleValue()) == 2 ? withSingularValues() : order;
    }

    private static Object orFrobenius(@Nullable Object order) {
        return order == null ? "fro" : order;
    }

    private static Object withSingularValues() {
        throw new Unsupported("singular values");
    }

    /** Whether {@code linalg.norm} means a norm of matrices. */
    private static boolean isOfMatrices(OpCall c) {
        int[] dims = dims(c, 2);
        return dims == null ? c.self().dim() == 2 : dims.length == 2;
    }

    private static int @Nullable [] dims(OpCall c, int i) {
        return c.has(i, "dim") ? c.ints(i, "dim") : null;
    }
}
