package dev.flambeau.cpu.onednn;

import dev.flambeau.spi.Dims;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the elements of a tensor lie in memory: plain strides, or one of oneDNN's blocked orders, of which nothing needs
 * to be known but that equal layouts are laid out equally. There is one instance of each layout in use, so equality is
 * identity; it owns no native memory (it keeps the bytes of the dnnl_memory_desc) and may be kept and dropped freely.
 */
public final class Layout {
    // dnnl_query_t and dnnl_format_kind_t (oneapi/dnnl/dnnl_types.h)
    private static final int QUERY_STRIDES = 14;
    private static final int QUERY_NDIMS = 256;
    private static final int QUERY_DIMS = 257;
    private static final int QUERY_DATA_TYPE = 258;
    private static final int QUERY_PADDED_DIMS = 260;
    private static final int QUERY_FORMAT_KIND = 262;
    private static final int QUERY_INNER_NBLKS = 263;
    private static final int QUERY_INNER_BLKS = 264;
    private static final int QUERY_INNER_IDXS = 265;
    private static final int FORMAT_BLOCKED = 2;
    static final int MAX_DIMS = 12;

    private record PlainKey(DnnlType type, Dims dims, Dims strides) {
    }

    private record Shape(DnnlType type, Dims dims) {
    }

    private static final PrimitiveCache<PlainKey, Layout> PLAIN =
            new PrimitiveCache<>(4096, Layout::createPlain, layout -> {
            });

    /** All layouts of a shape. A blob has bytes that nobody set, so the library has to say which ones are equal. */
    private static final Map<Shape, List<WeakReference<Layout>>> INTERNED = new HashMap<>();
    private static final int INTERNED_SWEEP = 4096;

    private final byte[] blob;
    private final DnnlType type;
    private final Dims dims;
    private final Dims strides;
    private final boolean plain;
    private final boolean padded;
    private final long sizeInBytes;
    /** Strides that say the same as this blocked layout, which has a single block. */
    private final @Nullable Dims sameStrides;
    private @Nullable Layout placement;

    private Layout(long descriptor, Shape shape, Arena arena, MemorySegment out) {
        type = shape.type();
        dims = shape.dims();
        query(descriptor, QUERY_FORMAT_KIND, out);
        if (out.get(ValueLayout.JAVA_INT, 0) == FORMAT_BLOCKED) {
            query(descriptor, QUERY_INNER_NBLKS, out);
            plain = out.get(ValueLayout.JAVA_INT, 0) == 0;
            strides = queryDims(descriptor, QUERY_STRIDES, dims.size(), out);
            padded = !queryDims(descriptor, QUERY_PADDED_DIMS, dims.size(), out).equals(dims);
            sameStrides = plain || padded ? null : strides(descriptor, out);
        } else {
            plain = false;
            strides = Dims.of();
            padded = true;
            sameStrides = null;
        }
        sizeInBytes = NativeCalls.value(Dnnl.MEMORY_DESC_GET_SIZE, descriptor, 0, 0);
        Dnnl.call(Dnnl.MEMORY_DESC_GET_BLOB, 0, out.address(), descriptor);
        MemorySegment bytes = arena.allocate(out.get(ValueLayout.JAVA_LONG, 0), 8);
        Dnnl.call(Dnnl.MEMORY_DESC_GET_BLOB, bytes.address(), out.address(), descriptor);
        blob = bytes.toArray(ValueLayout.JAVA_BYTE);
    }

    /** The strides of a layout with one block that holds the whole of one dimension: channels side by side, if these. */
    private @Nullable Dims strides(long descriptor, MemorySegment out) {
        query(descriptor, QUERY_INNER_NBLKS, out);
        if (out.get(ValueLayout.JAVA_INT, 0) != 1) {
            return null;
        }
        long block = queryDims(descriptor, QUERY_INNER_BLKS, 1, out).get(0);
        int dim = (int) queryDims(descriptor, QUERY_INNER_IDXS, 1, out).get(0);
        if (block != dims.get(dim)) {
            return null;
        }
        long[] same = strides.toArray();
        same[dim] = 1;
        return Dims.of(same);
    }

    /** Whether elements lie in the same places, however that is said: 16 channels in blocks of 16 are 16 channels side by side. */
    boolean isSamePlaces(Layout other) {
        return this == other || placement() == other.placement();
    }

    /** The row-major layout of the same tensor. */
    Layout dense() {
        return dense(type, dims);
    }

    private Layout placement() {
        Layout known = placement;
        if (known == null) {
            known = sameStrides == null ? this : strided(type, dims, sameStrides);
            placement = known; // all threads find the same
        }
        return known;
    }

    /** The layout that a descriptor of the library's describes; the descriptor stays the caller's. */
    static Layout of(long descriptor) {
        try (Arena arena = Arena.ofConfined(); CreationScope scope = new CreationScope()) {
            MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
            query(descriptor, QUERY_NDIMS, out);
            int count = out.get(ValueLayout.JAVA_INT, 0);
            query(descriptor, QUERY_DATA_TYPE, out);
            DnnlType type = DnnlType.ofCode(out.get(ValueLayout.JAVA_INT, 0));
            Shape shape = new Shape(type, queryDims(descriptor, QUERY_DIMS, count, out));
            return intern(descriptor, shape, scope, arena, out);
        }
    }

