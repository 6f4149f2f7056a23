package dev.flambeau.expr;

/** The regularized incomplete gamma functions P(a, x) and Q(a, x) = 1 - P(a, x). */
final class IncompleteGamma {
    private static final int STEPS = 10_000_000; // they grow with the root of a

    private IncompleteGamma() {}

    /** P(a, x). */
    static double lower(double a, double x) {
        if (!(a >= 0 && x >= 0)) {
            return Double.NaN;
        }
        if (a == 0) {
            return x > 0 ? 1 : Double.NaN;
        }
        if (x == 0) {
            return 0;
        }
        if (Double.isInfinite(a)) {
            return Double.isInfinite(x) ? Double.NaN : 0;
        }
        if (Double.isInfinite(x)) {
            return 1;
        }
        return x < a + 1 ? series(a, x) : 1 - fraction(a, x);
    }

    /** Q(a, x). */
    static double upper(double a, double x) {
        if (!(a >= 0 && x >= 0)) {
            return Double.NaN;
        }
        if (a == 0) {
            return x > 0 ? 0 : Double.NaN;
        }
        if (x == 0) {
            return 1;
        }
        if (Double.isInfinite(a)) {
            return Double.isInfinite(x) ? Double.NaN : 1;
        }
        if (Double.isInfinite(x)) {
            return 0;
        }
        return x < a + 1 ? 1 - series(a, x) : fraction(a, x);
    }

    /** P by its power series (DLMF 8.7.1); all terms are positive. */
    private static double series(double a, double x) {
        double term = 1 / a;
        double sum = term;
        for (int n = 1; n < STEPS && term > 1e-17 * sum; n++) {
            term *= x / (a + n);
            sum += term;
        }
        return Math.min(1, sum * factor(a, x));
    }

    /** Q by its continued fraction (DLMF 8.9.2), Lentz's method. */
    private static double fraction(double a, double x) {
        double b = x + 1 - a;
        double c = 1e300;
        double d = 1 / b;
        double f = d;
        for (int n = 1; n < STEPS; n++) {
            double numerator = -n * (n - a);
            b += 2;
            d = 1 / (numerator * d + b);
            c = b + numerator / c;
            double step = c * d;
            f *= step;
            if (Math.abs(step - 1) < 1e-16) {
                break;
            }
        }
        return Math.min(1, f * factor(a, x));
    }

    /** {@code x^a e^-x / Γ(a)}; for larger a around its maximum at x = a, where the parts would cancel. */
    private static double factor(double a, double x) {
        if (a < 10) {
            return Math.exp(a * Math.log(x) - x - Gamma.lgamma(a));
        }
        double u = (x - a) / a;
        double exponent = Math.abs(u) < 0.5 ? Math.log1p(u) - u : Math.log(x / a) - u;
        return Math.sqrt(a / (2 * Math.PI)) * Math.exp(a * exponent - Gamma.stirling(a));
    }
}
