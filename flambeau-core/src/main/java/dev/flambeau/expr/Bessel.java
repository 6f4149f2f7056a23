package dev.flambeau.expr;

/** Bessel functions of order 0 and 1. */
final class Bessel {
    private static final double EULER = 0.57721566490153286061;
    private static final double FAR = 25; // from here on the asymptotic series are exact to the last digit

    private Bessel() {}

    // ---- first and second kind

    static double j0(double x) {
        double a = Math.abs(x);
        return a < FAR ? near(a)[0] : far(0, a, false);
    }

    static double j1(double x) {
        double a = Math.abs(x);
        double y = a < FAR ? near(a)[1] : far(1, a, false);
        return x < 0 ? -y : y;
    }

    static double y0(double x) {
        if (x <= 0) {
            return x == 0 ? Double.NEGATIVE_INFINITY : Double.NaN;
        }
        return x < FAR ? near(x)[2] : far(0, x, true);
    }

    static double y1(double x) {
        if (x <= 0) {
            return x == 0 ? Double.NEGATIVE_INFINITY : Double.NaN;
        }
        return x < FAR ? near(x)[3] : far(1, x, true);
    }

    static double sphericalJ0(double x) {
        if (Double.isInfinite(x)) {
            return 0;
        }
        double a = Math.abs(x);
        return a < 1e-4 ? 1 - a * a / 6 : Math.sin(x) / x;
    }

    /**
     * J0, J1, Y0, Y1: the J of all orders by the recurrence downwards, normalized by {@code J0 + 2 (J2 + J4 + …) = 1}, and the
     * Y as sums over them (A&amp;S 9.1.88).
     */
    private static double[] near(double x) {
        double log = Math.log(x / 2);
        if (x < 1e-8) {
            return new double[] {1, x / 2, 2 / Math.PI * (log + EULER), -2 / (Math.PI * x)};
        }
        double above = 0;
        double now = 1e-300;
        double norm = 0;
        double sum0 = 0;
        double sum1 = 0;
        double first = 0;
        for (int n = 2 * (int) (x / 2) + 50; n > 0; n--) {
            // here now is J(n), up to a factor
            if ((n & 1) == 0) {
                int k = n / 2;
                norm += 2 * now;
                sum0 += ((k & 1) == 0 ? now : -now) / k;
            } else if (n > 1) {
                int k = n / 2;
                sum1 += ((k & 1) == 0 ? now : -now) * n / (k * (k + 1.0));
            } else {
                first = now;
            }
            double below = 2 * n / x * now - above;
            above = now;
            now = below;
            if (Math.abs(now) > 1e200) {
                above *= 1e-200;
                now *= 1e-200;
                norm *= 1e-200;
                sum0 *= 1e-200;
                sum1 *= 1e-200;
                first *= 1e-200;
            }
        }
        norm += now;
        double j0 = now / norm;
        double j1 = first / norm;
        double y0 = 2 / Math.PI * ((log + EULER) * j0 - 2 * sum0 / norm);
        double y1 = 2 / Math.PI * ((log + EULER - 1) * j1 - j0 / x - sum1 / norm);
        return new double[] {j0, j1, y0, y1};
    }

    /** Hankel's asymptotic expansions (DLMF 10.17.3 and 4). */
    private static double far(int order, double x, boolean secondKind) {
        double p = 0;
        double q = 0;
        double term = 1;
        for (int k = 0; k < 60; k++) {
            switch (k & 3) {
                case 0 -> p += term;
                case 1 -> q += term;
                case 2 -> p -= term;
                default -> q -= term;
            }
            double next = term * (4 * order - (2.0 * k + 1) * (2 * k + 1)) / ((k + 1) * 8 * x);
            if (Math.abs(next) < 1e-17) {
                break;
            }
            term = next;
        }
        double sin = Math.sin(x);
        double cos = Math.cos(x);
        // of x - π/4, or of x - 3π/4, times the root of 2
        double c = order == 0 ? cos + sin : sin - cos;
        double s = order == 0 ? sin - cos : -sin - cos;
        return (secondKind ? p * s + q * c : p * c - q * s) / Math.sqrt(Math.PI * x);
    }

    // ---- modified, first kind

