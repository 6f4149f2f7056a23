package dev.flambeau.cpu.vector;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;

import dev.flambeau.DType;
import dev.flambeau.cpu.machine.MachineCode;
import dev.flambeau.cpu.vector.Graph.Node;
import dev.flambeau.cpu.vector.Graph.Op;
import dev.flambeau.cpu.vector.Graph.Type;
import dev.flambeau.expr.Expr;
import dev.flambeau.expr.Expr.Kind;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes {@link Loop}s: a hidden class with its own code for each expression, element types and way of access. */
final class Compiler {
    private static final ClassDesc LOOP = ClassDesc.of(Loop.class.getName());
    private static final ClassDesc LONGS = CD_long.arrayType();
    private static final String GENERATED = "dev.flambeau.cpu.vector.GeneratedLoop";

    /**
     * Methods of more bytes C2 inlines nowhere (its FreqInlineSize). Inlined into a long chain of callers, a loop may find the room for
     * what it calls itself used up: a call for each element, ten times as slow.
     */
    private static final int INLINED = 325;

    private final Graph graph;
    private final int outs;
    private final int[] codes; // of outputs, then inputs
    private final int[] inputCodes;
    private final int arity;
    private final boolean adds; // to a few sums, as LaneSum writes it
    private final boolean folds; // the output and the last input are the same row of accumulators

    private Compiler(Graph graph, int outs, int[] codes) {
        this.graph = graph;
        this.outs = outs;
        this.codes = codes;
        this.inputCodes = Arrays.copyOfRange(codes, outs, codes.length);
        int ins = inputCodes.length;
        boolean strided = Arrays.stream(codes).anyMatch(Access::isStrided);
        this.folds = Access.isRow(codes[codes.length - 1]);
        this.adds = Access.isRow(codes[0]) && !folds;
        this.arity = strided ? Loop.STRIDED : outs == 1 && ins >= 1 && ins <= 3 ? ins : Loop.MANY;
    }

    /** A compiler for expressions over arrays accessed in these ways, outputs first. */
    static Compiler of(Kind kind, List<Expr> exprs, int[] codes) {
        int outs = exprs.size();
        Graph graph = Lowering.lower(kind, exprs,
                i -> codes[outs + i] != Access.VALUE && Access.type(codes[outs + i]) == DType.BOOL);
        for (int k = 0; k < outs; k++) {
            Node out = graph.outputs.get(k);
            boolean isBool = Access.type(codes[k]) == DType.BOOL;
            if (isBool && out.op.type != Type.TRUTH) {
                graph.outputs.set(k, graph.compare(Op.NE, out, 0));
            } else if (!isBool && out.op.type == Type.TRUTH) {
                graph.outputs.set(k, graph.select(out, graph.constant(1), graph.constant(0)));
            }
        }
        return new Compiler(graph, outs, codes);
    }

    boolean hasVectorForm() {
        return adds
                ? VectorForm.canWrite(graph, inputCodes) && LaneSum.LANES % lanes() == 0
                : VectorForm.canWrite(graph, codes);
    }

    int lanes() {
        return VectorForm.lanes(graph.kind);
    }

    /** What the vector form at most takes for so many elements once it is compiled; interpreted it takes far longer. */
    long expectedNanos(int n) {
        return 200 + (long) n / lanes() * (20 + 4 * graph.size());
    }

    Loop plain() {
        if (adds) {
            return instance(build(code -> LaneSum.writePlain(code, graph, inputCodes), null), 500 + 150 * graph.size(),
                    null);
        }
        Stages stages = arity == Loop.STRIDED ? null : Stages.of(graph, inputCodes.length);
        if (stages == null || !BlockLoop.canWrite(stages, codes, outs)) {
            return instance(build(this::plainBody, null), 500 + 150 * graph.size(), null);
        }
        byte[] bytes = build(code -> fewBody(code, stages.stages.size()),
                code -> new BlockLoop(code, stages, codes, outs, bases(code, 0)).write(code.parameterSlot(0)));
        return instance(bytes, BlockLoop.cost(stages, codes, graph.size()), null);
    }

    Loop vector(Loop plain) {
        byte[] bytes = build(
                adds ? code -> LaneSum.writeVector(code, graph, inputCodes, lanes()) : this::vectorBody, null);
        return instance(bytes, vectorCost(lanes()), plain);
    }

    /** The loop in machine code, if there is one for this machine and these arrays. */
    @Nullable Loop machine() {
        return arity == Loop.STRIDED ? null : machine(false);
    }

