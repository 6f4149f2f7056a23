package dev.flambeau.cpu.vector;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.flambeau.cpu.vector.Graph.Node;
import dev.flambeau.cpu.vector.Graph.Op;
import dev.flambeau.expr.Expr.Kind;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.IntConsumer;

/**
 * Scalar code without branches for kernels that choose among floats by their signs, such as ReLU and its gradient: a float is the int of
 * its bits, a truth is an int with all bits set or none. C2 computes on several such ints at a time, which it does with no
 * comparison of floats; and branches on random signs are guessed wrong every other time.
 */
final class MaskForm extends Emitter {
    private static final Set<Op> CHOICE =
            EnumSet.of(Op.INPUT, Op.CONST, Op.SELECT, Op.AND, Op.OR, Op.XOR, Op.NOT);
    private static final Set<Op> ORDER = EnumSet.of(Op.LT, Op.LE, Op.GT, Op.GE, Op.EQ, Op.NE);
    private static final int INFINITY = 0x7f800000;

    MaskForm(CodeBuilder code, Graph graph, int[] codes) {
        super(code, graph, codes);
    }

    /** Whether a graph of floats has nothing but choices and comparisons with 0. */
    static boolean canWrite(Graph graph) {
        return graph.kind == Kind.FLOAT && graph.nodes.stream().allMatch(
                node -> CHOICE.contains(node.op) || ORDER.contains(node.op) && isZero(node.arg(1)));
    }

    private static boolean isZero(Node node) {
        return node.op == Op.CONST && node.constant() == 0;
    }

    @Override
    TypeKind variable(Node node) {
        return TypeKind.INT;
    }

    @Override
    boolean isInvariant(Node node) {
        return isInput(node) && codes[(int) node.payload] == Access.VALUE;
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
        code.iaload();
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
            case AND, OR, XOR -> writeLogic(node);
            case NOT -> {
                push(node.arg(0));
                not();
            }
            default -> {
                push(node.arg(0));
                compare(node.op);
            }
        }
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
                code.iload(magnitude).loadConstant(INFINITY + 1).isub().loadConstant(31).ishr().iand();
            }
        }
    }

    private void not() {
        code.iconst_m1().ixor();
    }
}
