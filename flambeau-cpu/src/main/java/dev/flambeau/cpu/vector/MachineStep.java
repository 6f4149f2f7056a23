package dev.flambeau.cpu.vector;

import static dev.flambeau.cpu.machine.Operand.at;
import static dev.flambeau.cpu.machine.Operand.v;

import dev.flambeau.DType;
import dev.flambeau.cpu.machine.Assembler;
import dev.flambeau.cpu.machine.Operand;
import dev.flambeau.cpu.machine.Operation;
import dev.flambeau.cpu.vector.Graph.Node;
import dev.flambeau.cpu.vector.Graph.Op;
import dev.flambeau.cpu.vector.Graph.Type;
import dev.flambeau.expr.Expr.Kind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes machine code for one step of a loop: the values of a graph for 16 floats or 8 doubles, or for fewer behind a mask. Values are in vector
 * registers for as long as they are needed, truths in mask registers; constants and immediate inputs have registers where some are left, else
 * they are read from memory by the operation that needs them.
 */
final class MachineStep {
    private static final int SPARE = 31; // within one operation
    private static final int VECTORS = 31;
    private static final int REST = 7; // the mask of the last elements
    private static final int SPARE_MASK = 6;
    private static final int MASKS = 5; // from 1 on: 0 means no mask
    private static final int IMMEDIATES = 16; // for which there is memory below the stack
    private static final int SIGNED_MIN = 0x04;
    private static final int SIGNED_MAX = 0x05;

    private final Assembler code;
    private final Graph graph;
    private final int[] codes; // of outputs, then inputs
    private final int outs;
    private final int[] pointers; // by array: the general register with its address
    private final int index; // the general register with the element's number
    private final int rowIndex; // with the number within a row of accumulators
    private final boolean streams;
    private final boolean isFloat;
    private final List<Node> varying = new ArrayList<>();
    private final List<Node> fixed = new ArrayList<>();
    private final int[] uses;
    private final int[] left; // by node: uses that are still to come
    private final int[] places; // by node: the register that holds it
    private final @Nullable Operand[] inMemory; // by node: what is fixed and has no register
    private final BitSet vectors = new BitSet(); // those that are free
    private final BitSet masks = new BitSet();
    private boolean isRest; // whether what is written now is behind the mask

    MachineStep(Assembler code, Graph graph, int[] codes, int outs, int[] pointers, int index, int rowIndex,
            boolean streams) {
        this.code = code;
        this.graph = graph;
        this.codes = codes;
        this.outs = outs;
        this.pointers = pointers;
        this.index = index;
        this.rowIndex = rowIndex;
        this.streams = streams;
        this.isFloat = graph.kind == Kind.FLOAT;
        this.uses = graph.uses();
        this.left = new int[uses.length];
        this.places = new int[uses.length];
        this.inMemory = new Operand[uses.length];
        for (Node node : graph.nodes) {
            if (uses[node.id] > 0) {
                (isFixed(node) ? fixed : varying).add(node);
            }
        }
        vectors.set(0, VECTORS);
        masks.set(1, 1 + MASKS);
    }

    static int lanes(Kind kind) {
        return kind == Kind.FLOAT ? 16 : 8;
    }

    /** Whether there are registers for all values of a step, and so many vectors more. */
    boolean hasRoom(int others) {
        return mostAlive(false) + others <= VECTORS && mostAlive(true) <= MASKS
                && fixed.stream().filter(this::isImmediate).count() <= IMMEDIATES;
    }

    /** A register of the caller's own. */
    int allocate() {
        return allocate(vectors);
    }

    /** From here on, elements are behind a mask of as many lanes as a register says, which is lost. */
    int startRest(int count, int bits) {
        isRest = true;
        code.countedLanes(REST, count, bits);
        return REST;
    }

    // ---- what is fixed

    private boolean isFixed(Node node) {
        return node.op == Op.CONST || node.op == Op.BITS || isImmediate(node);
    }

