package dev.flambeau.cpu.vector;

import static dev.flambeau.expr.Expr.in;

import dev.flambeau.DType;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;
import dev.flambeau.spi.Reduction;
import java.util.List;

/**
 * Softmax, its logarithm and their gradients in float32 and float64: along lines where they are dense and long, over columns where
 * the dimension is not the last one, and short lines turned into columns, all by pointwise loops.
 */
final class Softmax {
    private static final int COLUMNS = 512; // at a time
    private static final int SHORT = 48; // lines shorter than this are turned into columns

    /** The pieces of the work in one kind of number. */
    private static final class Steps {
        final PointwiseKernel max;
        final PointwiseKernel exp;
        final PointwiseKernel add;
        final PointwiseKernel addExp;
        final PointwiseKernel divide;
        final PointwiseKernel log;
        final PointwiseKernel shift;
        final PointwiseKernel multiply;
        final PointwiseKernel addProduct;
        final PointwiseKernel grad;
        final PointwiseKernel logGrad;

        Steps(Kind kind) {
            max = kernel(kind, 2, in(0).max(in(1)));
            exp = kernel(kind, 2, in(0).sub(in(1)).exp());
            add = kernel(kind, 2, in(0).add(in(1)));
            addExp = kernel(kind, 3, in(0).add(in(1).sub(in(2)).exp()));
            divide = kernel(kind, 2, in(0).div(in(1)));
            log = kernel(kind, 1, in(0).log());
            shift = kernel(kind, 3, in(0).sub(in(1)).sub(in(2)));
            multiply = kernel(kind, 2, in(0).mul(in(1)));
            addProduct = kernel(kind, 3, in(0).add(in(1).mul(in(2))));
            grad = kernel(kind, 3, in(0).sub(in(2)).mul(in(1)));
            logGrad = kernel(kind, 3, in(0).sub(in(1).exp().mul(in(2))));
        }

        private static PointwiseKernel kernel(Kind kind, int inputs, Expr expr) {
            return new PointwiseKernel("softmax", List.of(expr), inputs, kind);
        }
    }

    private static final Steps FLOAT = new Steps(Kind.FLOAT);
    private static final Steps DOUBLE = new Steps(Kind.DOUBLE);

    private final Form form;
    private final boolean isLog;
    private final boolean isGrad;
    private final DType type;
    private final int size;
    private final Steps steps;
    private final long n;
    private final long outer;
    private final long inner;
    private final long result;
    private final long first; // x, or the result's gradient
    private final long second; // the result, for the gradient

    private Softmax(Form form, boolean isLog, Array result, Array first, Array second, boolean isGrad, int dim) {
        this.form = form;
        this.isLog = isLog;
        this.isGrad = isGrad;
        this.type = result.dtype;
        this.size = type.size();
        this.steps = type == DType.FLOAT32 ? FLOAT : DOUBLE;
        long before = 1;
        long after = 1;
        for (int i = 0; i < result.dim(); i++) {
            before *= i < dim ? result.sizes[i] : 1;
            after *= i > dim ? result.sizes[i] : 1;
        }
        this.outer = before;
        this.inner = after;
        this.n = result.dim() == 0 ? 1 : result.sizes[dim];
        this.result = result.address();
        this.first = first.address();
        this.second = second.address();
    }

    /** False when this is not the way to do it. */
    static boolean softmax(Form form, boolean log, Array out, Array x, int dim) {
        return run(form, log, out, x, x, false, dim);
    }

    static boolean softmaxGrad(Form form, boolean log, Array xGrad, Array grad, Array out, int dim) {
        return run(form, log, xGrad, grad, out, true, dim);
    }

    private static boolean run(Form form, boolean log, Array result, Array first, Array second, boolean isGrad,
            int dim) {
        DType type = result.dtype;
        boolean isFloating = type == DType.FLOAT32 || type == DType.FLOAT64;
        if (!isFloating || first.dtype != type || second.dtype != type
                || result.dim() > 0 && result.sizes[dim] > JavaKernels.MAX_COUNT) {
            return false;
        }
        if (result.numel > 0) {
            Array a = Scratch.contiguous(form, 4, first);
            Array b = first == second ? a : Scratch.contiguous(form, 5, second);
            Array to = result.contiguous ? result : Scratch.array(6, type, result.sizes);
            new Softmax(form, log, to, a, b, isGrad, dim).run();
            if (to != result) {
                Copies.copy(form, result, to);
            }
        }
        return true;
    }

