package dev.flambeau.cpu.onednn;

import dev.flambeau.DType;
import dev.flambeau.cpu.vector.Form;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Dims;
import dev.flambeau.spi.Kernels;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Products of arrays {@code [batch, n, k] @ [batch, k, m] (+ bias)}. */
final class MatmulCalls {
    /** How a product of certain sizes and strides is computed: what has to be copied first, or by which function or primitive. */
    private record Plan(boolean copiesX, boolean copiesY, boolean copiesOut, @Nullable Sgemm function,
            @Nullable Matmul primitive) {
    }

    /** 8 x 8 times 8 x 8 takes 0.4 µs in Java and 0.9 here, 16 x 16 times 16 x 16 1.2 and 1.2. */
    private static final long FEW_PRODUCTS = 1000;

    private static final Plans<Plan> PLANS = new Plans<>();

    private final Kernels kernels;
    private final Form form;

    /** {@code kernels} make the copies of what oneDNN cannot read. */
    MatmulCalls(Kernels kernels, Form form) {
        this.kernels = kernels;
        this.form = form;
    }

    /** Whether there is so much to compute that a call of the library is worth its 0.6 µs. */
    static boolean isWorthwhile(Array out, Array x, Array y) {
        return x.dtype == y.dtype && x.dtype == out.dtype && out.numel * x.sizes[2] > FEW_PRODUCTS;
    }

    /** False, and nothing is done, if oneDNN has only slow code for it. */
    boolean run(Array out, Array x, Array y, @Nullable Array bias) {
        if (!DnnlType.isFast(x.dtype)) {
            return false;
        }
        boolean isRow = bias != null && bias.dtype == out.dtype && isRow(bias, out);
        Matmul.Bias kind = isRow ? Matmul.Bias.ROW : Matmul.Bias.NONE;
        boolean accumulates = bias != null && !isRow;
        int flags = (form.ordinal() << 2 | kind.ordinal()) << 1 | (accumulates ? 1 : 0);
        Plan plan = PLANS.find(Matmul.Bias.class, flags, x, null, y, null, out);
        if (plan == null) {
            plan = PLANS.put(plan(form, out, x, y, kind, accumulates), Matmul.Bias.class, flags, x, null, y, null, out);
        }
        if (plan.copiesX) {
            try (Temporary copy = Temporary.copyOf(x, kernels)) {
                return run(out, copy.array(), y, bias);
            }
        } else if (plan.copiesY) {
            try (Temporary copy = Temporary.copyOf(y, kernels)) {
                return run(out, x, copy.array(), bias);
            }
        } else if (plan.copiesOut) {
            try (Temporary result = new Temporary(out)) {
                boolean isDone = run(result.array(), x, y, bias);
                if (isDone) {
                    kernels.copy(out, result.array());
                }
                return isDone;
            }
        }
        Sgemm function = plan.function;
        if (function != null) {
            if (bias != null) {
                kernels.copy(out, bias.broadcastTo(out.sizes));
            }
            function.execute(x.address(), y.address(), out.address(), bias != null);
            return true;
        }
        Matmul primitive = plan.primitive;
        if (primitive == null) {
            return false;
        }
        if (bias == null) {
            primitive.execute(x.address(), y.address(), out.address());
        } else if (isRow) {
            primitive.execute(x.address(), y.address(), bias.address(), out.address());
        } else {
            kernels.copy(out, bias.broadcastTo(out.sizes));
            primitive.execute(x.address(), y.address(), out.address());
        }
        return true;
    }

    /** Whether the bias is one dense row that is added to all rows of the result. */
    private static boolean isRow(Array bias, Array out) {
        int last = bias.dim() - 1;
        return last >= 0 && bias.numel == out.sizes[2] && bias.sizes[last] == out.sizes[2]
                && (bias.strides[last] == 1 || bias.numel == 1);
    }

    private static Plan plan(Form form, Array out, Array x, Array y, Matmul.Bias kind, boolean accumulates) {
        MatmulShape shape = new MatmulShape(Dims.of(x.sizes), Dims.of(x.strides), Dims.of(y.sizes), Dims.of(y.strides),
                Dims.of(out.sizes), Dims.of(out.strides));
        Sgemm function = x.dtype == DType.FLOAT32 ? Sgemm.of(form, shape) : null;
        if (function != null) {
            return new Plan(false, false, false, function, null);
        }
        Optional<Matmul> found = Matmul.find(shape, DnnlType.of(x.dtype), kind, accumulates, false);
        if (found.isPresent()) {
            return new Plan(false, false, false, null, found.get());
        }
        boolean copiesX = !MatmulShape.isMatrix(shape.a(), shape.aStrides());
        boolean copiesY = !MatmulShape.isMatrix(shape.b(), shape.bStrides());
        // The kernels add a bias to rows only.
        boolean copiesOut = !out.contiguous;
        return new Plan(copiesX, copiesY && !copiesX, copiesOut && !copiesX && !copiesY, null, null);
    }
}