    private boolean isImmediate(Node node) {
        return (node.op == Op.INPUT || node.op == Op.TRUTH_INPUT) && codes[outs + (int) node.payload] == Access.VALUE;
    }

    /**
     * Constants and immediate inputs get registers, as far as there are some; so many are left to the caller. Their bits are in the
     * registers for arrays, or in memory where the register {@code arguments} points to.
     */
    void prologue(int others, int arguments) {
        int registers = VECTORS - others - mostAlive(false);
        List<Node> ordered = new ArrayList<>(fixed);
        ordered.sort(Comparator.comparingInt(node -> -uses[node.id]));
        int below = 0; // the stack
        for (Node node : ordered) {
            if (node.op == Op.TRUTH_INPUT) {
                fetch(node, SPARE, arguments);
                places[node.id] = allocate(masks);
                code.withNumber(Operation.COMPARE, places[node.id], SPARE, constant(0), predicate(Op.NE));
            } else if (registers > 0) {
                registers--;
                places[node.id] = allocate(vectors);
                fetch(node, places[node.id], arguments);
            } else if (isImmediate(node)) {
                fetch(node, SPARE, arguments);
                below -= Long.BYTES; // a function may use 128 bytes below the stack
                code.narrow(Operation.STORE_LONG, SPARE, 0, at(Assembler.RSP).plus(below));
                inMemory[node.id] = at(Assembler.RSP).plus(below).repeated();
            } else {
                inMemory[node.id] = constant(bits(node));
            }
        }
    }

    private void fetch(Node node, int to, int arguments) {
        if (!isImmediate(node)) {
            code.vector(Operation.BROADCAST, to, constant(bits(node)));
            return;
        }
        int array = outs + (int) node.payload;
        if (pointers[array] >= 0) {
            code.fromGeneral(to, pointers[array]);
        } else {
            code.narrow(Operation.MOVE_LONG, to, 0, at(arguments).plus(array * Long.BYTES));
        }
        if (isFloat) {
            code.narrowOne(to, to);
        }
        code.vector(Operation.BROADCAST, to, v(to));
    }

    private long bits(Node node) {
        return node.op == Op.BITS || !isFloat ? node.payload : Float.floatToRawIntBits((float) node.constant());
    }

    private static Operand constant(long bits) {
        return new Operand.Constant(bits);
    }

    // ---- registers

    /** How many registers the values of one step need at the same time. */
    private int mostAlive(boolean truths) {
        int[] open = uses.clone();
        int alive = truths ? (int) fixed.stream().filter(node -> node.op == Op.TRUTH_INPUT).count() : 0;
        int most = alive;
        for (Node node : varying) {
            if ((node.op.type == Type.TRUTH) == truths) {
                alive++;
            }
            most = Math.max(most, alive);
            for (Node arg : node.args) {
                if (--open[arg.id] == 0 && !isFixed(arg) && (arg.op.type == Type.TRUTH) == truths) {
                    alive--;
                }
            }
        }
        return most;
    }

    private static int allocate(BitSet free) {
        int register = free.nextSetBit(0);
        free.clear(register);
        return register;
    }

    void release(Node node) {
        if (--left[node.id] == 0 && !isFixed(node)) {
            (node.op.type == Type.TRUTH ? masks : vectors).set(places[node.id]);
        }
    }

    private boolean diesHere(Node node) {
        return left[node.id] == 1 && !isFixed(node);
    }

    /** The register that a node is in, or the spare one with it. */
    int register(Node node) {
        return register(node, SPARE);
    }

    private int register(Node node, int spare) {
        Operand memory = inMemory[node.id];
        if (memory == null) {
            return places[node.id];
        }
        code.vector(Operation.BROADCAST, spare, memory);
        return spare;
    }

    private Operand operand(Node node) {
        Operand memory = inMemory[node.id];
        return memory == null ? v(places[node.id]) : memory;
    }

    // ---- one step

    /** Loads and computes everything that depends on the elements. */
    void compute() {
        System.arraycopy(uses, 0, left, 0, uses.length);
        for (Node node : varying) {
            write(node);
        }
    }