    private void run() {
        long lineCost = n * 1500;
        if (inner > 1) {
            long chunks = Math.ceilDiv(inner, COLUMNS);
            long grain = Math.max(1, JavaKernels.GRAIN_PICOS / (lineCost * Math.min(inner, COLUMNS)));
            Parallel.run(outer * chunks, grain, (begin, end) -> {
                for (long i = begin; i < end; i++) {
                    long from = i % chunks * COLUMNS;
                    long at = (i / chunks * n * inner + from) * size;
                    long step = inner * size;
                    columns(result + at, step, first + at, second + at, step, (int) Math.min(COLUMNS, inner - from));
                }
            });
        } else if (n < SHORT && outer >= SHORT / 4) {
            long chunk = Math.min(256, outer);
            long chunks = Math.ceilDiv(outer, chunk);
            Parallel.run(chunks, Math.max(1, JavaKernels.GRAIN_PICOS / (lineCost * chunk)), (begin, end) -> {
                for (long i = begin; i < end; i++) {
                    shortLines(i * chunk * n * size, (int) Math.min(chunk, outer - i * chunk));
                }
            });
        } else {
            Parallel.run(outer, Math.max(1, JavaKernels.GRAIN_PICOS / (lineCost + 100_000)),
                    (begin, end) -> lines(begin, end));
        }
    }

    private void shortLines(long at, int lines) {
        boolean isOfFloats = isLog && type == DType.FLOAT32;
        if (isOfFloats && isGrad) {
            logGradRows(at, lines);
        } else if (isOfFloats && !Turns.areQuick(form)) {
            logRows(at, lines);
        } else {
            turned(at, lines);
        }
    }

    /** All lines in one loop, beside what belongs to each line, repeated: the same numbers as {@link #softmaxColumns} gives. */
    private void logRows(long at, int lines) {
        int count = lines * (int) n;
        long max = Scratch.get(1, (long) count * size);
        long sum = Scratch.get(2, (long) lines * size);
        long powers = Scratch.get(3, (long) count * size);
        ShortLines.max(first + at, powers, lines, (int) n);
        Elements.repeatEach(powers, max, lines, (int) n, size);
        dense(steps.exp, 2).run(count, powers, first + at, max);
        ShortLines.sum(powers, sum, lines, (int) n);
        dense(steps.log, 1).run(lines, sum, sum);
        Elements.repeatEach(sum, powers, lines, (int) n, size);
        dense(steps.shift, 3).run(count, result + at, first + at, max, powers);
    }

    private void logGradRows(long at, int lines) {
        int count = lines * (int) n;
        long sum = Scratch.get(2, (long) lines * size);
        long sums = Scratch.get(1, (long) count * size);
        ShortLines.sum(first + at, sum, lines, (int) n);
        Elements.repeatEach(sum, sums, lines, (int) n, size);
        dense(steps.logGrad, 3).run(count, result + at, first + at, second + at, sums);
    }

    /** Some lines, turned into columns and back. */
    private void turned(long at, int lines) {
        int length = (int) n;
        long tile = (long) lines * length * size;
        long step = (long) lines * size;
        long a = Scratch.get(3, 2 * tile);
        long b = isGrad ? a + tile : a;
        Turns.turn(form, size, a, step, first + at, n * size, length, lines);
        if (isGrad) {
            Turns.turn(form, size, b, step, second + at, n * size, length, lines);
        }
        columns(a, step, a, b, step, lines);
        Turns.turn(form, size, result + at, n * size, a, step, lines, length);
    }

    private void columns(long to, long toStep, long a, long b, long step, int count) {
        if (isGrad) {
            gradColumns(to, toStep, a, b, step, count);
        } else {
            softmaxColumns(to, toStep, a, step, count);
        }
    }

