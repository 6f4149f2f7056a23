package dev.flambeau.expr;

/** The logarithm of the gamma function and its derivatives. */
final class Gamma {
    private static final double EULER = 0.57721566490153286061;
    private static final double HALF_LOG_TWO_PI = 0.91893853320467274178;
    /** {@code B(2k) / (2k (2k - 1))} for k from 1, Stirling's series. */
    private static final double[] STIRLING =
            {1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360, 1.0 / 156,
                -3617.0 / 122400};
    /** {@code B(2k) / 2k} for k from 1. */
    private static final double[] DIGAMMA =
            {1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12,
                -3617.0 / 8160};
    /** {@code (zeta(k) - 1) / k} for k from 2: the series around 2. */
    private static final double[] AROUND_TWO = aroundTwo();

    private Gamma() {}

    private static double[] aroundTwo() {
        double[] coefficients = new double[28];
        for (int k = 0; k < coefficients.length; k++) {
            coefficients[k] = Zeta.zeta(k + 2, 2) / (k + 2);
        }
        return coefficients;
    }

    /** {@code log |Γ(x)|}. */
    static double lgamma(double x) {
        if (Double.isNaN(x)) {
            return x;
        }
        if (Double.isInfinite(x) || x <= 0 && x == Math.floor(x)) {
            return Double.POSITIVE_INFINITY;
        }
        if (x < 0) {
            // |sin(πx)| from the distance to the next integer
            return Math.log(Math.PI / Math.sin(Math.PI * Math.abs(x - Math.rint(x)))) - lgamma(1 - x);
        }
        if (x >= 10) {
            return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirling(x);
        }
        if (x < 0.5) {
            return nearTwo(x) - Math.log1p(x) - Math.log(x);
        }
        if (x < 1.5) {
            return nearTwo(x - 1) - Math.log1p(x - 1);
        }
        double product = 1;
        double y = x;
        while (y > 2.5) {
            y--;
            product *= y;
        }
        return nearTwo(y - 2) + Math.log(product);
    }

    /** {@code log Γ(2 + z)} for |z| up to 1/2 (DLMF 5.7.3). */
    private static double nearTwo(double z) {
        double sum = 0;
        for (int k = AROUND_TWO.length - 1; k >= 0; k--) {
            sum = AROUND_TWO[k] - z * sum;
        }
        return z * (1 - EULER) + z * z * sum;
    }

    /** {@code log Γ(x)} less Stirling's formula, for x of at least 10 (DLMF 5.11.1). */
    static double stirling(double x) {
        return series(STIRLING, 1 / (x * x)) / x;
    }

    private static double series(double[] coefficients, double z) {
        double sum = 0;
        for (int k = coefficients.length - 1; k >= 0; k--) {
            sum = sum * z + coefficients[k];
        }
        return sum;
    }

    /** The logarithmic derivative of the gamma function: upwards to 10, then its asymptotic series (DLMF 5.11.2). */
    static double digamma(double x) {
        if (x == 0) {
            return Math.copySign(Double.POSITIVE_INFINITY, -x);
        }
        if (x < 0) {
            if (x == Math.floor(x)) {
                return Double.NaN;
            }
            double rest = x - Math.rint(x); // tan has the period 1 in πx
            return digamma(1 - x) - Math.PI / Math.tan(Math.PI * rest);
        }
        double sum = 0;
        double y = x;
        while (y < 10) {
            sum -= 1 / y;
            y++;
        }
        if (y == Double.POSITIVE_INFINITY) {
            return y;
        }
        double z = 1 / (y * y);
        return sum + Math.log(y) - 0.5 / y - z * series(DIGAMMA, z);
    }

    /** The derivative of digamma of an order that is truncated to an integer (DLMF 25.11.12). */
    static double polygamma(double order, double x) {
        int n = (int) order;
        if (n == 0) {
            return digamma(x);
        }
        double factorial = 1;
        for (int k = 2; k <= n && factorial < Double.POSITIVE_INFINITY; k++) {
            factorial *= k;
        }
        return (n % 2 == 0 ? -1 : 1) * factorial * Zeta.zeta(n + 1, x);
    }
}
