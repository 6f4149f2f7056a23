package dev.flambeau.expr;

/** Scalar functions that {@link Math} lacks, with the meaning PyTorch gives them at the edges. */
public final class Scalars {
    private Scalars() {}

    public static double trunc(double x) {
        return x < 0 ? Math.ceil(x) : Math.floor(x);
    }

    /** The quotient rounded down, from the rest, so that it agrees with {@link #remainder} (as Python computes it). */
    public static double floorDivide(double a, double b) {
        if (b == 0) {
            return a / b;
        }
        double rest = a % b;
        double quotient = (a - rest) / b;
        if (rest != 0 && (b < 0) != (rest < 0)) {
            quotient -= 1;
        }
        if (quotient == 0) {
            return Math.copySign(0, a / b);
        }
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    public static long floorDivide(long a, long b) {
        return b == 0 ? divisionByZero() : Math.floorDiv(a, b);
    }

    public static long truncDivide(long a, long b) {
        return b == 0 ? divisionByZero() : a / b;
    }

    public static double remainder(double a, double b) {
        double rest = a % b;
        return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
    }

    public static long remainder(long a, long b) {
        return b == 0 ? divisionByZero() : Math.floorMod(a, b);
    }

    public static long fmod(long a, long b) {
        return b == 0 ? divisionByZero() : a % b;
    }

    /** C's pow, in which 1 to any power and anything to the power 0 are 1, also for NaN. */
    public static double pow(double a, double b) {
        if (a == 1 || b == 0) {
            return 1;
        }
        if (a == -1 && Double.isInfinite(b)) {
            return 1;
        }
        return Math.pow(a, b);
    }

    /** Integer power by squaring, wrapping around; negative exponents give 0 but for the bases 1 and -1. */
    public static long pow(long a, long b) {
        if (b < 0) {
            return a == 1 ? 1 : a == -1 ? ((b & 1) == 0 ? 1 : -1) : 0;
        }
        long result = 1;
        long base = a;
        for (long rest = b; rest != 0; rest >>>= 1) {
            if ((rest & 1) != 0) {
                result *= base;
            }
            base *= base;
        }
        return result;
    }

    public static long shiftLeft(long a, long b) {
        return b < 0 || b >= 64 ? 0 : a << b;
    }

    public static long shiftRight(long a, long b) {
        return b < 0 || b >= 64 ? (a < 0 ? -1 : 0) : a >> b;
    }

    public static long gcd(long a, long b) {
        long x = Math.abs(a);
        long y = Math.abs(b);
        while (y != 0) {
            long rest = x % y;
            x = y;
            y = rest;
        }
        return x;
    }

    public static long lcm(long a, long b) {
        long divisor = gcd(a, b);
        return divisor == 0 ? 0 : Math.abs(a / divisor * b);
    }

    public static double log2(double x) {
        int exponent = Math.getExponent(x);
        if (exponent >= Double.MIN_EXPONENT && exponent <= Double.MAX_EXPONENT && x == Math.scalb(1.0, exponent)) {
            return exponent; // powers of two are exact
        }
        return Math.log(x) / Math.log(2);
    }

    public static double asinh(double x) {
        double a = Math.abs(x);
        double y = a > 1e8 ? Math.log(a) + Math.log(2) : Math.log1p(a + a * a / (1 + Math.sqrt(1 + a * a)));
        return Math.copySign(y, x);
    }

    public static double acosh(double x) {
        return x > 1e8 ? Math.log(x) + Math.log(2) : Math.log1p(x - 1 + Math.sqrt((x - 1) * (x + 1)));
    }

    public static double atanh(double x) {
        return 0.5 * (Math.log1p(x) - Math.log1p(-x));
    }

    /** The magnitude with the sign of {@code b}, which counts 0 as positive. */
    public static long copySign(long a, long b) {
        return (a < 0) == (b < 0) ? a : -a;
    }

    /** The mantissa from 1/2 up to 1 of {@code mantissa · 2^exponent}; 0, infinities and NaN as they are. */
    public static double mantissa(double x) {
        return x == 0 || Double.isNaN(x) || Double.isInfinite(x) ? x : Math.scalb(x, (int) -exponent(x));
    }

    /** The exponent that goes with {@link #mantissa}; 0 for 0, infinities and NaN. */
    public static double exponent(double x) {
        if (x == 0 || Double.isNaN(x) || Double.isInfinite(x)) {
            return 0;
        }
        int exponent = Math.getExponent(x);
        return exponent < Double.MIN_EXPONENT ? Math.getExponent(x * 0x1p54) - 53 : exponent + 1;
    }

    /** The next half-precision number after {@code a} towards {@code b}. */
    public static double nextAfterHalf(double a, double b) {
        return Float.float16ToFloat((short) nextBits(a, b, Float.floatToFloat16((float) a)));
    }

    /** The next bfloat16 number after {@code a} towards {@code b}. */
    public static double nextAfterBfloat(double a, double b) {
        return Float.intBitsToFloat(nextBits(a, b, (short) (Float.floatToRawIntBits((float) a) >>> 16)) << 16);
    }

    /** One up or down in a 16-bit format of sign and magnitude. */
    private static int nextBits(double a, double b, short bits) {
        if (a == b || Double.isNaN(a)) {
            return bits;
        }
        if (Double.isNaN(b)) {
            return 0x7fff;
        }
        if (a == 0) {
            return b > 0 ? 1 : 0x8001;
        }
        return (a > 0) == (b > a) ? bits + 1 : bits - 1;
    }

    private static long divisionByZero() {
        throw new dev.flambeau.ArgumentException("ZeroDivisionError: integer division or modulo by zero");
    }
}
