package dev.flambeau.op;

import static dev.flambeau.expr.Expr.call;
import static dev.flambeau.expr.Expr.in;
import static dev.flambeau.expr.Expr.of;
import static dev.flambeau.expr.Expr.select;
import static dev.flambeau.op.PointwiseOp.G;
import static dev.flambeau.op.PointwiseOp.Y;
import static dev.flambeau.op.Promotion.FLOATING;
import static dev.flambeau.op.Promotion.INT_TO_FLOAT;
import static dev.flambeau.op.Promotion.NUMBER;
import static dev.flambeau.op.Promotion.SAME;

import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Fn;

/** Elementary functions of one or two numbers: a line each, with a gradient where the derived one would lose something. */
public final class Elementary {
    private static final Expr A = in(0);
    private static final Expr B = in(1);
    private static final Expr C = in(2);
    private static final Expr D = in(3);
    private static final Expr ZERO = of(0);
    private static final double LN_2 = Math.log(2);

    public static final PointwiseOp RSQRT = PointwiseOp.of("rsqrt", 1, INT_TO_FLOAT, of(1).div(A.sqrt()),
            G.mul(-0.5).mul(Y.mul(Y).mul(Y)));
    public static final PointwiseOp EXP2 =
            PointwiseOp.of("exp2", 1, INT_TO_FLOAT, call(Fn.EXP2, A), G.mul(Y).mul(LN_2));
    public static final PointwiseOp EXPM1 = PointwiseOp.of("expm1", 1, INT_TO_FLOAT, A.expm1(), G.mul(Y.add(1)));
    public static final PointwiseOp LOG2 =
            PointwiseOp.of("log2", 1, INT_TO_FLOAT, call(Fn.LOG2, A), G.div(A.mul(LN_2)));
    public static final PointwiseOp LOG10 =
            PointwiseOp.of("log10", 1, INT_TO_FLOAT, call(Fn.LOG10, A), G.div(A.mul(Math.log(10))));
    public static final PointwiseOp LOG1P = PointwiseOp.of("log1p", 1, INT_TO_FLOAT, A.log1p(), G.div(A.add(1)));

    public static final PointwiseOp SIN = PointwiseOp.of("sin", 1, INT_TO_FLOAT, A.sin());
    public static final PointwiseOp COS = PointwiseOp.of("cos", 1, INT_TO_FLOAT, A.cos());
    public static final PointwiseOp TAN =
            PointwiseOp.of("tan", 1, INT_TO_FLOAT, call(Fn.TAN, A), G.mul(Y.square().add(1)));
    public static final PointwiseOp ASIN = PointwiseOp.of("asin", 1, INT_TO_FLOAT, call(Fn.ASIN, A));
    public static final PointwiseOp ACOS = PointwiseOp.of("acos", 1, INT_TO_FLOAT, call(Fn.ACOS, A));
    public static final PointwiseOp ATAN =
            PointwiseOp.of("atan", 1, INT_TO_FLOAT, call(Fn.ATAN, A), G.div(A.square().add(1)));
    public static final PointwiseOp SINH = PointwiseOp.of("sinh", 1, INT_TO_FLOAT, A.sinh());
    public static final PointwiseOp COSH = PointwiseOp.of("cosh", 1, INT_TO_FLOAT, A.cosh());
    public static final PointwiseOp ASINH = PointwiseOp.of("asinh", 1, INT_TO_FLOAT, call(Fn.ASINH, A));
    public static final PointwiseOp ACOSH = PointwiseOp.of("acosh", 1, INT_TO_FLOAT, call(Fn.ACOSH, A));
    public static final PointwiseOp ATANH =
            PointwiseOp.of("atanh", 1, INT_TO_FLOAT, call(Fn.ATANH, A), G.div(of(1).sub(A.square())));
    /** {@code sin(πx) / (πx)}, 1 at 0. */
    public static final PointwiseOp SINC = PointwiseOp.of("sinc", 1, INT_TO_FLOAT, sinc(), sincGrad());
    public static final PointwiseOp DEG2RAD = PointwiseOp.of("deg2rad", 1, INT_TO_FLOAT, A.mul(Math.PI / 180));
    public static final PointwiseOp RAD2DEG = PointwiseOp.of("rad2deg", 1, INT_TO_FLOAT, A.mul(180 / Math.PI));
    /** The angle of a real number: 0 or π, NaN for NaN. */
    public static final PointwiseOp ANGLE = PointwiseOp.of("angle", 1, INT_TO_FLOAT,
            select(A.lt(0), of(Math.PI), select(A.isNan(), A, of(0))), ZERO);

