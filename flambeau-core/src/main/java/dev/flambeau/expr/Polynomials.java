package dev.flambeau.expr;

/**
 * Orthogonal polynomials of a degree that is truncated to an integer; 0 for negative degrees. By their recurrences (DLMF 18.9),
 * and the Chebyshev ones inside of (-1, 1) by their trigonometric form (DLMF 18.5), as PyTorch has them.
 */
final class Polynomials {
    private static final long HERMITE_LIMIT = 512; // beyond that PyTorch says NaN

    private Polynomials() {}

    static double chebyshevT(double x, double degree) {
        long n = (long) degree;
        if (n < 0) {
            return 0;
        }
        if (Math.abs(x) == 1) {
            return x > 0 || even(n) ? 1 : -1;
        }
        return n > 6 && Math.abs(x) < 1 ? Math.cos(n * Math.acos(x)) : chebyshev(x, n, x);
    }

    static double chebyshevU(double x, double degree) {
        long n = (long) degree;
        if (n < 0) {
            return 0;
        }
        if (Math.abs(x) == 1) {
            return x > 0 || even(n) ? n + 1 : -(n + 1);
        }
        if (n > 8 && Math.abs(x) < 1) {
            double angle = Math.acos(x);
            return Math.sin((n + 1) * angle) / Math.sin(angle);
        }
        return chebyshev(x, n, 2 * x);
    }

    static double chebyshevV(double x, double degree) {
        long n = (long) degree;
        if (n < 0) {
            return 0;
        }
        if (Math.abs(x) == 1) {
            return x > 0 ? 1 : even(n) ? 2 * n + 1 : -(2 * n + 1);
        }
        if (n > 8 && Math.abs(x) < 1) {
            double angle = Math.acos(x);
            return Math.cos((n + 0.5) * angle) / Math.cos(angle / 2);
        }
        return chebyshev(x, n, 2 * x - 1);
    }

    static double chebyshevW(double x, double degree) {
        long n = (long) degree;
        if (n < 0) {
            return 0;
        }
        if (Math.abs(x) == 1) {
            return x > 0 ? 2 * n + 1 : even(n) ? 1 : -1;
        }
        if (n > 8 && Math.abs(x) < 1) {
            double angle = Math.acos(x);
            return Math.sin((n + 0.5) * angle) / Math.sin(angle / 2);
        }
        return chebyshev(x, n, 2 * x + 1);
    }

    /** The recurrence that all four kinds share; they differ in the polynomial of degree 1. */
    private static double chebyshev(double x, long n, double first) {
        double before = 1;
        double now = first;
        for (long k = 1; k < n && !Double.isNaN(now); k++) {
            double next = 2 * x * now - before;
            before = now;
            now = next;
        }
        return n == 0 ? 1 : now;
    }

    static double hermiteH(double x, double degree) {
        return hermite(2 * x, (long) degree, 2);
    }

    static double hermiteHe(double x, double degree) {
        return hermite(x, (long) degree, 1);
    }

    private static double hermite(double x, long n, double weight) {
        if (n < 0) {
            return 0;
        }
        if (n > HERMITE_LIMIT) {
            return Double.NaN;
        }
        double before = 1;
        double now = x;
        for (long k = 1; k < n; k++) {
            double next = x * now - weight * k * before;
            before = now;
            now = next;
        }
        return n == 0 ? 1 : now;
    }

    static double laguerreL(double x, double degree) {
        long n = (long) degree;
        if (n < 0) {
            return 0;
        }
        if (x == 0 || n == 0) {
            return 1;
        }
        double before = 1;
        double now = 1 - x;
        for (long k = 1; k < n && !Double.isNaN(now); k++) {
            double next = ((2 * k + 1 - x) * now - k * before) / (k + 1);
            before = now;
            now = next;
        }
        return now;
    }

    static double legendreP(double x, double degree) {
        long n = (long) degree;
        if (n < 0) {
            return 0;
        }
        if (Math.abs(x) == 1) {
            return x > 0 || even(n) ? 1 : -1;
        }
        double before = 1;
        double now = x;
        for (long k = 1; k < n && !Double.isNaN(now); k++) {
            double next = ((2 * k + 1) * x * now - k * before) / (k + 1);
            before = now;
            now = next;
        }
        return n == 0 ? 1 : now;
    }

    private static boolean even(long n) {
        return (n & 1) == 0;
    }
}
