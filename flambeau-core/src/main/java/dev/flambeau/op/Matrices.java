package dev.flambeau.op;

import static dev.flambeau.expr.Expr.in;

import dev.flambeau.ArgumentException;
import dev.flambeau.DType;
import dev.flambeau.DTypeException;
import dev.flambeau.ShapeException;
import dev.flambeau.Tensor;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Kernels;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Products of matrices and vectors. All of them are one kernel, which takes inputs of any strides: nothing is copied to be transposed. */
public final class Matrices {
    private static final Op MM = new Product(Form.MM);
    private static final Op BMM = new Product(Form.BMM);
    private static final Op MV = new Product(Form.MV);
    private static final Op DOT = new Product(Form.DOT);
    private static final Op VDOT = new Product(Form.VDOT);

    private Matrices() {}

    /** {@code [n, k] @ [k, m]}. */
    public static Tensor mm(Tensor x, Tensor y) {
        return Engine.run(MM, x, y);
    }

    /** {@code [b, n, k] @ [b, k, m]}. */
    public static Tensor bmm(Tensor x, Tensor y) {
        return Engine.run(BMM, x, y);
    }

    /** {@code [n, k] @ [k]}. */
    public static Tensor mv(Tensor x, Tensor y) {
        return Engine.run(MV, x, y);
    }

    /** The sum of the products of two vectors. */
    public static Tensor dot(Tensor x, Tensor y) {
        return Engine.run(DOT, x, y);
    }

    public static Tensor vdot(Tensor x, Tensor y) {
        return Engine.run(VDOT, x, y);
    }

    /** Every product of an element of one vector with one of the other. */
    public static Tensor outer(Tensor x, Tensor y) {
        if (x.dim() != 1 || y.dim() != 1) {
            throw new ShapeException("outer: Expected 1-D argument " + (x.dim() != 1 ? "self" : "vec2") + ", but got "
                    + (x.dim() != 1 ? x : y).dim() + "-D");
        }
        return Pointwise.MUL.apply(ViewOps.unsqueeze(x, 1), y);
    }

    /** The products over the last dimensions of both. */
    public static Tensor inner(Tensor x, Tensor y) {
        if (x.dim() == 0 || y.dim() == 0) {
            return Pointwise.MUL.apply(x, y);
        }
        if (x.size(-1) != y.size(-1)) {
            throw new ShapeException("inner() the last dimension must match on both input tensors but got shapes "
                    + Arrays.toString(x.array().sizes) + " and " + Arrays.toString(y.array().sizes));
        }
        return Einsum.tensordot(x, y, new int[] {-1}, new int[] {-1});
    }

    /** The matrix product of tensors of any ranks from 1: leading dimensions are batches and broadcast. */
    public static Tensor matmul(Tensor x, Tensor y) {
        int a = x.dim();
        int b = y.dim();
        if (a == 0 || b == 0) {
            throw new ShapeException(
                    "both arguments to matmul need to be at least 1D, but they are " + a + "D and " + b + "D");
        }
        if (a == 1 && b == 1) {
            return dot(x, y);
        }
        if (a == 2 && b == 1) {
            return mv(x, y);
        }
        if (a == 1 && b == 2) {
            return ViewOps.squeeze(mm(ViewOps.unsqueeze(x, 0), y), new int[] {0});
        }
        if (a == 2 && b == 2) {
            return mm(x, y);
        }
        if (b <= 2) {
            return fold(x, y);
        }
        if (a == 1) {
            return ViewOps.squeeze(batched(ViewOps.unsqueeze(x, 0), y), new int[] {-2});
        }
        return batched(x, y);
    }

    /** Batches of rows times one matrix or vector: one product with all rows below one another, if they lie so. */
    private static Tensor fold(Tensor x, Tensor y) {
        long[] sizes = x.array().sizes;
        if (y.dim() == 2 && Linear.rows(x.array()) == null) {
            return batched(x, y);
        }
        Tensor flat = ViewOps.reshape(x, Array.numel(Arrays.copyOf(sizes, sizes.length - 1)), sizes[sizes.length - 1]);
        Tensor product = y.dim() == 1 ? mv(flat, y) : mm(flat, y);
        long[] result = Arrays.copyOf(sizes, y.dim() == 1 ? sizes.length - 1 : sizes.length);
        if (y.dim() == 2) {
            result[result.length - 1] = y.size(1);
        }
        return ViewOps.view(product, result);
    }