    private @Nullable MachineLoop machine(boolean streams) {
        MachineCode code = MachineForm.write(graph, codes, outs, arity, adds, streams);
        return code == null
                ? null
                : new MachineLoop(arity, vectorCost(MachineStep.lanes(graph.kind)), code,
                        () -> Objects.requireNonNull(machine(true)));
    }

    /** Picoseconds an element, as measured: a sum takes 130, exp 280. */
    private int vectorCost(int lanes) {
        int arrays = (int) Arrays.stream(codes).filter(c -> c != Access.VALUE).count();
        return (40 * arrays + 8 * graph.size()) * 16 / lanes;
    }

    private Loop instance(byte[] bytes, int cost, @Nullable Loop plain) {
        MethodType constructor = MethodType.methodType(void.class, int.class, int.class, Loop.class);
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(bytes, true);
            return (Loop) lookup.findConstructor(lookup.lookupClass(), constructor).invoke(arity, cost, plain);
        } catch (Throwable e) {
            throw new IllegalStateException("a generated loop does not load", e);
        }
    }

    private byte[] build(Consumer<CodeBuilder> body, @Nullable Consumer<CodeBuilder> blocks) {
        ClassDesc self = ClassDesc.of(GENERATED);
        MethodTypeDesc constructor = MethodTypeDesc.of(CD_void, CD_int, CD_int, LOOP);
        // Classes as old as Java 5's need no stack maps, which take most of the time of writing one.
        return ClassFile.of(ClassFile.StackMapsOption.DROP_STACK_MAPS).build(self, c -> {
            c.withVersion(ClassFile.JAVA_5_VERSION, 0).withFlags(ClassFile.ACC_FINAL).withSuperclass(LOOP)
                    .withMethodBody(INIT_NAME, constructor, 0,
                            code -> code.aload(0).iload(1).iload(2).aload(3).invokespecial(LOOP, INIT_NAME, constructor)
                                    .return_())
                    .withMethodBody("run", descriptor(), 0, code -> {
                        body.accept(code);
                        for (int k = 0; k <= INLINED; k++) {
                            code.nop();
                        }
                        code.return_();
                    });
            if (blocks != null) {
                c.withMethodBody("blocks", descriptor(), ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL, blocks);
            }
        });
    }

    private MethodTypeDesc descriptor() {
        return switch (arity) {
            case Loop.MANY -> MethodTypeDesc.of(CD_void, CD_int, LONGS);
            case Loop.STRIDED -> MethodTypeDesc.of(CD_void, CD_int, LONGS, LONGS);
            default -> {
                ClassDesc[] parameters = new ClassDesc[arity + 2];
                Arrays.fill(parameters, CD_long);
                parameters[0] = CD_int;
                yield MethodTypeDesc.of(CD_void, parameters);
            }
        };
    }

    private void plainBody(CodeBuilder code) {
        int[] base = bases(code, 0);
        int[] step = arity == Loop.STRIDED ? bases(code, 1) : base;
        Emitter form = new PlainForm(code, graph, inputCodes);
        form.prologue(input -> code.lload(base[outs + input]));
        if (folds) {
            plainRows(code, form, base);
            return;
        }
        int i = code.allocateLocal(TypeKind.INT);
        loop(code, i, code.parameterSlot(0), 1, () -> {
            step(code, form, base, i);
            for (int k = 0; k < codes.length; k++) {
                if (Access.isStrided(codes[k])) {
                    code.lload(base[k]).lload(step[k]).ladd().lstore(base[k]);
                }
            }
        });
        code.return_();
    }

    /** Computes the elements at an index. */
    private void step(CodeBuilder code, Emitter form, int[] base, int i) {
        form.body(input -> address(code, base, outs + input, i));
        for (int k = 0; k < outs; k++) {
            address(code, base, k, i);
            form.push(graph.outputs.get(k));
            form.writeStore(graph.outputs.get(k), codes[k]);
        }
    }

    /** Row after row of the input into the accumulators; the last one may be shorter. */
    private void plainRows(CodeBuilder code, Emitter form, int[] base) {
        int n = code.parameterSlot(0);
        int[] now = base.clone();
        for (int k = 0; k < codes.length; k++) {
            if (!Access.isRow(codes[k])) {
                now[k] = code.allocateLocal(TypeKind.LONG);
            }
        }
        int from = code.allocateLocal(TypeKind.INT);
        int count = code.allocateLocal(TypeKind.INT);
        int i = code.allocateLocal(TypeKind.INT);
        loop(code, from, n, Access.ROW, () -> {
            countOf(code, Access.ROW, n, from, count);
            for (int k = 0; k < codes.length; k++) {
                if (now[k] != base[k]) {
                    address(code, base, k, from);
                    code.lstore(now[k]);
                }
            }
            loop(code, i, count, 1, () -> step(code, form, now, i));
        });
        code.return_();
    }

    /** {@code count = min(most, n - from)}. */
    static void countOf(CodeBuilder code, int most, int n, int from, int count) {
        code.loadConstant(most).iload(n).iload(from).isub()
                .invokestatic(ClassDesc.of("java.lang.Math"), "min", MethodTypeDesc.of(CD_int, CD_int, CD_int))
                .istore(count);
    }

    /** Pushes the method's own arguments for one that takes the same, whose type it gives. */
    private MethodTypeDesc pushArguments(CodeBuilder code) {
        MethodTypeDesc descriptor = descriptor();
        for (int p = 0; p < descriptor.parameterCount(); p++) {
            code.loadLocal(TypeKind.from(descriptor.parameterType(p)), code.parameterSlot(p));
        }
        return descriptor;
    }

    /** The plain loop for few elements; more go through a {@link BlockLoop}. */
    private void fewBody(CodeBuilder code, int stages) {
        Label few = code.newLabel();
        code.iload(code.parameterSlot(0)).loadConstant(Blocks.FEW * stages).if_icmplt(few).aload(0);
        MethodTypeDesc descriptor = pushArguments(code);
        code.invokevirtual(ClassDesc.of(GENERATED), "blocks", descriptor).return_().labelBinding(few);
        plainBody(code);
    }

    /**
     * All full vectors, and last the one that ends at the last element: it may overlap its neighbour, and what it gives is computed
     * before anything is written, so that it is right in place too. No masks: not every machine has them.
     */
    private void vectorBody(CodeBuilder code) {
        int lanes = VectorForm.lanes(graph.kind);
        int n = code.parameterSlot(0);
        Label enough = code.newLabel();
        code.iload(n).loadConstant(lanes).if_icmpge(enough);
        code.aload(0).getfield(LOOP, "plain", LOOP);
        MethodTypeDesc descriptor = pushArguments(code);
        code.invokevirtual(LOOP, "run", descriptor).return_().labelBinding(enough);

        int[] base = bases(code, 0);
        Emitter form = new VectorForm(code, graph, inputCodes);
        form.prologue(input -> code.lload(base[outs + input]));
        int last = code.allocateLocal(TypeKind.INT);
        code.iload(n).loadConstant(lanes).isub().istore(last);
        int[] held = new int[outs];
        form.body(input -> address(code, base, outs + input, last));
        for (int k = 0; k < outs; k++) {
            held[k] = code.allocateLocal(TypeKind.REFERENCE);
            form.push(graph.outputs.get(k));
            code.astore(held[k]);
        }
        int i = code.allocateLocal(TypeKind.INT);
        loop(code, i, last, lanes, () -> {
            step(code, form, base, i);
        });
        for (int k = 0; k < outs; k++) {
            address(code, base, k, last);
            code.aload(held[k]);
            form.writeStore(graph.outputs.get(k), codes[k]);
        }
        code.return_();
    }

    /** {@code for (i = 0; i < end; i += step)}. */
    static void loop(CodeBuilder code, int i, int end, int step, Runnable body) {
        Label top = code.newLabel();
        Label test = code.newLabel();
        code.iconst_0().istore(i).goto_(test).labelBinding(top);
        body.run();
        code.iinc(i, step).labelBinding(test).iload(i).iload(end).if_icmplt(top);
    }

    /** The local variables with the arrays' addresses (or their steps, from the second array of longs). */
    private int[] bases(CodeBuilder code, int which) {
        int[] base = new int[codes.length];
        for (int k = 0; k < base.length; k++) {
            if (arity < Loop.MANY) {
                base[k] = code.parameterSlot(1 + k);
            } else {
                base[k] = code.allocateLocal(TypeKind.LONG);
                code.aload(code.parameterSlot(1 + which)).loadConstant(k).laload().lstore(base[k]);
            }
        }
        return base;
    }

    private void address(CodeBuilder code, int[] base, int k, int i) {
        address(code, base, codes, k, i);
    }

    /** Pushes the address of an array's element: the address in a local variable, and the index in another unless it is strided. */
    static void address(CodeBuilder code, int[] base, int[] codes, int k, int i) {
        code.lload(base[k]);
        if (!Access.isStrided(codes[k])) {
            int shift = Integer.numberOfTrailingZeros(Access.type(codes[k]).size());
            code.iload(i).i2l();
            if (shift > 0) {
                code.loadConstant(shift).lshl();
            }
            code.ladd();
        }
    }
}
