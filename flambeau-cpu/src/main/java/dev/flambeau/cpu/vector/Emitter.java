package dev.flambeau.cpu.vector;

import dev.flambeau.cpu.vector.Graph.Node;
import dev.flambeau.cpu.vector.Graph.Op;
import dev.flambeau.expr.Expr.Kind;
import dev.flambeau.expr.Fn;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import java.util.function.IntConsumer;

/** Writes the bytecode of a graph's values for one step of a loop: for one element, or for a vector of them. */
abstract class Emitter {
    static final ClassDesc CELLS = ClassDesc.of("dev.flambeau.cpu.vector.Cells");
    private static final int NONE = -1;

    final CodeBuilder code;
    final Graph graph;
    final Kind kind;
    /** The inputs' accesses. */
    final int[] codes;

    private final int[] slots; // by node: the local variable that holds it
    private final boolean[] ready; // by node: whether the variable has been set on the way to here
    private final boolean[] hoisted;

    Emitter(CodeBuilder code, Graph graph, int[] codes) {
        this.code = code;
        this.graph = graph;
        this.kind = graph.kind;
        this.codes = codes;
        this.slots = new int[graph.nodes.size()];
        this.ready = new boolean[slots.length];
        this.hoisted = hoisted(graph);
        Arrays.fill(slots, NONE);
    }

    /** The kind of local variable for a node. */
    abstract TypeKind variable(Node node);

    /** Whether the node is set up once, before the loop: immediate inputs, and what a form adds. */
    boolean isInvariant(Node node) {
        return isInput(node) && codes[(int) node.payload] == Access.VALUE;
    }

    /** Pushes what {@link #isInvariant}; {@code argument} pushes an immediate input's bits. */
    abstract void writeInvariant(Node node, IntConsumer argument);

    /** Pushes an input's element or vector, whose address is on the stack. */
    abstract void writeLoad(Node node, int access);

    /** Pushes the node's value, computed from its arguments. */
    abstract void write(Node node);

    /** Pops what was pushed for an output, and under it the address, and writes to memory. */
    abstract void writeStore(Node node, int access);

    /** Sets up constants and immediate inputs. */
    final void prologue(IntConsumer argument) {
        int[] uses = graph.uses();
        for (Node node : graph.nodes) {
            if (uses[node.id] > 0 && isInvariant(node)) {
                writeInvariant(node, argument);
                keep(node);
            }
        }
    }

    /** Loads inputs and computes what is used several times; {@code address} pushes an input's address. */
    final void body(IntConsumer address) {
        for (Node node : graph.nodes) {
            if (hoisted[node.id] && !isInvariant(node)) {
                if (isInput(node)) {
                    address.accept((int) node.payload);
                    writeLoad(node, codes[(int) node.payload]);
                } else {
                    write(node);
                }
                keep(node);
            }
        }
    }

    /** Pushes a node's value. */
    final void push(Node node) {
        if (ready[node.id]) {
            code.loadLocal(variable(node), slots[node.id]);
        } else {
            write(node);
        }
    }

    final void pushAll(Node node) {
        node.args.forEach(this::push);
    }

    /** Joins two truths that are ints. */
    final void writeLogic(Node node) {
        pushAll(node);
        switch (node.op) {
            case AND -> code.iand();
            case OR -> code.ior();
            case XOR -> code.ixor();
            default -> throw new IllegalStateException("joins no truths: " + node.op);
        }
    }

    /** Computes with bits that are ints or longs. */
    final void writeBits(Node node) {
        pushAll(node);
        String name = switch (node.op) {
            case SHIFT_LEFT -> "SHL";
            case SHIFT_RIGHT -> "SHR";
            default -> node.op.name().substring("BITS_".length());
        };
        if (node.op == Op.SHIFT_LEFT || node.op == Op.SHIFT_RIGHT) {
            code.loadConstant((int) node.payload);
        }
        code.with(OperatorInstruction.of(Opcode.valueOf((kind == Kind.FLOAT ? "I" : "L") + name)));
    }

    static boolean isInput(Node node) {
        return node.op == Op.INPUT || node.op == Op.TRUTH_INPUT;
    }

    final void call(ClassDesc owner, String name, ClassDesc result, ClassDesc... parameters) {
        code.invokestatic(owner, name, MethodTypeDesc.of(result, parameters));
    }