    private static Tensor batched(Tensor x, Tensor y) {
        long[] xs = x.array().sizes;
        long[] ys = y.array().sizes;
        long[] batch = Engine.broadcast("matmul", Arrays.copyOf(xs, xs.length - 2), Arrays.copyOf(ys, ys.length - 2));
        Tensor product = bmm(stacked(x, batch), stacked(y, batch));
        long[] result = Arrays.copyOf(batch, batch.length + 2);
        result[batch.length] = product.size(1);
        result[batch.length + 1] = product.size(2);
        return ViewOps.view(product, result);
    }

    /** All matrices of a broadcast batch along one dimension; a view where strides allow it. */
    private static Tensor stacked(Tensor x, long[] batch) {
        long[] sizes = Arrays.copyOf(batch, batch.length + 2);
        sizes[batch.length] = x.size(-2);
        sizes[batch.length + 1] = x.size(-1);
        Tensor expanded = Arrays.equals(x.array().sizes, sizes) ? x : ViewOps.expand(x, sizes);
        return batch.length == 1 ? expanded : ViewOps.reshape(expanded, Array.numel(batch), x.size(-2), x.size(-1));
    }

    /** {@code beta x + alpha (a @ b)}; {@code x} broadcasts. */
    public static Tensor addmm(Tensor x, Tensor a, Tensor b, Tensor beta, Tensor alpha) {
        return Engine.run(new Added(Form.MM, "addmm", new Factors(beta, alpha)), x, a, b);
    }

    /** {@code beta x + alpha (a @ b)} for vectors {@code x} and {@code b}. */
    public static Tensor addmv(Tensor x, Tensor a, Tensor b, Tensor beta, Tensor alpha) {
        return Engine.run(new Added(Form.MV, "addmv", new Factors(beta, alpha)), x, a, b);
    }

    /** {@code beta x + alpha (a @ b)} for batches. */
    public static Tensor baddbmm(Tensor x, Tensor a, Tensor b, Tensor beta, Tensor alpha) {
        return Engine.run(new Added(Form.BMM, "baddbmm", new Factors(beta, alpha)), x, a, b);
    }

    /** {@code beta x + alpha sum(a[i] @ b[i])}: one product of all matrices side by side. */
    public static Tensor addbmm(Tensor x, Tensor a, Tensor b, Tensor beta, Tensor alpha) {
        Form.BMM.sizes(a.array(), b.array());
        Tensor wide = ViewOps.reshape(ViewOps.permute(a, 1, 0, 2), a.size(1), a.size(0) * a.size(2));
        Tensor tall = ViewOps.reshape(b, b.size(0) * b.size(1), b.size(2));
        return Engine.run(new Added(Form.MM, "addbmm", new Factors(beta, alpha)), x, wide, tall);
    }

    /** {@code beta x + alpha outer(a, b)}. */
    public static Tensor addr(Tensor x, Tensor a, Tensor b, Tensor beta, Tensor alpha) {
        if (a.dim() != 1 || b.dim() != 1) {
            throw new ShapeException("addr: Expected 1-D argument " + (a.dim() != 1 ? "vec1" : "vec2") + ", but got "
                    + (a.dim() != 1 ? a : b).dim() + "-D");
        }
        DType dtype = DType.promote(x.dtype(), DType.promote(a.dtype(), b.dtype()));
        checkFactor(dtype, "beta", beta);
        checkFactor(dtype, "alpha", alpha);
        checkExpands(x.array().sizes, new long[] {a.numel(), b.numel()});
        return Engine.compose(new Outer(new Factors(beta, alpha)), x.to(dtype), a.to(dtype), b.to(dtype));
    }

    private static void checkFactor(DType dtype, String name, Tensor factor) {
        if (factor.dtype() == DType.BOOL && dtype != DType.BOOL) {
            throw new DTypeException("Boolean " + name + " only supported for Boolean results.");
        }
        if (factor.isFloatingPoint() && !dtype.isFloatingPoint()) {
            throw new DTypeException("For integral input tensors, argument " + name
                    + " must not be a floating point number.");
        }
    }

