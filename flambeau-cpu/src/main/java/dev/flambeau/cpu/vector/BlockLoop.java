package dev.flambeau.cpu.vector;

import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.flambeau.DType;
import dev.flambeau.cpu.vector.Stages.Stage;
import dev.flambeau.cpu.vector.Stages.Value;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes a plain loop over floats that goes block by block: {@link Stages} after one another write to arrays, results go from there to memory.
 * Unsigned bytes become a block of floats first.
 */
final class BlockLoop {
    private static final ClassDesc FLOATS = CD_float.arrayType();
    private static final ClassDesc INTS = CD_int.arrayType();
    private static final int BYTES = Access.dense(DType.UINT8);

    private final CodeBuilder code;
    private final Stages stages;
    private final int[] codes; // of outputs, then inputs
    private final int[] base; // the local variables with the arrays' addresses
    private final int[] now; // those of the block
    private final int outs;
    private final int ins;
    private final boolean folds;
    private final int inBuffers; // inputs but accumulators
    private final int[] floats; // by place: the local variable with its block or buffer
    private final int[] ints;
    private final int count;
    private final int i;

    BlockLoop(CodeBuilder code, Stages stages, int[] codes, int outs, int[] base) {
        this.code = code;
        this.stages = stages;
        this.codes = codes;
        this.base = base;
        this.outs = outs;
        this.ins = codes.length - outs;
        this.folds = Access.isRow(codes[0]);
        this.now = base.clone();
        for (int k = 0; k < codes.length; k++) {
            if (Access.isDense(codes[k])) {
                now[k] = code.allocateLocal(TypeKind.LONG);
            }
        }
        this.inBuffers = folds ? ins - 1 : ins;
        this.floats = blocks("floats", FLOATS);
        this.ints = blocks("ints", INTS);
        this.count = code.allocateLocal(TypeKind.INT);
        this.i = code.allocateLocal(TypeKind.INT);
        if (folds) { // the accumulators are input and result
            floats[stages.results.getFirst().place] = floats[ins - 1];
        }
    }

    /** Whether these stages can do it: accumulators stay in one block, as floats, and bytes are read as numbers only. */
    static boolean canWrite(Stages stages, int[] codes, int outs) {
        int last = codes.length - outs - 1;
        for (int k = 0; k < codes.length; k++) {
            boolean canRead = codes[k] == Access.VALUE || Access.type(codes[k]) == DType.FLOAT32
                    || k >= outs && codes[k] == BYTES && !stages.reads(k - outs, true);
            if (!canRead) {
                return false;
            }
        }
        return !Access.isRow(codes[0]) || !stages.results.getFirst().ofBits && !stages.reads(last, true);
    }

    /** What an element costs, in picoseconds as measured. */
    static int cost(Stages stages, int[] codes, int operations) {
        int bytes = (int) Arrays.stream(codes).filter(code -> code == BYTES).count();
        return 60 * (codes.length + stages.copies()) + 160 * bytes + 25 * operations;
    }

    /** Whether an input is read in memory; accumulators, bytes and what stages make are in arrays. */
    private boolean isInBuffer(int place) {
        return place < inBuffers && codes[outs + place] != BYTES;
    }

    private int[] blocks(String sort, ClassDesc type) {
        int all = code.allocateLocal(TypeKind.REFERENCE);
        code.invokestatic(BlockForm.BLOCKS, sort, MethodTypeDesc.of(type.arrayType())).astore(all);
        int[] slots = new int[stages.places()];
        for (int place = 0; place < slots.length; place++) {
            slots[place] = code.allocateLocal(TypeKind.REFERENCE);
            if (!isInBuffer(place)) {
                code.aload(all).loadConstant(place).aaload().astore(slots[place]);
            }
        }
        return slots;
    }

    void write(int n) {
        int[] accesses = Arrays.copyOf(Arrays.copyOfRange(codes, outs, codes.length), stages.places());
        Arrays.fill(accesses, ins, accesses.length, Access.dense(DType.FLOAT32));
        List<Emitter> forms = new ArrayList<>();
        for (Stage stage : stages.stages) {
            Emitter form = stage.ofBits()
                    ? new MaskForm(code, stage.graph(), accesses, ins)
                    : new BlockForm(code, stage.graph(), accesses, this::isInBuffer);
            form.prologue(input -> code.lload(base[outs + input]));
            forms.add(form);
        }
        int from = code.allocateLocal(TypeKind.INT);
        int size = folds ? Access.ROW : Blocks.SIZE;
        if (folds) {
            code.iconst_0().istore(from);
            Compiler.countOf(code, size, n, from, count);
            move("load", FLOATS, floats[ins - 1], base[codes.length - 1]);
        }
        Compiler.loop(code, from, n, size, () -> {
            Compiler.countOf(code, size, n, from, count);
            for (int k = 0; k < codes.length; k++) {
                if (now[k] != base[k]) {
                    Compiler.address(code, base, codes, k, from);
                    code.lstore(now[k]);
                }
            }
            for (int input = 0; input < ins; input++) {
                int access = codes[outs + input];
                if (access == BYTES) {
                    move("widen", FLOATS, floats[input], now[outs + input]);
                } else if (Access.isDense(access) && stages.reads(input, false)) {
                    code.lload(now[outs + input]).iload(count);
                    BlockForm.writeBuffer(code);
                    code.astore(floats[input]);
                }
            }
            for (int s = 0; s < forms.size(); s++) {
                run(stages.stages.get(s), forms.get(s));
            }
            for (int k = 0; k < outs && !folds; k++) {
                store(k);
            }
        });
        if (folds) {
            code.iconst_0().istore(from);
            Compiler.countOf(code, size, n, from, count);
            store(0);
        }
        code.return_();
    }

    private void run(Stage stage, Emitter form) {
        int[] blocks = stage.ofBits() ? ints : floats;
        Compiler.loop(code, i, count, 1, () -> {
            form.body(input -> {
                if (stage.ofBits() && input < ins) {
                    Compiler.address(code, now, codes, outs + input, i);
                } else {
                    code.aload(blocks[input]).iload(i);
                }
            });
            for (int v = 0; v < stage.makes().size(); v++) {
                code.aload(blocks[stage.makes().get(v).place]).iload(i);
                form.push(stage.graph().outputs.get(v));
                form.writeStore(stage.graph().outputs.get(v), Access.dense(DType.FLOAT32));
            }
        });
        for (Value value : stage.makes()) {
            if (value.crosses) {
                int[] others = stage.ofBits() ? floats : ints;
                code.aload(blocks[value.place]).aload(others[value.place]).iload(count);
                code.invokestatic(BlockForm.BLOCKS, "convert", stage.ofBits()
                        ? MethodTypeDesc.of(CD_void, INTS, FLOATS, CD_int)
                        : MethodTypeDesc.of(CD_void, FLOATS, INTS, CD_int));
            }
        }
    }

    private void store(int k) {
        Value result = stages.results.get(k);
        move("store", result.ofBits ? INTS : FLOATS, (result.ofBits ? ints : floats)[result.place], now[k]);
    }

    /** Copies {@code count} elements between a block and an address. */
    private void move(String how, ClassDesc type, int block, int address) {
        code.aload(block).lload(address).iload(count);
        code.invokestatic(BlockForm.BLOCKS, how, MethodTypeDesc.of(CD_void, type, CD_long, CD_int));
    }
}
