package dev.flambeau.cpu.onednn;

import dev.flambeau.spi.Dims;
import dev.flambeau.spi.Raw;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether numbers are all finite: their sum is, then. (A sum that overflows says no though they are; who asks has another
 * way then.) Some 20 times as fast as they can be looked at one by one.
 */
final class Finiteness {
    // dnnl_reduction_sum (oneapi/dnnl/dnnl_types.h)
    private static final int SUM = 0x2fff4;
    private static final int MAX_ROWS = 32;
    private static final long ROW = 4096;

    private static final boolean[] CUT = {true, true};

    private record Key(DnnlType type, long elements) {
    }

    private static final PrimitiveCache<Key, Optional<Finiteness>> CACHE =
            new PrimitiveCache<>(64, Finiteness::create, found -> found.ifPresent(Finiteness::release));

    private final Parts primitive;
    private final int rows;

    private Finiteness(Parts primitive, int rows) {
        this.primitive = primitive;
        this.rows = rows;
    }

    private static Optional<Finiteness> create(Key key) {
        // Several sums, for several threads.
        int rows = MAX_ROWS;
        while (rows > 1 && (key.elements() % rows != 0 || key.elements() / rows < ROW)) {
            rows /= 2;
        }
        Primitive primitive = primitive(key, rows, rows);
        if (primitive == null) {
            return Optional.empty();
        }
        int all = rows;
        int threads = Threads.forWork(0, (double) key.elements() * key.type().bytes());
        return Optional.of(new Finiteness(Parts.ofBatch(primitive, threads, CUT, n -> primitive(key, all, n)), rows));
    }

    /** Sums the first {@code count} of {@code rows} rows. */
    private static @Nullable Primitive primitive(Key key, int rows, long count) {
        Layout source = Layout.dense(key.type(), Dims.of(count, key.elements() / rows));
        Layout sums = Layout.dense(DnnlType.F32, Dims.of(count, 1));
        return Primitive.create(scope -> describe(scope, source, sums), Primitive.ARG_SRC, Primitive.ARG_DST);
    }

    private static @Nullable PrimitiveDescriptor describe(CreationScope scope, Layout source, Layout sums) {
        boolean made = Dnnl.tryCall(Dnnl.REDUCTION, scope.out(), Engine.HANDLE, SUM, scope.descriptor(source),
                scope.descriptor(sums), 0, 0, scope.attributes());
        return made ? scope.createdDescriptor() : null;
    }

    private void release() {
        primitive.release();
    }

    /** Whether the numbers in this layout at an address are surely finite. */
    static boolean isCertain(Layout layout, long address) {
        DnnlType type = layout.type();
        Optional<Finiteness> found = CACHE.get(new Key(type, layout.sizeInBytes() / type.bytes()));
        return found.isPresent() && found.get().isCertain(address);
    }

    private boolean isCertain(long address) {
        Lane lane = Lanes.acquire();
        try {
            long sums = lane.scratch(Lane.FIRST_OPERAND, (long) rows * Float.BYTES);
            primitive.execute(lane, address, sums);
            float total = 0;
            for (int i = 0; i < rows; i++) {
                total += Raw.ALL.get(ValueLayout.JAVA_FLOAT, sums + (long) i * Float.BYTES);
            }
            return Float.isFinite(total);
        } finally {
            Lanes.release(lane);
        }
    }
}
