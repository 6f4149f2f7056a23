package dev.flambeau.reference;

/**
 * Logarithm, sine and cosine in single precision by the polynomials of the Cephes library, with the roundings of its
 * vectorized form on processors with fused multiply-add: bit for bit what PyTorch's normal numbers are made of.
 */
@SuppressWarnings("FloatingPointLiteralPrecision") // the coefficients as they were published
final class FloatMath {
    private static final float SQRT_HALF = 0.707106781186547524f;

    private FloatMath() {}

    /** The natural logarithm of a normal positive number. */
    static float log(float value) {
        int exponent = Math.getExponent(value) + 1;
        float x = Math.scalb(value, -exponent); // in [0.5, 1)
        if (x < SQRT_HALF) {
            exponent--;
            x += x - 1;
        } else {
            x -= 1;
        }
        float e = exponent;
        float z = x * x;
        float y = 7.0376836292e-2f;
        y = Math.fma(y, x, -1.1514610310e-1f);
        y = Math.fma(y, x, 1.1676998740e-1f);
        y = Math.fma(y, x, -1.2420140846e-1f);
        y = Math.fma(y, x, 1.4249322787e-1f);
        y = Math.fma(y, x, -1.6668057665e-1f);
        y = Math.fma(y, x, 2.0000714765e-1f);
        y = Math.fma(y, x, -2.4999993993e-1f);
        y = Math.fma(y, x, 3.3333331174e-1f);
        y = Math.fma(y * x, z, e * -2.12194440e-4f);
        y = Math.fma(-0.5f, z, y);
        return Math.fma(e, 0.693359375f, x + y);
    }

    /** The sine of an angle that is not negative. */
    static float sin(float angle) {
        int octant = octant(angle);
        float x = reduce(angle, octant);
        float value = (octant & 2) == 0 ? sinNearZero(x) : cosNearZero(x);
        return (octant & 4) == 0 ? value : -value;
    }

    /** The cosine of an angle that is not negative. */
    static float cos(float angle) {
        int octant = octant(angle);
        float x = reduce(angle, octant);
        float value = (octant & 2) == 0 ? cosNearZero(x) : sinNearZero(x);
        return ((octant + 2) & 4) == 0 ? value : -value;
    }

    /** The multiple of π/4 next to the angle that is a multiple of π/2. */
    private static int octant(float angle) {
        return ((int) (angle * 1.27323954473516f) + 1) & ~1;
    }

    /** The angle minus its octant's, with π/4 in three parts. */
    private static float reduce(float angle, int octant) {
        float y = octant;
        float x = Math.fma(y, -0.78515625f, angle);
        x = Math.fma(y, -2.4187564849853515625e-4f, x);
        return Math.fma(y, -3.77489497744594108e-8f, x);
    }

    private static float sinNearZero(float x) {
        float z = x * x;
        float y = Math.fma(-1.9515295891e-4f, z, 8.3321608736e-3f);
        y = Math.fma(y, z, -1.6666654611e-1f);
        return Math.fma(y * z, x, x);
    }

    private static float cosNearZero(float x) {
        float z = x * x;
        float y = Math.fma(2.443315711809948e-5f, z, -1.388731625493765e-3f);
        y = Math.fma(y, z, 4.166664568298827e-2f);
        return Math.fma(y * z, z, -0.5f * z) + 1;
    }
}
