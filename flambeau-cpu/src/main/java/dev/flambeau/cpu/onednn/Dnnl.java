package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.onednn.NativeCalls.Function;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The functions of oneDNN's C API that are in use (oneapi/dnnl/dnnl.h and dnnl_common.h of oneDNN 3.11). */
final class Dnnl {
    private static final SymbolLookup LIBRARY = NativeLibrary.load().dnnl();
    private static final ValueLayout.OfLong P = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfInt I = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfFloat F = ValueLayout.JAVA_FLOAT;

    static final Function VERSION = find("dnnl_version");
    static final Function GET_EFFECTIVE_CPU_ISA = find("dnnl_get_effective_cpu_isa");
    static final Function ENGINE_CREATE = find("dnnl_engine_create");
    static final Function SET_PRIMITIVE_CACHE_CAPACITY = find("dnnl_set_primitive_cache_capacity");
    static final Function STREAM_CREATE = find("dnnl_stream_create");

    static final Function MEMORY_DESC_CREATE_WITH_STRIDES = find("dnnl_memory_desc_create_with_strides");
    static final Function MEMORY_DESC_CREATE_WITH_TAG = find("dnnl_memory_desc_create_with_tag");
    static final Function MEMORY_DESC_CREATE_WITH_BLOB = find("dnnl_memory_desc_create_with_blob");
    static final Function MEMORY_DESC_CREATE_SUBMEMORY = find("dnnl_memory_desc_create_submemory");
    static final Function MEMORY_DESC_GET_BLOB = find("dnnl_memory_desc_get_blob");
    static final Function MEMORY_DESC_QUERY = find("dnnl_memory_desc_query");
    static final Function MEMORY_DESC_EQUAL = find("dnnl_memory_desc_equal");
    static final Function MEMORY_DESC_GET_SIZE = find("dnnl_memory_desc_get_size");
    static final Function MEMORY_DESC_DESTROY = find("dnnl_memory_desc_destroy");

    static final Function MEMORY_CREATE = find("dnnl_memory_create");
    static final Function MEMORY_DESTROY = find("dnnl_memory_destroy");

    static final Function ATTR_CREATE = find("dnnl_primitive_attr_create");
    static final Function ATTR_SET_SCRATCHPAD_MODE = find("dnnl_primitive_attr_set_scratchpad_mode");
    static final Function ATTR_SET_POST_OPS = find("dnnl_primitive_attr_set_post_ops");
    static final Function ATTR_DESTROY = find("dnnl_primitive_attr_destroy");
    static final Function POST_OPS_CREATE = find("dnnl_post_ops_create");
    static final Function POST_OPS_DESTROY = find("dnnl_post_ops_destroy");

    static final Function MATMUL = find("dnnl_matmul_primitive_desc_create");
    static final Function CONVOLUTION_FORWARD = find("dnnl_convolution_forward_primitive_desc_create");
    static final Function CONVOLUTION_BACKWARD_DATA = find("dnnl_convolution_backward_data_primitive_desc_create");
    static final Function CONVOLUTION_BACKWARD_WEIGHTS =
            find("dnnl_convolution_backward_weights_primitive_desc_create");
    static final Function POOLING_FORWARD = find("dnnl_pooling_forward_primitive_desc_create");
    static final Function POOLING_BACKWARD = find("dnnl_pooling_backward_primitive_desc_create");
    static final Function REORDER = find("dnnl_reorder_primitive_desc_create");

    static final Function PRIMITIVE_DESC_QUERY = find("dnnl_primitive_desc_query");
    static final Function PRIMITIVE_DESC_QUERY_MD = find("dnnl_primitive_desc_query_md");
    static final Function PRIMITIVE_DESC_DESTROY = find("dnnl_primitive_desc_destroy");
    static final Function PRIMITIVE_CREATE = find("dnnl_primitive_create");
    static final Function PRIMITIVE_DESTROY = find("dnnl_primitive_destroy");

    // The two of every call; static and final, so that the compiler sees through them.
    static final MethodHandle MEMORY_SET_DATA_HANDLE =
            NativeCalls.bindShort(find("dnnl_memory_set_data_handle"));
    static final MethodHandle PRIMITIVE_EXECUTE = NativeCalls.bind(find("dnnl_primitive_execute"), I, P, P, I, P);

    /** Floats travel in registers of their own, so these need their own types; bound when the first one is asked for. */
    static final class PostOps {
        static final MethodHandle APPEND_ELTWISE =
                NativeCalls.bind(find("dnnl_post_ops_append_eltwise"), I, P, I, F, F);
        static final MethodHandle APPEND_SUM = NativeCalls.bind(find("dnnl_post_ops_append_sum"), I, P, F, I, I);

        private PostOps() {
        }
    }

    private Dnnl() {
    }

    static Function find(String name) {
        return NativeCalls.find(LIBRARY, name);
    }

    /** Calls a function and throws unless it succeeds. */
    static void call(Function function, long... arguments) {
        check(NativeCalls.status(function, arguments), function.name());
    }

    /** Calls a function; false if it knows no way to do what was asked (dnnl_unimplemented). */
    static boolean tryCall(Function function, long... arguments) {
        int status = NativeCalls.status(function, arguments);
        if (status == DnnlException.UNIMPLEMENTED) {
            return false;
        }
        check(status, function.name());
        return true;
    }

    /** Throws what {@code status} means, unless it means success. */
    static void check(int status, String function) {
        if (status != 0) {
            throw DnnlException.ofStatus(function, status);
        }
    }
}