    private void softmaxColumns(long to, long toStep, long x, long step, int count) {
        long max = Scratch.get(1, (long) count * size);
        long sum = Scratch.get(2, (long) count * size);
        Loop maxLoop = dense(steps.max, 2);
        Raw.copyBytes(x, max, (long) count * size);
        for (long r = 1; r < n; r++) {
            maxLoop.run(count, max, max, x + r * step);
        }
        Loop exp = dense(steps.exp, 2);
        if (isLog) {
            Loop addExp = dense(steps.addExp, 3);
            exp.run(count, sum, x, max);
            for (long r = 1; r < n; r++) {
                addExp.run(count, sum, sum, x + r * step, max);
            }
            dense(steps.log, 1).run(count, sum, sum);
            Loop shift = dense(steps.shift, 3);
            for (long r = 0; r < n; r++) {
                shift.run(count, to + r * toStep, x + r * step, max, sum);
            }
        } else {
            Loop add = dense(steps.add, 2);
            for (long r = 0; r < n; r++) {
                exp.run(count, to + r * toStep, x + r * step, max);
                if (r == 0) {
                    Raw.copyBytes(to, sum, (long) count * size);
                } else {
                    add.run(count, sum, sum, to + r * toStep);
                }
            }
            Loop divide = dense(steps.divide, 2);
            for (long r = 0; r < n; r++) {
                divide.run(count, to + r * toStep, to + r * toStep, sum);
            }
        }
    }

    private void gradColumns(long to, long toStep, long grad, long y, long step, int count) {
        long sum = Scratch.get(1, (long) count * size);
        if (isLog) {
            Loop add = dense(steps.add, 2);
            Raw.copyBytes(grad, sum, (long) count * size);
            for (long r = 1; r < n; r++) {
                add.run(count, sum, sum, grad + r * step);
            }
        } else {
            Loop addProduct = dense(steps.addProduct, 3);
            dense(steps.multiply, 2).run(count, sum, grad, y);
            for (long r = 1; r < n; r++) {
                addProduct.run(count, sum, sum, grad + r * step, y + r * step);
            }
        }
        Loop last = dense(isLog ? steps.logGrad : steps.grad, 3);
        for (long r = 0; r < n; r++) {
            last.run(count, to + r * toStep, grad + r * step, y + r * step, sum);
        }
    }

    private void lines(long begin, long end) {
        LineReduction max = LineReduction.dense(form, Reduction.Kind.MAX, type, n);
        LineReduction sum = LineReduction.dense(form, Reduction.Kind.SUM, type, n);
        for (long i = begin; i < end; i++) {
            long at = i * n * size;
            if (isGrad) {
                gradLine(sum, result + at, first + at, second + at);
            } else {
                line(max, sum, result + at, first + at);
            }
        }
    }

    private void line(LineReduction max, LineReduction sum, long to, long x) {
        int length = (int) n;
        long shift = max.line(x);
        long powers = isLog ? Scratch.get(2, n * size) : to;
        loop(steps.exp, dense(), dense(), Access.VALUE).run(length, powers, x, shift);
        double total = Double.longBitsToDouble(sum.line(powers));
        if (isLog) {
            Loop last = loop(steps.shift, dense(), dense(), Access.VALUE, Access.VALUE);
            last.run(length, to, x, shift, Double.doubleToRawLongBits(Math.log(total)));
        } else {
            loop(steps.divide, dense(), dense(), Access.VALUE).run(length, to, to, Double.doubleToRawLongBits(total));
        }
    }

    private void gradLine(LineReduction sum, long to, long grad, long y) {
        int length = (int) n;
        long products = grad;
        if (!isLog) {
            products = Scratch.get(2, n * size);
            loop(steps.multiply, dense(), dense(), dense()).run(length, products, grad, y);
        }
        long total = sum.line(products);
        loop(isLog ? steps.logGrad : steps.grad, dense(), dense(), dense(), Access.VALUE).run(length, to, grad, y,
                total);
    }

    private int dense() {
        return Access.dense(type);
    }

    private Loop dense(PointwiseKernel kernel, int inputs) {
        int[] codes = new int[inputs + 1];
        java.util.Arrays.fill(codes, dense());
        return loop(kernel, codes);
    }

    private Loop loop(PointwiseKernel kernel, int... codes) {
        return Loops.of(kernel, form, codes);
    }
}
