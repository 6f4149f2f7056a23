package dev.flambeau.cpu.onednn;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A dnnl_primitive_desc_t: what implementation oneDNN chose, and which layouts that wants. It lives as long as the
 * {@link CreationScope} that it came from.
 */
record PrimitiveDescriptor(long handle) {
    // dnnl_query_t (oneapi/dnnl/dnnl_types.h)
    private static final int QUERY_IMPL_INFO_STR = 8;
    private static final int QUERY_EXEC_ARG_MD = 255;

    /** Whether the primitive has an operand of this DNNL_ARG_ number. */
    boolean has(int arg) {
        long descriptor = query(arg);
        return descriptor != 0 && NativeCalls.value(Dnnl.MEMORY_DESC_GET_SIZE, descriptor, 0, 0) > 0;
    }

    /** The layout of an operand that the primitive has. */
    Layout layout(int arg) {
        return Layout.of(query(arg));
    }

    private long query(int arg) {
        return NativeCalls.value(Dnnl.PRIMITIVE_DESC_QUERY_MD, handle, QUERY_EXEC_ARG_MD, arg);
    }

    /** The name of the implementation, such as {@code jit:avx512_core}. */
    String implementation() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
            Dnnl.call(Dnnl.PRIMITIVE_DESC_QUERY, handle, QUERY_IMPL_INFO_STR, 0, out.address());
            return NativeMemory.getString(out.get(ValueLayout.JAVA_LONG, 0));
        }
    }

    /** Whether this is the library's plain C++ code, 100 to 1000 times slower than its kernels, or a kernel's frame around it. */
    boolean isReference() {
        String name = implementation(); // such as ref:any or jit_uni_ncsp:conv+ref:any
        return name.startsWith("ref") || name.contains("+ref");
    }
}
