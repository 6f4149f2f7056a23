package dev.flambeau.cpu.vector;

import static dev.flambeau.expr.Expr.in;

import dev.flambeau.DType;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.Fn;
import dev.flambeau.expr.PointwiseKernel;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;
import dev.flambeau.spi.Reduction;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A reduction as three pointwise kernels: {@code load} turns elements into accumulators, {@code more} takes further elements into
 * them, {@code join} joins accumulators in pairs. So reductions are fused, vectorized, and bit for bit the same in both forms
 * for the same reasons that pointwise kernels are.
 *
 * @param type the accumulators' type
 */
record Fold(Reduction.Kind op, Kind kind, DType type, PointwiseKernel load, PointwiseKernel more,
        PointwiseKernel join) {
    private static final int KINDS = Kind.values().length;

    private record Key(Reduction reduction, Kind kind) {}

    private static final Map<Key, Fold> KNOWN = new ConcurrentHashMap<>();
    /** Those of the element itself, by operation and kind: they are asked for all the time, and to hash an expression takes a while. */
    private static final @Nullable Fold[] SIMPLE = new Fold[Reduction.Kind.values().length * KINDS];

    private static final int FEW = 16; // so few accumulators are joined one by one

    static Fold of(Reduction reduction, DType out, DType in) {
        Kind kind = kind(out, in);
        if (!(reduction.before() instanceof Expr.Input)) {
            return KNOWN.computeIfAbsent(new Key(reduction, kind), Fold::make);
        }
        int place = reduction.kind().ordinal() * KINDS + kind.ordinal();
        Fold known = SIMPLE[place];
        if (known == null) {
            known = make(new Key(reduction, kind)); // made twice when two threads meet here: both are good
            SIMPLE[place] = known;
        }
        return known;
    }

    /** In what a reduction from one type to another computes. */
    static Kind kind(DType out, DType in) {
        if (!out.isFloatingPoint() && !in.isFloatingPoint()) {
            return Kind.LONG;
        }
        return out == DType.FLOAT64 || in == DType.FLOAT64 || !in.isFloatingPoint() ? Kind.DOUBLE : Kind.FLOAT;
    }

    private static Fold make(Key key) {
        Reduction.Kind op = key.reduction.kind();
        Expr before = key.reduction.before();
        boolean isTruth = op == Reduction.Kind.ANY || op == Reduction.Kind.ALL;
        return new Fold(op, key.kind, isTruth ? DType.BOOL : type(key.kind), kernel(op, key.kind, before, 1),
                kernel(op, key.kind, joined(op, in(1), before), 2), kernel(op, key.kind, joined(op, in(0), in(1)), 2));
    }

    private static PointwiseKernel kernel(Reduction.Kind op, Kind kind, Expr expr, int inputs) {
        return new PointwiseKernel(op.name(), List.of(expr), inputs, kind);
    }

    /** The type that holds numbers of a kind. */
    static DType type(Kind kind) {
        return switch (kind) {
            case FLOAT -> DType.FLOAT32;
            case DOUBLE -> DType.FLOAT64;
            case LONG -> DType.INT64;
        };
    }

    private static Expr joined(Reduction.Kind op, Expr a, Expr b) {
        return switch (op) {
            case SUM -> Expr.call(Fn.ADD, a, b);
            case PROD -> Expr.call(Fn.MUL, a, b);
            case MAX, MAX_WITH_INDEX -> a.max(b);
            case MIN, MIN_WITH_INDEX -> a.min(b);
            case ANY -> a.or(b);
            case ALL -> a.and(b);
        };
    }

    Loop loadLoop(Form form, int access) {
        return Loops.of(load, form, new int[] {Access.dense(type), access});
    }

    Loop moreLoop(Form form, int access) {
        return Loops.of(more, form, new int[] {Access.dense(type), access, Access.dense(type)});
    }

    /** {@code more} for any number of rows of elements, one after another into the same row of accumulators; the last may be shorter. */
    Loop rowsLoop(Form form, int access) {
        return Loops.of(more, form, new int[] {Access.row(type), access, Access.row(type)});
    }

    /** The sums of dense elements in lanes, as {@link LaneSum} has them; only where {@link #addsInLanes}. */
    Loop addLoop(Form form) {
        return Loops.of(load, form, new int[] {Access.row(type), Access.dense(type)});
    }

    Loop joinLoop(Form form) {
        return Loops.of(join, form, new int[] {Access.dense(type), Access.dense(type), Access.dense(type)});
    }

    /** Whether lines with this access are added up by {@link #addLoop}. */
    boolean addsInLanes(int access) {
        return op == Reduction.Kind.SUM && kind == Kind.FLOAT && access == Access.dense(type)
                && load.outputs().getFirst() instanceof Expr.Input;
    }

    boolean inLongs() {
        return kind == Kind.LONG;
    }

    /** Whether long sums go on in double. */
    boolean widens() {
        return op == Reduction.Kind.SUM && kind == Kind.FLOAT;
    }

    /** The result for no elements, as {@link Cells#load} gives numbers. */
    long neutral() {
        return switch (op) {
            case SUM, ANY -> number(0, 0);
            case PROD, ALL -> number(1, 1);
            case MAX, MAX_WITH_INDEX -> number(Double.NEGATIVE_INFINITY, Long.MIN_VALUE);
            case MIN, MIN_WITH_INDEX -> number(Double.POSITIVE_INFINITY, Long.MAX_VALUE);
        };
    }

    /** The result for no elements, as a scalar to copy. */
    Array neutral(DType to) {
        return inLongs()
                ? Array.immediate(to.isFloatingPoint() ? DType.INT64 : to, neutral())
                : Array.immediate(DType.FLOAT64, Double.longBitsToDouble(neutral()));
    }

    private long number(double value, long integer) {
        return inLongs() ? integer : Double.doubleToRawLongBits(value);
    }

    /** Two results joined: in double, whatever the kind of floating point. */
    long join(long first, long second) {
        if (inLongs()) {
            return switch (op) {
                case SUM -> first + second;
                case PROD -> first * second;
                case MAX, MAX_WITH_INDEX -> Math.max(first, second);
                case MIN, MIN_WITH_INDEX -> Math.min(first, second);
                case ANY -> first | second;
                case ALL -> first & second;
            };
        }
        double a = Double.longBitsToDouble(first);
        double b = Double.longBitsToDouble(second);
        return Double.doubleToRawLongBits(switch (op) {
            case SUM -> a + b;
            case PROD -> a * b;
            case MAX, MAX_WITH_INDEX, ANY -> Math.max(a, b);
            case MIN, MIN_WITH_INDEX, ALL -> Math.min(a, b);
        });
    }

    /** All of {@code count} accumulators joined: in pairs, half with half, while they are many. */
    long total(Loop joinLoop, long at, int count) {
        int left = count;
        while (left > FEW) {
            int half = (left + 1) / 2;
            joinLoop.run(left - half, at, at, at + (long) half * type.size());
            left = half;
        }
        if (widens()) {
            double sum = 0;
            for (int i = 0; i < left; i++) {
                sum += Cells.getFloat(at + 4L * i);
            }
            return Double.doubleToRawLongBits(sum);
        }
        long total = neutral();
        for (int i = 0; i < left; i++) {
            total = join(total, Cells.load(type, at + (long) i * type.size(), inLongs()));
        }
        return total;
    }

    /** Writes a result. */
    void store(DType to, long address, long result) {
        if (inLongs()) {
            Raw.putLong(to, address, result);
        } else if (to.isInteger()) {
            Raw.putLong(to, address, Cells.truncate(Double.longBitsToDouble(result)));
        } else {
            Raw.putDouble(to, address, Double.longBitsToDouble(result));
        }
    }
}
