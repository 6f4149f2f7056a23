package dev.flambeau.op;

import static dev.flambeau.expr.Expr.call;
import static dev.flambeau.expr.Expr.in;
import static dev.flambeau.expr.Expr.of;
import static dev.flambeau.expr.Expr.select;
import static dev.flambeau.op.PointwiseOp.G;
import static dev.flambeau.op.PointwiseOp.Y;
import static dev.flambeau.op.Promotion.FLOATING;
import static dev.flambeau.op.Promotion.INTEGER;
import static dev.flambeau.op.Promotion.INTEGER_NUMBER;
import static dev.flambeau.op.Promotion.INT_TO_FLOAT;
import static dev.flambeau.op.Promotion.NUMBER;
import static dev.flambeau.op.Promotion.SAME;
import static dev.flambeau.op.Promotion.TO_BOOL;

import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Fn;

/**
 * Arithmetic, comparisons, logic and the most common functions: a line of mathematics each. Parameters that are numbers
 * (alpha, a bound) are inputs that take no part in type promotion. The checks around them are in {@link Arithmetic} and
 * {@link Comparisons}.
 */
public final class Pointwise {
    private static final Expr A = in(0);
    private static final Expr B = in(1);
    private static final Expr C = in(2);
    private static final Expr D = in(3);
    /** The gradient of what does not change with its input: zeros, as PyTorch gives them. */
    private static final Expr ZERO = of(0);

    /** {@code a + alpha b}; the third input is alpha. */
    public static final PointwiseOp ADD_SCALED =
            PointwiseOp.of("add", 3, SAME, A.add(C.mul(B)), G, G.mul(C)).withConditions(4);
    public static final PointwiseOp ADD = PointwiseOp.of("add", 2, SAME, A.add(B));
    public static final PointwiseOp SUB = PointwiseOp.of("sub", 2, NUMBER, A.sub(B));
    /** {@code a - alpha b}. */
    public static final PointwiseOp SUB_SCALED =
            PointwiseOp.of("sub", 3, NUMBER, A.sub(C.mul(B)), G, G.mul(C).neg()).withConditions(4);
    /** {@code b - alpha a}. */
    public static final PointwiseOp RSUB =
            PointwiseOp.of("rsub", 3, NUMBER, B.sub(C.mul(A)), G.mul(C).neg(), G).withConditions(4);
    public static final PointwiseOp MUL = PointwiseOp.of("mul", 2, SAME, A.mul(B));
    public static final PointwiseOp DIV =
            PointwiseOp.of("div", 2, INT_TO_FLOAT, A.div(B), G.div(B), G.neg().mul(A.div(B).div(B)));
    public static final PointwiseOp DIV_FLOOR =
            PointwiseOp.of("div_floor", 2, NUMBER, call(Fn.FLOOR_DIV, A, B), ZERO, ZERO)
                    .withNode("DivBackward2");
    public static final PointwiseOp DIV_TRUNC =
            PointwiseOp.of("div_trunc", 2, NUMBER, call(Fn.TRUNC_DIV, A, B), ZERO, ZERO)
                    .withNode("DivBackward2");
    /** As {@link #DIV_FLOOR}, not differentiable. */
    public static final PointwiseOp FLOOR_DIVIDE =
            PointwiseOp.of("div_floor", 2, NUMBER, call(Fn.FLOOR_DIV, A, B), (Expr) null);
    public static final PointwiseOp REMAINDER =
            PointwiseOp.of("remainder", 2, NUMBER, call(Fn.REMAINDER, A, B)).withNode("RemainderBackward1");
    public static final PointwiseOp FMOD =
            PointwiseOp.of("fmod", 2, NUMBER, call(Fn.FMOD, A, B)).withNode("FmodBackward1");
    public static final PointwiseOp POW = PointwiseOp.of("pow", 2, NUMBER, A.pow(B),
            select(B.eq(0), of(0), G.mul(B.mul(A.pow(B.sub(1))))),
            select(A.eq(0).and(B.ge(0)), of(0), G.mul(Y.mul(A.log())))).withNode("PowBackward1");
    public static final PointwiseOp SQUARE = PointwiseOp.of("pow", 1, NUMBER, A.mul(A), G.mul(A.mul(2)));
    public static final PointwiseOp CUBE = PointwiseOp.of("pow", 1, NUMBER, A.mul(A).mul(A), G.mul(A.mul(A).mul(3)));

    public static final PointwiseOp NEG = PointwiseOp.of("neg", 1, NUMBER, A.neg());
    public static final PointwiseOp ABS = PointwiseOp.of("abs", 1, NUMBER, A.abs());
    public static final PointwiseOp SIGN = PointwiseOp.of("sign", 1, SAME, A.sign(), ZERO);
    public static final PointwiseOp SGN = PointwiseOp.of("sgn", 1, SAME, A.sign(), ZERO);
    public static final PointwiseOp RECIPROCAL =
            PointwiseOp.of("reciprocal", 1, INT_TO_FLOAT, of(1).div(A), G.neg().mul(Y.mul(Y)));