    /** The matrix times itself, {@code n} times in all; the identity for 0. */
    public static Tensor matrixPower(Tensor x, long n) {
        if (x.dim() < 2 || x.size(-1) != x.size(-2)) {
            throw new ShapeException("linalg.matrix_power: A must be batches of square matrices, but they are "
                    + (x.dim() < 2 ? x.dim() + "-D" : x.size(-2) + " by " + x.size(-1)) + " matrices");
        }
        if (n < 0) {
            throw new ArgumentException(
                    "matrix_power: a negative power needs the inverse matrix: linalg.inv(x).matrix_power(" + -n + ")");
        }
        if (n == 0) {
            Tensor identity = Creation.eye(x.dtype(), x.size(-1), x.size(-1));
            return Copy.assign(x.clone(), ViewOps.expand(identity, x.array().sizes));
        }
        Tensor result = null;
        Tensor square = x;
        for (long rest = n; rest > 0; rest >>= 1) {
            if ((rest & 1) != 0) {
                result = result == null ? square : matmul(result, square);
            }
            if (rest > 1) {
                square = matmul(square, square);
            }
        }
        return result == x || result == null ? x.clone() : result;
    }

    /** The Kronecker product: every element of {@code x} times all of {@code y}. */
    public static Tensor kron(Tensor x, Tensor y) {
        int rank = Math.max(x.dim(), y.dim());
        long[] left = new long[2 * rank];
        long[] right = new long[2 * rank];
        long[] result = new long[rank];
        for (int i = 0; i < rank; i++) {
            int a = i - rank + x.dim();
            int b = i - rank + y.dim();
            left[2 * i] = a < 0 ? 1 : x.size(a);
            left[2 * i + 1] = 1;
            right[2 * i] = 1;
            right[2 * i + 1] = b < 0 ? 1 : y.size(b);
            result[i] = left[2 * i] * right[2 * i + 1];
        }
        return ViewOps.view(Pointwise.MUL.apply(ViewOps.reshape(x, left), ViewOps.reshape(y, right)), result);
    }

    /** The product of several matrices in the order that takes the fewest multiplications; the ends may be vectors. */
    public static Tensor multiDot(List<Tensor> tensors) {
        return MultiDot.apply(tensors);
    }

    // ---- the operations

    /** The shapes that the product of two arrays may have. */
    private enum Form {
        MM,
        BMM,
        MV,
        DOT,
        VDOT;

        /** What PyTorch's messages call the kernel. */
        String kernel() {
            return switch (this) {
                case MM -> "addmm_impl_cpu_";
                case BMM -> "bmm";
                case MV -> "addmv_impl_cpu";
                case DOT, VDOT -> "dot";
            };
        }

        /** Checks two arrays, and gives the sizes of their product. */
        long[] sizes(Array x, Array y) {
            return switch (this) {
                case MM -> {
                    if (x.dim() != 2 || y.dim() != 2) {
                        throw new ShapeException("mm: " + (x.dim() != 2
                                ? "self must be a matrix, got " + x.dim()
                                : "mat2 must be a matrix, got " + y.dim()) + "-D tensor");
                    }
                    if (x.sizes[1] != y.sizes[0]) {
                        throw multiplied("mm", x, y);
                    }
                    yield new long[] {x.sizes[0], y.sizes[1]};
                }
                case BMM -> {
                    if (x.dim() != 3 || y.dim() != 3) {
                        throw new ShapeException(
                                (x.dim() != 3 ? "batch1" : "batch2") + " must be a 3D tensor (got shapes "
                                        + Arrays.toString(x.sizes) + " and " + Arrays.toString(y.sizes) + ")");
                    }
                    if (x.sizes[0] != y.sizes[0] || x.sizes[2] != y.sizes[1]) {
                        throw new ShapeException(
                                "Expected size for first two dimensions of batch2 tensor to be: [" + x.sizes[0] + ", "
                                        + x.sizes[2] + "] but got: [" + y.sizes[0] + ", " + y.sizes[1] + "].");
                    }
                    yield new long[] {x.sizes[0], x.sizes[1], y.sizes[2]};
                }
                case MV -> {
                    if (x.dim() != 2 || y.dim() != 1) {
                        throw new ShapeException(
                                "vector + matrix @ vector expected, got 1, " + x.dim() + ", " + y.dim());
                    }
                    if (x.sizes[1] != y.sizes[0]) {
                        throw new ShapeException(
                                "size mismatch, got input (" + x.sizes[0] + "), mat (" + matrix(x) + "), vec ("
                                        + y.sizes[0] + ")");
                    }
                    yield new long[] {x.sizes[0]};
                }
                default -> {
                    if (x.dim() != 1 || y.dim() != 1) {
                        throw new ShapeException(
                                "1D tensors expected, but got " + x.dim() + "D and " + y.dim() + "D tensors");
                    }
                    if (x.dtype != y.dtype) {
                        throw new DTypeException(
                                "dot : expected both vectors to have same dtype, but found " + x.dtype.scalarName()
                                        + " and " + y.dtype.scalarName());
                    }
                    if (x.numel != y.numel) {
                        throw new ShapeException(
                                "inconsistent tensor size, expected tensor " + Arrays.toString(x.sizes) + " and src "
                                        + Arrays.toString(y.sizes) + " to have the same number of elements, but got "
                                        + x.numel + " and "
                                        + y.numel + " elements respectively");
                    }
                    yield new long[0];
                }
            };
        }

