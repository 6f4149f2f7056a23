package dev.flambeau.reference;

import dev.flambeau.DType;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.Interpreter;
import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;
import dev.flambeau.spi.Reduction;

/** Reduces: for each position of the output all the input's elements behind it, in row-major order. */
final class ReferenceReductions {
    private ReferenceReductions() {}

    static void reduce(Reduction reduction, Array[] outs, Array in, long dims) {
        long[] kept = in.sizes.clone();
        long[] reduced = in.sizes.clone();
        for (int i = 0; i < in.dim(); i++) {
            if ((dims >> i & 1) != 0) {
                kept[i] = 1;
            } else {
                reduced[i] = 1;
            }
        }
        boolean indexed =
                reduction.kind() == Reduction.Kind.MAX_WITH_INDEX || reduction.kind() == Reduction.Kind.MIN_WITH_INDEX;
        Positions outer = indexed ? new Positions(kept, in, outs[0], outs[1]) : new Positions(kept, in, outs[0]);
        Positions inner = new Positions(reduced, in);
        boolean longs = Elements.integral(in.dtype, outs[0].dtype);
        Kind kind = in.dtype == DType.FLOAT64 || outs[0].dtype == DType.FLOAT64 ? Kind.DOUBLE : Kind.FLOAT;
        double[] element = new double[1];
        long[] longElement = new long[1];
        for (; outer.valid(); outer.next()) {
            inner.restart(outer.at(0));
            long place = longs
                    ? longs(reduction, outs[0], outer.at(1), in, inner, longElement)
                    : doubles(reduction, kind, outs[0], outer.at(1), in, inner, element);
            if (indexed) {
                Raw.putLong(outs[1].dtype, outer.at(2), place);
            }
        }
    }

    /** Writes the result to {@code to}; gives the position of the extremum, if there is one. */
    private static long doubles(Reduction reduction, Kind kind, Array out, long to, Array in, Positions p,
            double[] element) {
        Expr before = reduction.before();
        double total = switch (reduction.kind()) {
            case SUM, ANY -> 0;
            case PROD, ALL -> 1;
            case MAX, MAX_WITH_INDEX -> Double.NEGATIVE_INFINITY;
            case MIN, MIN_WITH_INDEX -> Double.POSITIVE_INFINITY;
        };
        long place = 0;
        for (long position = 0; p.valid(); p.next(), position++) {
            element[0] = Elements.getDouble(in, p.at(0));
            double value = Interpreter.evaluate(before, kind, element);
            switch (reduction.kind()) {
                case SUM -> total += value;
                case PROD -> total *= value;
                case ANY -> total = total != 0 || value != 0 ? 1 : 0;
                case ALL -> total = total != 0 && value != 0 ? 1 : 0;
                case MAX, MAX_WITH_INDEX -> {
                    if (Elements.above(value, total)) {
                        total = value;
                        place = position;
                    }
                }
                case MIN, MIN_WITH_INDEX -> {
                    if (Elements.below(value, total)) {
                        total = value;
                        place = position;
                    }
                }
            }
        }
        Raw.putDouble(out.dtype, to, total);
        return place;
    }

    private static long longs(Reduction reduction, Array out, long to, Array in, Positions p, long[] element) {
        Expr before = reduction.before();
        long total = switch (reduction.kind()) {
            case SUM, ANY -> 0;
            case PROD, ALL -> 1;
            case MAX, MAX_WITH_INDEX -> Long.MIN_VALUE;
            case MIN, MIN_WITH_INDEX -> Long.MAX_VALUE;
        };
        long place = 0;
        for (long position = 0; p.valid(); p.next(), position++) {
            element[0] = Elements.getLong(in, p.at(0));
            long value = Interpreter.evaluate(before, element);
            switch (reduction.kind()) {
                case SUM -> total += value;
                case PROD -> total *= value;
                case ANY -> total = total != 0 || value != 0 ? 1 : 0;
                case ALL -> total = total != 0 && value != 0 ? 1 : 0;
                case MAX, MAX_WITH_INDEX -> {
                    if (value > total) {
                        total = value;
                        place = position;
                    }
                }
                case MIN, MIN_WITH_INDEX -> {
                    if (value < total) {
                        total = value;
                        place = position;
                    }
                }
            }
        }
        Raw.putLong(out.dtype, to, total);
        return place;
    }
}
