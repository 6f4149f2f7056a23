package dev.flambeau.expr;

/** The regularized incomplete gamma functions P(a, x) and Q(a, x) = 1 - P(a, x). */
final class IncompleteGamma {
    private static final int STEPS = 200_000; // they grow with the root of a
    private static final double LARGE = 1e8;

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
        if (a > LARGE) {
            return uniform(a, x, -1);
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
        if (a > LARGE) {
            return uniform(a, x, 1);
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
            if (Math.abs(step - 1) < 1e-15) { // less is within the rounding of the product
                break;
            }
        }
        return Math.min(1, f * factor(a, x));
    }

    /** Q (side 1) or P (side -1) for large {@code a}: Temme's expansion with its first term (DLMF 8.12.3, 8.12.4, 8.12.9). */
    private static double uniform(double a, double x, int side) {
        double mu = (x - a) / a;
        double eta = Math.copySign(Math.sqrt(2 * Math.max(0, mu - Math.log1p(mu))), mu);
        double first = Math.abs(mu) < 1e-3 ? -1.0 / 3 + mu / 12 : 1 / mu - 1 / eta;
        double rest = Math.exp(-0.5 * a * eta * eta) / Math.sqrt(2 * Math.PI * a) * first;
        return Math.clamp(0.5 * Special.erfc(side * eta * Math.sqrt(a / 2)) + side * rest, 0, 1);
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