    public static final PointwiseOp EXP = PointwiseOp.of("exp", 1, INT_TO_FLOAT, A.exp(), G.mul(Y));
    public static final PointwiseOp LOG = PointwiseOp.of("log", 1, INT_TO_FLOAT, A.log(), G.div(A));
    public static final PointwiseOp SQRT = PointwiseOp.of("sqrt", 1, INT_TO_FLOAT, A.sqrt(), G.div(Y.mul(2)));
    public static final PointwiseOp TANH =
            PointwiseOp.of("tanh", 1, INT_TO_FLOAT, A.tanh(), G.mul(of(1).sub(Y.square())));
    public static final PointwiseOp SIGMOID = PointwiseOp.of("sigmoid", 1, INT_TO_FLOAT, call(Fn.SIGMOID, A),
            G.mul(of(1).sub(Y)).mul(Y));
    /** NaN stays NaN. */
    public static final PointwiseOp RELU =
            PointwiseOp.of("relu", 1, NUMBER, select(A.le(0), of(0), A), select(Y.le(0), of(0), G));

    public static final PointwiseOp MAXIMUM =
            PointwiseOp.of("maximum", 2, SAME, A.max(B), share(A.lt(B)), share(B.lt(A)));
    public static final PointwiseOp MINIMUM =
            PointwiseOp.of("minimum", 2, SAME, A.min(B), share(A.gt(B)), share(B.gt(A)));
    /** The larger one; the other one where one is NaN. */
    public static final PointwiseOp FMAX = PointwiseOp.of("fmax", 2, SAME, select(B.isNan().or(A.ge(B)), A, B),
            select(A.ge(B).or(B.isNan()), G, of(0)), select(A.ge(B).or(B.isNan()), of(0), G));
    /** The smaller one; the other one where one is NaN. */
    public static final PointwiseOp FMIN = PointwiseOp.of("fmin", 2, SAME, select(B.isNan().or(A.le(B)), A, B),
            select(A.le(B).or(B.isNan()), G, of(0)), select(A.le(B).or(B.isNan()), of(0), G));
    /** Between two numbers; at the bounds the gradient passes. */
    public static final PointwiseOp CLAMP = PointwiseOp.of("clamp", 3, SAME, A.max(B).min(C),
            select(A.ge(B).and(A.le(C)), G, of(0)), select(A.lt(B).and(B.lt(C)), G, of(0)),
            select(A.gt(C).or(C.lt(B)), G, of(0)));
    public static final PointwiseOp CLAMP_MIN = PointwiseOp.of("clamp_min", 2, SAME, A.max(B),
            select(A.ge(B), G, of(0)), select(A.lt(B), G, of(0))).withNode("ClampMinBackward1");
    public static final PointwiseOp CLAMP_MAX = PointwiseOp.of("clamp_max", 2, SAME, A.min(B),
            select(A.le(B), G, of(0)), select(A.gt(B), G, of(0))).withNode("ClampMaxBackward1");
    public static final PointwiseOp HEAVISIDE =
            PointwiseOp.of("heaviside", 2, SAME, select(A.eq(0), B, select(A.gt(0), of(1), of(0))),
                    (Expr) null);

    /** {@code a + w (b - a)}, from the nearer end. */
    public static final PointwiseOp LERP = PointwiseOp.of("lerp", 3, FLOATING,
            select(C.abs().lt(0.5), A.add(C.mul(B.sub(A))), B.sub(B.sub(A).mul(of(1).sub(C)))),
            G.mul(of(1).sub(C)), G.mul(C), G.mul(B.sub(A)));
    /** {@code a + value b c}; the fourth input is the value. */
    public static final PointwiseOp ADDCMUL = PointwiseOp.of("addcmul", 4, NUMBER, A.add(D.mul(B).mul(C)),
            G, G.mul(C.mul(D)), G.mul(B.mul(D))).withConditions(8);
    /** {@code a + value b / c}. */
    public static final PointwiseOp ADDCDIV = PointwiseOp.of("addcdiv", 4, FLOATING, A.add(D.mul(B).div(C)),
            G, G.mul(D.div(C)), G.neg().mul(D.mul(B).div(C.mul(C)))).withConditions(8);

    public static final PointwiseOp LT = PointwiseOp.of("lt", 2, TO_BOOL, A.lt(B));
    public static final PointwiseOp LE = PointwiseOp.of("le", 2, TO_BOOL, A.le(B));
    public static final PointwiseOp GT = PointwiseOp.of("gt", 2, TO_BOOL, A.gt(B));
    public static final PointwiseOp GE = PointwiseOp.of("ge", 2, TO_BOOL, A.ge(B));
    public static final PointwiseOp EQ = PointwiseOp.of("eq", 2, TO_BOOL, A.eq(B));
    public static final PointwiseOp NE = PointwiseOp.of("ne", 2, TO_BOOL, A.ne(B));