    private static synchronized Layout intern(long descriptor, Shape shape, CreationScope scope, Arena arena,
            MemorySegment out) {
        if (INTERNED.size() > INTERNED_SWEEP) {
            INTERNED.values().removeIf(Layout::allGone);
        }
        List<WeakReference<Layout>> known = INTERNED.computeIfAbsent(shape, key -> new ArrayList<>());
        known.removeIf(reference -> reference.refersTo(null));
        for (WeakReference<Layout> reference : known) {
            Layout layout = reference.get();
            if (layout != null
                    && NativeCalls.status(Dnnl.MEMORY_DESC_EQUAL, descriptor, scope.descriptor(layout)) != 0) {
                return layout;
            }
        }
        Layout layout = new Layout(descriptor, shape, arena, out);
        known.add(new WeakReference<>(layout));
        return layout;
    }

    private static boolean allGone(List<WeakReference<Layout>> references) {
        return references.stream().allMatch(reference -> reference.refersTo(null));
    }

    /** Elements at {@code sum(index[i] * strides[i])}; strides in elements, positive. */
    public static Layout strided(DnnlType type, Dims dims, Dims strides) {
        return PLAIN.get(new PlainKey(type, dims, strides));
    }

    /** A dense row-major tensor. */
    public static Layout dense(DnnlType type, Dims dims) {
        return strided(type, dims, Sizes.rowMajorStrides(dims));
    }

    private static Layout createPlain(PlainKey key) {
        Dims dims = key.dims();
        if (dims.size() < 1 || dims.size() > MAX_DIMS || dims.size() != key.strides().size()) {
            throw new IllegalArgumentException("A layout needs 1 to " + MAX_DIMS + " dimensions and a stride for each,"
                    + " but got dims " + dims + " and strides " + key.strides());
        }
        if (!Sizes.allAtLeast(dims, 1) || !Sizes.allAtLeast(key.strides(), 1)) {
            throw new IllegalArgumentException(
                    "Sizes and strides must be positive, but are " + dims + " and " + key.strides());
        }
        long last = 0;
        for (int i = 0; i < dims.size(); i++) {
            last = Math.addExact(last, Math.multiplyExact(dims.get(i) - 1, key.strides().get(i)));
        }
        // The bytes from the first to the last element must be countable.
        long ignored = Math.multiplyExact(Math.addExact(last, 1), (long) key.type().bytes());
        try (CreationScope scope = new CreationScope()) {
            return of(scope.strided(key.type(), dims, key.strides()));
        }
    }

    /** One of dnnl_format_tag_t's orders, such as nChw16c. */
    static Layout tagged(DnnlType type, Dims dims, int tag) {
        try (CreationScope scope = new CreationScope()) {
            return of(scope.tagged(type, dims, tag));
        }
    }

    /** The layout of the first {@code count} elements of the first dimension, in the same places. */
    Layout first(long count) {
        try (CreationScope scope = new CreationScope()) {
            return of(scope.submemory(this, Sizes.with(dims, 0, count)));
        }
    }

    /** The bytes that one element of the first dimension takes, if they lie one behind the other; 0 if they do not. */
    long bytesOfOne() {
        long bytes = strides.size() == 0 ? 0 : strides.get(0) * type.bytes();
        return bytes * dims.get(0) == sizeInBytes ? bytes : 0;
    }

    private static void query(long descriptor, int what, MemorySegment out) {
        Dnnl.call(Dnnl.MEMORY_DESC_QUERY, descriptor, what, out.address());
    }

    /** For dims and strides the library answers with a pointer into the descriptor. */
    @SuppressWarnings("restricted")
    private static Dims queryDims(long descriptor, int what, int count, MemorySegment out) {
        query(descriptor, what, out);
        long address = out.get(ValueLayout.JAVA_LONG, 0);
        return Dims.of(MemorySegment.ofAddress(address).reinterpret(8L * count).toArray(ValueLayout.JAVA_LONG));
    }

    byte[] blob() {
        return blob;
    }

    public DnnlType type() {
        return type;
    }

    /** The logical sizes. */
    public Dims dims() {
        return dims;
    }

    /** Whether {@link #strides()} say it all. */
    public boolean isPlain() {
        return plain;
    }

    /** The strides in elements of a plain layout. */
    public Dims strides() {
        if (!plain) {
            throw new IllegalStateException("A blocked layout has no strides");
        }
        return strides;
    }

    /**
     * Whether there are elements in memory that belong to no index (channels rounded up to a block). oneDNN wants them
     * zero: only functions with f(0) = 0 may run over such memory as a whole.
     */
    public boolean isPadded() {
        return padded;
    }

    /** The bytes from the first element to the end, padding included. */
    public long sizeInBytes() {
        return sizeInBytes;
    }

    @Override
    public String toString() {
        return type + " " + dims + (plain ? " strides " + strides : " blocked " + strides);
    }
}
