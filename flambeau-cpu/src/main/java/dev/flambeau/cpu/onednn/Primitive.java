package dev.flambeau.cpu.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A compiled dnnl_primitive_t with its operands in a fixed order. Shared by all threads; what is not thread-safe, the
 * memory objects and the argument array that names them, exists once a lane, is built at the lane's first call, and
 * afterwards is told new addresses only.
 *
 * <p>The machine code and its description take 0.1 to 0.6 MB: {@link #release} gives them back at once, and a later call
 * makes them anew. The rest goes when the object is collected.
 */
final class Primitive {
    // DNNL_ARG_... (oneapi/dnnl/dnnl_types.h)
    static final int ARG_SRC = 1;
    static final int ARG_DST = 17;
    static final int ARG_WEIGHTS = 33;
    static final int ARG_BIAS = 41;
    static final int ARG_WORKSPACE = 64;
    private static final int ARG_SCRATCHPAD = 80;
    static final int ARG_DIFF_SRC = 129;
    static final int ARG_DIFF_DST = 145;
    static final int ARG_DIFF_WEIGHTS = 161;
    static final int ARG_DIFF_BIAS = 169;

    /** sizeof(dnnl_exec_arg_t): an int, padding, a pointer. */
    private static final int EXEC_ARG_BYTES = 16;

    private static final Cleaner CLEANER = Cleaner.create();

    /** One operand: DNNL_ARG_ number and layout. */
    private record Operand(int arg, Layout layout) {
    }

    /** Describes a primitive, each time it is asked; null if oneDNN cannot do that. */
    @FunctionalInterface
    interface Recipe {
        @Nullable PrimitiveDescriptor describe(CreationScope scope);
    }

    /** The memory objects of one lane, with the addresses that they were told last. */
    private static final class Call {
        final long args;
        final long[] memories;
        final long[] addresses;
        /** Whether the machine code is being run, or about to be. */
        volatile boolean running;

        Call(long args, long[] memories) {
            this.args = args;
            this.memories = memories;
            this.addresses = new long[memories.length];
        }
    }

    private final Natives natives = new Natives();
    private final Recipe recipe;
    private final Operand[] operands;
    private final int given;
    private final long scratchBytes;
    private final String implementation;
    private final AtomicReferenceArray<Call> calls = new AtomicReferenceArray<>(Lanes.COUNT);

    private Primitive(Recipe recipe, PrimitiveDescriptor descriptor, int[] args) {
        this.recipe = recipe;
        this.implementation = descriptor.implementation();
        List<Operand> found = new ArrayList<>();
        for (int arg : args) {
            if (descriptor.has(arg)) {
                found.add(new Operand(arg, descriptor.layout(arg)));
            }
        }
        this.given = found.size();
        if (descriptor.has(ARG_SCRATCHPAD)) {
            found.add(new Operand(ARG_SCRATCHPAD, descriptor.layout(ARG_SCRATCHPAD)));
        }
        this.operands = found.toArray(new Operand[0]);
        this.scratchBytes = given < operands.length ? operands[given].layout().sizeInBytes() : 0;
        CLEANER.register(this, natives);
        natives.primitive = compile(descriptor);
    }

    /**
     * Compiles a primitive; null if oneDNN has none, or nothing better than reference code.
     *
     * @param args the DNNL_ARG_ numbers of the operands in the order in which {@link #execute} takes their addresses;
     *     those that the primitive does not have are left out
     */
    static @Nullable Primitive create(Recipe recipe, int... args) {
        Threads.useThisOne();
        try (CreationScope scope = new CreationScope()) {
            PrimitiveDescriptor descriptor = recipe.describe(scope);
            return descriptor == null || descriptor.isReference()
                    ? null
                    : new Primitive(recipe, descriptor, args);
        }
    }

    /** As {@link #create}, but rather slow code than none. */
    static Primitive createAnyway(Recipe recipe, int... args) {
        Threads.useThisOne();
        try (CreationScope scope = new CreationScope()) {
            PrimitiveDescriptor descriptor = recipe.describe(scope);
            if (descriptor == null) {
                throw new DnnlException("oneDNN has no primitive for this");
            }
            return new Primitive(recipe, descriptor, args);
        }
    }

    /** The layout of the {@code i}-th operand. */
    Layout layout(int i) {
        return operands[i].layout();
    }

    /** How many addresses {@link #execute} takes. */
    int operands() {
        return given;
    }

    /** The implementation's name, such as {@code brg_matmul:avx512_core}. */
    String implementation() {
        return implementation;
    }

    /** Computes on the calling thread; returns when the result is there. */
    void execute(Lane lane, long... addresses) {
        if (addresses.length != given) {
            throw new IllegalArgumentException("Expected " + given + " addresses, got " + addresses.length);
        }
        for (long address : addresses) {
            if (address == 0) {
                throw new IllegalArgumentException("An operand has no memory (address 0)");
            }
        }
        Call call = calls.getPlain(lane.id());
        if (call == null) {
            call = newCall();
            calls.set(lane.id(), call);
        }
        // Set before the handle is read: release() looks in the opposite order, so one of the two sees the other.
        call.running = true;
        try {
            long primitive = natives.primitive;
            if (primitive == 0) {
                primitive = compileAnew();
            }
            for (int i = 0; i < given; i++) {
                point(call, i, addresses[i]);
            }
            if (scratchBytes > 0) {
                point(call, given, lane.scratch(Lane.SCRATCHPAD, scratchBytes));
            }
            Threads.useThisOne();
            int status = (int) Dnnl.PRIMITIVE_EXECUTE.invokeExact(primitive, lane.stream(), operands.length, call.args);
            Dnnl.check(status, "dnnl_primitive_execute");
        } catch (Throwable e) {
            throw NativeCalls.rethrow(e);
        } finally {
            call.running = false;
            Reference.reachabilityFence(this);
        }
    }

    private static void point(Call call, int i, long address) throws Throwable {
        if (call.addresses[i] != address) {
            Dnnl.check((int) Dnnl.MEMORY_SET_DATA_HANDLE.invokeExact(call.memories[i], address),
                    "dnnl_memory_set_data_handle");
            call.addresses[i] = address;
        }
    }

    private static long compile(PrimitiveDescriptor descriptor) {
        try (CreationScope scope = new CreationScope()) {
            Dnnl.call(Dnnl.PRIMITIVE_CREATE, scope.out(), descriptor.handle());
            return scope.created();
        }
    }

    private long compileAnew() {
        synchronized (natives) {
            if (natives.primitive == 0) {
                Threads.useThisOne();
                try (CreationScope scope = new CreationScope()) {
                    PrimitiveDescriptor descriptor = recipe.describe(scope);
                    if (descriptor == null) {
                        throw new DnnlException("oneDNN cannot make a primitive again that it has made before");
                    }
                    natives.primitive = compile(descriptor);
                }
            }
            return natives.primitive;
        }
    }

    /** Gives the machine code back, unless it is running just now. */
    void release() {
        synchronized (natives) {
            long primitive = natives.primitive;
            if (primitive == 0) {
                return;
            }
            natives.primitive = 0;
            for (int i = 0; i < Lanes.COUNT; i++) {
                Call call = calls.get(i);
                if (call != null && call.running) {
                    natives.primitive = primitive;
                    return;
                }
            }
            int ignored = NativeCalls.status(Dnnl.PRIMITIVE_DESTROY, primitive);
        }
    }

    private Call newCall() {
        int count = operands.length;
        long[] memories = new long[count];
        MemorySegment args = natives.arena.allocate((long) EXEC_ARG_BYTES * count, 8);
        try (CreationScope scope = new CreationScope()) {
            for (int i = 0; i < count; i++) {
                long layout = scope.descriptor(operands[i].layout());
                Dnnl.call(Dnnl.MEMORY_CREATE, scope.out(), layout, Engine.HANDLE, 0);
                memories[i] = scope.created();
                natives.own(memories[i]);
                args.set(ValueLayout.JAVA_INT, (long) EXEC_ARG_BYTES * i, operands[i].arg());
                args.set(ValueLayout.JAVA_LONG, (long) EXEC_ARG_BYTES * i + 8, memories[i]);
            }
        }
        return new Call(args.address(), memories);
    }

    /** What has to be released when the primitive is gone; knows nothing of the primitive itself. */
    private static final class Natives implements Runnable {
        final Arena arena = Arena.ofShared();
        volatile long primitive;
        private final List<Long> memories = new ArrayList<>();

        synchronized void own(long memory) {
            memories.add(memory);
        }

        @Override
        public synchronized void run() {
            for (long memory : memories) {
                int ignored = NativeCalls.status(Dnnl.MEMORY_DESTROY, memory);
            }
            if (primitive != 0) {
                int ignored = NativeCalls.status(Dnnl.PRIMITIVE_DESTROY, primitive);
            }
            arena.close();
        }
    }
}
