package dev.flambeau.cpu.vector;

import dev.flambeau.DType;
import dev.flambeau.cpu.vector.Graph.Node;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;

/**
 * Writes a loop that adds up dense floats, or what an expression gives for them: {@link #LANES} sums side by side for each stretch
 * of the elements, each stretch's sums added to those of the whole. So memory is read in the order of its addresses, the one order that
 * it is quick in: with more than one vector of sums C2 would choose another.
 */
final class LaneSum {
    /** Sums side by side, on all machines: one vector of 512 bits, or several narrower ones. */
    static final int LANES = 16;
    /** Elements that are added up before the sums begin anew, which keeps their rounding errors small. */
    static final int STRETCH = 1024;

    /** What a form needs besides, so that its numbers can be added up. */
    interface Adder {
        /** Pushes zero. */
        void writeZero();

        /** Pushes the sum of the two values on the stack. */
        void writeAdd();
    }

    private static final int SHIFT = 2; // from floats to bytes
    private static final int NONE = -1;

    private final CodeBuilder code;
    private final Emitter form;
    private final Adder adder;
    private final Node value;
    private final TypeKind kind;
    private final int lanes; // of each variable with sums
    private final int buffer; // the variable with a stretch, or none
    private final int n;
    private final int to;
    private final int at; // moves on
    private final int i;
    private final int count;

    private <F extends Emitter & Adder> LaneSum(CodeBuilder code, F form, int lanes, int buffer) {
        this.code = code;
        this.form = form;
        this.adder = form;
        this.value = form.graph.outputs.getFirst();
        this.kind = form.variable(value);
        this.lanes = lanes;
        this.buffer = buffer;
        this.n = code.parameterSlot(0);
        this.to = code.parameterSlot(1);
        this.at = code.parameterSlot(2);
        this.i = code.allocateLocal(TypeKind.INT);
        this.count = code.allocateLocal(TypeKind.INT);
    }

    /** Plain code: each stretch is read from a buffer, since single elements of native memory take four times as long. */
    static void writePlain(CodeBuilder code, Graph graph, int[] codes) {
        PlainForm inMemory = new PlainForm(code, graph, codes);
        int buffer = code.allocateLocal(TypeKind.REFERENCE);
        new LaneSum(code, new BlockForm(code, graph, codes, _ -> true), 1, buffer).stretches(inMemory);
        writeRest(code, inMemory);
    }

    /** Vectors of so many lanes. */
    static void writeVector(CodeBuilder code, Graph graph, int[] codes, int lanes) {
        VectorForm form = new VectorForm(code, graph, codes);
        form.prologue(_ -> {
            throw new IllegalStateException("a sum has no immediate inputs");
        });
        new LaneSum(code, form, lanes, NONE).stretches(form);
        writeRest(code, new PlainForm(code, graph, codes));
    }

    /** The elements after the last full row of lanes, into the first sums. */
    private static void writeRest(CodeBuilder code, PlainForm form) {
        new LaneSum(code, form, 1, NONE).rest();
        code.return_();
    }

    private void stretches(Emitter inMemory) {
        int[] sums = allocate();
        int[] totals = allocate();
        int from = code.allocateLocal(TypeKind.INT);
        int full = code.allocateLocal(TypeKind.INT);
        code.iload(n).loadConstant(-LANES).iand().istore(full);
        clear(totals);
        Compiler.loop(code, from, full, STRETCH, () -> {
            Compiler.countOf(code, STRETCH, full, from, count);
            if (buffer != NONE) {
                code.lload(at).iload(count);
                BlockForm.writeBuffer(code);
                code.astore(buffer);
            }
            clear(sums);
            Compiler.loop(code, i, count, LANES, () -> {
                for (int k = 0; k < sums.length; k++) {
                    int lane = k * lanes;
                    form.body(_ -> element(lane));
                    form.push(value); // first: a vector whose class C2 knows from the code
                    code.loadLocal(kind, sums[k]);
                    adder.writeAdd();
                    code.storeLocal(kind, sums[k]);
                }
            });
            for (int k = 0; k < sums.length; k++) {
                code.loadLocal(kind, sums[k]).loadLocal(kind, totals[k]);
                adder.writeAdd();
                code.storeLocal(kind, totals[k]);
            }
            code.lload(at);
            bytes(count);
            code.ladd().lstore(at);
        });
        for (int k = 0; k < totals.length; k++) {
            place(to, k * lanes);
            code.loadLocal(kind, totals[k]);
            inMemory.writeStore(value, Access.dense(DType.FLOAT32));
        }
    }

    private void rest() {
        code.iload(n).loadConstant(LANES - 1).iand().istore(count);
        Compiler.loop(code, i, count, 1, () -> {
            form.body(_ -> address(at, 0));
            address(to, 0);
            address(to, 0);
            PlainForm.load(code, DType.FLOAT32);
            form.push(value);
            adder.writeAdd();
            form.writeStore(value, Access.dense(DType.FLOAT32));
        });
    }

    private int[] allocate() {
        int[] variables = new int[LANES / lanes];
        java.util.Arrays.setAll(variables, _ -> code.allocateLocal(kind));
        return variables;
    }

    private void clear(int[] sums) {
        for (int sum : sums) {
            adder.writeZero();
            code.storeLocal(kind, sum);
        }
    }

    /** Pushes where the element {@code lane} places after the current one is. */
    private void element(int lane) {
        if (buffer != NONE) {
            code.aload(buffer).iload(i).loadConstant(lane).iadd();
        } else {
            address(at, lane);
        }
    }

    private void address(int base, int more) {
        place(base, more);
        bytes(i);
        code.ladd();
    }

    private void place(int base, int elements) {
        code.lload(base);
        if (elements > 0) {
            code.loadConstant((long) elements << SHIFT).ladd();
        }
    }

    private void bytes(int elements) {
        code.iload(elements).i2l().loadConstant(SHIFT).lshl();
    }
}
