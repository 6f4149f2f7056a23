package dev.flambeau.expr;

/** The error function and the normal distribution. */
public final class Special {
    private static final double SQRT_PI = Math.sqrt(Math.PI);

    // Sun's fdlibm, s_erf.c: rational approximations on |x| < 0.84375, < 1.25, < 1/0.35, < 28; lowest power first
    private static final double[] PP =
            {1.28379167095512558561e-01, -3.25042107247001499370e-01, -2.84817495755985104766e-02,
                -5.77027029648944159157e-03, -2.37630166566501626084e-05};
    private static final double[] QQ =
            {1, 3.97917223959155352819e-01, 6.50222499887672944485e-02, 5.08130628187576562776e-03,
                1.32494738004321644526e-04, -3.96022827877536812320e-06};
    private static final double ERF_1 = 8.45062911510467529297e-01;
    private static final double[] PA =
            {-2.36211856075265944077e-03, 4.14856118683748331666e-01, -3.72207876035701323847e-01,
                3.18346619901161753674e-01, -1.10894694282396677476e-01, 3.54783043256182359371e-02,
                -2.16637559486879084300e-03};
    private static final double[] QA =
            {1, 1.06420880400844228286e-01, 5.40397917702171048937e-01, 7.18286544141962662868e-02,
                1.26171219808761642112e-01, 1.36370839120290507362e-02, 1.19844998467991074170e-02};
    private static final double[] RA =
            {-9.86494403484714822705e-03, -6.93858572707181764372e-01, -1.05586262253232909814e+01,
                -6.23753324503260060396e+01, -1.62396669462573470355e+02, -1.84605092906711035994e+02,
                -8.12874355063065934246e+01,
                -9.81432934416914548592e+00};
    private static final double[] SA = {1, 1.96512716674392571292e+01, 1.37657754143519042600e+02,
        4.34565877475229228821e+02,
        6.45387271733267880336e+02, 4.29008140027567833386e+02, 1.08635005541779435134e+02, 6.57024977031928170135e+00,
        -6.04244152148580987438e-02};
    private static final double[] RB =
            {-9.86494292470009928597e-03, -7.99283237680523006574e-01, -1.77579549177547519889e+01,
                -1.60636384855821916062e+02, -6.37566443368389627722e+02, -1.02509513161107724954e+03,
                -4.83519191608651397019e+02};
    private static final double[] SB =
            {1, 3.03380607434824582924e+01, 3.25792512996573918826e+02, 1.53672958608443695994e+03,
                3.19985821950859553908e+03, 2.55305040643316442583e+03, 4.74528541206955367215e+02,
                -2.24409524465858183362e+01};

    // M. Wichura's algorithm AS 241 (PPND16): the normal quantile in its middle, its tails, its far tails; lowest power first
    private static final double[] A =
            {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
                4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3};
    private static final double[] B = {1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
        2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3};
    private static final double[] C = {1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
        3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2,
        7.74545014278341407640e-4};
    private static final double[] D = {1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
        1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9};
    private static final double[] E = {6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0,
        2.96560571828504891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5,
        2.01033439929228813265e-7};
    private static final double[] F = {1, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15};

    private Special() {}

    /** The error function. */
    public static double erf(double x) {
        double a = Math.abs(x);
        if (a < 0.84375) {
            double z = x * x;
            return x + x * (polynomial(PP, z) / polynomial(QQ, z));
        }
        if (a < 1.25) {
            return Math.copySign(ERF_1 + polynomial(PA, a - 1) / polynomial(QA, a - 1), x);
        }
        return Double.isNaN(x) ? x : Math.copySign(a > 6 ? 1 : 1 - tail(a), x);
    }

    /** The complementary error function 1 - erf(x), precise also where it is tiny. */
    public static double erfc(double x) {
        if (x < -0.84375) {
            return 1 + erf(-x);
        }
        if (x < 0.84375) {
            double z = x * x;
            double y = polynomial(PP, z) / polynomial(QQ, z);
            return x < 0.25 ? 1 - (x + x * y) : 0.5 - (x - 0.5 + x * y);
        }
        if (x < 1.25) {
            return 1 - ERF_1 - polynomial(PA, x - 1) / polynomial(QA, x - 1);
        }
        return Double.isNaN(x) ? x : x > 27.3 ? 0 : tail(x);
    }

    /** erfc for x from 1.25 on; the exponent in two parts, because of the rounding of x². */
    private static double tail(double x) {
        double s = 1 / (x * x);
        double ratio = x < 1 / 0.35 ? polynomial(RA, s) / polynomial(SA, s) : polynomial(RB, s) / polynomial(SB, s);
        double z = Double.longBitsToDouble(Double.doubleToRawLongBits(x) & 0xffffffff00000000L);
        return Math.exp(-z * z - 0.5625) * Math.exp((z - x) * (z + x) + ratio) / x;
    }

    /** {@code e^(x²) erfc(x)}. */
    static double erfcx(double x) {
        if (x < 2) {
            // x² in two parts, as its rounding matters where it is large
            double square = x * x;
            double rest = Math.fma(x, x, -square);
            return x < -27 ? Double.POSITIVE_INFINITY : Math.exp(square) * (1 + rest) * erfc(x);
        }
        if (Double.isNaN(x) || x > 1e10) {
            return 1 / (x * SQRT_PI);
        }
        // Lentz's method on the continued fraction, A&S 7.1.14
        double f = x;
        double c = x;
        double d = 0;
        for (int n = 1; n < 500; n++) {
            double a = n / 2.0;
            d = 1 / (x + a * d);
            c = x + a / c;
            double step = c * d;
            f *= step;
            if (Math.abs(step - 1) < 1e-16) {
                break;
            }
        }
        return 1 / (f * SQRT_PI);
    }

    /** The inverse of erf. */
    static double erfinv(double y) {
        double a = Math.abs(y);
        if (!(a < 1)) {
            return a == 1 ? Math.copySign(Double.POSITIVE_INFINITY, y) : Double.NaN;
        }
        return quantile(y / 2, (1 - a) / 2) / Math.sqrt(2);
    }

    /** The inverse of the normal distribution function. */
    static double ndtri(double p) {
        if (!(p > 0 && p < 1)) {
            return p == 0 ? Double.NEGATIVE_INFINITY : p == 1 ? Double.POSITIVE_INFINITY : Double.NaN;
        }
        return quantile(p - 0.5, Math.min(p, 1 - p));
    }

    /** The quantile from the probability's distance to the middle, and to the nearer end. */
    private static double quantile(double fromMiddle, double fromEnd) {
        if (Math.abs(fromMiddle) <= 0.425) {
            double r = 0.180625 - fromMiddle * fromMiddle;
            return fromMiddle * polynomial(A, r) / polynomial(B, r);
        }
        double r = Math.sqrt(-Math.log(fromEnd));
        double y =
                r <= 5 ? polynomial(C, r - 1.6) / polynomial(D, r - 1.6) : polynomial(E, r - 5) / polynomial(F, r - 5);
        return Math.copySign(y, fromMiddle);
    }

    /** The logarithm of the normal distribution function. */
    static double logNdtr(double x) {
        double t = x * Math.sqrt(0.5);
        return x < -1 ? Math.log(erfcx(-t) / 2) - t * t : Math.log1p(-erfc(t) / 2);
    }

    private static double polynomial(double[] coefficients, double x) {
        double y = 0;
        for (int i = coefficients.length - 1; i >= 0; i--) {
            y = y * x + coefficients[i];
        }
        return y;
    }
}