        /** The left factor as a batch of matrices. */
        Array left(Array x) {
            return switch (this) {
                case BMM -> x;
                case MM, MV -> batch(x, x.sizes[0], x.strides[0], x.sizes[1], x.strides[1]);
                case DOT, VDOT -> batch(x, 1, 0, x.sizes[0], x.strides[0]);
            };
        }

        /** The right factor as a batch of matrices. */
        Array right(Array y) {
            return switch (this) {
                case BMM -> y;
                case MM -> batch(y, y.sizes[0], y.strides[0], y.sizes[1], y.strides[1]);
                case MV, DOT, VDOT -> batch(y, y.sizes[0], y.strides[0], 1, 1);
            };
        }

        /** A (contiguous) result as a batch of matrices. */
        Array result(Array out) {
            return switch (this) {
                case BMM -> out;
                case MM -> batch(out, out.sizes[0], out.sizes[1], out.sizes[1], 1);
                case MV -> batch(out, out.sizes[0], 1, 1, 1);
                case DOT, VDOT -> batch(out, 1, 1, 1, 1);
            };
        }
    }

    static Array batch(Array a, long rows, long rowStride, long columns, long columnStride) {
        return a.view(a.offset, new long[] {1, rows, columns}, new long[] {0, rowStride, columnStride});
    }

    private static String matrix(Array x) {
        return x.sizes[0] + "x" + x.sizes[1];
    }

    private static ShapeException multiplied(String name, Array x, Array y) {
        return new ShapeException(
                name + ": mat1 and mat2 shapes cannot be multiplied (" + matrix(x) + " and " + matrix(y) + ")");
    }

    private static String cppName(DType dtype) {
        return switch (dtype) {
            case FLOAT32 -> "float";
            case FLOAT64 -> "double";
            case FLOAT16 -> "c10::Half";
            case BFLOAT16 -> "c10::BFloat16";
            case INT64 -> "long int";
            case INT32 -> "int";
            case INT16 -> "short int";
            case INT8 -> "signed char";
            case UINT8 -> "unsigned char";
            case BOOL -> "bool";
        };
    }

    /** Checks that two factors are of one type, which is not bool; {@code kernel} is what PyTorch's message calls the kernel. */
    static void checkFactors(String kernel, Array x, Array y) {
        if (x.dtype != y.dtype) {
            throw new DTypeException(kernel.endsWith("bmm")
                    ? "expected scalar type " + x.dtype.scalarName() + " but found " + y.dtype.scalarName() + " (bmm)"
                    : "expected m1 and m2 to have the same dtype, but got: " + cppName(x.dtype) + " != "
                            + cppName(y.dtype)
                            + " (use .to(" + x.dtype + ") on one of them)");
        }
        if (x.dtype == DType.BOOL) {
            throw new DTypeException("\"" + kernel + "\" not implemented for 'Bool'");
        }
    }

    /** Multiplies, or clears where there is nothing to add up. */
    static void multiply(Kernels kernels, Array out, Array x, Array y, @Nullable Array bias) {
        if (out.numel > 0) {
            kernels.matmul(out, x, y, bias);
        }
    }

