package dev.flambeau.cpu.onednn;

/** The one CPU engine of the process, never destroyed. */
final class Engine {
    // dnnl_engine_kind_t and dnnl_stream_flags_t (oneapi/dnnl/dnnl_common_types.h)
    private static final int CPU = 1;
    private static final int IN_ORDER = 1;

    static final long HANDLE = create();

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

    static long newStream() {
        try (CreationScope scope = new CreationScope()) {
            Dnnl.call(Dnnl.STREAM_CREATE, scope.out(), HANDLE, IN_ORDER);
            return scope.created();
        }
    }
}