    void storeAll() {
        for (int k = 0; k < outs; k++) {
            Node node = graph.outputs.get(k);
            if (node.op.type == Type.TRUTH) {
                storeTruth(k, places[node.id]);
            } else if (isRest) {
                code.masked(Operation.STORE, REST, register(node), 0, element(k));
            } else {
                code.vector(streams ? Operation.STREAM : Operation.STORE, register(node), element(k));
            }
            release(node);
        }
    }

    private Operand.At element(int array) {
        int access = codes[array];
        return at(pointers[array], Access.isRow(access) ? rowIndex : index,
                Integer.numberOfTrailingZeros(Access.type(access).size()));
    }

    private void storeTruth(int array, int mask) {
        code.narrow(Operation.BYTES_OF_MASK, SPARE, 0, v(mask));
        code.narrow(Operation.ABS_BYTES, SPARE, 0, v(SPARE));
        if (isRest) {
            code.narrowMasked(Operation.STORE_BYTES, REST, SPARE, element(array));
        } else if (isFloat) {
            code.narrow(Operation.STORE_BYTES, SPARE, 0, element(array));
        } else {
            code.narrow(Operation.STORE_LONG, SPARE, 0, element(array));
        }
    }

    private void loadTruth(int to, int array) {
        if (isRest) {
            code.narrowMasked(Operation.LOAD_BYTES, REST, SPARE, element(array));
        } else {
            code.narrow(isFloat ? Operation.LOAD_BYTES : Operation.MOVE_LONG, SPARE, 0, element(array));
        }
        code.narrow(Operation.TEST_BYTES, to, SPARE, v(SPARE));
    }

    private void load(int to, int array) {
        boolean isByte = Access.type(codes[array]) == DType.UINT8;
        Operation operation = isByte ? Operation.WIDEN_BYTES : Operation.LOAD;
        if (isRest) {
            code.orZero(operation, REST, to, element(array));
        } else {
            code.vector(operation, to, element(array));
        }
        if (isByte) {
            code.vector(Operation.FROM_INTS, to, v(to));
        }
    }

    private void write(Node node) {
        switch (node.op) {
            case INPUT -> load(place(node), outs + (int) node.payload);
            case TRUTH_INPUT -> loadTruth(place(node), outs + (int) node.payload);
            case ADD -> binary(node, Operation.ADD);
            case SUB -> binary(node, Operation.SUB);
            case MUL -> binary(node, Operation.MUL);
            case DIV -> binary(node, Operation.DIV);
            case BITS_ADD -> binary(node, Operation.ADD_BITS);
            case BITS_SUB -> binary(node, Operation.SUB_BITS);
            case BITS_AND -> binary(node, Operation.AND);
            case BITS_OR -> binary(node, Operation.OR);
            case BITS_XOR -> binary(node, Operation.XOR);
            case NEG -> unary(node, Operation.XOR, constant(isFloat ? 1L << 31 : 1L << 63));
            case ABS -> unary(node, Operation.AND, constant(isFloat ? Integer.MAX_VALUE : Long.MAX_VALUE));
            case MIN -> extremum(node, SIGNED_MIN);
            case MAX -> extremum(node, SIGNED_MAX);
            case FMA -> fma(node);
            case SQRT -> {
                Operand of = operand(node.arg(0));
                code.vector(Operation.SQRT, placeOver(node), of);
            }
            case TO_BITS, FROM_BITS -> {
                int from = register(node.arg(0));
                int to = placeOver(node);
                if (to != from) {
                    code.vector(Operation.LOAD, to, v(from));
                }
            }
            case SHIFT_LEFT -> shift(node, Operation.SHIFT, 6);
            case SHIFT_RIGHT -> shift(node, Operation.SHIFT_ARITHMETIC, 4);
            case LT, LE, GT, GE, EQ, NE -> {
                int first = register(node.arg(0));
                Operand second = operand(node.arg(1));
                code.withNumber(Operation.COMPARE, placeOver(node), first, second, predicate(node.op));
            }
            case AND, OR, XOR -> {
                int first = places[node.arg(0).id];
                int second = places[node.arg(1).id];
                int to = placeOver(node);
                switch (node.op) {
                    case AND -> code.maskAnd(to, first, second);
                    case OR -> code.maskOr(to, first, second);
                    default -> code.maskXor(to, first, second);
                }
            }
            case NOT -> {
                int from = places[node.arg(0).id];
                code.maskNot(placeOver(node), from);
            }
            case SELECT -> {
                int mask = places[node.arg(0).id];
                Operand yes = operand(node.arg(1));
                int no = register(node.arg(2));
                code.masked(Operation.BLEND, mask, placeOver(node), no, yes);
            }
            default -> throw new IllegalStateException("not an operation on vectors: " + node.op);
        }
    }