    public static final PointwiseOp LOGICAL_NOT = PointwiseOp.of("logical_not", 1, TO_BOOL, A.eq(0));
    public static final PointwiseOp LOGICAL_AND = PointwiseOp.of("logical_and", 2, TO_BOOL, A.ne(0).and(B.ne(0)));
    public static final PointwiseOp LOGICAL_OR = PointwiseOp.of("logical_or", 2, TO_BOOL, A.ne(0).or(B.ne(0)));
    public static final PointwiseOp LOGICAL_XOR = PointwiseOp.of("logical_xor", 2, TO_BOOL, A.ne(0).xor(B.ne(0)));

    public static final PointwiseOp BITWISE_NOT = PointwiseOp.of("bitwise_not", 1, INTEGER, call(Fn.BIT_NOT, A));
    public static final PointwiseOp BITWISE_AND = PointwiseOp.of("bitwise_and", 2, INTEGER, call(Fn.BIT_AND, A, B));
    public static final PointwiseOp BITWISE_OR = PointwiseOp.of("bitwise_or", 2, INTEGER, call(Fn.BIT_OR, A, B));
    public static final PointwiseOp BITWISE_XOR = PointwiseOp.of("bitwise_xor", 2, INTEGER, call(Fn.BIT_XOR, A, B));
    public static final PointwiseOp SHIFT_LEFT = PointwiseOp.of("lshift", 2, INTEGER_NUMBER, call(Fn.SHIFT_LEFT, A, B));
    public static final PointwiseOp SHIFT_RIGHT =
            PointwiseOp.of("rshift", 2, INTEGER_NUMBER, call(Fn.SHIFT_RIGHT, A, B));
    public static final PointwiseOp GCD = PointwiseOp.of("gcd", 2, INTEGER_NUMBER, call(Fn.GCD, A, B));
    public static final PointwiseOp LCM = PointwiseOp.of("lcm", 2, INTEGER_NUMBER, call(Fn.LCM, A, B));

    public static final PointwiseOp ISNAN = PointwiseOp.of("isnan", 1, TO_BOOL, A.isNan());
    /** x - x is NaN for infinities and NaN alone; integers are never infinite. */
    public static final PointwiseOp ISINF = PointwiseOp.of("isinf", 1, TO_BOOL, infinite(A));
    public static final PointwiseOp ISFINITE = PointwiseOp.of("isfinite", 1, TO_BOOL, finite(A));
    public static final PointwiseOp ISPOSINF = PointwiseOp.of("isposinf", 1, TO_BOOL, A.gt(0).and(infinite(A)));
    public static final PointwiseOp ISNEGINF = PointwiseOp.of("isneginf", 1, TO_BOOL, A.lt(0).and(infinite(A)));
    public static final PointwiseOp SIGNBIT = PointwiseOp.of("signbit", 1, TO_BOOL, call(Fn.COPYSIGN, of(1), A).lt(0));

    /** {@code |a - b| <= atol + rtol |b|}; in the order a, b, rtol, atol. */
    public static final PointwiseOp ISCLOSE = PointwiseOp.of("isclose", 4, TO_BOOL, close()).withConditions(12);
    /** As {@link #ISCLOSE}; NaN is close to NaN. */
    public static final PointwiseOp ISCLOSE_NAN =
            PointwiseOp.of("isclose", 4, TO_BOOL, close().or(A.isNan().and(B.isNan())))
                    .withConditions(12);

    /** Input 0 is the condition. */
    public static final PointwiseOp WHERE = PointwiseOp.of("where", 3, SAME, select(A.ne(0), B, C),
            null, select(A.ne(0), G, of(0)), select(A.ne(0), of(0), G)).withConditions(1);
    /** Input 1 is the mask, input 2 the value that stands where it holds; the type is the first input's. */
    public static final PointwiseOp MASKED_FILL = PointwiseOp.of("masked_fill", 3, SAME, select(B.ne(0), C, A),
            select(B.ne(0), of(0), G), null, select(B.ne(0), G, of(0))).withConditions(6);
    /** The second input everywhere, in the first one's type and size. */
    public static final PointwiseOp FILL = PointwiseOp.of("fill", 2, SAME, B, ZERO, G).withConditions(2);

    private Pointwise() {}

    /** A maximum's or minimum's gradient: halves where both are equal, nothing to the loser, all to both beside a NaN. */
    private static Expr share(Expr loses) {
        return select(A.eq(B), G.mul(0.5), select(loses, of(0), G));
    }

    private static Expr finite(Expr x) {
        return x.sub(x).eq(0);
    }

    private static Expr infinite(Expr x) {
        return x.eq(x).and(x.sub(x).ne(0));
    }

    private static Expr close() {
        Expr difference = A.sub(B).abs();
        return A.eq(B).or(finite(difference).and(difference.le(D.add(C.mul(B).abs()))));
    }
}
