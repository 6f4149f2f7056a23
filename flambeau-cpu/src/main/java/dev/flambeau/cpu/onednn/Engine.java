package dev.flambeau.cpu.onednn;

/** The one CPU engine of the process, never destroyed. */
final class Engine {
    // dnnl_engine_kind_t and dnnl_stream_flags_t (oneapi/dnnl/dnnl_common_types.h)
    private static final int CPU = 1;
    private static final int IN_ORDER = 1;

    // dnnl_cpu_isa_avx512_core (oneapi/dnnl/dnnl_types.h); what is newer has its bits too
    private static final int AVX512 = 0x27;

    static final long HANDLE = create();
    private static final boolean HAS_AVX512 =
            (NativeCalls.status(Dnnl.GET_EFFECTIVE_CPU_ISA) & AVX512) == AVX512;

    private Engine() {
    }

    private static long create() {
        try (CreationScope scope = new CreationScope()) {
            // The library's own cache would keep what ours gives up, up to 0.6 MB each.
            Dnnl.call(Dnnl.SET_PRIMITIVE_CACHE_CAPACITY, 0);
            Dnnl.call(Dnnl.ENGINE_CREATE, scope.out(), CPU, 0);
            return scope.created();
        }
    }

    /** Whether the library uses vectors of 16 floats. */
    static boolean hasAvx512() {
        return HAS_AVX512;
    }

    static long newStream() {
        try (CreationScope scope = new CreationScope()) {
            Dnnl.call(Dnnl.STREAM_CREATE, scope.out(), HANDLE, IN_ORDER);
            return scope.created();
        }
    }
}
