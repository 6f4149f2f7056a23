package dev.flambeau.cpu.vector;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.flambeau.DType;
import dev.flambeau.cpu.vector.Graph.Node;
import dev.flambeau.cpu.vector.Graph.Op;
import dev.flambeau.cpu.vector.Graph.Type;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.Fn;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.util.function.IntConsumer;

/** Scalar code: one element at a time, any mix of element types. A truth is an int, 0 or 1. */
class PlainForm extends Emitter implements LaneSum.Adder {
    private static final Fn[] FUNCTIONS = Fn.values();
    private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");

    private final TypeKind number;
    private final ClassDesc numberType;

    PlainForm(CodeBuilder code, Graph graph, int[] codes) {
        super(code, graph, codes);
        this.number = switch (graph.kind) {
            case FLOAT -> TypeKind.FLOAT;
            case DOUBLE -> TypeKind.DOUBLE;
            case LONG -> TypeKind.LONG;
        };
        this.numberType = number.upperBound();
    }

    @Override
    TypeKind variable(Node node) {
        return switch (node.op.type) {
            case NUMBER -> number;
            case BITS -> kind == Kind.FLOAT ? TypeKind.INT : TypeKind.LONG;
            case TRUTH -> TypeKind.INT;
        };
    }

    @Override
    void writeInvariant(Node node, IntConsumer argument) {
        argument.accept((int) node.payload);
        if (kind != Kind.LONG) {
            call(ClassDesc.of("java.lang.Double"), "longBitsToDouble", CD_double, CD_long);
            convert(TypeKind.DOUBLE, number);
        }
    }

    @Override
    void writeLoad(Node node, int access) {
        load(code, Access.type(access));
        if (node.op == Op.INPUT) {
            fromMemory(Access.type(access));
        }
    }

    /** Pushes the element whose address is on the stack, as the type of number that it naturally is. */
    static void load(CodeBuilder code, DType type) {
        String name = switch (type) {
            case FLOAT32 -> "getFloat";
            case FLOAT64 -> "getDouble";
            case FLOAT16 -> "getHalf";
            case BFLOAT16 -> "getBfloat";
            case BOOL -> "getBool";
            case UINT8 -> "getUnsignedByte";
            case INT8 -> "getByte";
            case INT16 -> "getShort";
            case INT32 -> "getInt";
            case INT64 -> "getLong";
        };
        code.invokestatic(CELLS, name, java.lang.constant.MethodTypeDesc.of(natural(type).upperBound(), CD_long));
    }

    private static TypeKind natural(DType type) {
        return switch (type) {
            case FLOAT32, FLOAT16, BFLOAT16 -> TypeKind.FLOAT;
            case FLOAT64 -> TypeKind.DOUBLE;
            case INT64 -> TypeKind.LONG;
            case BOOL, UINT8, INT8, INT16, INT32 -> TypeKind.INT;
        };
    }

    private void fromMemory(DType type) {
        TypeKind from = natural(type);
        if (kind == Kind.LONG && type.isFloatingPoint()) {
            convert(from, TypeKind.DOUBLE);
            call(CELLS, "truncate", CD_long, CD_double);
        } else if (kind == Kind.FLOAT && from == TypeKind.LONG) {
            code.l2d().d2f(); // as the reference reads it
        } else {
            convert(from, number);
        }
    }

    @Override
    void writeStore(Node node, int access) {
        DType type = Access.type(access);
        TypeKind to = natural(type);
        if (node.op.type == Type.TRUTH) {
            if (type != DType.BOOL) {
                throw new IllegalStateException("a truth is stored as a bool");
            }
        } else if (kind != Kind.LONG && !type.isFloatingPoint()) {
            convert(number, TypeKind.DOUBLE);
            if (type == DType.UINT8 || type == DType.INT64) {
                call(CELLS, "truncate", CD_long, CD_double);
                convert(TypeKind.LONG, to);
            } else {
                call(CELLS, "truncateToInt", CD_int, CD_double);
            }
        } else {
            convert(number, to);
        }
        String name = switch (type) {
            case FLOAT32 -> "putFloat";
            case FLOAT64 -> "putDouble";
            case FLOAT16 -> "putHalf";
            case BFLOAT16 -> "putBfloat";
            case BOOL, UINT8, INT8 -> "putByte";
            case INT16 -> "putShort";
            case INT32 -> "putInt";
            case INT64 -> "putLong";
        };
        call(CELLS, name, CD_void, CD_long, to.upperBound());
    }

    @Override
    public void writeZero() {
        if (kind == Kind.FLOAT) {
            code.fconst_0();
        } else {
            code.dconst_0();
        }
    }

    @Override
    public void writeAdd() {
        code.with(operator(opcode(Op.ADD)));
    }