    /** A register for the result. */
    private int place(Node node) {
        places[node.id] = allocate(node.op.type == Type.TRUTH ? masks : vectors);
        return places[node.id];
    }

    /** The same once the arguments have been used: it may be one of theirs. */
    private int placeOver(Node node) {
        node.args.forEach(this::release);
        return place(node);
    }

    private void binary(Node node, Operation operation) {
        int first = register(node.arg(0));
        Operand second = operand(node.arg(1));
        code.vector(operation, placeOver(node), first, second);
    }

    private void unary(Node node, Operation operation, Operand second) {
        int first = register(node.arg(0));
        code.vector(operation, placeOver(node), first, second);
    }

    private void shift(Node node, Operation operation, int which) {
        int from = register(node.arg(0));
        code.withNumber(operation, which, placeOver(node), v(from), (int) node.payload);
    }

    /** The smaller or larger one with the sign of zeros, as the instruction gives it; but NaN where either is. */
    private void extremum(Node node, int which) {
        int first = register(node.arg(0));
        Operand second = operand(node.arg(1));
        int to = place(node);
        code.withNumber(Operation.RANGE, to, first, second, which);
        code.withNumber(Operation.COMPARE, SPARE_MASK, first, second, Assembler.UNORDERED);
        code.masked(Operation.ADD, SPARE_MASK, to, first, second);
        node.args.forEach(this::release);
    }

    /** The instruction writes over one of its operands: over one that is not needed any more, or over a copy. */
    private void fma(Node node) {
        Node a = node.arg(0);
        Node b = node.arg(1);
        Node c = node.arg(2);
        if (diesHere(c) && c != a && c != b) {
            int first = register(a);
            Operand second = operand(b);
            code.vector(Operation.FMA231, places[c.id], first, second);
            takeOver(node, c);
        } else if (diesHere(a) && a != b && a != c) {
            int second = register(b);
            code.vector(Operation.FMA213, places[a.id], second, operand(c));
            takeOver(node, a);
        } else if (diesHere(b) && b != a && b != c) {
            int second = register(a);
            code.vector(Operation.FMA213, places[b.id], second, operand(c));
            takeOver(node, b);
        } else {
            int to = place(node);
            int copied = register(c, to);
            if (copied != to) {
                code.vector(Operation.LOAD, to, v(copied));
            }
            code.vector(Operation.FMA231, to, register(a), operand(b));
            node.args.forEach(this::release);
        }
    }

    private void takeOver(Node node, Node over) {
        places[node.id] = places[over.id];
        node.args.forEach(arg -> left[arg.id]--);
        node.args.stream().filter(arg -> arg != over && left[arg.id] == 0 && !isFixed(arg)).distinct()
                .forEach(arg -> vectors.set(places[arg.id]));
    }

    private static int predicate(Op op) {
        return switch (op) {
            case LT -> 0x11;
            case LE -> 0x12;
            case GT -> Assembler.GREATER;
            case GE -> 0x1D;
            case EQ -> 0x00;
            case NE -> 0x04;
            default -> throw new IllegalStateException("no comparison: " + op);
        };
    }
}