    public static final PointwiseOp FLOOR = PointwiseOp.of("floor", 1, NUMBER, A.floor(), ZERO);
    public static final PointwiseOp CEIL = PointwiseOp.of("ceil", 1, NUMBER, call(Fn.CEIL, A), ZERO);
    public static final PointwiseOp TRUNC = PointwiseOp.of("trunc", 1, NUMBER, A.trunc(), ZERO);
    public static final PointwiseOp FRAC = PointwiseOp.of("frac", 1, FLOATING, A.sub(A.trunc()), G);
    public static final PointwiseOp ROUND = PointwiseOp.of("round", 1, NUMBER, call(Fn.ROUND, A), ZERO);
    /** To decimals: the second input is the power of ten that makes them whole numbers. */
    public static final PointwiseOp ROUND_DECIMALS =
            PointwiseOp.of("round", 2, FLOATING, call(Fn.ROUND, A.mul(B)).div(B), ZERO)
                    .withConditions(2).withNode("RoundBackward1");
    /** To tens, hundreds …: the second input is that power of ten. */
    public static final PointwiseOp ROUND_TENS =
            PointwiseOp.of("round", 2, FLOATING, call(Fn.ROUND, A.div(B)).mul(B), ZERO)
                    .withConditions(2).withNode("RoundBackward1");
    /** With replacements for NaN, infinity and minus infinity. */
    public static final PointwiseOp NAN_TO_NUM = PointwiseOp.of("nan_to_num", 4, SAME,
            select(A.isNan(), B,
                    select(A.eq(Double.POSITIVE_INFINITY), C, select(A.eq(Double.NEGATIVE_INFINITY), D, A))),
            select(A.sub(A).eq(0), G, of(0))).withConditions(14);

    public static final PointwiseOp ATAN2 = PointwiseOp.of("atan2", 2, INT_TO_FLOAT, call(Fn.ATAN2, A, B));
    public static final PointwiseOp HYPOT =
            PointwiseOp.of("hypot", 2, FLOATING, call(Fn.HYPOT, A, B), G.mul(A.div(Y)), G.mul(B.div(Y)));
    public static final PointwiseOp COPYSIGN = PointwiseOp.of("copysign", 2, INT_TO_FLOAT, call(Fn.COPYSIGN, A, B),
            select(A.eq(0), of(0), G.mul(Y.div(A))), ZERO);
    /** {@code a · 2^b}. */
    public static final PointwiseOp LDEXP = PointwiseOp.of("ldexp", 2, INT_TO_FLOAT, A.mul(call(Fn.EXP2, B)),
            G.mul(call(Fn.EXP2, B)), G.mul(A.mul(call(Fn.EXP2, B)).mul(LN_2)));
    public static final PointwiseOp LOGADDEXP = PointwiseOp.of("logaddexp", 2, FLOATING,
            logAdd(A.sub(B).abs().neg().exp().log1p()), G.div(of(1).add(B.sub(A).exp())),
            G.div(of(1).add(A.sub(B).exp())));
    public static final PointwiseOp LOGADDEXP2 = PointwiseOp.of("logaddexp2", 2, FLOATING,
            logAdd(call(Fn.EXP2, A.sub(B).abs().neg()).log1p().mul(1 / LN_2)),
            G.div(of(1).add(call(Fn.EXP2, B.sub(A)))), G.div(of(1).add(call(Fn.EXP2, A.sub(B)))));
    /** {@code a log(b)}, 0 where a is 0 and b is a number. */
    public static final PointwiseOp XLOGY = PointwiseOp.of("xlogy", 2, INT_TO_FLOAT,
            select(B.isNan(), B, select(A.eq(0), of(0), A.mul(B.log()))),
            select(A.eq(0).and(B.le(0)), of(0), G.mul(B.log())), G.mul(A).div(B));

    private Elementary() {}

    private static Expr sinc() {
        Expr x = A.mul(Math.PI);
        return select(A.eq(0), of(1), x.sin().div(x));
    }

    private static Expr sincGrad() {
        Expr x = A.mul(Math.PI);
        return select(x.square().mul(Math.PI).eq(0), of(0),
                G.mul(x.mul(x.cos()).sub(x.sin()).div(x.square().div(Math.PI))));
    }

    /** The larger exponent and what the other one adds to it; equal infinities stay. */
    private static Expr logAdd(Expr more) {
        return select(A.eq(B).and(A.sub(A).ne(0)), A, A.max(B).add(more));
    }
}
