package dev.flambeau.cpu.onednn;

import dev.flambeau.cpu.onednn.NativeCalls.Function;
import dev.flambeau.spi.Dims;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Descriptors, attributes and arrays that live while a primitive is being created, all released at the end. */
final class CreationScope implements AutoCloseable {
    // dnnl_format_tag_any, dnnl_scratchpad_mode_user, dnnl_eltwise_relu (oneapi/dnnl/dnnl_types.h)
    private static final int TAG_ANY = 1;
    private static final int SCRATCHPAD_USER = 1;
    private static final int ELTWISE_RELU = 0x20;

    private record Owned(Function destroy, long handle) {
    }

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
    private final List<Owned> owned = new ArrayList<>();

    /** Where a function writes the handle that it creates. */
    long out() {
        return out.address();
    }

    /** The handle that was written last. */
    long created() {
        return out.get(ValueLayout.JAVA_LONG, 0);
    }

    private long own(Function destroy) {
        long handle = created();
        owned.add(new Owned(destroy, handle));
        return handle;
    }

    /** The primitive descriptor that was written last; released at the end. */
    PrimitiveDescriptor createdDescriptor() {
        return new PrimitiveDescriptor(own(Dnnl.PRIMITIVE_DESC_DESTROY));
    }

    long dims(Dims dims) {
        // oneDNN may copy dnnl_dims_t whole, all twelve of them.
        MemorySegment segment = arena.allocate(ValueLayout.JAVA_LONG, Layout.MAX_DIMS);
        for (int i = 0; i < dims.size(); i++) {
            segment.setAtIndex(ValueLayout.JAVA_LONG, i, dims.get(i));
        }
        return segment.address();
    }

    long strided(DnnlType type, Dims dims, Dims strides) {
        Dnnl.call(Dnnl.MEMORY_DESC_CREATE_WITH_STRIDES, out(), dims.size(), dims(dims), type.code(), dims(strides));
        return own(Dnnl.MEMORY_DESC_DESTROY);
    }

    long tagged(DnnlType type, Dims dims, int tag) {
        Dnnl.call(Dnnl.MEMORY_DESC_CREATE_WITH_TAG, out(), dims.size(), dims(dims), type.code(), tag);
        return own(Dnnl.MEMORY_DESC_DESTROY);
    }

    /** The beginning of a tensor in a layout. */
    long submemory(Layout layout, Dims dims) {
        long parent = descriptor(layout);
        Dnnl.call(Dnnl.MEMORY_DESC_CREATE_SUBMEMORY, out(), parent, dims(dims),
                dims(Dims.of(new long[dims.size()])));
        return own(Dnnl.MEMORY_DESC_DESTROY);
    }

    /** The layout is the primitive's choice. */
    long any(DnnlType type, Dims dims) {
        return tagged(type, dims, TAG_ANY);
    }

    /** The descriptor of a layout; null pointer for no operand. */
    long descriptor(@Nullable Layout layout) {
        if (layout == null) {
            return 0;
        }
        MemorySegment blob = arena.allocate(layout.blob().length, 8);
        blob.copyFrom(MemorySegment.ofArray(layout.blob()));
        Dnnl.call(Dnnl.MEMORY_DESC_CREATE_WITH_BLOB, out(), blob.address());
        return own(Dnnl.MEMORY_DESC_DESTROY);
    }

    /** The attributes of every primitive here: scratch memory is ours (the library's is tied to the creating thread). */
    long attributes() {
        return attributes(false, false);
    }

    /**
     * Attributes with something done to the result.
     *
     * @param accumulate the result is added to what the output holds
     * @param relu the result is clipped at zero, after that; NaN too, which PyTorch keeps
     */
    long attributes(boolean accumulate, boolean relu) {
        Dnnl.call(Dnnl.ATTR_CREATE, out());
        long attributes = own(Dnnl.ATTR_DESTROY);
        Dnnl.call(Dnnl.ATTR_SET_SCRATCHPAD_MODE, attributes, SCRATCHPAD_USER);
        if (accumulate || relu) {
            Dnnl.call(Dnnl.POST_OPS_CREATE, out());
            long postOps = own(Dnnl.POST_OPS_DESTROY);
            append(postOps, accumulate, relu);
            Dnnl.call(Dnnl.ATTR_SET_POST_OPS, attributes, postOps);
        }
        return attributes;
    }

    private static void append(long postOps, boolean accumulate, boolean relu) {
        try {
            if (accumulate) {
                Dnnl.check((int) Dnnl.PostOps.APPEND_SUM.invokeExact(postOps, 1f, 0, 0), "dnnl_post_ops_append_sum");
            }
            if (relu) {
                Dnnl.check((int) Dnnl.PostOps.APPEND_ELTWISE.invokeExact(postOps, ELTWISE_RELU, 0f, 0f),
                        "dnnl_post_ops_append_eltwise");
            }
        } catch (Throwable e) {
            throw NativeCalls.rethrow(e);
        }
    }

    @Override
    public void close() {
        for (int i = owned.size() - 1; i >= 0; i--) {
            int ignored = NativeCalls.status(owned.get(i).destroy(), owned.get(i).handle());
        }
        arena.close();
    }
}
