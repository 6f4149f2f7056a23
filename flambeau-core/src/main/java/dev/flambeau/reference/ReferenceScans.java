package dev.flambeau.reference;

import dev.flambeau.spi.Array;
import dev.flambeau.spi.Raw;
import dev.flambeau.spi.Scan;

/** Running totals, line by line. */
final class ReferenceScans {
    private ReferenceScans() {}

    static void scan(Scan scan, Array[] outs, Array in, int dim) {
        boolean longs = Elements.integral(in.dtype, outs[0].dtype);
        boolean indexed = outs.length > 1;
        long length = Elements.length(in, dim);
        long inStep = Elements.step(in, dim);
        long outStep = Elements.step(outs[0], dim);
        long placeStep = indexed ? Elements.step(outs[1], dim) : 0;
        Positions p = indexed ? Positions.lines(dim, in, outs[0], outs[1]) : Positions.lines(dim, in, outs[0]);
        for (; p.valid(); p.next()) {
            double total = start(scan);
            long longTotal = longStart(scan);
            long place = 0;
            for (long i = 0; i < length; i++) {
                long from = p.at(0) + i * inStep;
                long to = p.at(1) + i * outStep;
                boolean wins;
                if (longs) {
                    long value = Elements.getLong(in, from);
                    wins = scan == Scan.MAX ? value >= longTotal : value <= longTotal;
                    longTotal = join(scan, longTotal, value);
                    Raw.putLong(outs[0].dtype, to, longTotal);
                } else {
                    double value = Elements.getDouble(in, from);
                    wins = scan == Scan.MAX ? !Elements.above(total, value) : !Elements.below(total, value);
                    total = join(scan, total, value);
                    Raw.putDouble(outs[0].dtype, to, total);
                }
                if (indexed) {
                    place = wins ? i : place;
                    Raw.putLong(outs[1].dtype, p.at(2) + i * placeStep, place);
                }
            }
        }
    }

    private static double start(Scan scan) {
        return switch (scan) {
            case SUM -> 0;
            case PROD -> 1;
            case MAX, LOG_SUM_EXP -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
        };
    }

    private static long longStart(Scan scan) {
        return switch (scan) {
            case SUM, LOG_SUM_EXP -> 0;
            case PROD -> 1;
            case MAX -> Long.MIN_VALUE;
            case MIN -> Long.MAX_VALUE;
        };
    }

    private static double join(Scan scan, double total, double value) {
        return switch (scan) {
            case SUM -> total + value;
            case PROD -> total * value;
            case MAX -> Math.max(total, value);
            case MIN -> Math.min(total, value);
            case LOG_SUM_EXP -> logAddExp(total, value);
        };
    }

    private static long join(Scan scan, long total, long value) {
        return switch (scan) {
            case SUM -> total + value;
            case PROD -> total * value;
            case MAX -> Math.max(total, value);
            case MIN -> Math.min(total, value);
            case LOG_SUM_EXP -> throw new IllegalArgumentException("logcumsumexp of integers");
        };
    }

    private static double logAddExp(double a, double b) {
        double max = Math.max(a, b);
        double min = Math.min(a, b);
        // equal infinities: their difference would be NaN
        return min != max || Double.isFinite(min) ? max + Math.log1p(Math.exp(min - max)) : max;
    }
}