    private record Product(Form form) implements Op {
        @Override
        public String name() {
            return form.name().toLowerCase(java.util.Locale.ROOT);
        }

        @Override
        public Spec[] infer(Array[] in) {
            long[] sizes = form.sizes(in[0], in[1]);
            checkFactors(form.kernel(), in[0], in[1]);
            return new Spec[] {new Spec(in[0].dtype, sizes)};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            multiply(kernels, form.result(out[0]), form.left(in[0]), form.right(in[1]), null);
        }

        @Override
        public Grads grads() {
            return switch (form) {
                case MM -> Grads.each(Grad.ofInput(1, (g, y) -> mm(g, ViewOps.transpose(y, 0, 1))),
                        Grad.ofInput(0, (g, x) -> mm(ViewOps.transpose(x, 0, 1), g)));
                case BMM -> Grads.each(Grad.ofInput(1, (g, y) -> bmm(g, ViewOps.transpose(y, 1, 2))),
                        Grad.ofInput(0, (g, x) -> bmm(ViewOps.transpose(x, 1, 2), g)));
                case MV -> Grads.each(Grad.ofInput(1, Matrices::outer),
                        Grad.ofInput(0, (g, x) -> mv(ViewOps.transpose(x, 0, 1), g)));
                case DOT, VDOT -> Grads.each(Grad.ofInput(1, (g, y) -> Pointwise.MUL.apply(g, y)),
                        Grad.ofInput(0, (g, x) -> Pointwise.MUL.apply(g, x)));
            };
        }
    }

    /** The factors of a sum {@code beta x + alpha (a @ b)}. */
    record Factors(double beta, double alpha) {
        private static final PointwiseKernel[] JOIN =
                Creation.kernels("beta_x_add_alpha_y", 4, in(0).mul(in(1)).add(in(2).mul(in(3))));
        private static final PointwiseKernel[] SCALE = Creation.kernels("alpha_y", 2, in(0).mul(in(1)));

        Factors(Tensor beta, Tensor alpha) {
            this(beta.array().doubleValue, alpha.array().doubleValue);
        }

        /** As values of a type: integers for integers. */
        Factors as(DType dtype) {
            return dtype.isFloatingPoint() ? this : new Factors((long) beta, (long) alpha);
        }

        boolean isPlain() {
            return beta == 1 && alpha == 1;
        }

        /** Writes {@code beta x + alpha out} over {@code out}; with beta 0 even NaN in {@code x} does not matter. */
        void join(Kernels kernels, Array out, Array x) {
            int kind = Promotion.kind(out.dtype).ordinal();
            Array a = Array.immediate(DType.FLOAT64, alpha);
            if (beta == 0) {
                Creation.pointwise(kernels, SCALE[kind], out, a, out);
            } else {
                Creation.pointwise(kernels, JOIN[kind], out, Array.immediate(DType.FLOAT64, beta),
                        x.broadcastTo(out.sizes), a, out);
            }
        }

        static Tensor scale(double factor, Tensor g) {
            return factor == 1 ? g : Pointwise.MUL.apply(g, Tensor.scalar(factor));
        }
    }

    /** {@code beta x + alpha outer(a, b)}; of truth values what they are as numbers. */
    private record Outer(Factors factors) implements Composite {
        @Override
        public String name() {
            return "addr";
        }

        @Override
        public Tensor compose(Tensor[] in) {
            Tensor product = outer(in[1], in[2]);
            DType dtype = product.dtype();
            Tensor scaled = factors.alpha == 1 ? product : Pointwise.MUL.apply(product, number(dtype, factors.alpha));
            if (factors.beta == 0) {
                return scaled;
            }
            Tensor addend = ViewOps.expand(in[0], product.array().sizes);
            return Pointwise.ADD.apply(
                    factors.beta == 1 ? addend : Pointwise.MUL.apply(addend, number(dtype, factors.beta)), scaled);
        }

