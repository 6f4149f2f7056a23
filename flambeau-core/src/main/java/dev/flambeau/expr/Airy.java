package dev.flambeau.expr;

/** The Airy function Ai. */
final class Airy {
    private static final double AT_0 = 0.35502805388781723926;
    private static final double SLOPE_AT_0 = -0.25881940379280679841;

    private Airy() {}

    static double ai(double x) {
        if (Double.isNaN(x) || Double.isInfinite(x)) {
            return Double.NaN;
        }
        if (x > 2) {
            double zeta = 2 * x * Math.sqrt(x) / 3; // DLMF 9.6.2
            return Math.sqrt(x / 3) / Math.PI * Bessel.scaledK(1.0 / 3, zeta) * Math.exp(-zeta);
        }
        return x < -10 ? far(-x) : near(x);
    }

    /** From 0 in steps of at most 1 along the differential equation {@code y'' = x y}, by its Taylor series. */
    private static double near(double x) {
        int steps = Math.max(1, (int) Math.ceil(Math.abs(x)));
        double h = x / steps;
        double y = AT_0;
        double slope = SLOPE_AT_0;
        for (int i = 0; i < steps; i++) {
            double t = i * h;
            // three coefficients in a row, each times its power of h
            double before = 0;
            double a = y;
            double b = slope * h;
            double sum = a + b;
            double derivative = b;
            for (int k = 0; k < 40; k++) {
                double c = (t * a + h * before) * h * h / ((k + 1) * (k + 2));
                sum += c;
                derivative += (k + 2) * c;
                before = a;
                a = b;
                b = c;
            }
            y = sum;
            slope = derivative / h;
        }
        return x == 0 ? AT_0 : y;
    }

    /** At -x, by the asymptotic expansion (DLMF 9.7.9). */
    private static double far(double x) {
        double zeta = 2 * x * Math.sqrt(x) / 3;
        double p = 0;
        double q = 0;
        double term = 1;
        for (int k = 0; k < 40; k++) {
            switch (k & 3) {
                case 0 -> p += term;
                case 1 -> q += term;
                case 2 -> p -= term;
                default -> q -= term;
            }
            double next = term * (6 * k + 1) * (6 * k + 3) * (6 * k + 5) / ((2 * k + 1) * 216.0 * (k + 1) * zeta);
            if (next < 1e-17) {
                break;
            }
            term = next;
        }
        double sin = Math.sin(zeta);
        double cos = Math.cos(zeta);
        return ((cos + sin) * p + (sin - cos) * q) / Math.sqrt(2 * Math.PI * Math.sqrt(x));
    }
}