    static double i0(double x) {
        return Math.abs(x) < 700 ? i0e(x) * Math.exp(Math.abs(x)) : overflow(i0e(x), x);
    }

    static double i1(double x) {
        return Math.abs(x) < 700 ? i1e(x) * Math.exp(Math.abs(x)) : overflow(i1e(x), x);
    }

    private static double overflow(double scaled, double x) {
        double half = Math.exp(Math.abs(x) / 2);
        return Double.isInfinite(half) ? Math.copySign(half, scaled) : scaled * half * half;
    }

    static double i0e(double x) {
        double a = Math.abs(x);
        return a < 30 ? powers(0, a) * Math.exp(-a) : modifiedFar(0, a);
    }

    static double i1e(double x) {
        double a = Math.abs(x);
        double y = a < 30 ? powers(1, a) * Math.exp(-a) : modifiedFar(1, a);
        return x < 0 ? -y : y;
    }

    /** The power series of I (DLMF 10.25.2); all terms are positive. */
    private static double powers(int order, double x) {
        double z = x * x / 4;
        double term = order == 0 ? 1 : x / 2;
        double sum = term;
        for (int k = 1; term > 1e-17 * sum; k++) {
            term *= z / ((double) k * (k + order));
            sum += term;
        }
        return sum;
    }

    /** {@code e^-x I(x)} by the asymptotic expansion (DLMF 10.40.1). */
    private static double modifiedFar(int order, double x) {
        if (Double.isInfinite(x)) {
            return 0;
        }
        double term = 1;
        double sum = 1;
        for (int k = 0; k < 60 && Math.abs(term) > 1e-17; k++) {
            term *= ((2.0 * k + 1) * (2 * k + 1) - 4 * order) / ((k + 1) * 8 * x);
            sum += term;
        }
        return sum / Math.sqrt(2 * Math.PI * x);
    }

    // ---- modified, second kind

    static double k0(double x) {
        return modifiedSecond(0, x, false);
    }

    static double k1(double x) {
        return modifiedSecond(1, x, false);
    }

    static double k0e(double x) {
        return modifiedSecond(0, x, true);
    }

    static double k1e(double x) {
        return modifiedSecond(1, x, true);
    }

    private static double modifiedSecond(int order, double x, boolean scaled) {
        if (!(x > 0)) {
            return x == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        }
        if (x <= 1) {
            double y = order == 0 ? k0Near(x) : k1Near(x);
            return scaled ? y * Math.exp(x) : y;
        }
        double y = scaledK(order, x);
        return scaled ? y : y * Math.exp(-x);
    }

    /** DLMF 10.31.2. */
    private static double k0Near(double x) {
        double z = x * x / 4;
        double term = 1;
        double harmonic = 0;
        double sum = 0;
        for (int k = 1; k < 20; k++) {
            term *= z / (k * k);
            harmonic += 1.0 / k;
            sum += term * harmonic;
        }
        return sum - (Math.log(x / 2) + EULER) * powers(0, x);
    }

    /** DLMF 10.31.1 with n = 1. */
    private static double k1Near(double x) {
        double z = x * x / 4;
        double term = 1;
        double digammas = 1 - 2 * EULER; // ψ(k + 1) + ψ(k + 2)
        double sum = digammas;
        for (int k = 1; k < 20; k++) {
            term *= z / (k * (k + 1));
            digammas += 1.0 / k + 1.0 / (k + 1);
            sum += term * digammas;
        }
        return 1 / x + Math.log(x / 2) * powers(1, x) - x / 4 * sum;
    }

    /**
     * {@code e^x K(x)} of any order, for x of at least 1: the trapezoidal rule over {@code exp(-x (cosh t - 1)) cosh(order t)} (DLMF
     * 10.32.9), which converges exponentially for an integrand like this.
     */
    static double scaledK(double order, double x) {
        if (Double.isInfinite(x)) {
            return 0;
        }
        double h = Math.min(0.125, 0.7 / Math.sqrt(x));
        double sum = 0.5;
        for (int n = 1;; n++) {
            double sinh = Math.sinh(n * h / 2);
            double term = Math.exp(-2 * x * sinh * sinh) * Math.cosh(order * n * h);
            sum += term;
            if (term < 1e-18 * sum) {
                return h * sum;
            }
        }
    }
}
