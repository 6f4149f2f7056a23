package dev.flambeau.cpu.vector;

import static java.lang.constant.ConstantDescs.CD_byte;
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
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Locale;
import java.util.function.IntConsumer;

/** Vector code: as many elements at a time as a vector has lanes; float32 in FLOAT, float64 in DOUBLE, bool in both. */
final class VectorForm extends Emitter implements LaneSum.Adder {
    private static final String API = "jdk.incubator.vector.";
    private static final ClassDesc VECTOR = ClassDesc.of(API + "Vector");
    private static final ClassDesc MASK = ClassDesc.of(API + "VectorMask");
    private static final ClassDesc SPECIES = ClassDesc.of(API + "VectorSpecies");
    private static final ClassDesc BYTE_VECTOR = ClassDesc.of(API + "ByteVector");
    private static final ClassDesc OPERATORS = ClassDesc.of(API + "VectorOperators");
    private static final ClassDesc BINARY = ClassDesc.of(API + "VectorOperators$Binary");
    private static final ClassDesc COMPARISON = ClassDesc.of(API + "VectorOperators$Comparison");
    private static final ClassDesc ORDER = ClassDesc.of("java.nio.ByteOrder");
    private static final ClassDesc SEGMENT = ClassDesc.of("java.lang.foreign.MemorySegment");
    private static final ClassDesc RAW = ClassDesc.of("dev.flambeau.spi.Raw");
    private static final ClassDesc HERE = ClassDesc.of("dev.flambeau.cpu.vector.Species");
    private static final ClassDesc FALLBACK = ClassDesc.of("dev.flambeau.cpu.vector.LaneByLane");

    private final boolean isFloat;
    /** FloatVector or DoubleVector, its element, and the vector of its bits. */
    private final ClassDesc vector;

    private final ClassDesc element;
    private final ClassDesc bitVector;
    private final ClassDesc bitElement;

    VectorForm(CodeBuilder code, Graph graph, int[] codes) {
        super(code, graph, codes);
        this.isFloat = graph.kind == Kind.FLOAT;
        this.vector = ClassDesc.of(API + (isFloat ? "FloatVector" : "DoubleVector"));
        this.element = isFloat ? CD_float : CD_double;
        this.bitVector = ClassDesc.of(API + (isFloat ? "IntVector" : "LongVector"));
        this.bitElement = isFloat ? CD_int : CD_long;
    }

    /** Whether a loop can be written with vectors. */
    static boolean canWrite(Graph graph, int[] codes) {
        if (!Form.hasVectors() || graph.kind == Kind.LONG || graph.uses(Op.CALL)) {
            return false;
        }
        DType main = graph.kind == Kind.FLOAT ? DType.FLOAT32 : DType.FLOAT64;
        for (int access : codes) {
            if (access != Access.VALUE && access != Access.dense(main)
                    && !(access == Access.dense(DType.BOOL) && Species.hasBytes(graph.kind))) {
                return false;
            }
        }
        return true;
    }

    static int lanes(Kind kind) {
        return kind == Kind.FLOAT ? Species.FLOATS.length() : Species.DOUBLES.length();
    }

    @Override
    TypeKind variable(Node node) {
        return TypeKind.REFERENCE;
    }

    @Override
    boolean isInvariant(Node node) {
        return node.op == Op.CONST || node.op == Op.BITS || super.isInvariant(node);
    }

    @Override
    void writeInvariant(Node node, IntConsumer argument) {
        species(node.op == Op.BITS ? (isFloat ? "INTS" : "LONGS") : isFloat ? "FLOATS" : "DOUBLES");
        switch (node.op) {
            case CONST -> {
                if (isFloat) {
                    code.loadConstant((float) node.constant());
                } else {
                    code.loadConstant(node.constant());
                }
                broadcast();
            }
            case BITS -> {
                if (isFloat) {
                    code.loadConstant((int) node.payload);
                } else {
                    code.loadConstant(node.payload);
                }
                call(bitVector, "broadcast", bitVector, SPECIES, bitElement);
            }
            default -> {
                argument.accept((int) node.payload);
                call(ClassDesc.of("java.lang.Double"), "longBitsToDouble", CD_double, CD_long);
                if (isFloat) {
                    code.d2f();
                }
                broadcast();
                if (node.op == Op.TRUTH_INPUT) {
                    comparison(Op.NE);
                    code.loadConstant(0.0f);
                    code.invokevirtual(vector, "compare", MethodTypeDesc.of(MASK, COMPARISON, element));
                }
            }
        }
    }

    @Override
    public void writeZero() {
        species(isFloat ? "FLOATS" : "DOUBLES");
        call(vector, "zero", vector, SPECIES);
    }

    @Override
    public void writeAdd() {
        code.invokevirtual(vector, "add", MethodTypeDesc.of(vector, VECTOR));
    }

    private void broadcast() {
        call(vector, "broadcast", vector, SPECIES, element);
    }

