package dev.flambeau.cpu.vector;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.flambeau.cpu.vector.Graph.Node;
import dev.flambeau.cpu.vector.Graph.Op;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.util.function.IntConsumer;

/**
 * Scalar code without branches for what is no arithmetic on floats, such as ReLU and its gradient or the making of a power of two: a float is
 * the int of its bits, a truth is an int with all bits set or none. C2 computes on several such ints at a time, which it does with no
 * comparison of floats; and branches on random signs are guessed wrong every other time.
 */
final class MaskForm extends Emitter {
    private static final int INFINITY = 0x7f800000;

    private final int inMemory;

    /** The first {@code inMemory} inputs are read at addresses, the others from arrays of ints. */
    MaskForm(CodeBuilder code, Graph graph, int[] codes, int inMemory) {
        super(code, graph, codes);
        this.inMemory = inMemory;
    }

    @Override
    TypeKind variable(Node node) {
        return TypeKind.INT;
    }

    @Override
    void writeInvariant(Node node, IntConsumer argument) {
        argument.accept((int) node.payload);
        call(ClassDesc.of("java.lang.Double"), "longBitsToDouble", CD_double, CD_long);
        code.d2f();
        call(ClassDesc.of("java.lang.Float"), "floatToRawIntBits", CD_int, CD_float);
    }

    @Override
    void writeLoad(Node node, int access) {
        if (node.payload < inMemory) {
            call(CELLS, "getInt", CD_int, CD_long);
        } else {
            code.iaload();
        }
    }

    @Override
    void writeStore(Node node, int access) {
        code.iastore();
    }

    @Override
    void write(Node node) {
        switch (node.op) {
            case CONST -> code.loadConstant(Float.floatToRawIntBits((float) node.constant()));
            case SELECT -> { // b ^ (a ^ b) & truth
                push(node.arg(2));
                code.dup();
                push(node.arg(1));
                code.ixor();
                push(node.arg(0));
                code.iand().ixor();
            }
            case BITS -> code.loadConstant((int) node.payload);
            case TO_BITS, FROM_BITS -> push(node.arg(0));
            case BITS_ADD, BITS_SUB, BITS_AND, BITS_OR, BITS_XOR, SHIFT_LEFT, SHIFT_RIGHT -> writeBits(node);
            case AND, OR, XOR -> writeLogic(node);
            case NOT -> {
                push(node.arg(0));
                not();
            }
            case LT, LE, GT, GE, EQ, NE -> {
                if (isZero(node.arg(1))) {
                    push(node.arg(0));
                    compare(node.op);
                } else {
                    compare(node.op, node.arg(0), node.arg(1));
                }
            }
            default -> throw new IllegalStateException("no operation on bits: " + node.op);
        }
    }

    private static boolean isZero(Node node) {
        return node.op == Op.CONST && node.constant() == 0;
    }

    /** Pushes whether the first number is so related to the second. */
    private void compare(Op op, Node a, Node b) {
        boolean isSwapped = op == Op.GT || op == Op.LE; // a > b where b < a, a <= b where not b < a
        int first = rank(isSwapped ? b : a);
        int second = rank(isSwapped ? a : b);
        if (op == Op.EQ || op == Op.NE) {
            code.iload(first).iload(second).ixor().dup().ineg().ior().loadConstant(31).ishr();
        } else { // the sign of the difference, which may overflow
            code.iload(first).iload(second);
            not();
            code.iand().iload(first).iload(second).ixor();
            not();
            code.iload(first).iload(second).isub().iand().ior().loadConstant(31).ishr();
        }
        if (op == Op.LE || op == Op.GE || op == Op.EQ) {
            not();
        }
        for (int rank : new int[] {first, second}) { // NaN is beyond infinity on both sides
            code.iload(rank).iload(rank).loadConstant(31).ishr().dup_x1().ixor().swap().isub();
            isOrdered();
            if (op == Op.NE) {
                not();
                code.ior();
            } else {
                code.iand();
            }
        }
    }

    /** A new variable with an int that is ordered as floats are, the same for both zeros: minus the magnitude for negative ones. */
    private int rank(Node node) {
        int bits = code.allocateLocal(TypeKind.INT);
        push(node);
        code.istore(bits);
        code.iload(bits).loadConstant(Integer.MAX_VALUE).iand().iload(bits).loadConstant(31).ishr().ixor();
        code.iload(bits).loadConstant(31).ishr().isub().istore(bits);
        return bits;
    }

    /** Turns the magnitude on the stack into whether it is not NaN's. */
    private void isOrdered() {
        code.loadConstant(INFINITY + 1).isub().loadConstant(31).ishr();
    }

    /** Turns the number on the stack into whether it is so related to 0. */
    private void compare(Op op) {
        int bits = code.allocateLocal(TypeKind.INT);
        int magnitude = code.allocateLocal(TypeKind.INT);
        code.dup().istore(bits).loadConstant(Integer.MAX_VALUE).iand().istore(magnitude);
        code.iload(magnitude).ineg().loadConstant(31).ishr(); // not 0
        switch (op) {
            case EQ -> not();
            case NE -> {}
            default -> {
                boolean isBelow = op == Op.LT || op == Op.LE;
                boolean isStrict = op == Op.LT || op == Op.GT;
                if (!isStrict) {
                    not();
                }
                code.iload(bits).loadConstant(31).ishr();
                if (!isBelow) {
                    not();
                }
                if (isStrict) {
                    code.iand();
                } else {
                    code.ior();
                }
                // and not NaN
                code.iload(magnitude);
                isOrdered();
                code.iand();
            }
        }
    }

    private void not() {
        code.iconst_m1().ixor();
    }
}