    @Override
    void write(Node node) {
        switch (node.op) {
            case CONST -> constant(node);
            case BITS -> bits(node.payload);
            case ADD, SUB, MUL, DIV, NEG -> {
                pushAll(node);
                code.with(operator(opcode(node.op)));
            }
            case BITS_ADD, BITS_SUB, BITS_AND, BITS_OR, BITS_XOR, SHIFT_LEFT, SHIFT_RIGHT -> writeBits(node);
            case FMA, MIN, MAX, ABS -> {
                pushAll(node);
                ClassDesc[] parameters = new ClassDesc[node.args.size()];
                java.util.Arrays.fill(parameters, numberType);
                call(MATH, node.op.name().toLowerCase(java.util.Locale.ROOT), numberType, parameters);
            }
            case SQRT -> {
                push(node.arg(0));
                convert(number, TypeKind.DOUBLE);
                call(MATH, "sqrt", CD_double, CD_double);
                convert(TypeKind.DOUBLE, number);
            }
            case TO_BITS -> {
                push(node.arg(0));
                if (kind == Kind.FLOAT) {
                    call(ClassDesc.of("java.lang.Float"), "floatToRawIntBits", CD_int, CD_float);
                } else {
                    call(ClassDesc.of("java.lang.Double"), "doubleToRawLongBits", CD_long, CD_double);
                }
            }
            case FROM_BITS -> {
                push(node.arg(0));
                if (kind == Kind.FLOAT) {
                    call(ClassDesc.of("java.lang.Float"), "intBitsToFloat", CD_float, CD_int);
                } else {
                    call(ClassDesc.of("java.lang.Double"), "longBitsToDouble", CD_double, CD_long);
                }
            }
            case LT, LE, GT, GE, EQ, NE -> {
                Label no = code.newLabel();
                Label end = code.newLabel();
                jumpUnless(node, no);
                code.iconst_1().goto_(end).labelBinding(no).iconst_0().labelBinding(end);
            }
            case AND, OR, XOR -> writeLogic(node);
            case NOT -> {
                push(node.arg(0));
                code.iconst_1().ixor();
            }
            case SELECT -> choose(node.arg(0), () -> push(node.arg(1)), () -> push(node.arg(2)));
            case CALL -> invoke(node);
            case GUARD -> choose(node.arg(1), () -> push(node.arg(0)), () -> {
                push(node.arg(2));
                invoke(node);
            });
            case INPUT, TRUTH_INPUT -> throw new IllegalStateException("inputs are loaded first");
        }
    }

    private void choose(Node truth, Runnable yes, Runnable no) {
        Label otherwise = code.newLabel();
        Label end = code.newLabel();
        jumpUnless(truth, otherwise);
        yes.run();
        code.goto_(end).labelBinding(otherwise);
        no.run();
        code.labelBinding(end);
    }

    private void jumpUnless(Node truth, Label otherwise) {
        switch (truth.op) {
            case LT, LE, GT, GE, EQ, NE -> {
                pushAll(truth);
                // a NaN has to make the comparison false (NE true): choose the result that it gives accordingly
                boolean nanAbove = truth.op == Op.LT || truth.op == Op.LE;
                switch (kind) {
                    case FLOAT -> code.with(operator(nanAbove ? Opcode.FCMPG : Opcode.FCMPL));
                    case DOUBLE -> code.with(operator(nanAbove ? Opcode.DCMPG : Opcode.DCMPL));
                    case LONG -> code.lcmp();
                }
                code.branch(switch (truth.op) {
                    case LT -> Opcode.IFGE;
                    case LE -> Opcode.IFGT;
                    case GT -> Opcode.IFLE;
                    case GE -> Opcode.IFLT;
                    case EQ -> Opcode.IFNE;
                    default -> Opcode.IFEQ;
                }, otherwise);
            }
            default -> {
                push(truth);
                code.ifeq(otherwise);
            }
        }
    }

    private static java.lang.classfile.instruction.OperatorInstruction operator(Opcode opcode) {
        return java.lang.classfile.instruction.OperatorInstruction.of(opcode);
    }

    /** Calls the function in doubles, or in longs. */
    private void invoke(Node node) {
        Fn fn = FUNCTIONS[(int) node.payload];
        boolean inLongs = kind == Kind.LONG;
        if (node.op == Op.CALL) {
            for (Node arg : node.args) {
                push(arg);
                convert(number, inLongs ? TypeKind.LONG : TypeKind.DOUBLE);
            }
        } else {
            convert(number, TypeKind.DOUBLE);
        }
        invoke(code, fn, inLongs ? CD_long : CD_double);
        convert(inLongs ? TypeKind.LONG : TypeKind.DOUBLE, number);
    }

    private void constant(Node node) {
        switch (kind) {
            case FLOAT -> code.loadConstant((float) node.constant());
            case DOUBLE -> code.loadConstant(node.constant());
            case LONG -> code.loadConstant(node.payload);
        }
    }

    private void bits(long value) {
        if (kind == Kind.FLOAT) {
            code.loadConstant((int) value);
        } else {
            code.loadConstant(value);
        }
    }

    private void convert(TypeKind from, TypeKind to) {
        if (from != to) {
            code.conversion(from, to);
        }
    }

    private Opcode opcode(Op op) {
        return Opcode.valueOf(switch (kind) {
            case FLOAT -> "F";
            case DOUBLE -> "D";
            case LONG -> "L";
        } + op.name());
    }
}