    @Override
    void writeLoad(Node node, int access) {
        int address = code.allocateLocal(TypeKind.LONG);
        code.lstore(address);
        boolean isBool = node.op == Op.TRUTH_INPUT;
        ClassDesc type = isBool ? BYTE_VECTOR : vector;
        species(isBool ? (isFloat ? "FLOAT_BYTES" : "DOUBLE_BYTES") : isFloat ? "FLOATS" : "DOUBLES");
        code.getstatic(RAW, "ALL", SEGMENT).lload(address).getstatic(HERE, "ORDER", ORDER);
        call(type, "fromMemorySegment", type, SPECIES, SEGMENT, CD_long, ORDER);
        if (isBool) {
            comparison(Op.NE);
            code.iconst_0();
            code.invokevirtual(BYTE_VECTOR, "compare", MethodTypeDesc.of(MASK, COMPARISON, CD_byte));
            species(isFloat ? "FLOATS" : "DOUBLES");
            code.invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
        }
    }

    @Override
    void writeStore(Node node, int access) {
        ClassDesc type = vector;
        if (node.op.type == Type.TRUTH) {
            species(isFloat ? "FLOAT_BYTES" : "DOUBLE_BYTES");
            code.invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
            species(isFloat ? "FLOAT_BYTES" : "DOUBLE_BYTES");
            call(FALLBACK, "toBytes", BYTE_VECTOR, MASK, SPECIES);
            type = BYTE_VECTOR;
        }
        int value = code.allocateLocal(TypeKind.REFERENCE);
        int address = code.allocateLocal(TypeKind.LONG);
        code.astore(value).lstore(address);
        code.aload(value).getstatic(RAW, "ALL", SEGMENT).lload(address).getstatic(HERE, "ORDER", ORDER);
        code.invokevirtual(type, "intoMemorySegment", MethodTypeDesc.of(CD_void, SEGMENT, CD_long, ORDER));
    }

    @Override
    void write(Node node) {
        switch (node.op) {
            case ADD, SUB, MUL, DIV, MIN, MAX, FMA, NEG, ABS, SQRT -> {
                pushAll(node);
                ClassDesc[] others = new ClassDesc[node.args.size() - 1];
                java.util.Arrays.fill(others, VECTOR);
                code.invokevirtual(vector, node.op.name().toLowerCase(Locale.ROOT), MethodTypeDesc.of(vector, others));
            }
            case BITS_ADD, BITS_SUB, BITS_AND, BITS_OR -> {
                pushAll(node);
                String name = node.op.name().substring("BITS_".length()).toLowerCase(Locale.ROOT);
                code.invokevirtual(bitVector, name, MethodTypeDesc.of(bitVector, VECTOR));
            }
            case BITS_XOR -> {
                push(node.arg(0));
                code.getstatic(OPERATORS, "XOR", ClassDesc.of(API + "VectorOperators$Associative"));
                push(node.arg(1));
                code.invokevirtual(bitVector, "lanewise", MethodTypeDesc.of(bitVector, BINARY, VECTOR));
            }
            case SHIFT_LEFT, SHIFT_RIGHT -> {
                push(node.arg(0));
                code.getstatic(OPERATORS, node.op == Op.SHIFT_LEFT ? "LSHL" : "ASHR", BINARY);
                if (isFloat) {
                    code.loadConstant((int) node.payload);
                } else {
                    code.loadConstant(node.payload);
                }
                code.invokevirtual(bitVector, "lanewise", MethodTypeDesc.of(bitVector, BINARY, bitElement));
            }
            case TO_BITS -> {
                push(node.arg(0));
                code.invokevirtual(vector, isFloat ? "reinterpretAsInts" : "reinterpretAsLongs",
                        MethodTypeDesc.of(bitVector));
            }
            case FROM_BITS -> {
                push(node.arg(0));
                code.invokevirtual(bitVector, isFloat ? "reinterpretAsFloats" : "reinterpretAsDoubles",
                        MethodTypeDesc.of(vector));
            }
            case LT, LE, GT, GE, EQ, NE -> {
                push(node.arg(0));
                comparison(node.op);
                push(node.arg(1));
                code.invokevirtual(vector, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
            }
            case AND, OR, XOR -> {
                pushAll(node);
                code.invokevirtual(MASK, node.op.name().toLowerCase(Locale.ROOT), MethodTypeDesc.of(MASK, MASK));
            }
            case NOT -> {
                push(node.arg(0));
                code.invokevirtual(MASK, "not", MethodTypeDesc.of(MASK));
            }
            case SELECT -> {
                push(node.arg(2));
                push(node.arg(1));
                push(node.arg(0));
                code.invokevirtual(vector, "blend", MethodTypeDesc.of(vector, VECTOR, MASK));
            }
            case GUARD -> guard(node);
            default -> throw new IllegalStateException("not a vector operation: " + node.op);
        }
    }

    /** The quick value where it holds for all lanes, which it nearly always does. */
    private void guard(Node node) {
        Label end = code.newLabel();
        int truth = code.allocateLocal(TypeKind.REFERENCE);
        push(node.arg(0));
        push(node.arg(1));
        code.dup().astore(truth);
        code.invokevirtual(MASK, "allTrue", MethodTypeDesc.of(java.lang.constant.ConstantDescs.CD_boolean)).ifne(end);
        code.aload(truth);
        push(node.arg(2));
        code.loadConstant((int) node.payload);
        call(FALLBACK, "guard", vector, vector, MASK, vector, CD_int);
        code.labelBinding(end);
    }

    private void species(String name) {
        code.getstatic(HERE, name, SPECIES);
    }

    private void comparison(Op op) {
        code.getstatic(OPERATORS, op.name(), COMPARISON);
    }
}
