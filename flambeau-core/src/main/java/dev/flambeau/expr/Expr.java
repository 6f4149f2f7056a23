package dev.flambeau.expr;

import java.util.List;

/**
 * A line of mathematics over scalars: what a pointwise operation computes for one element. Built once per operation, then
 * interpreted (the reference), compiled to CPU kernels and differentiated. Equal expressions are equal records, so a
 * compiler may compute a shared part once.
 *
 * <p>Numbers are computed in one {@link Kind} per kernel; comparisons and logic give truth values, which
 * {@link Select} takes as its condition. Read as a number a truth value is 0 or 1; read as a truth value a number is
 * whether it is not 0.
 */
public sealed interface Expr {
    /** The value of the kernel's input number {@code index}, converted to the kernel's kind. */
    record Input(int index) implements Expr {}

    /** A number; exact in every kind in which it is used. */
    record Const(double value) implements Expr {}

    /** A scalar function of its arguments. */
    record Call(Fn fn, List<Expr> args) implements Expr {
        public Call {
            if (args.size() != fn.arity()) {
                throw new IllegalArgumentException(fn + " takes " + fn.arity() + " arguments, not " + args.size());
            }
        }
    }

    /** A comparison: false when an operand is NaN, but for NE. */
    record Compare(Order order, Expr a, Expr b) implements Expr {}

    /** Logic of two truth values. */
    record Logic(Junction junction, Expr a, Expr b) implements Expr {}

    record Not(Expr a) implements Expr {}

    /** {@code ifTrue} where the condition holds, else {@code ifFalse}; NaN in the branch not taken does no harm. */
    record Select(Expr condition, Expr ifTrue, Expr ifFalse) implements Expr {}

    /** The six comparisons. */
    enum Order {
        LT,
        LE,
        GT,
        GE,
        EQ,
        NE
    }

    /** The ways to join two truth values. */
    enum Junction {
        AND,
        OR,
        XOR
    }

    /** In what a kernel computes. */
    enum Kind {
        /** 32-bit floats. */
        FLOAT,
        /** 64-bit floats. */
        DOUBLE,
        /** 64-bit integers, which wrap around; narrower results keep their low bits. */
        LONG
    }

    static Expr in(int index) {
        return new Input(index);
    }

    static Expr of(double value) {
        return new Const(value);
    }

    static Expr call(Fn fn, Expr... args) {
        return new Call(fn, List.of(args));
    }

    static Expr select(Expr condition, Expr ifTrue, Expr ifFalse) {
        return new Select(condition, ifTrue, ifFalse);
    }

    default Expr add(Expr b) {
        if (isZero(b)) {
            return this;
        }
        return isZero(this) ? b : call(Fn.ADD, this, b);
    }

    default Expr sub(Expr b) {
        return isZero(b) ? this : call(Fn.SUB, this, b);
    }

    /** The product; a factor 1 disappears, a factor 0 is kept, because 0 · NaN is NaN. */
    default Expr mul(Expr b) {
        if (isOne(b)) {
            return this;
        }
        return isOne(this) ? b : call(Fn.MUL, this, b);
    }

    default Expr div(Expr b) {
        return isOne(b) ? this : call(Fn.DIV, this, b);
    }

    default Expr add(double b) {
        return add(of(b));
    }

    default Expr sub(double b) {
        return sub(of(b));
    }

    default Expr mul(double b) {
        return mul(of(b));
    }

    default Expr div(double b) {
        return div(of(b));
    }

    default Expr neg() {
        return call(Fn.NEG, this);
    }

    default Expr square() {
        return mul(this);
    }

    default Expr abs() {
        return call(Fn.ABS, this);
    }

    default Expr sign() {
        return call(Fn.SIGN, this);
    }

    default Expr sqrt() {
        return call(Fn.SQRT, this);
    }

    default Expr exp() {
        return call(Fn.EXP, this);
    }

    default Expr expm1() {
        return call(Fn.EXPM1, this);
    }

    default Expr log() {
        return call(Fn.LOG, this);
    }

    default Expr log1p() {
        return call(Fn.LOG1P, this);
    }

    default Expr sin() {
        return call(Fn.SIN, this);
    }

    default Expr cos() {
        return call(Fn.COS, this);
    }

    default Expr sinh() {
        return call(Fn.SINH, this);
    }

    default Expr cosh() {
        return call(Fn.COSH, this);
    }

    default Expr tanh() {
        return call(Fn.TANH, this);
    }

    default Expr floor() {
        return call(Fn.FLOOR, this);
    }

    default Expr trunc() {
        return call(Fn.TRUNC, this);
    }

    default Expr erf() {
        return call(Fn.ERF, this);
    }

    default Expr pow(Expr b) {
        return call(Fn.POW, this, b);
    }

    /** The smaller one; NaN when one is NaN. */
    default Expr min(Expr b) {
        return call(Fn.MIN, this, b);
    }

    /** The larger one; NaN when one is NaN. */
    default Expr max(Expr b) {
        return call(Fn.MAX, this, b);
    }

    default Expr lt(Expr b) {
        return new Compare(Order.LT, this, b);
    }

    default Expr le(Expr b) {
        return new Compare(Order.LE, this, b);
    }

    default Expr gt(Expr b) {
        return new Compare(Order.GT, this, b);
    }

    default Expr ge(Expr b) {
        return new Compare(Order.GE, this, b);
    }

    default Expr eq(Expr b) {
        return new Compare(Order.EQ, this, b);
    }

    default Expr ne(Expr b) {
        return new Compare(Order.NE, this, b);
    }

    default Expr lt(double b) {
        return lt(of(b));
    }

    default Expr le(double b) {
        return le(of(b));
    }

    default Expr gt(double b) {
        return gt(of(b));
    }

    default Expr ge(double b) {
        return ge(of(b));
    }

    default Expr eq(double b) {
        return eq(of(b));
    }

    default Expr ne(double b) {
        return ne(of(b));
    }

    default Expr and(Expr b) {
        return new Logic(Junction.AND, this, b);
    }

    default Expr or(Expr b) {
        return new Logic(Junction.OR, this, b);
    }

    default Expr xor(Expr b) {
        return new Logic(Junction.XOR, this, b);
    }

    default Expr not() {
        return new Not(this);
    }

    default Expr isNan() {
        return ne(this);
    }

    /** Whether this gives a truth value rather than a number. */
    default boolean isTruth() {
        return this instanceof Compare || this instanceof Logic || this instanceof Not;
    }

    private static boolean isZero(Expr e) {
        return e instanceof Const(double value) && value == 0;
    }

    private static boolean isOne(Expr e) {
        return e instanceof Const(double value) && value == 1;
    }
}