        private static Tensor number(DType dtype, double value) {
            return dtype == DType.BOOL ? Creation.full(dtype, value) : Tensor.scalar(value).to(dtype);
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.of(g -> Factors.scale(factors.beta, g)),
                    Grad.ofInput(2, (g, b) -> Factors.scale(factors.alpha, mv(g, b))),
                    Grad.ofInput(1, (g, a) -> Factors.scale(factors.alpha, mv(ViewOps.transpose(g, 0, 1), a))));
        }
    }

    /** A product with something added: inputs are the addend and both factors. */
    private record Added(Form form, String name, Factors factors) implements Op {
        @Override
        public Spec[] infer(Array[] in) {
            Array x = in[1];
            Array y = in[2];
            if (form == Form.MM && x.dim() == 2 && y.dim() == 2 && x.sizes[1] != y.sizes[0]) {
                throw multiplied(name, x, y);
            }
            if (form == Form.MM && (x.dim() != 2 || y.dim() != 2)) {
                throw new ShapeException(
                        (x.dim() != 2 ? "mat1" : "mat2") + " must be a matrix, got " + (x.dim() != 2 ? x : y).dim()
                                + "-D tensor (" + name + ")");
            }
            long[] sizes = form.sizes(x, y);
            if (in[0].dtype != y.dtype) {
                throw new DTypeException(
                        "self and mat2 must have the same dtype, but got " + in[0].dtype.scalarName() + " and "
                                + y.dtype.scalarName() + " (" + name + ")");
            }
            if (x.dtype != y.dtype) {
                throw new DTypeException(
                        "mat1 and mat2 must have the same dtype, but got " + x.dtype.scalarName() + " and "
                                + y.dtype.scalarName() + " (" + name + ")");
            }
            checkFactors(form == Form.BMM ? "baddbmm" : form.kernel(), x, y);
            checkExpands(in[0].sizes, sizes);
            return new Spec[] {new Spec(x.dtype, sizes)};
        }

        @Override
        public void run(Kernels kernels, Array[] out, Array[] in) {
            Array x = form.left(in[1]);
            Array y = form.right(in[2]);
            Array result = form.result(out[0]);
            Factors own = factors.as(out[0].dtype);
            if (own.isPlain()) {
                Array addend = in[0].broadcastTo(out[0].sizes);
                multiply(kernels, result, x, y, form == Form.BMM ? addend : column(addend));
            } else {
                multiply(kernels, result, x, y, null);
                own.join(kernels, out[0], in[0]);
            }
        }

        /** The addend in the result's three dimensions. */
        private Array column(Array addend) {
            return form == Form.MV
                    ? batch(addend, addend.sizes[0], addend.strides[0], 1, 1)
                    : batch(addend, addend.sizes[0], addend.strides[0], addend.sizes[1], addend.strides[1]);
        }

        @Override
        public Grads grads() {
            return Grads.each(Grad.of(g -> Factors.scale(factors.beta, g)), shifted(0), shifted(1));
        }

        /** The product's gradient with respect to factor {@code i}, whose inputs stand one place further on here. */
        private Grad shifted(int i) {
            Grad grad = form == Form.MV && i == 0 ? Grad.ofInput(2, Matrices::outer) : switch (form) {
                case MM -> i == 0
                        ? Grad.ofInput(2, (g, y) -> mm(g, ViewOps.transpose(y, 0, 1)))
                        : Grad.ofInput(1, (g, x) -> mm(ViewOps.transpose(x, 0, 1), g));
                case BMM -> i == 0
                        ? Grad.ofInput(2, (g, y) -> bmm(g, ViewOps.transpose(y, 1, 2)))
                        : Grad.ofInput(1, (g, x) -> bmm(ViewOps.transpose(x, 1, 2), g));
                default -> Grad.ofInput(1, (g, x) -> mv(ViewOps.transpose(x, 0, 1), g));
            };
            return new Grad(grad.inputs(), 0, s -> {
                Tensor result = grad.formula().apply(s);
                return result == null ? null : Factors.scale(factors.alpha, result);
            });
        }
    }

    static void checkExpands(long[] from, long[] to) {
        int extra = to.length - from.length;
        for (int i = 0; i < from.length; i++) {
            if (extra < 0 || from[i] != 1 && from[i] != to[i + extra]) {
                throw new ShapeException("The expanded size of the tensor (" + (extra < 0 ? 1 : to[i + extra])
                        + ") must match the existing size (" + from[i] + ") at non-singleton dimension "
                        + Math.max(0, i + extra)
                        + ".  Target sizes: " + Arrays.toString(to) + ".  Tensor sizes: " + Arrays.toString(from));
            }
        }
    }

}
