package dev.flambeau.cpu.vector;

import static dev.flambeau.cpu.machine.Operand.at;
import static dev.flambeau.cpu.machine.Operand.v;

import dev.flambeau.DType;
import dev.flambeau.cpu.machine.Assembler;
import dev.flambeau.cpu.machine.Assembler.Condition;
import dev.flambeau.cpu.machine.Assembler.Label;
import dev.flambeau.cpu.machine.MachineCode;
import dev.flambeau.cpu.machine.Operation;
import dev.flambeau.cpu.vector.Graph.Node;
import dev.flambeau.cpu.vector.Graph.Op;
import dev.flambeau.expr.Expr.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes the loop of a graph in machine code, step by step as {@link MachineStep} has them; the last elements are behind a mask. A graph that
 * calls functions, or needs more registers than there are, has no such loop.
 */
final class MachineForm {
    private static final int N = Assembler.RDI;
    private static final int INDEX = Assembler.RAX;
    private static final int ROW_INDEX = Assembler.R11;
    private static final int BITS = Assembler.R10;
    private static final int[] POINTERS = {Assembler.RSI, Assembler.RDX, Assembler.RCX, Assembler.R8, Assembler.R9,
        Assembler.RBX, Assembler.RBP, Assembler.R12, Assembler.R13, Assembler.R14, Assembler.R15};
    private static final int NONE = -1;
    private static final int UNSAVED = 5; // those that a function may change without saving them
    private static final int SUMS = 2; // vectors that are added to

    private final Graph graph;
    private final int[] codes; // of outputs, then inputs
    private final Assembler code;
    private final MachineStep step;
    private final int lanes;
    private final boolean streams;
    private final int arity;
    private final int[] pointers; // by array: the register with its address
    private final int used; // of them

    private MachineForm(Graph graph, int[] codes, int outs, int arity, boolean streams) {
        this.graph = graph;
        this.codes = codes;
        this.code = new Assembler(graph.kind == Kind.DOUBLE);
        this.arity = arity;
        this.pointers = new int[codes.length];
        int next = 0;
        for (int k = 0; k < codes.length; k++) {
            boolean isInMemory = arity == Loop.MANY && codes[k] == Access.VALUE;
            pointers[k] = isInMemory ? NONE : POINTERS[next++];
        }
        this.used = next;
        this.step = new MachineStep(code, graph, codes, outs, pointers, INDEX, ROW_INDEX, streams);
        this.lanes = MachineStep.lanes(graph.kind);
        this.streams = streams;
    }

    /**
     * The code of a loop, outputs' accesses first; null where there is none. With {@code adds} it adds
     * up as {@link LaneSum} says, with {@code streams} it writes past the caches, at cache lines.
     */
    static @Nullable MachineCode write(Graph graph, int[] codes, int outs, int arity, boolean adds,
            boolean streams) {
        if (!canWrite(graph, codes, outs)) {
            return null;
        }
        MachineForm form = new MachineForm(graph, codes, outs, arity, streams);
        int others = adds ? SUMS : 0;
        if (!form.step.hasRoom(others)) {
            return null;
        }
        form.enter(others);
        if (adds) {
            form.writeSums();
        } else {
            form.writeLoop();
        }
        return MachineCode.of(form.code.finish());
    }

    private static boolean canWrite(Graph graph, int[] codes, int outs) {
        if (graph.kind == Kind.LONG || graph.uses(Op.CALL) || graph.uses(Op.GUARD)
                || Arrays.stream(codes).filter(access -> access != Access.VALUE).count() > POINTERS.length) {
            return false;
        }
        DType main = graph.kind == Kind.FLOAT ? DType.FLOAT32 : DType.FLOAT64;
        for (int k = 0; k < codes.length; k++) {
            int access = codes[k];
            boolean isByte = k >= outs && graph.kind == Kind.FLOAT && access == Access.dense(DType.UINT8);
            if (access != Access.VALUE && access != Access.dense(main) && access != Access.row(main)
                    && access != Access.dense(DType.BOOL) && !isByte) {
                return false;
            }
        }
        return true;
    }

    /** Saves registers, fetches what is fixed, and the addresses: the first array's last, as its register has the arguments until then. */
    private void enter(int others) {
        for (int k = UNSAVED; k < used; k++) {
            code.push(POINTERS[k]);
        }
        boolean areInMemory = arity == Loop.MANY;
        step.prologue(others, areInMemory ? POINTERS[0] : NONE);
        if (areInMemory) {
            for (int k = codes.length - 1; k >= 0; k--) {
                if (codes[k] != Access.VALUE) {
                    code.load(pointers[k], at(POINTERS[0]).plus(k * Long.BYTES));
                }
            }
        }
    }

    private void leave() {
        for (int k = used - 1; k >= UNSAVED; k--) {
            code.pop(POINTERS[k]);
        }
        code.leave();
    }

    private void writeLoop() {
        boolean hasRows = Arrays.stream(codes).anyMatch(Access::isRow);
        Label top = new Label();
        Label rest = new Label();
        Label end = new Label();
        code.clear(INDEX);
        if (hasRows) {
            code.clear(ROW_INDEX);
        }
        code.subtract(N, lanes);
        code.jumpIf(Condition.LESS, rest);
        code.align();
        code.bind(top);
        step.compute();
        step.storeAll();
        code.add(INDEX, lanes);
        if (hasRows) {
            code.add(ROW_INDEX, lanes);
            code.and(ROW_INDEX, Access.ROW - 1);
        }
        code.subtract(N, lanes);
        code.jumpIf(Condition.NOT_LESS, top);
        code.bind(rest);
        code.add(N, lanes);
        code.jumpIf(Condition.EQUAL, end);
        step.startRest(N, BITS);
        step.compute();
        step.storeAll();
        code.bind(end);
        if (streams) {
            code.fence();
        }
        leave();
    }

    /** As {@link LaneSum} says: sums in lanes, which begin anew after each stretch. */
    private void writeSums() {
        Node value = graph.outputs.getFirst();
        int full = Assembler.RCX;
        int end = Assembler.R8;
        int sums = step.allocate();
        int totals = step.allocate();
        Label stretch = new Label();
        Label shorter = new Label();
        Label row = new Label();
        Label last = new Label();
        Label store = new Label();
        code.clear(INDEX);
        code.vector(Operation.XOR, totals, totals, v(totals));
        code.move(full, N);
        code.and(full, -lanes);
        code.bind(stretch);
        code.compareRegisters(INDEX, full);
        code.jumpIf(Condition.NOT_LESS, last);
        code.vector(Operation.XOR, sums, sums, v(sums));
        code.address(end, at(INDEX).plus(LaneSum.STRETCH));
        code.compareRegisters(end, full);
        code.jumpIf(Condition.LESS, shorter);
        code.move(end, full);
        code.bind(shorter);
        code.align();
        code.bind(row);
        step.compute();
        code.vector(Operation.ADD, sums, step.register(value), v(sums));
        step.release(value);
        code.add(INDEX, lanes);
        code.compareRegisters(INDEX, end);
        code.jumpIf(Condition.LESS, row);
        code.vector(Operation.ADD, totals, sums, v(totals));
        code.jump(stretch);
        code.bind(last);
        code.and(N, lanes - 1);
        code.jumpIf(Condition.EQUAL, store);
        int rest = step.startRest(N, BITS);
        step.compute();
        code.masked(Operation.ADD, rest, totals, step.register(value), v(totals));
        step.release(value);
        code.bind(store);
        code.vector(Operation.STORE, totals, at(POINTERS[0]));
        leave();
    }
}
