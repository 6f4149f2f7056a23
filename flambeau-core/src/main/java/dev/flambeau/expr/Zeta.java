package dev.flambeau.expr;

/** The Hurwitz zeta function; with a shift of 1 it is Riemann's. */
final class Zeta {
    /** {@code B(2k) / (2k)!} for k from 1: the coefficients of the Euler-Maclaurin formula. */
    private static final double[] COEFFICIENTS = {0.08333333333333333, -0.001388888888888889, 3.306878306878307e-05,
        -8.267195767195768e-07, 2.08767569878681e-08, -5.284190138687493e-10, 1.3382536530684679e-11,
        -3.3896802963225827e-13,
        8.586062056277845e-15, -2.174868698558062e-16, 5.5090028283602295e-18, -1.3954464685812522e-19};

    private Zeta() {}

    /** {@code sum of (k + q)^-s over k >= 0}. */
    static double zeta(double s, double q) {
        if (s == 1) {
            return Double.POSITIVE_INFINITY;
        }
        if (!(s > 1) || Double.isNaN(q)) {
            return Double.NaN;
        }
        if (q > 0) {
            return sum(s, q);
        }
        if (q == Math.floor(q)) {
            return Double.POSITIVE_INFINITY;
        }
        if (s != Math.floor(s)) {
            return Double.NaN; // a power of a negative number
        }
        // the sum over all integers depends on the fraction of q alone; what lies below q is taken off
        double fraction = q - Math.floor(q);
        double sign = s % 2 == 0 ? 1 : -1;
        return sum(s, fraction) + sign * (sum(s, 1 - fraction) - sum(s, 1 - q));
    }

    /** Some terms, then the Euler-Maclaurin formula (DLMF 25.11.5) for the rest. */
    private static double sum(double s, double q) {
        double sum = 0;
        double a = q;
        double enough = 10 + s / 2;
        for (; a < enough; a++) {
            double term = Scalars.pow(a, -s);
            sum += term;
            if (term <= 1e-17 * sum) { // also where every term is zero
                return sum;
            }
        }
        double power = Math.pow(a, -s);
        sum += a * power / (s - 1) + power / 2;
        double factor = s * power / a;
        for (int k = 0; k < COEFFICIENTS.length; k++) {
            double term = COEFFICIENTS[k] * factor;
            sum += term;
            if (Math.abs(term) < 1e-17 * sum) {
                break;
            }
            factor *= (s + 2 * k + 1) * (s + 2 * k + 2) / (a * a);
        }
        return sum;
    }
}