    private void keep(Node node) {
        if (slots[node.id] == NONE) {
            slots[node.id] = code.allocateLocal(variable(node));
        }
        code.storeLocal(variable(node), slots[node.id]);
        ready[node.id] = true;
    }

    /**
     * What is computed first: inputs and values with several uses. Not so an integer division that only a branch needs: it throws
     * for a divisor of 0, perhaps the very case that the branch avoids.
     */
    private static boolean[] hoisted(Graph graph) {
        boolean[] hoisted = new boolean[graph.nodes.size()];
        boolean[] careful = new boolean[hoisted.length];
        boolean[] certain = certain(graph);
        int[] uses = graph.uses();
        for (Node node : graph.nodes) {
            careful[node.id] =
                    node.op == Op.CALL && graph.kind == Kind.LONG || node.args.stream().anyMatch(a -> careful[a.id]);
            boolean free = node.op == Op.CONST || node.op == Op.BITS;
            hoisted[node.id] = isInput(node) && uses[node.id] > 0
                    || uses[node.id] > 1 && !free && (!careful[node.id] || certain[node.id]);
        }
        return hoisted;
    }

    /** Which nodes are computed for every element, whatever the branches. */
    private static boolean[] certain(Graph graph) {
        boolean[] certain = new boolean[graph.nodes.size()];
        graph.outputs.forEach(out -> certain[out.id] = true);
        for (int i = graph.nodes.size() - 1; i >= 0; i--) {
            Node node = graph.nodes.get(i);
            if (certain[i]) {
                int count = node.op == Op.SELECT ? 1 : node.args.size();
                node.args.subList(0, count).forEach(a -> certain[a.id] = true);
            }
        }
        return certain;
    }

    /** Pushes {@code fn} of the doubles or longs on the stack. */
    static void invoke(CodeBuilder code, Fn fn, ClassDesc type) {
        ClassDesc enumType = ClassDesc.of(Fn.class.getName());
        String owner = owner(fn, type);
        ClassDesc[] parameters = new ClassDesc[fn.arity()];
        Arrays.fill(parameters, type);
        if (owner != null) {
            code.invokestatic(ClassDesc.of(owner), method(fn), MethodTypeDesc.of(type, parameters));
            return;
        }
        // the constant has to be under the arguments
        int[] arguments = new int[fn.arity()];
        TypeKind kind = TypeKind.from(type);
        for (int i = arguments.length - 1; i >= 0; i--) {
            arguments[i] = code.allocateLocal(kind);
            code.storeLocal(kind, arguments[i]);
        }
        code.getstatic(enumType, fn.name(), enumType);
        for (int argument : arguments) {
            code.loadLocal(kind, argument);
        }
        String name = type.equals(ConstantDescs.CD_long) ? "onLongs" : "onDoubles";
        code.invokevirtual(enumType, name, MethodTypeDesc.of(type, parameters));
    }

    /** The class with a static method for the function, which saves a call through the enum's lambda; null if none is known. */
    private static @org.jspecify.annotations.Nullable String owner(Fn fn, ClassDesc type) {
        String scalars = "dev.flambeau.expr.Scalars";
        if (type.equals(ConstantDescs.CD_long)) {
            return switch (fn) {
                case FLOOR_DIV, TRUNC_DIV, REMAINDER, FMOD, POW, GCD, LCM -> scalars;
                case SHIFT_LEFT, SHIFT_RIGHT -> scalars;
                default -> null;
            };
        }
        return switch (fn) {
            case FLOOR_DIV, REMAINDER, POW, LOG2, ASINH, ACOSH, ATANH -> scalars;
            case ERF, ERFC -> "dev.flambeau.expr.Special";
            case ATAN2, HYPOT, LOG1P, LOG10, SIN, COS, TAN, ASIN, ACOS, ATAN, SINH, COSH -> "java.lang.Math";
            default -> null;
        };
    }

    private static String method(Fn fn) {
        return switch (fn) {
            case FLOOR_DIV -> "floorDivide";
            case TRUNC_DIV -> "truncDivide";
            case SHIFT_LEFT -> "shiftLeft";
            case SHIFT_RIGHT -> "shiftRight";
            default -> fn.name().toLowerCase(java.util.Locale.ROOT);
        };
    }
}
